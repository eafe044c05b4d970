package io.standfast.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.nats.streaming.SubscriptionOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real disk that fills up, a small tmpfs: publishes are refused before anything breaks, all else goes on.
 */
class DiskFullIT
{
    private static final String REFUSED = "stan: publish refused, the server's disk is almost full";
    private static final int BALLAST_MB = 400;
    private static final int SMALL_BALLAST_MB = 100;
    /** What the log gives back after a purge is not enough then. */
    private static final int MORE_BALLAST_MB = 200;
    private static final int OTHERS = 8;
    /** A snapshot takes 32 MB, and the segment of the store that is begun behind it 64 MB. */
    private static final int TOO_LITTLE_MB = 70;
    private static final int FEW = 10;
    private static final Pattern MONITOR = Pattern.compile("Starting http monitor on [^ ]*:(\\d+)");

    @TempDir
    private Path directory;
    private SmallDisk disk;
    private int others;

    @BeforeEach
    void mount()
    {
        disk = SmallDisk.mount(directory.resolve("mount"), 900);
    }

    @AfterEach
    void unmount()
    {
        if (disk != null)
        {
            disk.close();
        }
    }

    @Test
    void shouldRefusePublishesAndServeTheRestWhenTheDiskFillsUp() throws IOException
    {
        final Path ballast = disk.ballast(BALLAST_MB);
        final Path data = directory.resolve("mount").resolve("data");
        final String[] flags = {"-p", "-1", "-dir", data.toString(), "-mb", "2GB", "-aeron_door", "ipc"};
        int stored;
        try (ServerProcess server = ServerProcess.start(directory, flags))
        {
            try (StanClient client = StanClient.connect(server.url(), "writer"))
            {
                stored = publishUntilRefused(client);
                server.process().awaitOutput("Publishes are refused: ");
                assertThat(client.subscribe("big", new SubscriptionOptions.Builder().startAtSequence(stored).build())
                    .awaitCount(1).sequences()).as("deliveries go on").containsExactly((long) stored);
                publishThroughTheDoor(server, ballast);
                client.publish("big", "room again");
                stored++;
            }
            server.kill9();
        }
        try (ServerProcess server = ServerProcess.start(directory.resolve("again"), flags))
        {
            try (StanClient client = StanClient.connect(server.url(), "reader"))
            {
                final StanInbox inbox = client.subscribe("big", new SubscriptionOptions.Builder().deliverAllAvailable()
                    .maxInFlight(64).build());
                final int expected = stored;
                Await.until("all " + expected + " messages", () -> inbox.messages().size() >= expected);
                assertThat(inbox.sequences()).hasSize(expected).isSorted();
            }
            assertThat(server.sigint()).as("an orderly stop, with its snapshot").isZero();
        }
    }

    /** Each file of the store holds messages of another channel, too. */
    @Test
    void shouldServeAgainAfterAPurgeOfTheLargestChannelWithoutAnybodyAskingForSnapshots() throws IOException
    {
        disk.ballast(SMALL_BALLAST_MB);
        final Path data = directory.resolve("mount").resolve("data");
        try (ServerProcess server = ServerProcess.start(directory, "-p", "-1", "-m", "-1", "-a", "127.0.0.1", "-dir",
            data.toString(), "-mb", "2GB"); StanClient client = StanClient.connect(server.url(), "writer"))
        {
            final int stored = publishUntilRefused(client);
            disk.ballast(MORE_BALLAST_MB);

            purge(server, data, "big");

            server.process().awaitOutput("Publishes are accepted again: ");
            client.publish("big", "room again");
            assertThat(client.subscribe("big", new SubscriptionOptions.Builder().deliverAllAvailable().build())
                .awaitCount(1).sequences()).containsExactly(stored + 1L);
            assertThat(client.subscribe("other", new SubscriptionOptions.Builder().deliverAllAvailable().build())
                .awaitCount(others).sequences()).as("the other channel is whole").hasSize(others);
        }
    }

    /** It would wait for a snapshot, for which there is no room because of it. */
    @Test
    void shouldLetGoOfWhatWasSetAsideAtTheStartWhenTheDiskHasNoRoomForASnapshot()
    {
        final Path data = directory.resolve("mount").resolve("data");
        final Path setAside = data.resolve("store").resolve("quarantine");
        final String[] flags = {"-p", "-1", "-dir", data.toString()};
        try (ServerProcess server = ServerProcess.start(directory, flags))
        {
            try (StanClient client = StanClient.connect(server.url(), "writer"))
            {
                IntStream.rangeClosed(1, FEW).forEach(i -> client.publish("few", "message " + i));
            }
            server.kill9();
        }
        disk.ballast(disk.freeMegabytes() - TOO_LITTLE_MB);

        try (ServerProcess server = ServerProcess.start(directory.resolve("again"), flags))
        {
            server.process().awaitOutput(" MB of the store that were set aside at the start are deleted");
            assertThat(server.process().output()).contains("Publishes are refused: ");
            assertThat(setAside).doesNotExist();
            try (StanClient client = StanClient.connect(server.url(), "reader"))
            {
                assertThat(client.subscribe("few", new SubscriptionOptions.Builder().deliverAllAvailable().build())
                    .awaitCount(FEW).sequences()).hasSize(FEW);
            }
            assertThat(server.sigint()).isZero();
        }
    }

    private void purge(final ServerProcess server, final Path data, final String channel)
    {
        final Matcher monitor = MONITOR.matcher(server.process().output());
        assertThat(monitor.find()).isTrue();
        try (ServerProcess command = ServerProcess.run(directory.resolve("purge"), Map.of(), "standfast",
            "channel", "purge", channel, "-f", "--server", "http://127.0.0.1:" + monitor.group(1), "--dir",
            data.toString()))
        {
            assertThat(command.process().awaitExit()).as(() -> command.process().output()).isZero();
        }
    }

    /** A client of the Aeron door keeps its session, and publishes when there is room again. */
    private static void publishThroughTheDoor(final ServerProcess server, final Path ballast) throws IOException
    {
        try (DoorPilot pilot = new DoorPilot(DoorPilot.context(server, "pilot"), "small").ready())
        {
            pilot.awaitDiskLow();
            Files.delete(ballast);
            server.process().awaitOutput("Publishes are accepted again: ");
            pilot.publish(1);
            assertThat(pilot.events()).as("one session all the time").containsOnly("ready");
        }
    }

    private int publishUntilRefused(final StanClient client)
    {
        final byte[] payload = new byte[256 * 1024];
        final AtomicReference<String> refusal = new AtomicReference<>();
        int stored = 0;
        while (refusal.get() == null && stored < 10_000)
        {
            try
            {
                client.publish("big", payload);
                stored++;
                if (stored % OTHERS == 1)
                {
                    client.publish("other", "small");
                    others++;
                }
            }
            catch (final IllegalStateException ex)
            {
                refusal.set(ex.getCause() == null ? ex.getMessage() : ex.getCause().getMessage());
            }
        }
        assertThat(refusal.get()).isEqualTo(REFUSED);
        assertThat(stored).isPositive();
        return stored;
    }
}
