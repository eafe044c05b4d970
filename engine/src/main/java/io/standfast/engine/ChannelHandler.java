package io.standfast.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Channels come and go (STAN-SPEC 3). Owned by the engine thread.
 */
final class ChannelHandler
{
    private final Channels channels;
    private final Subscriptions subscriptions;
    private final EngineClock clock;
    private final DeadlineHeap deadlines;
    private final Retention retention;
    private final EngineOutput output;
    private final FeatureLevel features;
    private final PolicyState policies;

    ChannelHandler(final Channels channels, final Subscriptions subscriptions, final EngineParts parts)
    {
        this.channels = channels;
        this.subscriptions = subscriptions;
        this.clock = parts.clock();
        this.deadlines = parts.deadlines();
        this.retention = parts.retention();
        this.output = parts.output();
        this.features = parts.features();
        this.policies = parts.policies();
    }

    /**
     * Create a channel because of the first publish or subscribe.
     *
     * @param name valid name that no channel has.
     * @return the channel, or null: {@link Channels#refusal()} says why.
     */
    Channel create(final byte[] name)
    {
        final Channel channel = channels.create(name);
        if (channel != null)
        {
            channel.touch(clock.nowNs());
            armInactivity(channel);
            output.onNotice(NoticeLevel.INFO, "Channel \"" + new String(name, UTF_8) + "\" has been created");
        }
        return channel;
    }

    /**
     * A subscription of the channel went offline or a subscribe attempt failed.
     *
     * @param channel of the subscription.
     */
    void onSubscriptionGone(final Channel channel)
    {
        if (features.hasInactivityAnew() || !channel.inactivity().isArmed())
        {
            restartInactivity(channel);
        }
    }

    void onSubscribed(final Channel channel)
    {
        deadlines.disarm(channel.inactivity());
    }

    void onInactivityDue(final Channel channel)
    {
        final long deadNs = channel.lastActivityNs() + channel.limits().maxInactivityNs();
        if (channel.limits().maxInactivityNs() <= 0 || channel.hasOnlineSubscription())
        {
            return;
        }
        if (deadNs > clock.nowNs())
        {
            deadlines.arm(channel.inactivity(), deadNs);
            return;
        }
        delete(channel);
    }

    /**
     * The limits have changed: every channel is held to its new ones, as a restart under another configuration does.
     */
    void onLimitsChanged()
    {
        for (final Channel channel : channels.all())
        {
            channel.limits(channels.limits().resolve(channel.name()));
            retention.enforce(channel);
            deadlines.disarm(channel.inactivity());
            if (!channel.hasOnlineSubscription())
            {
                armInactivity(channel);
            }
        }
    }

    /** The policies have changed. */
    void onPoliciesChanged()
    {
        for (final Channel channel : channels.all())
        {
            channel.policies(channels.policies().resolve(channel.name()));
            forgetSurplus(channel);
            subscriptions.offline().onPoliciesChanged(channel);
        }
    }

    /** At once, however many they are: an operator has lowered dedup_max. */
    private void forgetSurplus(final Channel channel)
    {
        final GuidWindow guids = channel.guids();
        while (guids != null && guids.size() > channel.policies().dedupMax())
        {
            policies.forgetOldest(guids, clock.nowNs() - channel.policies().dedupWindowNs());
        }
    }

    /**
     * Somebody leads again.
     *
     * @param outageNs time in which nobody did.
     */
    void onOutage(final long outageNs)
    {
        subscriptions.offline().onTermOpened(outageNs);
        if (outageNs > 0 && features.hasInactivityAnew())
        {
            // Nobody could use them meanwhile.
            channels.all().forEach(this::restartInactivity);
        }
    }

    /** From now on policies are followed. */
    void onPoliciesReached()
    {
        channels.all().forEach(subscriptions.offline()::onLevelReached);
    }

    private void restartInactivity(final Channel channel)
    {
        if (!channel.hasOnlineSubscription())
        {
            channel.touch(clock.nowNs());
            armInactivity(channel);
        }
    }

    private void armInactivity(final Channel channel)
    {
        if (channel.limits().maxInactivityNs() > 0)
        {
            deadlines.arm(channel.inactivity(), channel.lastActivityNs() + channel.limits().maxInactivityNs());
        }
    }

    /**
     * Delete a channel with all that belongs to it.
     *
     * @param channel whose subscriptions are taken from their clients, if there are any online.
     */
    void delete(final Channel channel)
    {
        subscriptions.removeAll(channel);
        deadlines.disarm(channel.expiry());
        deadlines.disarm(channel.inactivity());
        channels.remove(channel);
        output.onNotice(NoticeLevel.INFO,
            "Channel \"" + new String(channel.name(), UTF_8) + "\" has been deleted");
    }
}
