package io.standfast.system;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A real nats-server, Debian's package. Owned by the test's thread; killed when closed.
 */
final class NatsServerProcess implements AutoCloseable
{
    private static final String LOOPBACK = "127.0.0.1";

    private final String host;
    private final ChildProcess process;

    private NatsServerProcess(final String host, final ChildProcess process)
    {
        this.host = host;
        this.process = process;
    }

    /** The binary, or nothing when it is not installed. */
    static Optional<Path> binary()
    {
        final Stream<Path> onPath = Stream.of(System.getenv("PATH").split(":")).map(Path::of);
        final Stream<Path> elsewhere = Stream.of(Path.of("/usr/sbin"), ChildProcess.ROOT.resolve(".tools/usr/sbin"));
        return Stream.concat(onPath, elsewhere).map(path -> path.resolve("nats-server")).filter(Files::isExecutable)
            .findFirst();
    }

    /** Skips the test, and says why, where there is none. */
    static void assumeInstalled()
    {
        assumeTrue(binary().isPresent(), "nats-server is missing: run bin/verify");
    }

    static NatsServerProcess start(final Path directory, final int port, final String... more)
    {
        return startAt(LOOPBACK, directory, port, more);
    }

    /** At another address of this machine. */
    static NatsServerProcess startAt(final String host, final Path directory, final int port, final String... more)
    {
        final List<String> command = new ArrayList<>(List.of(binary().orElseThrow().toString(), "-a", host, "-p",
            Integer.toString(port)));
        command.addAll(List.of(more));
        final ChildProcess process = ChildProcess.start(directory, Map.of(), command);
        process.awaitOutput("Server is ready");
        return new NatsServerProcess(host, process);
    }

    String url()
    {
        return "nats://" + host + ":" + process.listeningPort();
    }

    void kill9()
    {
        process.kill9();
    }

    @Override
    public void close()
    {
        process.close();
    }
}
