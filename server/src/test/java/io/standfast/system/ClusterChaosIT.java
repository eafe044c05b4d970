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
import org.agrona.CloseHelper;
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
    /** What a node ends with that was not heard for too long. */
    private static final int HALTED = 2;
    private static final Duration CATCH_UP = Duration.ofMinutes(2);

    @TempDir
    private Path directory;
    private Namespaces namespaces;
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
        // Where it may be done, each node is in a network of its own.
        namespaces = Namespaces.create(3);
        cluster = namespaces == null ? new TestCluster(directory, 3) : new TestCluster(directory, namespaces);
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
        finally
        {
            CloseHelper.close(namespaces);
        }
    }

    private void befall(final Fault fault, final int node)
    {
        switch (fault)
        {
            case STOP -> stop(node);
            case KILL -> kill(node);
            case KILL_LEADER -> kill(cluster.awaitLeader());
            case WIPE -> wipe(node);
            case LOSE_PART -> losePart(node);
            case KILL_TWO -> {
                cluster.kill9(node);
                kill((node + 1) % 3);
                cluster.start(node);
            }
            case KILL_ALL -> {
                IntStream.range(0, 3).forEach(cluster::kill9);
                IntStream.range(0, 3).forEach(cluster::start);
            }
            case KILL_WHILE_STARTING -> killWhileStarting(node);
            case STAND_STILL -> standStill(node);
            case SNAPSHOT -> cluster.snapshot();
            case KILL_DURING_SNAPSHOT -> killDuringSnapshot(node);
            case DAMAGE_SEGMENT -> damageSegment(node);
            case OLD_COPY -> oldCopy(node);
            case WIPE_AND_STAND_STILL -> {
                wipe(node);
                standStill((node + 1) % 3);
            }
            case CUT_OFF -> cutOff(node);
        }
    }

    private void stop(final int node)
    {
        assertThat(cluster.node(node).sigint()).isZero();
        cluster.start(node);
    }

    private void kill(final int node)
    {
        cluster.kill9(node);
        cluster.start(node);
    }

    private void wipe(final int node)
    {
        cluster.kill9(node);
        cluster.wipe(node);
        cluster.start(node);
    }

    private void losePart(final int node)
    {
        cluster.kill9(node);
        TestCluster.delete(cluster.data(node).resolve(List.of("archive", "cluster", "store").get(random.nextInt(3))));
        cluster.start(node);
    }

    private void killWhileStarting(final int node)
    {
        cluster.kill9(node);
        if (random.nextBoolean())
        {
            cluster.wipe(node);
        }
        cluster.start(node);
        stay(random.nextInt(3_000));
        kill(node);
    }

    /** Its oldest, when it has a sealed one. */
    private void damageSegment(final int node)
    {
        cluster.kill9(node);
        final Path segment = cluster.segments(node)[0];
        if (Files.exists(Path.of(segment.toString().replace(".cq4", ".idx"))))
        {
            TestCluster.damage(segment, List.of("flipped", "deleted", "truncated").get(random.nextInt(3)));
        }
        cluster.start(node);
    }

    /** Its disk is put back to what it was a moment ago; the others go on. */
    private void oldCopy(final int node)
    {
        cluster.kill9(node);
        final Path copy = directory.resolve("copy");
        TestCluster.copy(cluster.data(node), copy);
        cluster.start(node);
        cluster.awaitReady(node);
        stay(random.nextInt(3_000));
        cluster.awaitRemembered(node);
        cluster.kill9(node);
        cluster.wipe(node);
        TestCluster.copy(copy, cluster.data(node));
        TestCluster.delete(copy);
        cluster.start(node);
    }

    private void cutOff(final int node)
    {
        if (namespaces == null)
        {
            return;
        }
        namespaces.cutOff(node);
        stay(500 + random.nextInt(6_000));
        namespaces.join(node);
        restartIfHalted(node);
    }

    private void killDuringSnapshot(final int node)
    {
        cluster.requestSnapshot();
        stay(random.nextInt(1_500));
        kill(node);
    }

    private void standStill(final int node)
    {
        cluster.node(node).process().signal("STOP");
        stay(500 + random.nextInt(6_000));
        cluster.node(node).process().signal("CONT");
        restartIfHalted(node);
    }

    /** A consensus module that finds that it has not been heard for long ends, with its node (AERON-FACTS). */
    private void restartIfHalted(final int node)
    {
        cluster.node(node).mayEnd(HALTED);
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
        KILL_DURING_SNAPSHOT,
        DAMAGE_SEGMENT,
        OLD_COPY,
        WIPE_AND_STAND_STILL,
        CUT_OFF
    }
}
