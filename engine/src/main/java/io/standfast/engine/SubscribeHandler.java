package io.standfast.engine;

import io.standfast.codecs.log.StartPositionKind;
import io.standfast.codecs.stan.StanErrors;

/**
 * Subscribe, unsubscribe and close of subscriptions (STAN-SPEC 1.9, 1.10, 2.2). Owned by the engine thread.
 */
final class SubscribeHandler
{
    private final Clients clients;
    private final Channels channels;
    private final Subscriptions subscriptions;
    private final ChannelHandler channelHandler;
    private final Dispatcher dispatcher;
    private final EngineClock clock;
    private final EngineOutput output;

    SubscribeHandler(final Clients clients, final Channels channels, final Subscriptions subscriptions,
        final ChannelHandler channelHandler, final Dispatcher dispatcher, final EngineParts parts)
    {
        this.clients = clients;
        this.channels = channels;
        this.subscriptions = subscriptions;
        this.channelHandler = channelHandler;
        this.dispatcher = dispatcher;
        this.clock = parts.clock();
        this.output = parts.output();
    }

    /**
     * A subscribe request whose syntax has been checked.
     *
     * @param commandId to answer.
     * @param request   decoded.
     */
    void onSubscribe(final long commandId, final SubscribeRequest request)
    {
        final Client client = clients.byId(request.settings().clientId());
        if (client == null)
        {
            output.onRefused(commandId, StanErrors.UNKNOWN_CLIENT_ID);
            return;
        }
        final Channel existing = channels.byName(request.channel());
        final Channel channel = existing == null ? channelHandler.create(request.channel()) : existing;
        if (channel == null)
        {
            output.onRefused(commandId, channels.refusal());
            return;
        }
        final String refusal = request.isQueue() ? subscribeQueue(commandId, client, channel, request)
            : subscribePlain(commandId, client, channel, request);
        if (refusal != null)
        {
            channelHandler.onSubscriptionGone(channel);
            output.onRefused(commandId, refusal);
        }
    }

    /**
     * A close or unsubscribe request.
     *
     * @param commandId      to answer.
     * @param request        decoded.
     * @param isUnsubscribe  whether a durable is removed, too.
     */
    void onClose(final long commandId, final CloseSubscriptionRequest request, final boolean isUnsubscribe)
    {
        final Channel channel = channels.byName(request.channel());
        if (channel == null)
        {
            output.onRefused(commandId, StanErrors.UNKNOWN_CHANNEL);
            return;
        }
        final Subscription subscription = request.find(subscriptions, channel);
        if (subscription == null)
        {
            output.onRefused(commandId, StanErrors.INVALID_SUBSCRIPTION);
            return;
        }
        final Client client = clients.byId(request.clientId());
        if (client == null || subscription.client() != client)
        {
            output.onRefused(commandId, StanErrors.UNKNOWN_CLIENT_ID);
            return;
        }
        subscriptions.close(subscription, isUnsubscribe);
        channelHandler.onSubscriptionGone(channel);
        output.onDone(commandId);
    }

    private String subscribePlain(final long commandId, final Client client, final Channel channel,
        final SubscribeRequest request)
    {
        final SubscriptionSettings settings = request.settings();
        final Subscription known = request.isDurable()
            ? Subscriptions.durable(channel, settings.clientId(), settings.durableName()) : null;
        if (known != null && known.isOnline() && !channels.limits().isDurableReplaced())
        {
            return StanErrors.DUPLICATE_DURABLE;
        }
        if (known == null && isFull(channel))
        {
            return StanErrors.TOO_MANY_SUBSCRIPTIONS;
        }
        if (known != null && known.isOnline())
        {
            subscriptions.close(known, false);
        }
        final Subscription opened = known == null
            ? subscriptions.create(client, channel, settings, startPosition(channel, request))
            : subscriptions.resume(client, known, settings);
        if (known == null)
        {
            subscriptions.trace().started(opened, request);
        }
        else
        {
            subscriptions.trace().resumed(opened);
        }
        begin(commandId, channel, opened, opened);
        return null;
    }

    private String subscribeQueue(final long commandId, final Client client, final Channel channel,
        final SubscribeRequest request)
    {
        if (request.hasColonInDurable())
        {
            return StanErrors.INVALID_DURABLE_QUEUE_NAME;
        }
        final byte[] durableName = request.settings().durableName();
        final QueueGroup known = Subscriptions.group(channel, request.queueGroup(), durableName);
        if ((known == null || known.shadow() == null) && isFull(channel))
        {
            return StanErrors.TOO_MANY_SUBSCRIPTIONS;
        }
        final QueueGroup group = known == null
            ? subscriptions.createGroup(channel, request.queueGroup(), durableName, startPosition(channel, request))
            : known;
        final boolean isShadowed = group.shadow() != null;
        final Subscription member = subscriptions.join(client, group, request.memberSettings());
        traceMember(member, request, known == null, isShadowed);
        begin(commandId, channel, member, group);
        return null;
    }

    private void traceMember(final Subscription member, final SubscribeRequest request, final boolean isNew,
        final boolean isShadowed)
    {
        if (isNew)
        {
            subscriptions.trace().started(member, request);
        }
        else if (isShadowed)
        {
            subscriptions.trace().resumed(member);
        }
        else
        {
            subscriptions.trace().joined(member);
        }
    }

    private void begin(final long commandId, final Channel channel, final Subscription opened,
        final Receiver receiver)
    {
        channelHandler.onSubscribed(channel);
        output.onSubscribed(commandId, opened.subscriptionId());
        dispatcher.resendPendings(opened);
        dispatcher.send(receiver, Dispatcher.SEND_LIMIT);
    }

    private static boolean isFull(final Channel channel)
    {
        final int limit = channel.limits().maxSubscriptions();
        return limit > 0 && channel.subscriptionCount() >= limit;
    }

    /**
     * Where a new subscription or group starts (STAN-SPEC 2.2), resolved once, here, so that every member and every
     * replay has the same answer.
     *
     * @return the sequence before the first one to send.
     */
    private long startPosition(final Channel channel, final SubscribeRequest request)
    {
        final long before = channel.first() - 1;
        final long last = channel.last();
        final StartPositionKind kind = request.startPosition();
        if (kind == StartPositionKind.FIRST)
        {
            return before;
        }
        if (kind == StartPositionKind.LAST_RECEIVED)
        {
            return Math.max(0, last - 1);
        }
        if (kind == StartPositionKind.SEQUENCE_START)
        {
            final long wanted = request.startSequence();
            return wanted < 0 || wanted > last ? last : Math.max(before, wanted - 1);
        }
        if (kind == StartPositionKind.TIME_DELTA_START && channel.messages() > 0)
        {
            return channel.index().firstAtOrAfter(clock.nowNs() - request.startTimeDeltaNs()) - 1;
        }
        return last;
    }
}
