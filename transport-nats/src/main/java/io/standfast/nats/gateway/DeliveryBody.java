package io.standfast.nats.gateway;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What of a stored message goes to a client: views of reply subject and payload. Owned by the gateway thread.
 */
public final class DeliveryBody
{
    private static final DirectBuffer NOTHING = new UnsafeBuffer(0, 0);

    private DirectBuffer buffer = NOTHING;
    private int replyOffset;
    private int replyLength;
    private DirectBuffer payloadBuffer = NOTHING;
    private int payloadOffset;
    private int payloadLength;
    private long timestampNs;

    /**
     * Set all that is known of the message.
     *
     * @param source    that holds reply subject and payload.
     * @param replyAt   offset of the reply subject.
     * @param replySize length of the reply subject.
     * @param at        offset of the payload.
     * @param size      length of the payload.
     * @param timeNs    timestamp of the message, Unix ns.
     * @return this.
     */
    public DeliveryBody wrap(final DirectBuffer source, final int replyAt, final int replySize, final int at,
        final int size, final long timeNs)
    {
        buffer = source;
        replyOffset = replyAt;
        replyLength = replySize;
        payloadBuffer = source;
        payloadOffset = at;
        payloadLength = size;
        timestampNs = timeNs;
        return this;
    }

    /**
     * Set where the payload lies when that is not where the rest is.
     *
     * @param source that holds the payload from 0.
     * @param size   length of the payload.
     * @return this.
     */
    public DeliveryBody payload(final DirectBuffer source, final int size)
    {
        payloadBuffer = source;
        payloadOffset = 0;
        payloadLength = size;
        return this;
    }

    DirectBuffer payloadBuffer()
    {
        return payloadBuffer;
    }

    DirectBuffer buffer()
    {
        return buffer;
    }

    int replyOffset()
    {
        return replyOffset;
    }

    int replyLength()
    {
        return replyLength;
    }

    int payloadOffset()
    {
        return payloadOffset;
    }

    int payloadLength()
    {
        return payloadLength;
    }

    long timestampNs()
    {
        return timestampNs;
    }
}
