package io.standfast.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What signals do to a serving process.
 */
class SignalsIT
{
    private static final int RECEIVE_MS = 30_000;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"INT,0", "TERM,143"})
    void shouldStopInOrderWhenAskedBySignal(final String signal, final int expected)
    {
        try (ServerProcess server = ServerProcess.start(directory, "-p", "-1"))
        {
            server.process().signal(signal);

            final int exitCode = server.process().awaitExit();
            assertThat(exitCode).as(server.process().output()).isEqualTo(expected);
            assertThat(server.process().err()).contains("[INF] STREAM: Shutting down.").doesNotContain("[ERR]");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HUP", "USR2", "USR1"})
    void shouldGoOnServingWhenSignalIsNotAboutStopping(final String signal)
    {
        try (ServerProcess server = ServerProcess.start(directory, "-p", "-1"))
        {
            server.process().signal(signal);
            server.process().signal(signal);
            // USR1 is answered by a line, and signals are handled in order.
            server.process().signal("USR1");
            server.process().awaitOutput("File log re-open ignored, not a file logger");

            try (StanClient client = StanClient.connect(server.url(), "after-signal"))
            {
                client.publish("signals", "still here");
            }
        }
    }

    @Test
    void shouldGoOnServingWithoutLauncherWhenSignalIsNotAboutStopping()
    {
        try (ServerProcess server = ServerProcess.runJar(directory, "server", "-p", "-1").awaitReady())
        {
            server.process().signal("USR2");
            server.process().signal("HUP");
            server.process().signal("USR1");
            server.process().awaitOutput("File log re-open ignored, not a file logger");

            assertThat(server.process().isAlive()).isTrue();
            assertThat(server.sigint()).isZero();
        }
    }

    @Test
    void shouldWriteToNewLogFileWhenTheOldOneWasMovedAway() throws IOException
    {
        final Path log = directory.resolve("server.log");
        try (ServerProcess server = ServerProcess.run(directory, "standfast", "server", "-p", "-1", "-l",
            log.toString()))
        {
            Await.until("ready in the log file", () -> contains(log, "Streaming Server is ready"));
            Files.move(log, directory.resolve("server.log.1"));

            server.process().signal("USR1");

            Await.until("new log file", () -> contains(log, "[INF] STREAM: File log re-opened"));
            assertThat(server.process().output()).isEmpty();
        }
    }

    @Test
    void shouldLogWhereFlagsSay() throws IOException
    {
        final Path log = directory.resolve("limited.log");
        try (DatagramSocket syslog = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            ServerProcess limited = ServerProcess.run(directory.resolve("a"), "standfast", "server", "-p", "-1", "-l",
                log.toString(), "-log_size_limit", "1KB");
            ServerProcess remote = ServerProcess.run(directory.resolve("b"), "standfast", "server", "-p", "-1", "-r",
                "udp://127.0.0.1:" + syslog.getLocalPort()))
        {
            syslog.setSoTimeout(RECEIVE_MS);
            final DatagramPacket packet = new DatagramPacket(new byte[8192], 8192);
            final StringBuilder heard = new StringBuilder();
            while (!heard.toString().contains("Streaming Server is ready"))
            {
                syslog.receive(packet);
                heard.append(new String(packet.getData(), 0, packet.getLength(), UTF_8));
            }

            assertThat(heard.toString()).containsPattern("(?m)^<\\d+>\\S+ \\S+ standfast\\[" + remote.process().pid() +
                "\\]: .*Streaming Server is ready");
            assertThat(remote.process().output()).isEmpty();
            Await.until("ready in one of the files", () -> logs().stream().anyMatch(file -> contains(file,
                "Streaming Server is ready")));
            assertThat(logs()).hasSizeGreaterThan(1).contains(log).allSatisfy(file -> assertThat(file.toFile()).size()
                .isLessThan(2048));
            assertThat(limited.sigint()).isZero();
            assertThat(remote.sigint()).isZero();
        }
    }

    private List<Path> logs()
    {
        try (Stream<Path> files = Files.list(directory))
        {
            return files.filter(file -> file.getFileName().toString().startsWith("limited.log")).toList();
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    private static boolean contains(final Path file, final String text)
    {
        try
        {
            return Files.exists(file) && Files.readString(file).contains(text);
        }
        catch (final IOException ex)
        {
            return false;
        }
    }
}
