package io.standfast.server.http;

/**
 * How far a subscription is behind its channel, in one place for pages, metrics and commands. Stateless.
 */
public final class Lag
{
    private Lag()
    {
    }

    /**
     * Messages that are not acknowledged, sent or not; what the channel has dropped is none of them.
     *
     * @param first    sequence of the channel's oldest stored message, 0 for none.
     * @param last     sequence of the newest message that was ever stored.
     * @param lastSent highest sequence sent.
     * @param pending  messages sent and not acknowledged.
     * @return messages.
     */
    public static long messages(final long first, final long last, final long lastSent, final long pending)
    {
        return Math.max(0, last - Math.max(lastSent, first - 1)) + pending;
    }
}
