package io.standfast.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.standfast.engine.store.StoreRoom;

/**
 * A disk is low, publishes are refused, and an operator purges a channel whose segments hold messages of others.
 */
class MakingRoomTest
{
    private static final String LARGE = "x".repeat(16 * 1024);
    private static final int ROUNDS = 100;
    /** With that many entries before a snapshot a segment is looked through and copied. */
    private static final int STEPS = 80;
    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);

    @TempDir
    private Path directory;

    @Test
    void shouldEmptySegmentsByTimersAloneWhenADiskIsLow()
    {
        try (Run run = new Run(directory.resolve("a"), FeatureLevel.NEWEST))
        {
            run.purge();
            final StoreRoom before = run.room();

            run.engine.takeSnapshot();
            run.engine.pass(SECOND_NS);

            assertThat(before.deadSegments()).isZero();
            assertThat(run.room().deadSegments()).isPositive();
            assertThat(run.room().messages()).as("nothing is lost").isEqualTo(before.messages());
        }
    }

    @Test
    void shouldDoNothingWhenTheDiskIsNotLow()
    {
        try (Run run = new Run(directory.resolve("a"), FeatureLevel.NEWEST))
        {
            run.purge();
            run.engine.apply(run.commands.holdDeadLetters(false));
            final StoreRoom before = run.room();

            run.engine.takeSnapshot();
            run.engine.pass(SECOND_NS);

            assertThat(run.room()).isEqualTo(before);
        }
    }

    @Test
    void shouldFollowTheRulesOfBeforeBelowTheLevel()
    {
        try (Run run = new Run(directory.resolve("a"), FeatureLevel.MAKING_ROOM - 1))
        {
            run.purge();
            final StoreRoom before = run.room();

            run.engine.takeSnapshot();
            run.engine.pass(SECOND_NS);

            assertThat(run.room()).isEqualTo(before);
        }
    }

    @Test
    void shouldBeTheSameOnAMemberThatComesBackFromASnapshotInTheMiddleOfASearch()
    {
        try (Run straight = new Run(directory.resolve("a"), FeatureLevel.NEWEST);
            Run restarted = new Run(directory.resolve("b"), FeatureLevel.NEWEST))
        {
            straight.purge();
            restarted.purge();
            for (int step = 1; step < STEPS; step++)
            {
                final List<byte[]> one = straight.step(step);
                final List<byte[]> other = restarted.step(step);
                assertThat(other).as("after step %d", step).usingRecursiveComparison().isEqualTo(one);
                restarted.engine.restartFromSnapshot();
            }
            assertThat(straight.room().deadSegments()).isPositive();
            assertThat(restarted.room().messages()).isEqualTo(straight.room().messages());
        }
    }

    private static final class Run implements AutoCloseable
    {
        private final Commands commands = new Commands();
        private final TestEngine engine;

        Run(final Path directory, final int level)
        {
            engine = new TestEngine(directory);
            engine.apply(commands.termOpened(1));
            engine.apply(commands.connect("me", "c1", 0));
            engine.apply(commands.featureLevel(level));
            for (int i = 0; i < ROUNDS; i++)
            {
                engine.apply(commands.publish("me", "large", LARGE));
                engine.apply(commands.publish("me", "small", "one", "two"));
            }
        }

        void purge()
        {
            engine.apply(commands.holdDeadLetters(true));
            engine.apply(commands.trim(1, 1, ROUNDS + 1));
        }

        StoreRoom room()
        {
            return engine.engine().log().room();
        }

        /** Some entries of clients, then a snapshot. */
        List<byte[]> step(final int entries)
        {
            for (int i = 0; i < entries; i++)
            {
                engine.apply(commands.ack(1, 1));
            }
            return engine.takeSnapshot();
        }

        @Override
        public void close()
        {
            engine.close();
        }
    }
}
