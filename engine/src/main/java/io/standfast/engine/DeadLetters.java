package io.standfast.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import io.standfast.engine.PolicyState.Total;
import io.standfast.engine.store.MessageBody;
import io.standfast.engine.store.StoreReader;
import io.standfast.engine.store.StoredMessage;

/**
 * What becomes of a message that was delivered as often as its channel allows and never acked: it is published to the
 * dead-letter channel and counts as acked, in one entry of the log, or it stays as it is. Owned by the engine thread;
 * allocates nothing but a line in 5 s.
 *
 * <p>A dead letter has the payload of its message. Its reply subject says where it comes from:
 *
 * <pre>
 *   orders.42?deliveries=5&amp;client=ann&amp;durable=keep&amp;queue=crew
 * </pre>
 *
 * without durable or queue where there is none. When that message was a dead letter itself, its own reply subject comes
 * first, with a semicolon behind it: the channel that a payload was published to, and sealed for, is always the first.
 */
final class DeadLetters
{
    /** Bytes that one subscription has moved with one timer, the last message in full. */
    static final int BYTES_LIMIT = 8 * 1024 * 1024;
    private static final int CHANNEL_NAME_LIMIT = 4096;
    private static final int NAME_LIMIT = 1024;
    private static final int REPLY_LIMIT = 32 * 1024;
    private static final byte[] DELIVERIES = "?deliveries=".getBytes(UTF_8);
    private static final byte[] CLIENT = "&client=".getBytes(UTF_8);
    private static final byte[] DURABLE = "&durable=".getBytes(UTF_8);
    private static final byte[] QUEUE = "&queue=".getBytes(UTF_8);

    private final PublishHandler publishHandler;
    private final StoreReader reader;
    private final EngineClock clock;
    private final EngineOutput output;
    private final PolicyState state;
    private final StoredMessage message = new StoredMessage();
    private final ExpandableArrayBuffer reply = new ExpandableArrayBuffer();
    private final NoticeInterval moves = new NoticeInterval();
    private final NoticeInterval losses = new NoticeInterval();
    private final NoticeInterval refusals = new NoticeInterval();
    private long logPosition;
    private int bytes;

    /**
     * Takes what is handed to it.
     *
     * @param publishHandler stores dead letters.
     * @param reader         of the store, for the engine thread alone; paused.
     * @param parts          of the engine.
     */
    DeadLetters(final PublishHandler publishHandler, final StoreReader reader, final EngineParts parts)
    {
        this.publishHandler = publishHandler;
        this.reader = reader;
        this.clock = parts.clock();
        this.output = parts.output();
        this.state = parts.policies();
        reader.pause();
    }

    /**
     * An entry is being applied: what is moved belongs to it.
     *
     * @param position of the entry.
     */
    void logPosition(final long position)
    {
        logPosition = position;
    }

    /** Another subscription has messages that are due. */
    void begin()
    {
        bytes = 0;
    }

    /**
     * Whether the rest has to wait for another entry: each is to be short.
     *
     * @return true when the limit has been reached.
     */
    boolean isSated()
    {
        return bytes >= BYTES_LIMIT;
    }

    /**
     * Whether a message may not be delivered again.
     *
     * @param channel      of the message.
     * @param redeliveries so far.
     * @return true when it was delivered as often as the channel allows.
     */
    static boolean isExhausted(final Channel channel, final int redeliveries)
    {
        final int max = channel.policies().maxDeliveries();
        return max > 0 && deliveries(redeliveries) >= max;
    }

    private static long deliveries(final int redeliveries)
    {
        return Integer.toUnsignedLong(redeliveries) + 1;
    }

    /**
     * Move a message away, or give it up.
     *
     * @param subscription that did not ack it.
     * @param sequence     of the message.
     * @param location     of its record.
     * @param redeliveries so far.
     * @return false when the dead-letter channel cannot take it.
     */
    boolean take(final Subscription subscription, final long sequence, final long location, final int redeliveries)
    {
        final long deliveries = deliveries(redeliveries);
        if (subscription.channel().deadLetter().capacity() == 0)
        {
            state.count(Total.GIVEN_UP);
            if (losses.isDue(clock.nowNs()))
            {
                say(subscription, sequence, deliveries, "is not delivered again, and there is no dead_letter channel",
                    losses);
            }
            return true;
        }
        final String refusal = move(subscription, sequence, location, deliveries);
        if (refusal != null)
        {
            state.count(Total.REFUSED_DEAD_LETTERS);
            if (refusals.isDue(clock.nowNs()))
            {
                say(subscription, sequence, deliveries, "is delivered again because channel \"" + target(subscription) +
                    "\" cannot take it (" + refusal + ")", refusals);
            }
            return false;
        }
        state.count(Total.DEAD_LETTERS);
        if (moves.isDue(clock.nowNs()))
        {
            say(subscription, sequence, deliveries, "is a dead letter in channel \"" + target(subscription) + "\" now",
                moves);
        }
        return true;
    }

    private String move(final Subscription subscription, final long sequence, final long location,
        final long deliveries)
    {
        final Channel channel = subscription.channel();
        final UnsafeBuffer target = channel.deadLetter();
        if (state.areDeadLettersHeld())
        {
            return "no publishes are taken: the leader's disk is almost full, or nodes hold different states";
        }
        if (Arrays.equals(target.byteArray(), channel.name()))
        {
            return "the message is in it";
        }
        reader.resume();
        try
        {
            if (!reader.read(location, channel.channelId(), sequence, message))
            {
                throw new IllegalStateException("a message that lives has no record: channel=" + channel.channelId() +
                    " sequence=" + sequence + " location=" + location);
            }
            // It is copied before anything is removed: the body may lie where it was read.
            final int replyLength = writeReply(subscription, sequence, deliveries);
            final MessageBody body = publishHandler.body().payloadOf(message).reply(reply, 0, replyLength);
            bytes += body.payloadLength() + replyLength;
            return publishHandler.publish(target, 0, target.capacity(), logPosition);
        }
        finally
        {
            reader.pause();
        }
    }

    private int writeReply(final Subscription subscription, final long sequence, final long deliveries)
    {
        final QueueGroup group = subscription.group();
        final byte[] durableName = group == null ? subscription.durableName() : group.durableName();
        int length = putOrigin();
        if (length > REPLY_LIMIT)
        {
            return length - 1;
        }
        length = put(length, subscription.channelName(), CHANNEL_NAME_LIMIT);
        reply.putByte(length++, (byte) '.');
        length += reply.putLongAscii(length, sequence);
        length = put(length, DELIVERIES, NAME_LIMIT);
        length += reply.putLongAscii(length, deliveries);
        length = put(put(length, CLIENT, NAME_LIMIT), subscription.clientId(), NAME_LIMIT);
        if (durableName.length > 0)
        {
            length = put(put(length, DURABLE, NAME_LIMIT), durableName, NAME_LIMIT);
        }
        if (group != null)
        {
            length = put(put(length, QUEUE, NAME_LIMIT), group.groupName(), NAME_LIMIT);
        }
        return length;
    }

    /** What a dead letter that is not acked either says of where it comes from. */
    private int putOrigin()
    {
        final int length = message.replyLength();
        if (!isDeadLetter(message.replyOffset(), length))
        {
            return 0;
        }
        reply.putBytes(0, message.buffer(), message.replyOffset(), length);
        reply.putByte(length, (byte) ';');
        return length + 1;
    }

    private boolean isDeadLetter(final int offset, final int length)
    {
        for (int i = 0; i + DELIVERIES.length <= length; i++)
        {
            int same = 0;
            while (same < DELIVERIES.length && message.buffer().getByte(offset + i + same) == DELIVERIES[same])
            {
                same++;
            }
            if (same == DELIVERIES.length)
            {
                return true;
            }
        }
        return false;
    }

    private int put(final int offset, final byte[] text, final int limit)
    {
        final int length = Math.min(text.length, limit);
        reply.putBytes(offset, text, 0, length);
        return offset + length;
    }

    private void say(final Subscription subscription, final long sequence, final long deliveries, final String what,
        final NoticeInterval interval)
    {
        output.onNotice(interval == moves ? NoticeLevel.INFO : NoticeLevel.WARNING, "Message " + sequence +
            " of channel \"" + text(subscription.channelName()) + "\" " + what + ": " + subscription.describe() +
            " got it " + deliveries + " times and did not ack it" + interval.takeKeptBack());
    }

    private static String target(final Subscription subscription)
    {
        return text(subscription.channel().deadLetter().byteArray());
    }

    private static String text(final byte[] name)
    {
        return new String(name, UTF_8);
    }
}
