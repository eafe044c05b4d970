package io.standfast.server.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.standfast.codecs.stan.PubMsgDecoder;
import io.standfast.codecs.stan.PubMsgEncoder;
import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The PUB frame of one client, encoded once; only digits change from message to message. The guid names the message, so
 * that its PubAck is known whatever comes before it. Owned by the bench's thread.
 *
 * <pre>
 *     guid     12 characters of the client, 10 digits of the message
 *     payload  8 characters of the client, 8 bytes the message, then filling; the first two only in a round trip
 * </pre>
 */
final class PublishFrame
{
    /** Of a guid, or a payload, that is not of this client. */
    static final long FOREIGN = -1;

    private static final int PREFIX = 12;
    private static final int DIGITS = 10;
    private static final int STAMP = 2 * Long.BYTES;
    private static final int OVERHEAD = 1024;

    private final byte[] head;
    private final byte[] payload;
    private final byte[] tail;
    private final UnsafeBuffer prefix;
    private final boolean isStamped;
    private final int messageBytes;
    private final int numberOffset;
    private final int lineChannelOffset;
    private final int channelOffset;
    private final int channelDigits;

    /**
     * For a client that has connected.
     *
     * @param connection of the client.
     * @param target     with the channels.
     * @param payload    that all clients share.
     * @param isStamped  whether the payload names the message.
     */
    PublishFrame(final StanConnection connection, final BenchPlan.Target target, final byte[] payload,
        final boolean isStamped)
    {
        final String channel = target.channel(0);
        final String clientPrefix = StanConnection.newId().substring(0, PREFIX);
        prefix = new UnsafeBuffer(clientPrefix.getBytes(US_ASCII));
        this.isStamped = isStamped;
        this.payload = payload;
        final UnsafeBuffer message = new UnsafeBuffer(new byte[payload.length + OVERHEAD]);
        messageBytes = new PubMsgEncoder().wrap(message, 0).clientId(connection.clientId()).guid(clientPrefix + "0"
            .repeat(DIGITS)).subject(channel).data(payload).connId(connection.id()).encodedLength();
        final PubMsgDecoder decoder = new PubMsgDecoder();
        decoder.wrap(message, 0, messageBytes);
        final byte[] line = ("PUB " + connection.publishSubject(channel) + " " + connection.ackSubject() + " " +
            messageBytes + "\r\n").getBytes(UTF_8);
        final int dataBegin = payload.length == 0 ? messageBytes : decoder.dataOffset();
        final int dataEnd = dataBegin + payload.length;
        head = Arrays.copyOf(line, line.length + dataBegin);
        message.getBytes(0, head, line.length, dataBegin);
        tail = new byte[messageBytes - dataEnd + 2];
        message.getBytes(dataEnd, tail, 0, messageBytes - dataEnd);
        tail[tail.length - 2] = '\r';
        tail[tail.length - 1] = '\n';
        numberOffset = line.length + decoder.guidOffset() + PREFIX;
        channelDigits = target.digits();
        lineChannelOffset = "PUB ".length() + connection.publishSubject(channel).length() - channelDigits;
        channelOffset = line.length + decoder.subjectOffset() + decoder.subjectLength() - channelDigits;
    }

    /**
     * Write one message behind what waits for the socket.
     *
     * @param lean    to write to.
     * @param number  of the message at this client.
     * @param channel index of the channel.
     */
    void write(final LeanClient lean, final long number, final int channel)
    {
        final UnsafeBuffer out = lean.reserve(length());
        final int begin = lean.outOffset();
        out.putBytes(begin, head);
        digits(out, begin + numberOffset, DIGITS, number);
        digits(out, begin + lineChannelOffset, channelDigits, channel);
        digits(out, begin + channelOffset, channelDigits, channel);
        out.putBytes(begin + head.length, payload);
        if (isStamped)
        {
            out.putBytes(begin + head.length, prefix, 0, Long.BYTES);
            out.putLong(begin + head.length + Long.BYTES, number);
        }
        out.putBytes(begin + head.length + payload.length, tail);
        lean.commit(length());
    }

    /** Bytes of a frame. */
    int length()
    {
        return head.length + payload.length + tail.length;
    }

    /** Bytes that count for the server's max_payload. */
    int messageBytes()
    {
        return messageBytes;
    }

    /**
     * Which message a guid names.
     *
     * @param buffer that holds it.
     * @param offset of it.
     * @param length of it.
     * @return number, or {@link #FOREIGN}.
     */
    long numberOfGuid(final DirectBuffer buffer, final int offset, final int length)
    {
        if (length != PREFIX + DIGITS || buffer.getLong(offset) != prefix.getLong(0) || buffer.getInt(offset +
            Long.BYTES) != prefix.getInt(Long.BYTES))
        {
            return FOREIGN;
        }
        long number = 0;
        for (int i = offset + PREFIX; i < offset + length; i++)
        {
            number = number * 10 + buffer.getByte(i) - '0';
        }
        return number;
    }

    /**
     * Which message a stamped payload is.
     *
     * @param buffer that holds it.
     * @param offset of it.
     * @param length of it.
     * @return number, or {@link #FOREIGN}.
     */
    long numberOfPayload(final DirectBuffer buffer, final int offset, final int length)
    {
        return length < STAMP || buffer.getLong(offset) != prefix.getLong(0) ? FOREIGN
            : buffer.getLong(offset + Long.BYTES);
    }

    private static void digits(final UnsafeBuffer out, final int offset, final int count, final long number)
    {
        long left = number;
        for (int i = offset + count - 1; i >= offset; i--)
        {
            out.putByte(i, (byte) ('0' + left % 10));
            left /= 10;
        }
    }
}
