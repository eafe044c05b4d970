package io.standfast.server.config;

import java.util.ArrayList;
import java.util.List;

/**
 * Limits of a channel, or of those that a wildcard names; 0 means unlimited, {@link #INHERIT} what the next wider entry
 * says.
 *
 * @param name             channel or wildcard.
 * @param maxSubscriptions subscriptions of one channel.
 * @param maxMessages      messages of one channel.
 * @param maxBytes         bytes of one channel.
 * @param maxAgeNs         age of a message.
 * @param maxInactivityNs  time without use after which a channel is deleted.
 * @param policies         what is done of its own accord.
 */
public record ChannelLimits(String name, int maxSubscriptions, long maxMessages, long maxBytes, long maxAgeNs,
    long maxInactivityNs, Policies policies)
{
    /** Not said here. */
    public static final int INHERIT = -1;

    /**
     * Limits only.
     *
     * @param name             channel or wildcard.
     * @param maxSubscriptions subscriptions of one channel.
     * @param maxMessages      messages of one channel.
     * @param maxBytes         bytes of one channel.
     * @param maxAgeNs         age of a message.
     * @param maxInactivityNs  time without use after which a channel is deleted.
     */
    public ChannelLimits(final String name, final int maxSubscriptions, final long maxMessages, final long maxBytes,
        final long maxAgeNs, final long maxInactivityNs)
    {
        this(name, maxSubscriptions, maxMessages, maxBytes, maxAgeNs, maxInactivityNs, Policies.INHERITED);
    }

    /**
     * Whether the name stands for several channels.
     *
     * @return true for a wildcard.
     */
    public boolean isWildcard()
    {
        return name.indexOf('*') >= 0 || name.indexOf('>') >= 0;
    }

    /** For people: what is said here, nothing of what is inherited. */
    String text()
    {
        final List<String> said = new ArrayList<>();
        say(said, "max_subs", maxSubscriptions, Integer.toString(maxSubscriptions));
        say(said, "max_msgs", maxMessages, Long.toString(maxMessages));
        say(said, "max_bytes", maxBytes, Long.toString(maxBytes));
        say(said, "max_age", maxAgeNs, GoDuration.format(maxAgeNs));
        say(said, "max_inactivity", maxInactivityNs, GoDuration.format(maxInactivityNs));
        said.addAll(policies.said());
        return String.join(", ", said);
    }

    private static void say(final List<String> said, final String name, final long value, final String text)
    {
        if (value != INHERIT)
        {
            said.add(name + " " + text);
        }
    }
}
