package io.standfast.replication.log;

import io.standfast.codecs.log.AckBatchEncoder;
import io.standfast.codecs.log.MessageHeaderEncoder;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableDirectByteBuffer;

/**
 * The ack batch that is being filled, encoded in place. Owned by its CommandPublisher.
 */
final class AckBatch
{
    static final int ITEMS_LIMIT = 1024;

    private static final int FIXED_LENGTH = MessageHeaderEncoder.ENCODED_LENGTH + AckBatchEncoder.BLOCK_LENGTH +
        AckBatchEncoder.ItemsEncoder.sbeHeaderSize();

    private final long incarnation;
    private final ExpandableDirectByteBuffer buffer = new ExpandableDirectByteBuffer(
        FIXED_LENGTH + ITEMS_LIMIT * AckBatchEncoder.ItemsEncoder.sbeBlockLength());
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final AckBatchEncoder encoder = new AckBatchEncoder();
    private AckBatchEncoder.ItemsEncoder items;
    private long commandId;
    private int size;

    AckBatch(final long incarnation)
    {
        this.incarnation = incarnation;
    }

    void open(final long id)
    {
        commandId = id;
        size = 0;
        // The count is set right by seal().
        items = encoder.wrapAndApplyHeader(buffer, 0, header).incarnation(incarnation).commandId(id)
            .itemsCount(ITEMS_LIMIT);
    }

    void add(final long subscriptionId, final long sequence)
    {
        items.next().subscriptionId(subscriptionId).sequence(sequence);
        size++;
    }

    /**
     * Length of the encoded batch; more may still be added afterwards.
     */
    int seal()
    {
        buffer.putShort(FIXED_LENGTH - Short.BYTES, (short) size, ByteOrder.LITTLE_ENDIAN);
        return encoder.limit();
    }

    void clear()
    {
        size = 0;
    }

    boolean isEmpty()
    {
        return size == 0;
    }

    boolean isFull()
    {
        return size == ITEMS_LIMIT;
    }

    long commandId()
    {
        return commandId;
    }

    DirectBuffer buffer()
    {
        return buffer;
    }
}
