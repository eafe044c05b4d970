package io.standfast.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server that may not open another file: it serves whom it has, rests, and goes on by itself.
 */
class FileDescriptorsIT
{
    private static final int TICKS_A_SECOND = 100;
    private static final int USER_TIME = 11;
    private static final int ENOUGH = 4096;
    private static final String SAID = "Clients cannot connect: ";

    @TempDir
    private Path directory;

    @Test
    void shouldRestAndGoOnWhenNoFileDescriptorIsLeft() throws IOException
    {
        final List<Socket> sockets = new ArrayList<>();
        try (ServerProcess server = ServerProcess.start(directory, "-p", "-1");
            StanClient client = StanClient.connect(server.url(), "known"))
        {
            client.publish("orders", "one");
            final long pid = server.process().pid();
            limit(pid, files(pid) + 2);

            for (int i = 0; i < 8; i++)
            {
                sockets.add(new Socket("127.0.0.1", server.port()));
            }
            server.process().awaitOutput(SAID);
            client.publish("orders", "more");
            assertThat(server.process().output().split(SAID, -1)).as("said once").hasSize(2);
            Await.until("it rests", () -> busyTicks(pid) < TICKS_A_SECOND / 2);

            limit(pid, ENOUGH);
            server.process().awaitOutput("Clients can connect again");
            try (StanClient next = StanClient.connect(server.url(), "next"))
            {
                next.publish("orders", "two");
            }
        }
        finally
        {
            for (final Socket socket : sockets)
            {
                socket.close();
            }
        }
    }

    /** In a second in which nobody asks anything. */
    private static long busyTicks(final long pid)
    {
        final long begin = ticks(pid);
        final long beginNs = System.nanoTime();
        Await.until("a second has passed", () -> System.nanoTime() - beginNs > TimeUnit.SECONDS.toNanos(1));
        return ticks(pid) - begin;
    }

    private static long ticks(final long pid)
    {
        try
        {
            final String[] fields = Files.readString(Path.of("/proc/" + pid + "/stat")).replaceFirst("^.*\\) ", "")
                .split(" ");
            return Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[USER_TIME + 1]);
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    private static int files(final long pid) throws IOException
    {
        try (Stream<Path> files = Files.list(Path.of("/proc/" + pid + "/fd")))
        {
            return (int) files.count();
        }
    }

    private void limit(final long pid, final int files)
    {
        try (ChildProcess prlimit = ChildProcess.start(directory.resolve("prlimit-" + files), Map.of(), List
            .of("prlimit", "--pid", Long.toString(pid), "--nofile=" + files + ":")))
        {
            assertThat(prlimit.awaitExit()).as(prlimit::output).isZero();
        }
    }
}
