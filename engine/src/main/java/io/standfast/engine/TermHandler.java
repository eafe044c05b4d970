package io.standfast.engine;

import io.standfast.codecs.log.BooleanType;
import io.standfast.codecs.log.ConfigureLimitsDecoder;
import io.standfast.codecs.log.ConfigurePoliciesDecoder;
import io.standfast.codecs.log.HoldDeadLettersDecoder;
import io.standfast.codecs.log.TermOpenedDecoder;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.TreeMap;

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
    private final PolicyState policies;
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
        this.policies = parts.policies();
    }

    /**
     * A gateway opens its term: it is told all that is online, then pendings go out again, then its gates open.
     *
     * @param command  decoded.
     * @param outageNs time in which nobody led.
     */
    void onTermOpened(final TermOpenedDecoder command, final long outageNs)
    {
        channelHandler.onOutage(outageNs);
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
        final boolean hadPolicies = features.hasPolicies();
        features.raise(level);
        if (features.hasPolicies() && !hadPolicies)
        {
            channelHandler.onPoliciesReached();
        }
        output.onDone(commandId);
    }

    void onConfigurePolicies(final ConfigurePoliciesDecoder command)
    {
        if (!features.hasPolicies())
        {
            output.onRefused(command.commandId(), FeatureLevel.policiesMissing(features.level()));
            return;
        }
        final long commandId = command.commandId();
        final TreeMap<String, Policies> entries = new TreeMap<>();
        final int maxDeliveries = command.maxDeliveries();
        final long dedupWindowNs = command.dedupWindowNs();
        final int dedupMax = command.dedupMax();
        final long maxDurableIdleNs = command.maxDurableIdleNs();
        for (final ConfigurePoliciesDecoder.ChannelsDecoder entry : command.channels())
        {
            final byte[] name = new byte[entry.nameLength()];
            entry.getName(name, 0, name.length);
            final byte[] deadLetter = new byte[entry.deadLetterLength()];
            entry.getDeadLetter(deadLetter, 0, deadLetter.length);
            entries.put(new String(name, UTF_8), new Policies(entry.maxDeliveries(),
                entry.saysDeadLetter() == BooleanType.TRUE ? new String(deadLetter, UTF_8) : null,
                entry.dedupWindowNs(), entry.dedupMax(), entry.maxDurableIdleNs()));
        }
        final byte[] deadLetter = new byte[command.deadLetterLength()];
        command.getDeadLetter(deadLetter, 0, deadLetter.length);
        final PolicyTable table = new PolicyTable(new Policies(maxDeliveries, new String(deadLetter, UTF_8),
            dedupWindowNs, dedupMax, maxDurableIdleNs), entries);
        if (!table.equals(channels.policies()))
        {
            channels.policies(table);
            channelHandler.onPoliciesChanged();
        }
        output.onDone(commandId);
    }

    void onHoldDeadLetters(final HoldDeadLettersDecoder command)
    {
        if (!features.hasPolicies())
        {
            output.onRefused(command.commandId(), FeatureLevel.policiesMissing(features.level()));
            return;
        }
        policies.deadLettersHeld(command.held() == BooleanType.TRUE);
        output.onDone(command.commandId());
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
