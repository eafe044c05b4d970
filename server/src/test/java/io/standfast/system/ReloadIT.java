package io.standfast.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code -sl} to a server that serves: it reads its configuration again, opens its log again, and stops.
 */
class ReloadIT
{
    @TempDir
    private Path directory;

    @Test
    void shouldDoWhatItIsToldWhileItServes() throws IOException
    {
        final Path file = directory.resolve("s.conf");
        final Path log = directory.resolve("s.log");
        configure(file, log, 1, false);
        try (ServerProcess server = ServerProcess.run(directory, "standfast", "server", "-c", file.toString()))
        {
            Await.until("ready", () -> contains(log, "Streaming Server is ready"));
            try (StanClient client = StanClient.connect("nats://127.0.0.1:" + port(), "me"))
            {
                client.publish("one", "x");
                assertThatThrownBy(() -> client.publish("two", "x")).hasMessageContaining("too many channels");
                configure(file, log, 2, true);

                tell("reload");

                Await.until("reloaded", () -> contains(log, "Reload: max_channels changed from 1 to 2") &&
                    contains(log, "Reload: cluster_id stays test-cluster: other needs a restart"));
                Await.until("a second channel", () -> isPublished(client, "two"));
            }
            Await.until("a debug line", () -> contains(log, "[DBG] STREAM: [Client:me] Closed"));
            Files.move(log, directory.resolve("s.log.1"));
            tell("reopen");
            Await.until("opened again", () -> contains(log, "File log re-opened"));
            tell("quit");
            assertThat(server.process().awaitExit()).isZero();
            assertThat(directory.resolve("ports")).isEmptyDirectory();
        }
    }

    private void configure(final Path file, final Path log, final int channels, final boolean isChanged)
        throws IOException
    {
        Files.createDirectories(directory.resolve("ports"));
        Files.writeString(file, """
            port: -1, pid_file: "@/pid", ports_file_dir: "@/ports", log: "%s"
            streaming { dir: "@/data", sd: %s, id: %s, limits { mc: %d } }
            """.formatted(log, isChanged, isChanged ? "other" : "test-cluster", channels).replace("@", directory
            .toString()));
    }

    private String port() throws IOException
    {
        final Path[] found = new Path[1];
        Await.until("the ports file", () -> (found[0] = portsFile()) != null);
        final String text = Files.readString(found[0]);
        return text.replaceAll("(?s).*nats://[^:]*:(\\d+).*", "$1");
    }

    private Path portsFile()
    {
        try (Stream<Path> files = Files.list(directory.resolve("ports")))
        {
            return files.filter(path -> path.toString().endsWith(".ports")).findFirst().orElse(null);
        }
        catch (final IOException ex)
        {
            return null;
        }
    }

    private void tell(final String what)
    {
        try (ServerProcess teller = ServerProcess.run(directory, "standfast", "server", "-sl", what + "=" + directory
            .resolve("pid")))
        {
            assertThat(teller.process().awaitExit()).as(teller.process().output()).isZero();
        }
    }

    private static boolean isPublished(final StanClient client, final String channel)
    {
        try
        {
            client.publish(channel, "x");
            return true;
        }
        catch (final IllegalStateException ex)
        {
            return false;
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
