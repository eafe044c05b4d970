package io.standfast.server.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Which messages wait for an answer, beside a set that knows it.
 */
class OutstandingTest
{
    private static final int CAPACITY = 128;

    @Test
    void shouldKnowWhatAHashSetKnowsWhenAnswersComeInAnyOrder()
    {
        final long seed = System.nanoTime();
        final Random random = new Random(seed);
        final Outstanding outstanding = new Outstanding(CAPACITY, false, 1_000);
        final Set<Long> expected = new HashSet<>();
        for (int i = 0; i < 200_000; i++)
        {
            if (!outstanding.isFull() && random.nextBoolean())
            {
                expected.add(outstanding.add(0));
            }
            else
            {
                final long number = outstanding.next() - 1 - random.nextInt(2 * CAPACITY);
                assertThat(outstanding.remove(number)).as("seed %d, number %d", seed, number).isEqualTo(expected.remove(
                    number));
            }
            assertThat(outstanding.count()).as("seed %d", seed).isEqualTo(expected.size());
        }
    }

    @Test
    void shouldBeFullWhenTheOldestIsNotAnswered()
    {
        final Outstanding outstanding = new Outstanding(CAPACITY, false, 0);
        for (int i = 0; i < CAPACITY; i++)
        {
            assertThat(outstanding.isFull()).isFalse();
            outstanding.add(0);
        }
        for (long number = 1; number < CAPACITY; number++)
        {
            assertThat(outstanding.remove(number)).isTrue();
        }

        assertThat(outstanding.isFull()).isTrue();
        assertThat(outstanding.remove(0)).isTrue();
        assertThat(outstanding.isFull()).isFalse();
        assertThat(outstanding.count()).isZero();
    }

    @Test
    void shouldRememberWhenEachWasSentWhenAsked()
    {
        final Outstanding outstanding = new Outstanding(CAPACITY, true, 7);

        final long first = outstanding.add(111);
        final long second = outstanding.add(222);

        assertThat(first).isEqualTo(7);
        assertThat(outstanding.sentNs(second)).isEqualTo(222);
        assertThat(outstanding.sentNs(first)).isEqualTo(111);
    }

    @Test
    void shouldTakeAnAnswerOnceWhenItComesTwice()
    {
        final Outstanding outstanding = new Outstanding(CAPACITY, false, 0);
        final long number = outstanding.add(0);

        assertThat(outstanding.remove(number)).isTrue();
        assertThat(outstanding.remove(number)).isFalse();
        assertThat(outstanding.remove(PublishFrame.FOREIGN)).isFalse();
        assertThat(outstanding.remove(number + 1)).isFalse();
    }
}
