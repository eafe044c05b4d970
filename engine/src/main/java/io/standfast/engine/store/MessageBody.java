package io.standfast.engine.store;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Where the parts of a message lie that is to be appended; a reusable holder. Owned by the engine thread.
 */
public final class MessageBody
{
    private DirectBuffer replyBuffer;
    private int replyOffset;
    private int replyLength;
    private DirectBuffer headersBuffer;
    private int headersOffset;
    private int headersLength;
    private DirectBuffer payloadBuffer;
    private int payloadOffset;
    private int payloadLength;
    private int keyId;
    private long nonceHigh;
    private int nonceLow;

    /**
     * How the payload is encrypted.
     *
     * @param id   of the key, 0 for plain.
     * @param high part of the nonce.
     * @param low  part of the nonce.
     * @return this.
     */
    public MessageBody key(final int id, final long high, final int low)
    {
        keyId = id;
        nonceHigh = high;
        nonceLow = low;
        return this;
    }

    /**
     * Reply subject.
     *
     * @param buffer that holds it.
     * @param offset of it.
     * @param length of it, 0 for none.
     * @return this.
     */
    public MessageBody reply(final DirectBuffer buffer, final int offset, final int length)
    {
        replyBuffer = buffer;
        replyOffset = offset;
        replyLength = length;
        return this;
    }

    /**
     * Reserved header block.
     *
     * @param buffer that holds it.
     * @param offset of it.
     * @param length of it, 0 for none.
     * @return this.
     */
    public MessageBody headers(final DirectBuffer buffer, final int offset, final int length)
    {
        headersBuffer = buffer;
        headersOffset = offset;
        headersLength = length;
        return this;
    }

    /**
     * Payload.
     *
     * @param buffer that holds it.
     * @param offset of it.
     * @param length of it.
     * @return this.
     */
    public MessageBody payload(final DirectBuffer buffer, final int offset, final int length)
    {
        payloadBuffer = buffer;
        payloadOffset = offset;
        payloadLength = length;
        return this;
    }

    /**
     * Payload and headers of another message, as they lie in the store.
     *
     * @param message that is looked at until this has been appended.
     * @return this.
     */
    public MessageBody payloadOf(final StoredMessage message)
    {
        return key(message.keyId(), message.decoder().nonceHigh(), message.decoder().nonceLow())
            .headers(message.buffer(), RecordLayout.FIXED_LENGTH + message.replyLength(), message.decoder()
                .headersLength())
            .payload(message.buffer(), message.payloadOffset(), message.payloadLength());
    }

    /**
     * Bytes of the reply subject.
     *
     * @return bytes.
     */
    public int replyLength()
    {
        return replyLength;
    }

    /**
     * Bytes of the payload.
     *
     * @return bytes.
     */
    public int payloadLength()
    {
        return payloadLength;
    }

    int headersLength()
    {
        return headersLength;
    }

    int keyId()
    {
        return keyId;
    }

    long nonceHigh()
    {
        return nonceHigh;
    }

    int nonceLow()
    {
        return nonceLow;
    }

    int variableLength()
    {
        return replyLength + headersLength + payloadLength;
    }

    /**
     * Copy reply, headers and payload one behind the other.
     *
     * @param target to write to.
     * @param offset to begin at.
     */
    void copyTo(final MutableDirectBuffer target, final int offset)
    {
        int position = offset;
        if (replyLength > 0)
        {
            target.putBytes(position, replyBuffer, replyOffset, replyLength);
            position += replyLength;
        }
        if (headersLength > 0)
        {
            target.putBytes(position, headersBuffer, headersOffset, headersLength);
            position += headersLength;
        }
        if (payloadLength > 0)
        {
            target.putBytes(position, payloadBuffer, payloadOffset, payloadLength);
        }
    }
}
