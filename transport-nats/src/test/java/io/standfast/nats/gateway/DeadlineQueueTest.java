package io.standfast.nats.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * Deadlines come out in the order in which they went in, when they are due and not before.
 */
class DeadlineQueueTest
{
    private final DeadlineQueue queue = new DeadlineQueue();

    @Test
    void shouldBeDueAtDeadlineAndNotBefore()
    {
        assertThat(queue.isDue(Long.MAX_VALUE)).isFalse();
        queue.add(100, 1, 11);

        assertThat(queue.isDue(99)).isFalse();
        assertThat(queue.isDue(100)).isTrue();
    }

    @Test
    void shouldKeepOrderWhenGrowingInTheMiddleOfTheRing()
    {
        for (int i = 0; i < 40; i++)
        {
            queue.add(i, i, -i);
        }
        int taken = 0;
        for (int i = 40; i < 1_000; i++)
        {
            queue.add(i, i, -i);
            if (i % 3 == 0)
            {
                verifyHead(taken);
                taken++;
            }
        }
        while (queue.isDue(1_000))
        {
            verifyHead(taken);
            taken++;
        }

        assertThat(taken).isEqualTo(1_000);
    }

    @Test
    void shouldBeEmptyWhenCleared()
    {
        queue.add(1, 1, 1);
        queue.clear();

        assertThat(queue.isDue(Long.MAX_VALUE)).isFalse();
    }

    private void verifyHead(final int expected)
    {
        assertThat(queue.isDue(expected)).isTrue();
        assertThat(queue.key()).isEqualTo(expected);
        assertThat(queue.token()).isEqualTo(-expected);
        queue.remove();
    }

    @Test
    void shouldLetGoOfWhatNobodyWaitsForBeforeItGrows()
    {
        final long[] live = {0};
        final DeadlineQueue deadlines = new DeadlineQueue((key, token) -> token > live[0]);
        for (long i = 1; i <= 1_000_000; i++)
        {
            live[0] = i - 20;
            deadlines.add(i, i, i);
        }

        assertThat(deadlines.capacity()).isEqualTo(64);
        long expected = 0;
        for (; deadlines.isDue(Long.MAX_VALUE); deadlines.remove())
        {
            expected = expected == 0 ? deadlines.token() : expected + 1;
            assertThat(deadlines.token()).isEqualTo(expected);
            assertThat(deadlines.key()).isEqualTo(expected);
        }
        assertThat(expected).isEqualTo(1_000_000);
    }
}
