package io.standfast.system;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The old JavaScript client, node-nats-streaming 0.3.2, unchanged.
 */
@TestInstance(Lifecycle.PER_CLASS)
class StanNodeClientIT
{
    @TempDir
    private Path directory;
    private final Map<Deployment.Way, Deployment> deployments = new EnumMap<>(Deployment.Way.class);

    @BeforeAll
    void check()
    {
        assumeTrue(NodeScript.isAvailable(), "node or its clients are missing: run bin/verify");
    }

    @AfterAll
    void stop()
    {
        deployments.values().forEach(Deployment::close);
    }

    @ParameterizedTest
    @CsvSource({"LISTENER,order", "LISTENER,durable", "LISTENER,queue", "LISTENER,redelivery", "LISTENER,taken",
        "BROKER,order", "BROKER,durable", "BROKER,queue", "BROKER,redelivery", "BROKER,taken"})
    void shouldSucceedWhenScriptIsRun(final Deployment.Way way, final String scenario)
    {
        final String url = deployments.computeIfAbsent(way,
            key -> Deployment.start(key, directory.resolve(key.name()))).url();

        NodeScript.run(directory.resolve(way + "-" + scenario), "stan.js", url, scenario);
    }
}
