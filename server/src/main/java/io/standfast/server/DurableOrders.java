package io.standfast.server;

import java.util.List;

import io.standfast.codecs.log.BooleanType;
import io.standfast.engine.EngineLook.ChannelDetail;
import io.standfast.engine.EngineLook.DurableView;
import io.standfast.nats.gateway.AdminOutcome;
import io.standfast.replication.log.AdminCommands.DurableKey;
import io.standfast.server.http.AdminRequest;

/**
 * What admins do to durables and durable queue groups. Used by the threads that answer requests.
 */
final class DurableOrders
{
    private static final long ABSENT = Long.MIN_VALUE;

    private final AdminEngine engine;

    DurableOrders(final AdminEngine engine)
    {
        this.engine = engine;
    }

    AdminResult seek(final AdminRequest request)
    {
        engine.requireLeader(request);
        final ChannelDetail channel = channel(request);
        final DurableView durable = durable(request, channel);
        final long next = Math.max(channel.first(), Math.min(next(request, channel), channel.last() + 1));
        final BooleanType force = force(request);
        final AdminResult result = result(request, channel, durable, "seek");
        requireOffline(request, durable, result);
        long forgotten = durable.pendings();
        long position = next;
        if (!result.isDryRun())
        {
            final AdminOutcome outcome = engine.order(commands -> commands.seekDurable(key(channel, durable), next,
                force));
            forgotten = outcome.affected();
            position = outcome.position();
        }
        return result.text("goes on at " + position + ", " + forgotten + " unacknowledged forgotten").with("next",
            position).with("before", durable.lastSent() + 1).with("pending", forgotten);
    }

    private long next(final AdminRequest request, final ChannelDetail channel)
    {
        final long sequence = request.number("sequence", ABSENT);
        final long timestampNs = request.number("time_ns", ABSENT);
        final String to = request.text("to");
        if ((sequence == ABSENT ? 0 : 1) + (timestampNs == ABSENT ? 0 : 1) + (to.isEmpty() ? 0 : 1) != 1)
        {
            throw new IllegalArgumentException("seek wants one of \"sequence\", \"time_ns\" and \"to\"");
        }
        if (sequence != ABSENT)
        {
            return sequence;
        }
        if (timestampNs != ABSENT)
        {
            return engine.ask(look -> look.sequenceAt(channel.name(), timestampNs)).orElseThrow();
        }
        switch (to)
        {
            case "first" :
                return channel.first();
            case "last" :
                return channel.last();
            case "new" :
                return channel.last() + 1;
            default :
                throw new IllegalArgumentException("\"to\" is first, last or new");
        }
    }

    AdminResult remove(final AdminRequest request)
    {
        engine.requireLeader(request);
        final ChannelDetail channel = channel(request);
        final DurableView durable = durable(request, channel);
        final BooleanType force = force(request);
        final AdminResult result = result(request, channel, durable, "remove");
        requireOffline(request, durable, result);
        long forgotten = durable.pendings();
        if (!result.isDryRun())
        {
            forgotten = engine.order(commands -> commands.removeDurable(key(channel, durable), force))
                .affected();
        }
        return result.text("removed, " + forgotten + " unacknowledged forgotten").with("pending", forgotten).with(
            "last_sent", durable.lastSent());
    }

    private ChannelDetail channel(final AdminRequest request)
    {
        final ChannelDetail channel = engine.channel(request.word(1));
        engine.requireLevel();
        ChannelOrders.requireEpoch(request, channel);
        return channel;
    }

    /** The client may be left out when only one has a durable of that name. */
    private static DurableView durable(final AdminRequest request, final ChannelDetail channel)
    {
        final String client = request.text("client");
        final String queue = request.text("queue");
        final String name = request.text("durable");
        final List<DurableView> named = channel.durables().stream().filter(each -> each.durableName().equals(name))
            .toList();
        final List<DurableView> found = named.stream().filter(each -> each.queueGroup().equals(queue) && (client
            .isEmpty() || each.clientId().equals(client))).toList();
        if (found.size() == 1)
        {
            return found.get(0);
        }
        if (found.size() > 1 || !named.isEmpty())
        {
            throw new AdminRefusal(found.isEmpty() ? AdminRefusal.NOT_FOUND : AdminRefusal.CONFLICT, "durable " +
                AdminResult.quote(name) + " of channel " + AdminResult.quote(channel.name()) + " exists as: " +
                AdminDesk.list(named.stream().map(DurableOrders::owner).toList()) + "; say which");
        }
        throw AdminEngine.unknown("durable of channel " + AdminResult.quote(channel.name()) + " called", name, channel
            .durables().stream().map(DurableView::durableName).toList());
    }

    private static String owner(final DurableView durable)
    {
        return durable.queueGroup().isEmpty() ? "client " + AdminResult.quote(durable.clientId()) : "queue " +
            AdminResult.quote(durable.queueGroup());
    }

    private static void requireOffline(final AdminRequest request, final DurableView durable,
        final AdminResult result)
    {
        if (durable.isOnline() && !request.is("even_if_online") && !result.isDryRun())
        {
            throw new AdminRefusal(AdminRefusal.CONFLICT, "durable " + AdminResult.quote(durable.durableName()) +
                " of " + owner(durable) + " is online: close it first, or give --even-if-online");
        }
    }

    private static BooleanType force(final AdminRequest request)
    {
        return request.is("even_if_online") ? BooleanType.TRUE : BooleanType.FALSE;
    }

    private static DurableKey key(final ChannelDetail channel, final DurableView durable)
    {
        return new DurableKey(channel.channelId(), channel.epoch(), durable.clientId(), durable.queueGroup(), durable
            .durableName());
    }

    private static AdminResult result(final AdminRequest request, final ChannelDetail channel,
        final DurableView durable, final String action)
    {
        return new AdminResult(action + " of durable " + AdminResult.quote(durable.durableName()) + " of " + owner(
            durable) + " on channel " + AdminResult.quote(channel.name()) + " (epoch " + channel.epoch() + ")",
            request.is("dry_run")).with("action", action).with("channel", channel.name()).with("epoch", channel.epoch())
            .with("durable", durable.durableName()).with("client", durable.clientId()).with("queue", durable
                .queueGroup())
            .with("online", durable.isOnline() ? 1 : 0);
    }
}
