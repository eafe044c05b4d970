package io.standfast.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.nats.streaming.SubscriptionOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The server is killed with -9 at random moments while a publisher publishes; nothing that was acknowledged is lost,
 * and a durable never sees again what it has acknowledged.
 */
class CrashIT
{
    private static final int KILLS = "all".equals(System.getProperty("standfast.matrix")) ? 50 : 12;
    private static final int MAX_RUN_MS = 400;
    private static final int DURABLE_BATCH = 50;
    private static final String CHANNEL = "crash";

    @TempDir
    private Path directory;
    private final long seed = Long.getLong("standfast.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final Set<Integer> acked = new ConcurrentSkipListSet<>();
    private final Set<Long> settled = new TreeSet<>();
    private int published;

    @Test
    void shouldKeepEveryAcknowledgedMessageWhenKilledAtRandomMoments()
    {
        System.out.println("CrashIT seed " + seed + " (repeat with -Dstandfast.seed=" + seed + ")");
        final String port = Integer.toString(ChildProcess.freePort());
        for (int kill = 0; kill < KILLS; kill++)
        {
            try (ServerProcess server = ServerProcess.start(directory, "-p", port))
            {
                settleSome(server.url());
                publishUntilKilled(server);
            }
        }

        try (ServerProcess server = ServerProcess.start(directory, "-p", port))
        {
            final List<Long> all = checkAllThere(server.url());
            checkDurableGoesOn(server.url(), all);
        }
    }

    private void publishUntilKilled(final ServerProcess server)
    {
        final StanClient client = StanClient.connect(server.url(), "publisher");
        final long killNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(random.nextInt(MAX_RUN_MS));
        final int ackedBefore = acked.size();
        // At least one acknowledgement a round: a server that acknowledges nothing loses nothing either.
        while (System.nanoTime() - killNs < 0 || acked.size() == ackedBefore)
        {
            final int number = ++published;
            client.publish(CHANNEL, Integer.toString(number), (guid, ex) ->
            {
                if (ex == null)
                {
                    acked.add(number);
                }
            });
            LockSupport.parkNanos(random.nextInt(200_000));
        }
        server.kill9();
        client.abandon();
    }

    /** The durable takes and acknowledges a few; its close is answered after the acknowledgements have been taken. */
    private void settleSome(final String url)
    {
        final int expected = Math.min(DURABLE_BATCH, acked.size() - settled.size());
        if (expected == 0)
        {
            return;
        }
        try (StanClient client = StanClient.connect(url, "settler"))
        {
            final StanInbox inbox = client.subscribe(CHANNEL, durable());
            inbox.awaitCount(expected);
            for (int i = 0; i < expected; i++)
            {
                inbox.ack(i);
            }
            inbox.close();
            final List<Long> fresh = inbox.sequences();
            assertThat(settled).as("acknowledged and delivered again; seed %d", seed).doesNotContainAnyElementsOf(
                fresh);
            assertThat(fresh.subList(0, expected)).as("seed %d", seed).isEqualTo(LongStream.rangeClosed(
                settled.size() + 1L, settled.size() + expected).boxed().toList());
            settled.addAll(fresh.subList(0, expected));
        }
    }

    private static SubscriptionOptions durable()
    {
        return new SubscriptionOptions.Builder().deliverAllAvailable().durableName("settler").manualAcks()
            .maxInFlight(DURABLE_BATCH).build();
    }

    private List<Long> checkAllThere(final String url)
    {
        try (StanClient client = StanClient.connect(url, "checker"))
        {
            // The end is marked, so that there is something to wait for.
            client.publish(CHANNEL, "0");
            final StanInbox inbox = client.subscribe(CHANNEL,
                new SubscriptionOptions.Builder().deliverAllAvailable().build());
            Await.until("the last message; seed " + seed, () -> !inbox.messages().isEmpty() &&
                inbox.text(inbox.messages().size() - 1).equals("0"));

            final List<Integer> numbers = inbox.texts().subList(0, inbox.messages().size() - 1).stream()
                .map(Integer::valueOf).toList();
            assertThat(numbers).as("order of publishing, none twice; seed %d", seed).isSorted().doesNotHaveDuplicates();
            assertThat(numbers).as("acknowledged; seed %d", seed).containsAll(acked);
            assertThat(inbox.sequences()).as("no gap; seed %d", seed).isEqualTo(LongStream.rangeClosed(1,
                inbox.messages().size()).boxed().toList());
            return inbox.sequences();
        }
    }

    private void checkDurableGoesOn(final String url, final List<Long> all)
    {
        try (StanClient client = StanClient.connect(url, "settler"))
        {
            final StanInbox inbox = client.subscribe(CHANNEL, durable());
            final List<Long> rest = all.subList(settled.size(), all.size());
            for (int i = 0; i < rest.size(); i++)
            {
                inbox.awaitCount(i + 1);
                inbox.ack(i);
            }
            assertThat(inbox.sequences()).as("the durable's rest; seed %d", seed).isEqualTo(rest);
        }
    }
}
