package io.standfast.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random faults one after the other, and two at once, with clients that publish and read throughout
 * ({@code perf/chaos --random}, which names what is left to the matrix). At the end the clients' history is checked,
 * and that every node holds the same.
 */
@EnabledIfSystemProperty(named = "standfast.chaos.minutes", matches = "\\d+", disabledReason = "perf/chaos --random")
class ClusterChaosIT
{
    private static final int CHANNELS = 4;
    private static final int SOME = 50;
    /** A node lets go of segments in which nothing lives when it has snapshots from after that. */
    private static final int SNAPSHOTS = 3;
    private static final Duration CATCH_UP = Duration.ofMinutes(2);

    @TempDir
    private Path directory;
    private ChaosMachines machines;
    private ChaosFaults faults;
    private TestCluster cluster;

    @Test
    void shouldLoseNothingWhateverHappens()
    {
        final long seed = Long.getLong("standfast.seed", System.nanoTime());
        final Duration duration = Duration.ofMinutes(Long.getLong("standfast.chaos.minutes"));
        final long endNs = System.nanoTime() + duration.toNanos();
        System.out.println("ClusterChaosIT seed " + seed + " (repeat with --seed " + seed + ")");
        machines = new ChaosMachines(directory, duration);
        cluster = machines.cluster();
        final RemadeChannel remade = new RemadeChannel(cluster);
        faults = new ChaosFaults(directory, machines, remade);
        try (TestCluster closed = cluster)
        {
            closed.startAll();
            befall(seed, endNs, remade);
        }
        catch (final AssertionError | IllegalStateException | UncheckedIOException ex)
        {
            keep();
            throw ex;
        }
        finally
        {
            System.out.println("faults: " + faults.counts());
            machines.close();
        }
    }

    private void befall(final long seed, final long endNs, final RemadeChannel remade)
    {
        final History history = new History();
        final List<String> channels = IntStream.range(0, CHANNELS).mapToObj(i -> "steady." + i).toList();
        final Random random = new Random(seed);
        try (SteadyPublisher publisher = SteadyPublisher.start(cluster, CHANNELS);
            SteadySubscriber one = SteadySubscriber.start(cluster, history, "one", channels, seed);
            SteadySubscriber two = SteadySubscriber.start(cluster, history, "two", channels, seed + 1))
        {
            publisher.awaitMore(SOME);
            for (int step = 1; System.nanoTime() - endNs < 0; step++)
            {
                System.out.println("step " + step + ": leader " + cluster.leader() + ", longest gap " + publisher
                    .longestGapMs() + " ms");
                faults.befall(random.nextLong());
                IntStream.range(0, 3).forEach(cluster::awaitReady);
                publisher.awaitMore(SOME);
                faults.startWhatEnded();
                faults.verifyTraces();
                if (remade.isMade())
                {
                    remade.verify();
                }
            }
            final Map<String, List<String>> acknowledged = publisher.stop();
            assertThat(Await.isTrueWithin(CATCH_UP, () -> history.isComplete(acknowledged))).as(() -> history.missing(
                acknowledged)).isTrue();
            one.stop();
            two.stop();
            history.check(acknowledged, publisher::isPublished);
            IntStream.range(0, SNAPSHOTS).forEach(i -> cluster.snapshot());
            final Map<String, List<String>> all = new TreeMap<>(acknowledged);
            all.putAll(remade.acknowledged());
            cluster.verify(all);
            System.out.println("acknowledged: " + all.values().stream().mapToInt(List::size).sum());
        }
    }

    /** A failed run's files are kept for whoever looks, but for what fills disks. */
    private void keep()
    {
        try
        {
            final Path kept = Files.createTempDirectory("standfast-chaos");
            machines.empty();
            TestCluster.copy(directory, kept.resolve("nodes"));
            for (int node = 0; node < 3; node++)
            {
                Files.writeString(kept.resolve(cluster.name(node) + ".log"), cluster.node(node).process().output());
            }
            System.out.println("kept: " + kept);
        }
        catch (final IOException | UncheckedIOException ex)
        {
            System.out.println("cannot keep " + directory + ": " + ex);
        }
    }
}
