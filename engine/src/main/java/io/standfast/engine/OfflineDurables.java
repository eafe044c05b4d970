package io.standfast.engine;

import java.util.function.Consumer;

/**
 * Knows since when durables are without a client, and which are abandoned (max_durable_idle). Time in which nobody led
 * does not count: nobody could have come back. Owned by the engine thread.
 *
 * <p>Of an outage the engine sees only that the last entry before it is old. So that this is never much older than the
 * outage, a durable that is offline has a deadline now and then, at which nothing is done but to arm the next one.
 */
final class OfflineDurables
{
    /** Deadlines in the time that a durable may be idle: an outage is taken for longer by an eighth of it at most. */
    private static final int TICKS = 8;
    private static final long TICK_MIN_NS = 1_000_000_000L;

    private final EngineClock clock;
    private final DeadlineHeap deadlines;
    private final FeatureLevel features;
    private final PolicyState state;

    OfflineDurables(final EngineParts parts)
    {
        this.clock = parts.clock();
        this.deadlines = parts.deadlines();
        this.features = parts.features();
        this.state = parts.policies();
    }

    /**
     * A durable, or the shadow of a durable group, has no client from now on.
     *
     * @param durable that is offline.
     */
    void onOffline(final Subscription durable)
    {
        if (features.hasPolicies())
        {
            durable.offlineSinceNs(ledNs());
            arm(durable);
        }
    }

    /**
     * It is somebody's again, or gone.
     *
     * @param durable that was offline, or not.
     */
    void forget(final Subscription durable)
    {
        deadlines.disarm(durable.idle());
    }

    /**
     * The policies of a channel may have changed.
     *
     * @param channel of durables.
     */
    void onPoliciesChanged(final Channel channel)
    {
        forEach(channel, this::arm);
    }

    /**
     * The level at which this begins has been reached: before, nobody wrote down since when.
     *
     * @param channel of durables.
     */
    void onLevelReached(final Channel channel)
    {
        forEach(channel, this::onOffline);
    }

    /**
     * Somebody leads again.
     *
     * @param outageNs time since the entry before.
     */
    void onTermOpened(final long outageNs)
    {
        if (features.hasPolicies())
        {
            state.outageNs(state.outageNs() + outageNs);
        }
    }

    /**
     * Whether a durable whose deadline was due is abandoned; else it gets another deadline.
     *
     * @param durable that is offline.
     * @return true when it is to be removed.
     */
    boolean isAbandoned(final Subscription durable)
    {
        final long idleNs = durable.channel().policies().maxDurableIdleNs();
        if (idleNs > 0 && ledNs() - durable.offlineSinceNs() >= idleNs)
        {
            return true;
        }
        arm(durable);
        return false;
    }

    private void arm(final Subscription durable)
    {
        final long idleNs = durable.channel().policies().maxDurableIdleNs();
        if (idleNs <= 0)
        {
            deadlines.disarm(durable.idle());
            return;
        }
        final long leftNs = Math.max(0, idleNs - (ledNs() - durable.offlineSinceNs()));
        deadlines.arm(durable.idle(), clock.nowNs() + Math.min(leftNs, Math.max(TICK_MIN_NS, idleNs / TICKS)));
    }

    private long ledNs()
    {
        return clock.nowNs() - state.outageNs();
    }

    private static void forEach(final Channel channel, final Consumer<Subscription> work)
    {
        for (final Subscription subscription : channel.subscriptions())
        {
            if (isOfflineDurable(subscription))
            {
                work.accept(subscription);
            }
        }
        for (final QueueGroup group : channel.groups())
        {
            group.members().stream().filter(OfflineDurables::isOfflineDurable).forEach(work);
        }
    }

    static boolean isOfflineDurable(final Subscription subscription)
    {
        final boolean isDurable = subscription.group() == null ? subscription.isDurable()
            : subscription.group().isDurable();
        return isDurable && !subscription.isOnline();
    }
}
