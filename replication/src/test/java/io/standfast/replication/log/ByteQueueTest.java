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
                verifyHead(expected.poll(), expected.poll());
                queue.remove();
            }
            assertThat(queue.isEmpty()).isEqualTo(expected.isEmpty());
        }
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

    private void verifyHead(final int tag, final int length)
    {
        assertThat(queue.headTag()).isEqualTo(tag);
        assertThat(queue.headLength()).isEqualTo(length);
        for (int i = 0; i < length; i++)
        {
            assertThat(queue.buffer().getByte(queue.headOffset() + i)).isEqualTo((byte) tag);
        }
    }
}
