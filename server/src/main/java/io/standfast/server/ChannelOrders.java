package io.standfast.server;

import java.util.concurrent.TimeUnit;

import io.standfast.codecs.log.BooleanType;
import io.standfast.engine.EngineLook.ChannelDetail;
import io.standfast.nats.gateway.AdminOutcome;
import io.standfast.server.http.AdminRequest;

/**
 * What admins do to channels. Used by the threads that answer requests.
 */
final class ChannelOrders
{
    private static final long TRIM_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(20);
    private static final long ABSENT = Long.MIN_VALUE;

    private final AdminEngine engine;

    ChannelOrders(final AdminEngine engine)
    {
        this.engine = engine;
    }

    /** All that is stored now. */
    AdminResult purge(final AdminRequest request)
    {
        engine.requireLeader(request);
        final ChannelDetail channel = channel(request);
        return trim(request, channel, channel.last() + 1, "purge");
    }

    /** The oldest: before a sequence, all but so many, or older than a time. */
    AdminResult trim(final AdminRequest request)
    {
        engine.requireLeader(request);
        final ChannelDetail channel = channel(request);
        final long before = request.number("before", ABSENT);
        final long keep = request.number("keep", ABSENT);
        final long olderNs = request.number("older_than_ns", ABSENT);
        if ((before == ABSENT ? 0 : 1) + (keep == ABSENT ? 0 : 1) + (olderNs == ABSENT ? 0 : 1) != 1)
        {
            throw new IllegalArgumentException("trim wants one of \"before\", \"keep\" and \"older_than_ns\"");
        }
        if (before != ABSENT)
        {
            return trim(request, channel, before, "trim");
        }
        if (keep != ABSENT)
        {
            return trim(request, channel, channel.last() + 1 - keep, "trim");
        }
        final long momentNs = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis()) - olderNs;
        return trim(request, channel, engine.ask(look -> look.sequenceAt(channel.name(), momentNs)).orElseThrow(),
            "trim");
    }

    private AdminResult trim(final AdminRequest request, final ChannelDetail channel, final long newFirst,
        final String action)
    {
        final long target = Math.max(channel.first(), Math.min(newFirst, channel.last() + 1));
        final AdminResult result = result(request, channel, action);
        long removed = target - channel.first();
        if (!result.isDryRun() && removed > 0)
        {
            removed = trim(channel, target);
        }
        return result.text(removed + " messages removed").with("messages", removed).with("first", target).with("last",
            channel.last());
    }

    /** One entry of the log removes so many and not more: as many entries as it takes. */
    private long trim(final ChannelDetail channel, final long target)
    {
        final long deadlineNs = System.nanoTime() + TRIM_TIMEOUT_NS;
        long removed = 0;
        AdminOutcome outcome;
        do
        {
            outcome = engine.order(commands -> commands.trimChannel(channel.channelId(), channel.epoch(), target));
            removed += outcome.affected();
            if (System.nanoTime() - deadlineNs > 0 && outcome.position() < target)
            {
                throw new AdminRefusal(AdminRefusal.NO_ANSWER,
                    removed + " messages have been removed so far, the " +
                        "first one is " + outcome.position() + " now: order the same again for the rest");
            }
        }
        while (outcome.position() < target);
        return removed;
    }

    AdminResult delete(final AdminRequest request)
    {
        engine.requireLeader(request);
        final ChannelDetail channel = channel(request);
        final BooleanType force = request.is("even_if_online") ? BooleanType.TRUE : BooleanType.FALSE;
        final AdminResult result = result(request, channel, "delete").with("messages", channel.messages())
            .with("bytes", channel.bytes()).with("durables", channel.durables().size()).with("online", channel
                .online());
        if (channel.online() > 0 && force == BooleanType.FALSE && !result.isDryRun())
        {
            throw new AdminRefusal(AdminRefusal.CONFLICT, "channel " + AdminResult.quote(channel.name()) + " has " +
                channel.online() + " online subscriptions: stop their clients first, or give --even-if-online; they " +
                "are not told and get nothing more");
        }
        if (!result.isDryRun())
        {
            engine.order(commands -> commands.deleteChannel(channel.channelId(), channel.epoch(), force));
        }
        return result.text("deleted with " + channel.messages() + " messages, " + channel.durables().size() +
            " durables and " + channel.online() + " online subscriptions");
    }

    private ChannelDetail channel(final AdminRequest request)
    {
        final ChannelDetail channel = engine.channel(request.word(1));
        engine.requireLevel();
        requireEpoch(request, channel);
        return channel;
    }

    /** An order that was given after a look means the channel that was seen. */
    static void requireEpoch(final AdminRequest request, final ChannelDetail channel)
    {
        final long epoch = request.number("epoch", channel.epoch());
        if (epoch != channel.epoch())
        {
            throw new AdminRefusal(AdminRefusal.CONFLICT, "channel " + AdminResult.quote(channel.name()) +
                " has been deleted and created again since you looked: its epoch is " + channel.epoch() + ", not " +
                epoch);
        }
    }

    private static AdminResult result(final AdminRequest request, final ChannelDetail channel, final String action)
    {
        return new AdminResult(action + " of channel " + AdminResult.quote(channel.name()) + " (epoch " + channel
            .epoch() + ")", request.is("dry_run")).with("action", action).with("channel", channel.name()).with("epoch",
                channel.epoch());
    }
}
