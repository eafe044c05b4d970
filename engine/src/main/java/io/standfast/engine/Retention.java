package io.standfast.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.standfast.engine.store.ChannelIndex;

/**
 * What a channel may keep: number, bytes and age of its messages (STAN-SPEC 3.2). Owned by the engine thread. Only
 * {@code first} moves here; the store gives space back when nothing live is left in a segment.
 */
final class Retention
{
    /** Messages that one expiry removes at most, the rest is due again at once. */
    static final int EXPIRY_LIMIT = 20_000;
    private static final int FILE_STORE_OVERHEAD = 40;

    private final EngineClock clock;
    private final DeadlineHeap deadlines;
    private final EngineOutput output;

    Retention(final EngineClock clock, final DeadlineHeap deadlines, final EngineOutput output)
    {
        this.clock = clock;
        this.deadlines = deadlines;
        this.output = output;
    }

    /**
     * Bytes that a message counts: its MsgProto plus what the original's file store adds.
     *
     * @param channel       of the message.
     * @param sequence      of the message.
     * @param timestampNs   of the message.
     * @param replyLength   bytes of its reply subject.
     * @param payloadLength bytes of its payload.
     * @return bytes.
     */
    static long sizeOf(final Channel channel, final long sequence, final long timestampNs, final int replyLength,
        final int payloadLength)
    {
        return 1L + varintLength(sequence) + fieldLength(channel.name().length) + fieldLength(replyLength) +
            fieldLength(payloadLength) + 1 + varintLength(timestampNs) + FILE_STORE_OVERHEAD;
    }

    /**
     * Enforce the limits of a channel, after a message came or the limits changed.
     *
     * @param channel to trim.
     */
    void enforce(final Channel channel)
    {
        final Limits limits = channel.limits();
        while (channel.messages() > 1 && (limits.maxMsgs() > 0 && channel.messages() > limits.maxMsgs() ||
            limits.maxBytes() > 0 && channel.bytes() > limits.maxBytes()))
        {
            report(channel);
            removeFirst(channel);
        }
        channel.index().trimTo(channel.first());
        if (limits.maxAgeNs() > 0 || channel.expiry().isArmed())
        {
            armExpiry(channel);
        }
    }

    /**
     * A message has come: most of the time there is nothing to do.
     *
     * @param channel of the message.
     */
    void enforceAfterAppend(final Channel channel)
    {
        final Limits limits = channel.limits();
        if (limits.maxMsgs() > 0 && channel.messages() > limits.maxMsgs() ||
            limits.maxBytes() > 0 && channel.bytes() > limits.maxBytes() ||
            limits.maxAgeNs() > 0 && !channel.expiry().isArmed())
        {
            enforce(channel);
        }
    }

    /**
     * Remove the oldest messages because an operator wants it.
     *
     * @param channel  to trim.
     * @param newFirst first message to keep, at most last + 1.
     * @param limit    messages to remove at most.
     * @return messages removed.
     */
    int trim(final Channel channel, final long newFirst, final int limit)
    {
        int removed = 0;
        while (removed < limit && channel.first() < newFirst)
        {
            removeFirst(channel);
            removed++;
        }
        channel.index().trimTo(channel.first());
        armExpiry(channel);
        return removed;
    }

    /**
     * The oldest message of a channel may have reached its age.
     *
     * @param channel whose deadline was due.
     */
    void onExpiryDue(final Channel channel)
    {
        final long maxAgeNs = channel.limits().maxAgeNs();
        if (maxAgeNs <= 0)
        {
            return;
        }
        int removed = 0;
        while (removed < EXPIRY_LIMIT && channel.messages() > 0 &&
            channel.index().timestampNs(channel.first()) + maxAgeNs <= clock.nowNs())
        {
            removeFirst(channel);
            removed++;
        }
        channel.index().trimTo(channel.first());
        armExpiry(channel);
        if (removed == EXPIRY_LIMIT && channel.expiry().isArmed())
        {
            // The rest has its turn with the next timer: an entry is to be short.
            deadlines.arm(channel.expiry(), Math.max(channel.expiry().deadlineNs(), clock.nowNs() + 1));
        }
    }

    void armExpiry(final Channel channel)
    {
        if (channel.limits().maxAgeNs() <= 0 || channel.messages() == 0)
        {
            deadlines.disarm(channel.expiry());
        }
        else
        {
            deadlines.arm(channel.expiry(),
                channel.index().timestampNs(channel.first()) + channel.limits().maxAgeNs());
        }
    }

    private void removeFirst(final Channel channel)
    {
        final ChannelIndex index = channel.index();
        final long sequence = channel.first();
        channel.trimmed(sequence + 1, sizeOf(channel, sequence, index.timestampNs(sequence),
            index.replyLength(sequence), index.payloadLength(sequence)));
    }

    private void report(final Channel channel)
    {
        if (!channel.isLimitReported())
        {
            channel.limitReported();
            output.onNotice(NoticeLevel.WARNING, "Reached limits for store \"" + new String(channel.name(), UTF_8) +
                "\" (msgs=" + channel.messages() + "/" + channel.limits().maxMsgs() + " bytes=" + channel.bytes() +
                "/" + channel.limits().maxBytes() + "), dropping old messages to make room for new ones");
        }
    }

    private static long fieldLength(final int length)
    {
        return length == 0 ? 0 : 1L + varintLength(length) + length;
    }

    private static int varintLength(final long value)
    {
        return value == 0 ? 1 : (63 - Long.numberOfLeadingZeros(value)) / 7 + 1;
    }
}
