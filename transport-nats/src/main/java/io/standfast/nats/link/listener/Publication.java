package io.standfast.nats.link.listener;

import org.agrona.DirectBuffer;

/**
 * A message on its way through the listener: where its parts lie. Reused; owned by the gateway thread.
 */
final class Publication
{
    private DirectBuffer buffer;
    private int subjectOffset;
    private int subjectLength;
    private int replyOffset;
    private int replyLength;
    private DirectBuffer payload;
    private int payloadOffset;
    private int payloadLength;
    private int headersLength;

    Publication subject(final DirectBuffer source, final int offset, final int length)
    {
        buffer = source;
        subjectOffset = offset;
        subjectLength = length;
        replyOffset = 0;
        replyLength = 0;
        return this;
    }

    Publication reply(final int offset, final int length)
    {
        replyOffset = offset;
        replyLength = length;
        return this;
    }

    Publication payload(final DirectBuffer source, final int offset, final int length, final int headers)
    {
        payload = source;
        payloadOffset = offset;
        payloadLength = length;
        headersLength = headers;
        return this;
    }

    DirectBuffer buffer()
    {
        return buffer;
    }

    int subjectOffset()
    {
        return subjectOffset;
    }

    int subjectLength()
    {
        return subjectLength;
    }

    int replyOffset()
    {
        return replyOffset;
    }

    int replyLength()
    {
        return replyLength;
    }

    DirectBuffer payload()
    {
        return payload;
    }

    int payloadOffset()
    {
        return payloadOffset;
    }

    int payloadLength()
    {
        return payloadLength;
    }

    int headersLength()
    {
        return headersLength;
    }
}
