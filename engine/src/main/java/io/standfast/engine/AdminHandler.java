package io.standfast.engine;

import io.standfast.codecs.log.BooleanType;
import io.standfast.codecs.log.DeleteChannelDecoder;
import io.standfast.codecs.log.RemoveDurableDecoder;
import io.standfast.codecs.log.SeekDurableDecoder;
import io.standfast.codecs.log.TrimChannelDecoder;

/**
 * What operators order: channels are trimmed and deleted, durables are moved and removed. A channel is named by number
 * and epoch, so that an order never hits one that was created later under the same name. Owned by the engine thread.
 */
final class AdminHandler
{
    /** Messages that one entry removes at most. */
    static final int TRIM_LIMIT = 20_000;
    /** Deleted, perhaps created again. */
    static final String CHANNEL_GONE = "the channel is not there any more: it has been deleted, or deleted and " +
        "created again, since you looked";
    /** Somebody listens. */
    static final String CHANNEL_IN_USE = "the channel has online subscriptions";
    /** Removed, or never there. */
    static final String DURABLE_GONE = "the durable is not there any more";
    /** Somebody listens. */
    static final String DURABLE_IN_USE = "the durable is online";

    private final Channels channels;
    private final Subscriptions subscriptions;
    private final ChannelHandler channelHandler;
    private final Dispatcher dispatcher;
    private final Retention retention;
    private final FeatureLevel features;
    private final EngineOutput output;

    AdminHandler(final Channels channels, final Subscriptions subscriptions, final ChannelHandler channelHandler,
        final Dispatcher dispatcher, final EngineParts parts)
    {
        this.channels = channels;
        this.subscriptions = subscriptions;
        this.channelHandler = channelHandler;
        this.dispatcher = dispatcher;
        this.retention = parts.retention();
        this.features = parts.features();
        this.output = parts.output();
    }

    void onTrimChannel(final TrimChannelDecoder command)
    {
        final long commandId = command.commandId();
        final Channel channel = find(commandId, command.channelId(), command.epoch());
        if (channel == null)
        {
            return;
        }
        final int removed = retention.trim(channel, Math.min(command.firstSequence(), channel.last() + 1), TRIM_LIMIT);
        for (int i = 0; i < channel.subscriptions().size(); i++)
        {
            final Subscription subscription = channel.subscriptions().get(i);
            if (dispatcher.forgetBefore(subscription, channel.first()) > 0)
            {
                dispatcher.send(subscription, Dispatcher.SEND_LIMIT);
            }
        }
        for (int i = 0; i < channel.groups().size(); i++)
        {
            trimGroup(channel.groups().get(i), channel.first());
        }
        output.onAdministered(commandId, removed, channel.first());
    }

    private void trimGroup(final QueueGroup group, final long first)
    {
        int forgotten = 0;
        for (int i = 0; i < group.members().size(); i++)
        {
            forgotten += dispatcher.forgetBefore(group.members().get(i), first);
        }
        if (forgotten > 0)
        {
            dispatcher.send(group, Dispatcher.SEND_LIMIT);
        }
    }

    void onDeleteChannel(final DeleteChannelDecoder command)
    {
        final long commandId = command.commandId();
        final Channel channel = find(commandId, command.channelId(), command.epoch());
        if (channel == null)
        {
            return;
        }
        if (channel.hasOnlineSubscription() && command.force() != BooleanType.TRUE)
        {
            output.onRefused(commandId, CHANNEL_IN_USE);
            return;
        }
        final long messages = channel.messages();
        channelHandler.delete(channel);
        output.onAdministered(commandId, messages, channel.last() + 1);
    }

    void onSeekDurable(final SeekDurableDecoder command)
    {
        final long commandId = command.commandId();
        final boolean isForced = command.force() == BooleanType.TRUE;
        final long wanted = command.nextSequence();
        final Channel channel = find(commandId, command.channelId(), command.epoch());
        if (channel == null)
        {
            return;
        }
        final byte[] clientId = new byte[command.clientIdLength()];
        command.getClientId(clientId, 0, clientId.length);
        final byte[] queueGroup = new byte[command.queueGroupLength()];
        command.getQueueGroup(queueGroup, 0, queueGroup.length);
        final byte[] durableName = new byte[command.durableNameLength()];
        command.getDurableName(durableName, 0, durableName.length);
        final Durable durable = Durable.find(channel, clientId, queueGroup, durableName);
        if (isRefused(commandId, durable, isForced))
        {
            return;
        }
        final long next = Math.max(channel.first(), Math.min(wanted, channel.last() + 1));
        final long forgotten = seek(durable, next - 1);
        output.onAdministered(commandId, forgotten, next);
    }

    private long seek(final Durable durable, final long lastSent)
    {
        long forgotten = 0;
        for (int i = 0; i < durable.members().size(); i++)
        {
            forgotten += dispatcher.restart(durable.members().get(i));
        }
        final Receiver receiver = durable.receiver();
        dispatcher.forget(receiver);
        receiver.lastSent(lastSent);
        dispatcher.send(receiver, Dispatcher.SEND_LIMIT);
        return forgotten;
    }

    void onRemoveDurable(final RemoveDurableDecoder command)
    {
        final long commandId = command.commandId();
        final boolean isForced = command.force() == BooleanType.TRUE;
        final Channel channel = find(commandId, command.channelId(), command.epoch());
        if (channel == null)
        {
            return;
        }
        final byte[] clientId = new byte[command.clientIdLength()];
        command.getClientId(clientId, 0, clientId.length);
        final byte[] queueGroup = new byte[command.queueGroupLength()];
        command.getQueueGroup(queueGroup, 0, queueGroup.length);
        final byte[] durableName = new byte[command.durableNameLength()];
        command.getDurableName(durableName, 0, durableName.length);
        final Durable durable = Durable.find(channel, clientId, queueGroup, durableName);
        if (isRefused(commandId, durable, isForced))
        {
            return;
        }
        final boolean isOnline = durable.isOnline();
        final long pendings = durable.pendings();
        if (durable.receiver() instanceof QueueGroup group)
        {
            subscriptions.remove(group);
        }
        else
        {
            subscriptions.remove((Subscription) durable.receiver());
        }
        if (isOnline)
        {
            channelHandler.onSubscriptionGone(channel);
        }
        output.onAdministered(commandId, pendings, Math.max(durable.receiver().lastSent() + 1, channel.first()));
    }

    private Channel find(final long commandId, final int channelId, final long epoch)
    {
        if (!features.hasAdministration())
        {
            output.onRefused(commandId, FeatureLevel.administrationMissing(features.level()));
            return null;
        }
        final Channel channel = channels.byId(channelId);
        if (channel == null || channel.epoch() != epoch)
        {
            output.onRefused(commandId, CHANNEL_GONE);
            return null;
        }
        return channel;
    }

    private boolean isRefused(final long commandId, final Durable durable, final boolean isForced)
    {
        if (durable == null)
        {
            output.onRefused(commandId, DURABLE_GONE);
            return true;
        }
        if (durable.isOnline() && !isForced)
        {
            output.onRefused(commandId, DURABLE_IN_USE);
            return true;
        }
        return false;
    }
}
