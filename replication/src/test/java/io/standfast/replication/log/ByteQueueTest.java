package io.standfast.replication.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * A byte queue gives back what it took, in order, against a naive queue.
 */
class ByteQueueTest
{
    private final ByteQueue queue = new ByteQueue(1024);

    @Test
    void shouldAgreeWithNaiveQueueWhenUsedAtRandom()
    {
        final long seed = 42;
        final Random random = new Random(seed);
        final ArrayDeque<Integer> expected = new ArrayDeque<>();
        for (int i = 0; i < 100_000; i++)
        {
            final int length = random.nextInt(200);
            if (random.nextBoolean() && queue.tryClaim(length))
            {
                queue.buffer().setMemory(queue.claimedOffset(), length, (byte) i);
                queue.commit(i);
                expected.add(i);
                expected.add(length);
            }
            else if (!expected.isEmpty() && random.nextBoolean())
            {
                verifyHead(queue, expected.poll(), expected.poll());
                queue.remove();
            }
            assertThat(queue.isEmpty()).isEqualTo(expected.isEmpty());
        }
    }

    @Test
    void shouldKeepEveryRecordWhenItGrowsToItsCapacity()
    {
        final ByteQueue large = new ByteQueue(1024 * 1024);
        int first = 0;
        int next = 0;
        // Three in, one out: what waits wraps around in every length of the ring.
        while (large.tryClaim(next % 500))
        {
            large.buffer().setMemory(large.claimedOffset(), next % 500, (byte) next);
            large.commit(next);
            if (next % 3 == 0)
            {
                verifyHead(large, first, first % 500);
                large.remove();
                first++;
            }
            next++;
        }

        assertThat(large.size()).isGreaterThan(1024 * 1024 - 2048);
        for (; first < next; first++)
        {
            verifyHead(large, first, first % 500);
            large.remove();
        }
        assertThat(large.isEmpty()).isTrue();
    }

    @Test
    void shouldTakeOneRecordOfItsWholeCapacityWhenEmpty()
    {
        assertThat(queue.tryClaim(100)).isTrue();
        queue.commit(1);
        queue.remove();

        assertThat(queue.tryClaim(1008)).isTrue();
        queue.commit(2);
        assertThat(queue.size()).isEqualTo(1024);
        assertThat(queue.tryClaim(0)).isFalse();
        assertThat(queue.headTag()).isEqualTo(2);
    }

    private static void verifyHead(final ByteQueue queue, final int tag, final int length)
    {
        assertThat(queue.headTag()).isEqualTo(tag);
        assertThat(queue.headLength()).isEqualTo(length);
        for (int i = 0; i < length; i++)
        {
            assertThat(queue.buffer().getByte(queue.headOffset() + i)).isEqualTo((byte) tag);
        }
    }
}
