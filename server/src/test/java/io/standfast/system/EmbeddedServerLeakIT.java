package io.standfast.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.nats.streaming.SubscriptionOptions;
import io.standfast.server.ServerContext;
import io.standfast.server.StandfastServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What servers leave behind in a process that lives on: nothing, however many there have been.
 */
class EmbeddedServerLeakIT
{
    // What the JVM, Chronicle and the client library keep for the process is there after these.
    private static final int WARM_UP = 3;
    private static final int LAUNCHES = 30;

    @TempDir
    private Path directory;

    private static Set<String> threads()
    {
        return Thread.getAllStackTraces().keySet().stream().filter(Thread::isAlive).map(
            thread -> thread.getId() + " " + thread.getName()).collect(Collectors.toSet());
    }

    private static List<String> names(final Path path, final String prefix)
    {
        try (Stream<Path> entries = Files.list(path))
        {
            return entries.map(entry -> entry.getFileName().toString()).filter(name -> name.startsWith(prefix))
                .toList();
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    /** Files of servers that this process has open or mapped. */
    private static List<String> files()
    {
        final List<String> files = new ArrayList<>();
        try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"));
            Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd")))
        {
            maps.forEach(files::add);
            descriptors.forEach(descriptor -> files.add(descriptor + " " + target(descriptor)));
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
        return files.stream().filter(file -> file.contains("/dev/shm/standfast-") || file.contains("/store/") || file
            .contains("/archive/") || file.contains("/cluster/")).toList();
    }

    private static String target(final Path descriptor)
    {
        try
        {
            return Files.readSymbolicLink(descriptor).toString();
        }
        catch (final IOException ex)
        {
            return "closed meanwhile";
        }
    }

    private static long descriptors()
    {
        return names(Path.of("/proc/self/fd"), "").size();
    }

    /** Every third is closed before it is ready, the others when they have stored a message. */
    private void launchAndClose(final int number)
    {
        final ServerContext context = new ServerContext().fileSync(false);
        try (StandfastServer server = StandfastServer.launch(number % 2 == 0 ? context : context.dataDirectory(directory
            .resolve("data"))))
        {
            if (number % 3 != 0)
            {
                server.ready().orTimeout(Await.DEADLINE.toSeconds(), TimeUnit.SECONDS).join();
                try (StanClient client = StanClient.connect(server.clientUrl(), "me"))
                {
                    client.publish("orders", "one");
                    client.subscribe("orders", new SubscriptionOptions.Builder().deliverAllAvailable().build())
                        .awaitCount(1);
                }
            }
        }
    }

    @Test
    void shouldLeaveNothingBehindWhenThirtyServersHaveBeenLaunchedAndClosed()
    {
        final Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        final List<String> before = names(temporary, "standfast-");
        for (int i = 1; i <= WARM_UP; i++)
        {
            launchAndClose(i);
        }
        final Set<String> threads = threads();
        final long descriptors = descriptors();

        for (int i = 0; i < LAUNCHES; i++)
        {
            launchAndClose(i);
        }

        Await.until(() -> "only the threads of before: " + threads() + " instead of " + threads, () -> threads
            .containsAll(threads()));
        // Chronicle and the client library let go of what is theirs a little later.
        Await.until(() -> "no file of a server: " + files(), () -> files().isEmpty());
        Await.until(() -> "descriptors: " + descriptors() + " instead of " + descriptors,
            () -> descriptors() <= descriptors);
        assertThat(names(temporary, "standfast-")).isEqualTo(before);
    }
}
