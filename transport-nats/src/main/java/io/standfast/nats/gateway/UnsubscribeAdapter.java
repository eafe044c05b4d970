package io.standfast.nats.gateway;

import io.standfast.codecs.log.CloseKind;
import io.standfast.codecs.stan.StanErrors;
import io.standfast.codecs.stan.UnsubscribeRequestDecoder;
import io.standfast.nats.link.LinkMessage;
import io.standfast.replication.log.CommandPublisher;
import org.agrona.DirectBuffer;

/**
 * Unsubscribes and closes of subscriptions, STAN-SPEC 1.10. Owned by the gateway thread.
 */
final class UnsubscribeAdapter
{
    private final CommandPublisher commands;
    private final PendingRequests pending;
    private final ReplyPublisher replies;
    private final NumberedInbox ackInboxes;
    private final AccessControl access;
    private final UnsubscribeRequestDecoder decoder = new UnsubscribeRequestDecoder();

    UnsubscribeAdapter(final GatewayParts parts)
    {
        commands = parts.commands();
        pending = parts.pendingRequests();
        replies = parts.replies();
        ackInboxes = parts.ackInboxes();
        access = parts.access();
    }

    void onMessage(final CloseKind kind, final LinkMessage message)
    {
        final byte[] reply = ReplyPublisher.copy(message.reply());
        final DirectBuffer payload = message.payload();
        if (!decoder.wrap(payload, 0, payload.capacity()) || !hasUsableNames())
        {
            replies.subscriptionRefused(reply, StanErrors.INVALID_UNSUBSCRIBE_REQUEST);
            return;
        }
        final String refusal = access.refusal(message, decoder.clientIdOffset(), decoder.clientIdLength());
        if (refusal != null)
        {
            replies.subscriptionRefused(reply, refusal);
            return;
        }
        // A client whose subscribe timed out knows only the inbox of its messages, not the one of its acks.
        final long subscriptionId = ackInboxes.number(payload, decoder.inboxOffset(), decoder.inboxLength());
        final long commandId = commands.closeSubscription(subscriptionId, kind,
            ReplyPublisher.copy(payload, decoder.clientIdOffset(), decoder.clientIdLength()),
            ReplyPublisher.copy(payload, decoder.subjectOffset(), decoder.subjectLength()),
            ReplyPublisher.copy(payload, decoder.inboxOffset(), decoder.inboxLength()));
        pending.add(commandId, new PendingRequest(RequestKind.CLOSE_SUBSCRIPTION, reply, null));
    }

    private boolean hasUsableNames()
    {
        return decoder.clientIdLength() <= GatewaySubjects.LENGTH_LIMIT &&
            decoder.subjectLength() <= GatewaySubjects.LENGTH_LIMIT &&
            decoder.inboxLength() <= GatewaySubjects.LENGTH_LIMIT;
    }
}
