package io.standfast.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Collection;
import java.util.TreeMap;

import org.agrona.DirectBuffer;

import io.standfast.codecs.ByteKeyMap;
import io.standfast.codecs.stan.StanErrors;
import io.standfast.engine.store.MessageLog;

/**
 * All channels by name and number, and the counter of epochs. Owned by the engine thread.
 */
final class Channels
{
    // Latin, Greek and Cyrillic end here; their pairs of letters have not changed since Unicode 5.
    private static final int FOLDED_LETTERS = 0x530;

    private final MessageLog log;
    private final long guidSeed;
    private final TreeMap<Integer, Channel> byId = new TreeMap<>();
    private final ByteKeyMap<Channel> byName = new ByteKeyMap<>();
    private final ByteKeyMap<Channel> byFoldedName = new ByteKeyMap<>();
    // Written by the engine thread, read by any.
    private volatile LimitsTable limits = new LimitsTable(Limits.UNLIMITED, LimitsTable.NOT_CONFIGURED, false);
    private PolicyTable policies = new PolicyTable(Policies.OFF);
    private int lastChannelId;
    private long lastEpoch;
    private String refusal;

    /**
     * No channels.
     *
     * @param log      of their messages.
     * @param guidSeed that every member has, and clients do not know.
     */
    Channels(final MessageLog log, final long guidSeed)
    {
        this.log = log;
        this.guidSeed = guidSeed;
    }

    Channel byName(final DirectBuffer buffer, final int offset, final int length)
    {
        return byName.get(buffer, offset, length);
    }

    Channel byName(final byte[] name)
    {
        return byName.get(name);
    }

    Channel byId(final int channelId)
    {
        return byId.get(channelId);
    }

    /**
     * Channels in the order of their numbers.
     *
     * @return live view.
     */
    Collection<Channel> all()
    {
        return byId.values();
    }

    /**
     * Channels with a higher number.
     *
     * @param channelId number.
     * @return live view.
     */
    Collection<Channel> after(final int channelId)
    {
        return byId.tailMap(channelId, false).values();
    }

    int size()
    {
        return byId.size();
    }

    LimitsTable limits()
    {
        return limits;
    }

    void limits(final LimitsTable table)
    {
        limits = table;
    }

    PolicyTable policies()
    {
        return policies;
    }

    void policies(final PolicyTable table)
    {
        policies = table;
    }

    int lastChannelId()
    {
        return lastChannelId;
    }

    long lastEpoch()
    {
        return lastEpoch;
    }

    void restoreCounters(final int channelId, final long epoch)
    {
        lastChannelId = channelId;
        lastEpoch = epoch;
    }

    /**
     * Let the next channel that is created have an epoch of its own.
     *
     * @param epoch above the last one, or 0 to let it be the next.
     */
    void epochBefore(final long epoch)
    {
        lastEpoch = epoch == 0 ? lastEpoch : epoch - 1;
    }

    /**
     * Why {@link #create} returned null.
     *
     * @return text for the client.
     */
    String refusal()
    {
        return refusal;
    }

    /**
     * Create a channel.
     *
     * @param name valid name that no channel has.
     * @return the channel, or null: see {@link #refusal()}.
     */
    Channel create(final byte[] name)
    {
        final Channel sameButCase = byFoldedName.get(fold(name));
        if (sameButCase != null)
        {
            refusal = StanErrors.rejecting(new String(name, UTF_8), new String(sameButCase.name(), UTF_8));
            return null;
        }
        if (limits.maxChannels() > 0 && byId.size() >= limits.maxChannels())
        {
            refusal = StanErrors.TOO_MANY_CHANNELS;
            return null;
        }
        return restore(++lastChannelId, ++lastEpoch, name);
    }

    Channel restore(final int channelId, final long epoch, final byte[] name)
    {
        final Channel channel = new Channel(channelId, epoch, name, log.openChannel(channelId, epoch),
            limits.resolve(name), guidSeed);
        channel.policies(policies.resolve(name));
        byId.put(channelId, channel);
        byName.put(name, channel);
        byFoldedName.put(fold(name), channel);
        return channel;
    }

    void remove(final Channel channel)
    {
        byId.remove(channel.channelId());
        byName.remove(channel.name());
        byFoldedName.remove(fold(channel.name()));
        log.dropChannel(channel.index());
    }

    /**
     * The name in lower case. Letters above {@link #FOLDED_LETTERS} stay as they are: what is a letter there depends on
     * the version of Java, and all members must agree.
     */
    private static byte[] fold(final byte[] name)
    {
        final int[] letters = new String(name, UTF_8).codePoints().toArray();
        for (int i = 0; i < letters.length; i++)
        {
            letters[i] = letters[i] < FOLDED_LETTERS ? Character.toLowerCase(letters[i]) : letters[i];
        }
        return new String(letters, 0, letters.length).getBytes(UTF_8);
    }
}
