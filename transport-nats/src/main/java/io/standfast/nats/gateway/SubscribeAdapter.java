package io.standfast.nats.gateway;

import io.standfast.codecs.ChannelName;
import io.standfast.codecs.stan.StanErrors;
import io.standfast.codecs.stan.SubscriptionRequestDecoder;
import io.standfast.nats.link.LinkMessage;
import io.standfast.replication.log.CommandPublisher;
import org.agrona.DirectBuffer;

/**
 * Subscription requests, STAN-SPEC 1.9: what needs no state is judged here, in the original's order. Owned by the
 * gateway thread.
 */
final class SubscribeAdapter
{
    private static final int START_POSITION_MAX = 4;

    private final CommandPublisher commands;
    private final PendingRequests pending;
    private final ReplyPublisher replies;
    private final NumberedInbox ackInboxes;
    private final AccessControl access;
    private final SubscriptionRequestDecoder decoder = new SubscriptionRequestDecoder();

    SubscribeAdapter(final GatewayParts parts)
    {
        commands = parts.commands();
        pending = parts.pendingRequests();
        replies = parts.replies();
        ackInboxes = parts.ackInboxes();
        access = parts.access();
    }

    void onMessage(final LinkMessage message)
    {
        final byte[] reply = ReplyPublisher.copy(message.reply());
        final DirectBuffer payload = message.payload();
        final String error = decoder.wrap(payload, 0, payload.capacity()) ? error(message, payload)
            : StanErrors.INVALID_SUBSCRIPTION_REQUEST;
        if (error != null)
        {
            replies.subscriptionRefused(reply, error);
        }
        else
        {
            pending.add(commands.subscribe(decoder), new PendingRequest(RequestKind.SUBSCRIBE, reply, null));
        }
    }

    void onSubscribed(final PendingRequest request, final long subscriptionId)
    {
        replies.subscribed(request.reply(), ackInboxes.subject(subscriptionId));
    }

    private String error(final LinkMessage message, final DirectBuffer payload)
    {
        if (decoder.clientIdLength() == 0)
        {
            return StanErrors.CLIENT_ID_MISSING;
        }
        if (decoder.ackWaitInSecs() <= 0)
        {
            return StanErrors.INVALID_ACK_WAIT;
        }
        if (decoder.maxInFlight() <= 0)
        {
            return StanErrors.INVALID_MAX_IN_FLIGHT;
        }
        if (decoder.startPosition() < 0 || decoder.startPosition() > START_POSITION_MAX)
        {
            return StanErrors.INVALID_START_POSITION;
        }
        if (decoder.subjectLength() > GatewaySubjects.LENGTH_LIMIT ||
            !ChannelName.isValid(payload, decoder.subjectOffset(), decoder.subjectLength()))
        {
            return StanErrors.INVALID_SUBJECT;
        }
        return hasUsableNames(payload) ? access.refusal(message, decoder) : StanErrors.INVALID_SUBSCRIPTION_REQUEST;
    }

    private boolean hasUsableNames(final DirectBuffer payload)
    {
        return decoder.clientIdLength() <= GatewaySubjects.LENGTH_LIMIT &&
            decoder.qGroupLength() <= GatewaySubjects.LENGTH_LIMIT &&
            decoder.durableNameLength() <= GatewaySubjects.LENGTH_LIMIT &&
            GatewaySubjects.isPublishable(payload, decoder.inboxOffset(), decoder.inboxLength());
    }
}
