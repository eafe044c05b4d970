package io.standfast.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;

import org.agrona.concurrent.UnsafeBuffer;

import io.standfast.engine.store.ChannelIndex;

/**
 * A channel: its bounds, its limits and who listens. Owned by the engine thread. Identity is (channelId, epoch); a
 * channel that is deleted and created again has another epoch.
 */
final class Channel
{
    private static final long DIGEST_MULTIPLIER = 0xC2B2AE3D27D4EB4FL;
    private static final UnsafeBuffer NONE = new UnsafeBuffer(new byte[0]);

    private final int channelId;
    private final long epoch;
    private final byte[] name;
    private final ChannelIndex index;
    private final ArrayList<Subscription> subscriptions = new ArrayList<>(2);
    private final ArrayList<QueueGroup> groups = new ArrayList<>(2);
    private final Deadline expiry;
    private final Deadline inactivity;
    private final long guidSeed;
    private Limits limits;
    private Policies policies = Policies.OFF;
    private UnsafeBuffer deadLetter = NONE;
    private GuidWindow guids;
    private long first = 1;
    private long last;
    private long bytes;
    private long digest;
    private long lastActivityNs;
    private boolean isLimitReported;

    Channel(final int channelId, final long epoch, final byte[] name, final ChannelIndex index, final Limits limits,
        final long guidSeed)
    {
        this.channelId = channelId;
        this.epoch = epoch;
        this.name = name;
        this.index = index;
        this.limits = limits;
        this.expiry = new Deadline(Deadline.Kind.EXPIRY, this, channelId);
        this.guidSeed = guidSeed;
        this.inactivity = new Deadline(Deadline.Kind.INACTIVITY, this, channelId);
    }

    int channelId()
    {
        return channelId;
    }

    long epoch()
    {
        return epoch;
    }

    byte[] name()
    {
        return name;
    }

    ChannelIndex index()
    {
        return index;
    }

    /**
     * Plain and durable subscriptions in the order of their creation, offline durables too.
     *
     * @return live list.
     */
    ArrayList<Subscription> subscriptions()
    {
        return subscriptions;
    }

    ArrayList<QueueGroup> groups()
    {
        return groups;
    }

    Deadline expiry()
    {
        return expiry;
    }

    Deadline inactivity()
    {
        return inactivity;
    }

    Limits limits()
    {
        return limits;
    }

    void limits(final Limits value)
    {
        limits = value;
    }

    Policies policies()
    {
        return policies;
    }

    void policies(final Policies value)
    {
        policies = value;
        guids = value.dedupWindowNs() == 0 ? null : guids == null ? new GuidWindow(guidSeed) : guids;
        deadLetter = value.deadLetter().isEmpty() ? NONE : new UnsafeBuffer(value.deadLetter().getBytes(UTF_8));
    }

    /**
     * Guids of the messages that were stored lately.
     *
     * @return window, null when none are remembered.
     */
    GuidWindow guids()
    {
        return guids;
    }

    /**
     * Name of the channel of the dead letters.
     *
     * @return name, empty when there is none.
     */
    UnsafeBuffer deadLetter()
    {
        return deadLetter;
    }

    /**
     * Sequence of the oldest stored message.
     *
     * @return sequence, last + 1 when nothing is stored.
     */
    long first()
    {
        return first;
    }

    /**
     * Sequence of the newest message ever stored.
     *
     * @return sequence, 0 when there never was one.
     */
    long last()
    {
        return last;
    }

    long bytes()
    {
        return bytes;
    }

    long messages()
    {
        return last + 1 - first;
    }

    /**
     * Digest of all that was published to it, in this order, since the feature level was reached.
     *
     * @return equal on all members that have applied the same entries.
     */
    long digest()
    {
        return digest;
    }

    void digest(final long value)
    {
        digest = value;
    }

    void addToDigest(final int recordCrc)
    {
        digest = Long.rotateLeft((digest ^ recordCrc) * DIGEST_MULTIPLIER, 31) + 1;
    }

    long lastActivityNs()
    {
        return lastActivityNs;
    }

    void touch(final long nowNs)
    {
        lastActivityNs = nowNs;
    }

    void appended(final long sequence, final long lengthBytes)
    {
        last = sequence;
        bytes += lengthBytes;
    }

    void trimmed(final long newFirst, final long lengthBytes)
    {
        first = newFirst;
        bytes -= lengthBytes;
    }

    void bounds(final long newFirst, final long newLast, final long newBytes)
    {
        first = newFirst;
        last = newLast;
        bytes = newBytes;
    }

    boolean isLimitReported()
    {
        return isLimitReported;
    }

    void limitReported()
    {
        isLimitReported = true;
    }

    /**
     * Subscriptions of all kinds, online or not.
     *
     * @return number of them.
     */
    int subscriptionCount()
    {
        int count = subscriptions.size();
        for (int i = 0; i < groups.size(); i++)
        {
            count += groups.get(i).members().size();
        }
        return count;
    }

    boolean hasOnlineSubscription()
    {
        for (int i = 0; i < subscriptions.size(); i++)
        {
            if (subscriptions.get(i).isOnline())
            {
                return true;
            }
        }
        for (int i = 0; i < groups.size(); i++)
        {
            if (groups.get(i).shadow() == null)
            {
                return true;
            }
        }
        return false;
    }
}
