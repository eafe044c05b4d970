package io.standfast.codecs.stan;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.standfast.codecs.ChannelName;
import io.standfast.codecs.Checksum;
import io.standfast.codecs.ClientId;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.function.IntConsumer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/**
 * The hot paths allocate nothing once they are warm.
 */
class AllocationTest
{
    private static final int WARM_UP = 50_000;
    private static final int OPERATIONS = 100_000;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final UnsafeBuffer frame = new UnsafeBuffer(ByteBuffer.allocateDirect(512));
    private final UnsafeBuffer payload = new UnsafeBuffer(ByteBuffer.allocateDirect(128));
    private final byte[] subject = {'o', 'r', 'd', 'e', 'r', 's'};
    private long blackHole;

    @Test
    void shouldNotAllocateWhenPubMsgIsRead()
    {
        final PubMsgDecoder decoder = new PubMsgDecoder();
        final int length = new PubMsgEncoder().wrap(frame, 0).clientId("client-1").guid("0123456789abcdefghijkl")
            .subject("orders.größe").data(payload, 0, payload.capacity()).connId("0123456789abcdefghijkl")
            .encodedLength();

        assertAllocationFree(i ->
        {
            blackHole += decoder.wrap(frame, 0, length) ? decoder.dataOffset() + decoder.subjectLength() : 0;
            blackHole += ChannelName.isValid(frame, decoder.subjectOffset(), decoder.subjectLength()) ? 1 : 0;
            blackHole += ClientId.isValid(frame, decoder.clientIdOffset(), decoder.clientIdLength()) ? 1 : 0;
        });
    }

    @Test
    void shouldNotAllocateWhenMsgProtoIsWritten()
    {
        final MsgProtoEncoder encoder = new MsgProtoEncoder();

        assertAllocationFree(i ->
        {
            blackHole += MsgProtoEncoder.computeLength(i, 6, 6, 128, Long.MAX_VALUE - i, true, i);
            blackHole += encoder.wrap(frame, 0).sequence(i).subject(subject).reply("answer")
                .data(payload, 0, payload.capacity()).timestamp(Long.MAX_VALUE - i).redelivered(true)
                .redeliveryCount(i).encodedLength();
        });
    }

    @Test
    void shouldNotAllocateWhenChecksumIsComputed()
    {
        final Checksum checksum = new Checksum();
        final UnsafeBuffer onHeap = new UnsafeBuffer(new byte[128]);

        assertAllocationFree(i ->
        {
            blackHole += checksum.compute(payload, 0, payload.capacity());
            blackHole += checksum.compute(onHeap, 0, onHeap.capacity());
        });
    }

    @Test
    void shouldSeeAllocationWhenThereIsOne()
    {
        assertThat(allocatedBytes(i -> blackHole += new byte[16 + (i & 1)].length + Integer.toString(i).hashCode()))
            .isGreaterThan(OPERATIONS);
    }

    private void assertAllocationFree(final IntConsumer operation)
    {
        for (int i = 0; i < WARM_UP; i++)
        {
            operation.accept(i);
        }
        // The measurement itself may allocate a little the first time; a loop that allocates shows at least 8 a turn.
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++)
        {
            least = Math.min(least, allocatedBytes(operation));
        }
        assertThat(least / OPERATIONS).as("bytes per operation, %d in all", least).isZero();
        assertThat(blackHole).isNotZero();
    }

    private long allocatedBytes(final IntConsumer operation)
    {
        final long thread = Thread.currentThread().getId();
        final long before = threads.getThreadAllocatedBytes(thread);
        for (int i = 0; i < OPERATIONS; i++)
        {
            operation.accept(i);
        }
        return threads.getThreadAllocatedBytes(thread) - before;
    }
}
