package io.standfast.nats.gateway;

import io.standfast.codecs.stan.PingDecoder;
import io.standfast.codecs.stan.StanErrors;
import io.standfast.nats.link.LinkMessage;
import org.agrona.DirectBuffer;

/**
 * Pings, STAN-SPEC 1.6: answered from the registry. Owned by the gateway thread.
 */
final class PingAdapter
{
    private final ClientRegistry clients;
    private final Heartbeats heartbeats;
    private final ReplyPublisher replies;
    private final PingDecoder decoder = new PingDecoder();

    PingAdapter(final ClientRegistry clients, final Heartbeats heartbeats, final ReplyPublisher replies)
    {
        this.clients = clients;
        this.heartbeats = heartbeats;
        this.replies = replies;
    }

    void onMessage(final LinkMessage message)
    {
        final DirectBuffer payload = message.payload();
        if (payload.capacity() == 0 || !decoder.wrap(payload, 0, payload.capacity()))
        {
            // The original says nothing at all here, and clients rely on it.
            return;
        }
        final GatewayClient client = clients.byConnId(payload, decoder.connIdOffset(), decoder.connIdLength());
        if (client == null)
        {
            replies.pingRefused(message.reply(), StanErrors.CLIENT_REPLACED);
            return;
        }
        replies.pong(message.reply());
        heartbeats.onPing(client);
    }
}
