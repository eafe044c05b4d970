package io.standfast.system;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

/**
 * One server for each way, started when the first test needs it, for all tests of a class. Its directory must live as
 * long: a static {@code @TempDir}. Owned by the tests' thread.
 */
final class SharedDeployments implements AutoCloseable
{
    private final Path directory;
    private final Map<Deployment.Way, Deployment> deployments = new EnumMap<>(Deployment.Way.class);

    SharedDeployments(final Path directory)
    {
        this.directory = directory;
    }

    /** Where clients connect to. */
    String url(final Deployment.Way way)
    {
        return deployments.computeIfAbsent(way, key -> Deployment.start(key, directory(key))).url();
    }

    /** Directory of that way's server. */
    Path directory(final Deployment.Way way)
    {
        return directory.resolve(way.name());
    }

    @Override
    public void close()
    {
        deployments.values().forEach(Deployment::close);
    }
}
