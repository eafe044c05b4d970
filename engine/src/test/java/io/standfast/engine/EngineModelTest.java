package io.standfast.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.ShrinkingMode;

/**
 * The engine against the naive model: random histories of clients, channels, subscriptions of every kind, acks, time,
 * limits, heartbeats and restarts from a snapshot and the log behind it; every output is compared. A failure prints the
 * seed and the shrunk history. {@code perf/model} runs it for longer.
 */
class EngineModelTest
{
    private static final int COMMANDS_MIN = 200;
    private static final int COMMANDS_MAX = 260;
    private static final int COMMANDS_LONG = 2000;

    /**
     * One command; what the numbers mean depends on what there is when it comes.
     */
    record Step(int dice, int a, int b, int c)
    {
    }

    /** In the build on two versions of Java, with two seeds. */
    @Property(tries = 500, shrinking = ShrinkingMode.BOUNDED)
    void shouldSayWhatTheModelSays(@ForAll("histories") final List<Step> history) throws IOException
    {
        check(history, "");
    }

    /** The long mode: {@code perf/model} sets the minutes. Without them nothing is to be done. */
    @Example
    void shouldSayWhatTheModelSaysForMinutes() throws IOException
    {
        final long endNs = System.nanoTime() + TimeUnit.MINUTES.toNanos(Long.getLong("standfast.model.minutes", 0));
        long seed = Long.getLong("standfast.seed", System.nanoTime());
        long histories = 0;
        while (System.nanoTime() - endNs < 0)
        {
            final Random random = new Random(seed);
            final List<Step> history = Stream.generate(() -> new Step(random.nextInt(1000), random.nextInt(1000), random
                .nextInt(1000), random.nextInt(1000))).limit(COMMANDS_LONG).toList();
            check(history, "seed " + seed + ", ");
            histories++;
            seed++;
        }
        System.out.println("EngineModelTest " + histories + " long histories, next seed " + seed);
    }

    private static void check(final List<Step> history, final String seed) throws IOException
    {
        final Path directory = Files.createTempDirectory("engine-model");
        try (ModelRun run = new ModelRun(directory))
        {
            for (final Step step : history)
            {
                run.step(step);
                final List<String> expected = run.expected();
                assertThat(run.actual()).as("%safter %s at %d: %s", seed, step, run.nowNs(), run.last()).isEqualTo(
                    expected);
            }
        }
        finally
        {
            delete(directory);
        }
    }

    @Provide
    Arbitrary<List<Step>> histories()
    {
        final Arbitrary<Integer> number = Arbitraries.integers().between(0, 999)
            .withDistribution(RandomDistribution.uniform());
        return Combinators.combine(number, number, number, number).as(Step::new).list().ofMinSize(COMMANDS_MIN)
            .ofMaxSize(COMMANDS_MAX);
    }

    private static void delete(final Path directory) throws IOException
    {
        try (Stream<Path> files = Files.walk(directory))
        {
            for (final Path file : files.sorted(Comparator.reverseOrder()).toList())
            {
                Files.delete(file);
            }
        }
    }
}
