package io.standfast.replication.client;

import org.agrona.DirectBuffer;

import io.standfast.codecs.door.MessageDecoder;
import io.standfast.codecs.door.MessageHeaderDecoder;

/**
 * A message of a subscription; valid during the call that brings it. Owned by the client's thread.
 */
public final class ReceivedMessage
{
    private final MessageDecoder decoder = new MessageDecoder();
    private int replyOffset;
    private int replyLength;
    private int payloadOffset;
    private int payloadLength;

    ReceivedMessage()
    {
    }

    ReceivedMessage wrap(final DirectBuffer buffer, final int offset, final MessageHeaderDecoder header)
    {
        decoder.wrapAndApplyHeader(buffer, offset, header);
        replyLength = decoder.replyLength();
        replyOffset = decoder.limit() + MessageDecoder.replyHeaderLength();
        decoder.skipReply();
        payloadLength = decoder.payloadLength();
        payloadOffset = decoder.limit() + MessageDecoder.payloadHeaderLength();
        return this;
    }

    /**
     * Subscription that it is for.
     *
     * @return id.
     */
    public long subscriptionId()
    {
        return decoder.subscriptionId();
    }

    /**
     * Sequence in the channel.
     *
     * @return sequence, from 1.
     */
    public long sequence()
    {
        return decoder.sequence();
    }

    /**
     * When it was stored.
     *
     * @return Unix ns.
     */
    public long timestampNs()
    {
        return decoder.timestampNs();
    }

    /**
     * How often it was sent before.
     *
     * @return 0 for the first time.
     */
    public int redeliveryCount()
    {
        return decoder.redeliveryCount();
    }

    /**
     * Buffer in which its parts lie.
     *
     * @return buffer.
     */
    public DirectBuffer buffer()
    {
        return decoder.buffer();
    }

    /**
     * Where the reply subject begins.
     *
     * @return offset in {@link #buffer()}.
     */
    public int replyOffset()
    {
        return replyOffset;
    }

    /**
     * Bytes of the reply subject.
     *
     * @return length, 0 for none.
     */
    public int replyLength()
    {
        return replyLength;
    }

    /**
     * Where the payload begins.
     *
     * @return offset in {@link #buffer()}.
     */
    public int payloadOffset()
    {
        return payloadOffset;
    }

    /**
     * Bytes of the payload.
     *
     * @return length.
     */
    public int payloadLength()
    {
        return payloadLength;
    }
}
