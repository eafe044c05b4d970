package io.standfast.engine.store;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import io.standfast.codecs.store.MessageHeaderDecoder;
import io.standfast.codecs.store.StoreRecordDecoder;

/**
 * A view of one record in a segment's mapping; valid until its reader publishes its next epoch. Owned by the reader's
 * thread.
 */
public final class StoredMessage
{
    private final UnsafeBuffer record = new UnsafeBuffer(0, 0);
    private final StoreRecordDecoder decoder = new StoreRecordDecoder();
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();

    /**
     * Buffer in which the parts lie.
     *
     * @return exactly the record.
     */
    public DirectBuffer buffer()
    {
        return record;
    }

    /**
     * Sequence in the channel.
     *
     * @return sequence.
     */
    public long sequence()
    {
        return decoder.sequence();
    }

    /**
     * Time at which the message got its sequence.
     *
     * @return Unix ns.
     */
    public long timestampNs()
    {
        return decoder.timestampNs();
    }

    /**
     * Key of the payload.
     *
     * @return id, 0 for plain.
     */
    public int keyId()
    {
        return decoder.keyId();
    }

    /**
     * Nonce of the payload, when it has a key.
     *
     * @return its upper part.
     */
    public long nonceHigh()
    {
        return decoder.nonceHigh();
    }

    /**
     * Nonce of the payload, when it has a key.
     *
     * @return its lower part.
     */
    public int nonceLow()
    {
        return decoder.nonceLow();
    }

    /**
     * Where the reply subject begins.
     *
     * @return offset in {@link #buffer()}.
     */
    public int replyOffset()
    {
        return RecordLayout.FIXED_LENGTH;
    }

    /**
     * Bytes of the reply subject.
     *
     * @return bytes.
     */
    public int replyLength()
    {
        return decoder.replyLength();
    }

    /**
     * Where the payload begins.
     *
     * @return offset in {@link #buffer()}.
     */
    public int payloadOffset()
    {
        return RecordLayout.FIXED_LENGTH + decoder.replyLength() + decoder.headersLength();
    }

    /**
     * Bytes of the payload.
     *
     * @return bytes.
     */
    public int payloadLength()
    {
        return decoder.payloadLength();
    }

    StoreRecordDecoder decoder()
    {
        return decoder;
    }

    /**
     * Look at a record.
     *
     * @param segment mapping.
     * @param offset  of the record.
     * @param length  of the record.
     */
    void wrap(final DirectBuffer segment, final int offset, final int length)
    {
        record.wrap(segment, offset, length);
        header.wrap(record, 0);
        // Its template is not asked for, which would throw: a damaged header is for the crc to find.
        decoder.wrap(record, MessageHeaderDecoder.ENCODED_LENGTH, header.blockLength(), header.version());
    }
}
