package io.standfast.server.config;

import java.util.ArrayList;
import java.util.List;

/**
 * What the server does of its own accord with messages and durables; 0 means nothing, {@link ChannelLimits#INHERIT}
 * what the next wider entry says.
 *
 * @param maxDeliveries    times that a message is delivered without an ack.
 * @param deadLetter       channel that it is moved to then, empty for none, null for what the next wider entry says.
 * @param dedupWindowNs    time for which a channel remembers the guids of its messages.
 * @param dedupMax         guids that it remembers at most.
 * @param maxDurableIdleNs time without a client after which a durable is removed.
 */
public record Policies(int maxDeliveries, String deadLetter, long dedupWindowNs, int dedupMax, long maxDurableIdleNs)
{
    /** Guids that a channel remembers at most unless set otherwise. */
    public static final int DEDUP_MAX_DEFAULT = 100_000;
    /** Nothing is done. */
    public static final Policies OFF = new Policies(0, "", 0, DEDUP_MAX_DEFAULT, 0);
    /** Nothing is said. */
    public static final Policies INHERITED = new Policies(ChannelLimits.INHERIT, null, ChannelLimits.INHERIT,
        ChannelLimits.INHERIT, ChannelLimits.INHERIT);

    private static final int MAX_DELIVERIES_LIMIT = 1_000_000;
    private static final int DEDUP_MAX_LIMIT = 10_000_000;

    /** Refuses what is out of range. */
    public Policies
    {
        require(maxDeliveries <= MAX_DELIVERIES_LIMIT && maxDeliveries >= ChannelLimits.INHERIT,
            "max_deliveries must be between 1 and " + MAX_DELIVERIES_LIMIT + ", or 0 for any number (" +
                maxDeliveries + ")");
        require(dedupMax <= DEDUP_MAX_LIMIT && (dedupMax >= 1 || dedupMax == ChannelLimits.INHERIT),
            "dedup_max must be between 1 and " + DEDUP_MAX_LIMIT + " (" + dedupMax + ")");
        require(dedupWindowNs >= ChannelLimits.INHERIT,
            "dedup_window cannot be negative (" + GoDuration.format(dedupWindowNs) + ")");
        require(maxDurableIdleNs >= ChannelLimits.INHERIT,
            "max_durable_idle cannot be negative (" + GoDuration.format(maxDurableIdleNs) + ")");
    }

    private static void require(final boolean isValid, final String text)
    {
        if (!isValid)
        {
            throw new SettingsException(text);
        }
    }

    /**
     * These policies with what an override says in their place.
     *
     * @param override of a narrower entry.
     * @return policies.
     */
    Policies overriddenBy(final Policies override)
    {
        return new Policies((int) pick(override.maxDeliveries, maxDeliveries),
            override.deadLetter == null ? deadLetter : override.deadLetter,
            pick(override.dedupWindowNs, dedupWindowNs), (int) pick(override.dedupMax, dedupMax),
            pick(override.maxDurableIdleNs, maxDurableIdleNs));
    }

    private static long pick(final long override, final long inherited)
    {
        return override == ChannelLimits.INHERIT ? inherited : override;
    }

    /** For people: what is said here, nothing of what is inherited. */
    List<String> said()
    {
        final List<String> said = new ArrayList<>();
        say(said, "max_deliveries", maxDeliveries, Integer.toString(maxDeliveries));
        if (deadLetter != null)
        {
            said.add("dead_letter " + (deadLetter.isEmpty() ? "none" : deadLetter));
        }
        say(said, "dedup_window", dedupWindowNs, GoDuration.format(dedupWindowNs));
        say(said, "dedup_max", dedupMax, Integer.toString(dedupMax));
        say(said, "max_durable_idle", maxDurableIdleNs, GoDuration.format(maxDurableIdleNs));
        return said;
    }

    private static void say(final List<String> said, final String name, final long value, final String text)
    {
        if (value != ChannelLimits.INHERIT)
        {
            said.add(name + " " + text);
        }
    }
}
