package io.standfast.server.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.standfast.codecs.stan.AckEncoder;
import io.standfast.codecs.stan.MsgProtoDecoder;
import org.agrona.collections.LongArrayList;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One subscription of a client: acknowledges, and notices sequences that are left out. Owned by the bench's thread.
 */
final class BenchSubscription
{
    private static final int OVERHEAD = 64;

    private final byte[] channel;
    private final boolean isSharing;
    private final AckEncoder encoder = new AckEncoder();
    private final UnsafeBuffer ack;
    private final LongArrayList early = new LongArrayList();
    private byte[] head;
    private long lastSequence;

    /**
     * Of a channel.
     *
     * @param channel   that it hears.
     * @param isSharing whether others of its group get some of the messages.
     */
    BenchSubscription(final String channel, final boolean isSharing)
    {
        this.channel = channel.getBytes(UTF_8);
        this.isSharing = isSharing;
        ack = new UnsafeBuffer(new byte[this.channel.length + OVERHEAD]);
    }

    /**
     * The server has answered; what came in one piece with the answer is acknowledged now.
     *
     * @param lean     to write to.
     * @param ackInbox for the acknowledgements.
     */
    void ackInbox(final LeanClient lean, final String ackInbox)
    {
        head = ("PUB " + ackInbox + " ").getBytes(UTF_8);
        for (int i = 0; i < early.size(); i++)
        {
            acknowledge(lean, early.getLong(i));
        }
        early.clear();
    }

    /**
     * Acknowledge a message.
     *
     * @param lean     to write to.
     * @param sequence of the message.
     */
    void acknowledge(final LeanClient lean, final long sequence)
    {
        if (head == null)
        {
            early.addLong(sequence);
            return;
        }
        final int length = encoder.wrap(ack, 0).subject(channel).sequence(sequence).encodedLength();
        final UnsafeBuffer out = lean.reserve(head.length + length + OVERHEAD);
        final int begin = lean.outOffset();
        out.putBytes(begin, head);
        int end = begin + head.length;
        end += out.putNaturalIntAscii(end, length);
        out.putByte(end++, (byte) '\r');
        out.putByte(end++, (byte) '\n');
        out.putBytes(end, ack, 0, length);
        end += length;
        out.putByte(end++, (byte) '\r');
        out.putByte(end++, (byte) '\n');
        lean.commit(end - begin);
    }

    /**
     * Sequences between the last message and this one that were left out.
     *
     * @param message that has come.
     * @return count; always 0 in a group, and for what comes again.
     */
    long missing(final MsgProtoDecoder message)
    {
        if (message.redelivered())
        {
            return 0;
        }
        final long missing = isSharing || lastSequence == 0 ? 0 : message.sequence() - lastSequence - 1;
        lastSequence = message.sequence();
        return Math.max(0, missing);
    }
}
