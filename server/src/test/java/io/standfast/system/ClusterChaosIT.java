package io.standfast.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random faults one after the other, with clients that publish and read throughout ({@code perf/chaos --random}).
 * At the end the clients' history is checked, and that every node holds the same.
 */
@EnabledIfSystemProperty(named = "standfast.chaos.minutes", matches = "\\d+", disabledReason = "perf/chaos --random")
class ClusterChaosIT
{
    private static final int CHANNELS = 4;
    private static final int SOME = 50;
    private static final Duration CATCH_UP = Duration.ofMinutes(2);

    @TempDir
    private Path directory;
    private TestCluster cluster;
    private Random random;

    @Test
    void shouldLoseNothingWhateverHappens()
    {
        final long seed = Long.getLong("standfast.seed", System.nanoTime());
        final long endNs = System.nanoTime() + Duration.ofMinutes(Long.getLong("standfast.chaos.minutes")).toNanos();
        System.out.println("ClusterChaosIT seed " + seed + " (repeat with --seed " + seed + ")");
        random = new Random(seed);
        final History history = new History();
        final List<String> channels = IntStream.range(0, CHANNELS).mapToObj(i -> "steady." + i).toList();
        cluster = new TestCluster(directory, 3);
        try (TestCluster closed = cluster)
        {
            closed.startAll();
            try (SteadyPublisher publisher = SteadyPublisher.start(closed, CHANNELS);
                SteadySubscriber one = SteadySubscriber.start(closed, history, "one", channels, seed);
                SteadySubscriber two = SteadySubscriber.start(closed, history, "two", channels, seed + 1))
            {
                publisher.awaitMore(SOME);
                for (int step = 1; System.nanoTime() - endNs < 0; step++)
                {
                    final Fault fault = Fault.values()[random.nextInt(Fault.values().length)];
                    final int node = random.nextInt(3);
                    System.out.println("step " + step + ": " + fault + " " + closed.name(node) + ", leader " + closed
                        .leader() + ", longest gap " + publisher.longestGapMs() + " ms");
                    befall(fault, node);
                    IntStream.range(0, 3).forEach(closed::awaitReady);
                    publisher.awaitMore(SOME);
                }
                final Map<String, List<String>> acknowledged = publisher.stop();
                assertThat(Await.isTrueWithin(CATCH_UP, () -> history.isComplete(acknowledged))).as(() -> history
                    .missing(acknowledged)).isTrue();
                one.stop();
                two.stop();
                history.check(acknowledged, publisher::isPublished);
                // A node lets go of segments in which nothing lives when it has a snapshot from after that.
                closed.snapshot();
                closed.verify(acknowledged);
            }
        }
        catch (final AssertionError | IllegalStateException ex)
        {
            keep();
            throw ex;
        }
    }

    private void befall(final Fault fault, final int node)
    {
        switch (fault)
        {
            case STOP :
                assertThat(cluster.node(node).sigint()).isZero();
                cluster.start(node);
                break;
            case KILL :
                cluster.kill9(node);
                cluster.start(node);
                break;
            case KILL_LEADER :
                befall(Fault.KILL, cluster.awaitLeader());
                break;
            case WIPE :
                cluster.kill9(node);
                cluster.wipe(node);
                cluster.start(node);
                break;
            case LOSE_PART :
                cluster.kill9(node);
                TestCluster.delete(cluster.data(node).resolve(List.of("archive", "cluster", "store").get(random.nextInt(
                    3))));
                cluster.start(node);
                break;
            case KILL_TWO :
                cluster.kill9(node);
                befall(Fault.KILL, (node + 1) % 3);
                cluster.start(node);
                break;
            case KILL_ALL :
                IntStream.range(0, 3).forEach(cluster::kill9);
                IntStream.range(0, 3).forEach(cluster::start);
                break;
            case KILL_WHILE_STARTING :
                cluster.kill9(node);
                if (random.nextBoolean())
                {
                    cluster.wipe(node);
                }
                cluster.start(node);
                stay(random.nextInt(3_000));
                cluster.kill9(node);
                cluster.start(node);
                break;
            case STAND_STILL :
                standStill(node);
                break;
            case SNAPSHOT :
                cluster.snapshot();
                break;
            case KILL_DURING_SNAPSHOT :
                killDuringSnapshot(node);
                break;
        }
    }

    private void killDuringSnapshot(final int node)
    {
        cluster.requestSnapshot();
        stay(random.nextInt(1_500));
        befall(Fault.KILL, node);
    }

    private void standStill(final int node)
    {
        cluster.node(node).process().signal("STOP");
        stay(500 + random.nextInt(6_000));
        cluster.node(node).process().signal("CONT");
        // A consensus module that finds that it has not been heard for long ends, with its node (AERON-FACTS).
        if (Await.isTrueWithin(Duration.ofSeconds(4), () -> !cluster.node(node).process().isAlive()))
        {
            cluster.start(node);
        }
    }

    /** For a random while: what happens then is what the test asks. */
    private static void stay(final int ms)
    {
        Await.isTrueWithin(Duration.ofMillis(ms), () -> false);
    }

    /** A failed run's files are kept for whoever looks. */
    private void keep()
    {
        try
        {
            final Path kept = Files.createTempDirectory("standfast-chaos");
            Files.move(directory, kept.resolve("nodes"));
            Files.createDirectories(directory);
            System.out.println("kept: " + kept);
        }
        catch (final IOException ex)
        {
            System.out.println("cannot keep " + directory + ": " + ex);
        }
    }

    /**
     * What can happen.
     */
    private enum Fault
    {
        STOP,
        KILL,
        KILL_LEADER,
        WIPE,
        LOSE_PART,
        KILL_TWO,
        KILL_ALL,
        KILL_WHILE_STARTING,
        STAND_STILL,
        SNAPSHOT,
        KILL_DURING_SNAPSHOT
    }
}
