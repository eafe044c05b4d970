package io.standfast.engine;

import io.standfast.codecs.log.BooleanType;
import io.standfast.codecs.log.ConfigureLimitsDecoder;
import io.standfast.codecs.log.TermOpenedDecoder;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Terms of leadership and settings that are state. Owned by the engine thread.
 */
final class TermHandler
{
    private final Clients clients;
    private final Channels channels;
    private final ChannelHandler channelHandler;
    private final Dispatcher dispatcher;
    private final EngineOutput output;
    private final FeatureLevel features;
    private long leadershipTermId = -1;
    private long lastCommandId;

    TermHandler(final Clients clients, final Channels channels, final ChannelHandler channelHandler,
        final Dispatcher dispatcher, final EngineParts parts)
    {
        this.clients = clients;
        this.channels = channels;
        this.channelHandler = channelHandler;
        this.dispatcher = dispatcher;
        this.output = parts.output();
        this.features = parts.features();
    }

    /**
     * A gateway opens its term: it is told all that is online, then pendings go out again, then its gates open.
     *
     * @param command decoded.
     */
    void onTermOpened(final TermOpenedDecoder command)
    {
        leadershipTermId = command.leadershipTermId();
        lastCommandId = command.commandId();
        for (final Client client : clients.all())
        {
            output.onClientOpened(client);
            for (final Subscription subscription : client.subscriptions())
            {
                output.onSubscriptionOpened(subscription);
            }
        }
        output.onGatesOpen(command.commandId(), leadershipTermId);
        // All are taken for alive and hold new messages back before anything new is sent: a group's members may be of
        // several clients.
        for (final Client client : clients.all())
        {
            client.heartbeatMissed(false);
            for (final Subscription subscription : client.subscriptions())
            {
                dispatcher.resendPendings(subscription);
            }
        }
        for (final Client client : clients.all())
        {
            for (final Subscription subscription : client.subscriptions())
            {
                dispatcher.send(subscription.group() == null ? subscription : subscription.group(),
                    Dispatcher.SEND_LIMIT);
            }
        }
    }

    void onConfigureLimits(final ConfigureLimitsDecoder command)
    {
        final LimitsTable table = new LimitsTable(
            new Limits(command.maxMsgs(), command.maxBytes(), command.maxAgeNs(), command.maxInactivityNs(),
                command.maxSubscriptions()),
            command.maxChannels(), command.replaceDurable() == BooleanType.TRUE);
        for (final ConfigureLimitsDecoder.ChannelsDecoder entry : command.channels())
        {
            final Limits override = new Limits(entry.maxMsgs(), entry.maxBytes(), entry.maxAgeNs(),
                entry.maxInactivityNs(), entry.maxSubscriptions());
            final byte[] name = new byte[entry.nameLength()];
            entry.getName(name, 0, name.length);
            table.put(new String(name, UTF_8), override);
        }
        if (!table.isSameAs(channels.limits()))
        {
            channels.limits(table);
            channelHandler.onLimitsChanged();
        }
        output.onDone(command.commandId());
    }

    void onFeatureLevel(final long commandId, final int level)
    {
        features.raise(level);
        output.onDone(commandId);
    }

    /**
     * Whether a command has been applied in this term already; the answer went out then.
     *
     * @param commandId of the command.
     * @return true when it is to be ignored.
     */
    boolean isRepeated(final long commandId)
    {
        if (commandId <= lastCommandId)
        {
            return true;
        }
        lastCommandId = commandId;
        return false;
    }

    long leadershipTermId()
    {
        return leadershipTermId;
    }

    long lastCommandId()
    {
        return lastCommandId;
    }

    void restore(final long termId, final long commandId)
    {
        leadershipTermId = termId;
        lastCommandId = commandId;
    }
}
