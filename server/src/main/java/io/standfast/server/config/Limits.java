package io.standfast.server.config;

/**
 * Store limits of the whole server; 0 means unlimited.
 *
 * @param maxChannels     number of channels.
 * @param maxSubscriptions subscriptions of one channel.
 * @param maxMessages     messages of one channel.
 * @param maxBytes        bytes of one channel.
 * @param maxAgeNs        age of a message.
 * @param maxInactivityNs time without use after which a channel is deleted.
 * @param policies        what is done of its own accord.
 */
public record Limits(int maxChannels, int maxSubscriptions, long maxMessages, long maxBytes, long maxAgeNs,
    long maxInactivityNs, Policies policies)
{
    /** The old server's defaults. */
    public static final Limits DEFAULT = new Limits(100, 1000, 1_000_000, 1_024_000_000L, 0, 0);

    /** Refuses negative limits with the old server's texts. */
    public Limits
    {
        requireNotNegative("channels", maxChannels, Long.toString(maxChannels));
        requireNotNegative("subscriptions", maxSubscriptions, Long.toString(maxSubscriptions));
        requireNotNegative("messages", maxMessages, Long.toString(maxMessages));
        requireNotNegative("bytes", maxBytes, Long.toString(maxBytes));
        requireNotNegative("age", maxAgeNs, GoDuration.format(maxAgeNs));
        requireNotNegative("inactivity", maxInactivityNs, GoDuration.format(maxInactivityNs));
    }

    /**
     * Limits only.
     *
     * @param maxChannels     number of channels.
     * @param maxSubscriptions subscriptions of one channel.
     * @param maxMessages     messages of one channel.
     * @param maxBytes        bytes of one channel.
     * @param maxAgeNs        age of a message.
     * @param maxInactivityNs time without use after which a channel is deleted.
     */
    public Limits(final int maxChannels, final int maxSubscriptions, final long maxMessages, final long maxBytes,
        final long maxAgeNs, final long maxInactivityNs)
    {
        this(maxChannels, maxSubscriptions, maxMessages, maxBytes, maxAgeNs, maxInactivityNs, Policies.OFF);
    }

    private static void requireNotNegative(final String what, final long value, final String text)
    {
        if (value < 0)
        {
            throw new SettingsException("max " + what + " limit cannot be negative (" + text + ")");
        }
    }
}
