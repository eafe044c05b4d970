package io.standfast.nats.gateway;

import io.standfast.codecs.stan.CloseRequestDecoder;
import io.standfast.codecs.stan.StanErrors;
import io.standfast.nats.link.LinkMessage;
import io.standfast.replication.log.CommandPublisher;
import org.agrona.DirectBuffer;

/**
 * Closes of connections, STAN-SPEC 1.11. Owned by the gateway thread.
 */
final class CloseAdapter
{
    private final CommandPublisher commands;
    private final PendingRequests pending;
    private final ReplyPublisher replies;
    private final AccessControl access;
    private final CloseRequestDecoder decoder = new CloseRequestDecoder();

    CloseAdapter(final GatewayParts parts)
    {
        commands = parts.commands();
        pending = parts.pendingRequests();
        replies = parts.replies();
        access = parts.access();
    }

    void onMessage(final LinkMessage message)
    {
        final byte[] reply = ReplyPublisher.copy(message.reply());
        final DirectBuffer payload = message.payload();
        if (!decoder.wrap(payload, 0, payload.capacity()) ||
            decoder.clientIdLength() > GatewaySubjects.LENGTH_LIMIT)
        {
            replies.closeRefused(reply, StanErrors.INVALID_CLOSE_REQUEST);
            return;
        }
        final String refusal = access.refusal(message, decoder.clientIdOffset(), decoder.clientIdLength());
        if (refusal != null)
        {
            replies.closeRefused(reply, refusal);
            return;
        }
        final long commandId = commands.closeClient(payload, decoder.clientIdOffset(), decoder.clientIdLength());
        pending.add(commandId, new PendingRequest(RequestKind.CLOSE_CLIENT, reply, null));
    }
}
