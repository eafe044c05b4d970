package io.standfast.replication.log;

import io.standfast.codecs.log.MessageHeaderEncoder;
import io.standfast.codecs.log.PublishBatchEncoder;
import io.standfast.codecs.stan.PubMsgDecoder;
import io.standfast.replication.crypt.PayloadSealer;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableDirectByteBuffer;

/**
 * The publish batch that is being filled, encoded in place. Owned by its CommandPublisher.
 */
final class PublishBatch
{
    static final int ITEMS_LIMIT = 1024;
    private static final int LENGTH_LIMIT = 256 * 1024;

    private static final int FIXED_LENGTH = MessageHeaderEncoder.ENCODED_LENGTH + PublishBatchEncoder.BLOCK_LENGTH +
        PublishBatchEncoder.ItemsEncoder.sbeHeaderSize();
    private static final int ITEM_FIXED_LENGTH = PublishBatchEncoder.ItemsEncoder.sbeBlockLength() +
        PublishBatchEncoder.ItemsEncoder.clientIdHeaderLength() +
        PublishBatchEncoder.ItemsEncoder.connIdHeaderLength() +
        PublishBatchEncoder.ItemsEncoder.channelHeaderLength() + PublishBatchEncoder.ItemsEncoder.guidHeaderLength() +
        PublishBatchEncoder.ItemsEncoder.replyHeaderLength() +
        PublishBatchEncoder.ItemsEncoder.headersHeaderLength() +
        PublishBatchEncoder.ItemsEncoder.payloadHeaderLength();
    private static final byte[] NO_HEADERS = new byte[0];

    private final long incarnation;
    private final int lengthLimit;
    // Null: payloads stay plain.
    private final PayloadSealer sealer;
    private final int overhead;
    private final ExpandableDirectByteBuffer buffer = new ExpandableDirectByteBuffer(LENGTH_LIMIT);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final PublishBatchEncoder encoder = new PublishBatchEncoder();
    private PublishBatchEncoder.ItemsEncoder items;
    private long commandId;
    private int size;

    PublishBatch(final long incarnation, final int maxCommandLength, final PayloadSealer sealer)
    {
        this.sealer = sealer;
        overhead = sealer == null ? 0 : PayloadSealer.OVERHEAD;
        this.incarnation = incarnation;
        this.lengthLimit = Math.min(LENGTH_LIMIT, maxCommandLength);
    }

    void open(final long id)
    {
        commandId = id;
        size = 0;
        // The count is set right by seal().
        items = encoder.wrapAndApplyHeader(buffer, 0, header).incarnation(incarnation).commandId(id)
            .itemsCount(ITEMS_LIMIT);
    }

    boolean hasRoomFor(final PubMsgDecoder message)
    {
        return isEmpty() || size < ITEMS_LIMIT && encoder.limit() + itemLength(message) <= lengthLimit;
    }

    void add(final PubMsgDecoder message)
    {
        final DirectBuffer source = message.buffer();
        if (sealer == null)
        {
            addNames(source, message, 0, 0, 0).putPayload(source, message.dataOffset(), message.dataLength());
        }
        else
        {
            sealer.seal(source, message.subjectOffset(), message.subjectLength(), source, message.dataOffset(), message
                .dataLength());
            addNames(source, message, sealer.nonceHigh(), sealer.nonceLow(), sealer.keyId()).putPayload(sealer
                .buffer(), 0, sealer.length());
        }
        size++;
    }

    private PublishBatchEncoder.ItemsEncoder addNames(final DirectBuffer source, final PubMsgDecoder message,
        final long nonceHigh, final int nonceLow, final int keyId)
    {
        return items.next().nonceHigh(nonceHigh).nonceLow(nonceLow).keyId(keyId)
            .putClientId(source, message.clientIdOffset(), message.clientIdLength())
            .putConnId(source, message.connIdOffset(), message.connIdLength())
            .putChannel(source, message.subjectOffset(), message.subjectLength())
            .putGuid(source, message.guidOffset(), message.guidLength())
            .putReply(source, message.replyOffset(), message.replyLength())
            .putHeaders(NO_HEADERS, 0, 0);
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

    int size()
    {
        return size;
    }

    long commandId()
    {
        return commandId;
    }

    DirectBuffer buffer()
    {
        return buffer;
    }

    int lengthOfOne(final PubMsgDecoder message)
    {
        return FIXED_LENGTH + itemLength(message);
    }

    private int itemLength(final PubMsgDecoder message)
    {
        return ITEM_FIXED_LENGTH + message.clientIdLength() + message.connIdLength() + message.subjectLength() +
            message.guidLength() + message.replyLength() + message.dataLength() + overhead;
    }
}
