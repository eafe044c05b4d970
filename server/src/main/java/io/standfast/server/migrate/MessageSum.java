package io.standfast.server.migrate;

import java.util.zip.CRC32C;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What there is in a channel, added up message after message: two channels with the same sum hold the same. Owned by
 * one thread.
 */
final class MessageSum
{
    private static final int HEAD_LENGTH = 3 * Long.BYTES;

    private final CRC32C crc = new CRC32C();
    private final UnsafeBuffer head = new UnsafeBuffer(new byte[HEAD_LENGTH]);
    private long messages;
    private long first;
    private long last;
    private long payloadBytes;
    private int largest;
    private int keyId;
    private byte[] copy = new byte[0];

    /**
     * Add the next message.
     *
     * @param message to add.
     */
    void add(final SourceMessage message)
    {
        first = messages == 0 ? message.sequence() : first;
        last = message.sequence();
        messages++;
        final byte[] reply = message.reply();
        payloadBytes += message.payloadLength();
        largest = Math.max(largest, message.payloadLength() + reply.length);
        head.putLong(0, message.sequence());
        head.putLong(Long.BYTES, message.timestampNs());
        head.putInt(2 * Long.BYTES, reply.length);
        head.putInt(2 * Long.BYTES + Integer.BYTES, message.payloadLength());
        crc.update(head.byteArray(), 0, HEAD_LENGTH);
        crc.update(reply, 0, reply.length);
        addPayload(message.buffer(), message.payloadOffset(), message.payloadLength());
        if (message.keyId() != 0)
        {
            keyId = message.keyId();
            head.putInt(0, message.keyId());
            head.putLong(Integer.BYTES, message.nonceHigh());
            head.putInt(Integer.BYTES + Long.BYTES, message.nonceLow());
            crc.update(head.byteArray(), 0, 2 * Long.BYTES);
        }
    }

    private void addPayload(final DirectBuffer buffer, final int offset, final int length)
    {
        if (copy.length < length)
        {
            copy = new byte[length];
        }
        buffer.getBytes(offset, copy, 0, length);
        crc.update(copy, 0, length);
    }

    /**
     * What it comes to.
     *
     * @return sum so far.
     */
    Total total()
    {
        return new Total(messages, first, last, payloadBytes, largest, keyId, (int) crc.getValue());
    }

    /**
     * The sum of a channel's messages. Immutable.
     *
     * @param messages     number of them.
     * @param first        sequence of the oldest, 0 for none.
     * @param last         sequence of the newest, 0 for none.
     * @param payloadBytes of all.
     * @param largest      bytes of payload and reply subject of the largest.
     * @param keyId        of the newest that is encrypted at rest, 0 when all are plain.
     * @param crc          CRC32C over sequence, time, reply subject, payload and key, if any, of all, in order.
     */
    public record Total(long messages, long first, long last, long payloadBytes, int largest, int keyId,
        int crc)
    {
    }
}
