package io.standfast.nats.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.standfast.codecs.stan.GoQuote;
import io.standfast.codecs.stan.PubMsgDecoder;
import io.standfast.codecs.stan.SubscriptionRequestDecoder;
import io.standfast.nats.link.ClientRights;
import io.standfast.nats.link.LinkMessage;
import io.standfast.nats.link.RefusalLog;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.NanoClock;

/**
 * Judges requests by the rights of the connection that they came from: the channel that is named inside, and the client
 * id. What is permitted allocates nothing; what is not is counted, logged at a bounded rate, and answered with a text
 * that names channel or client. Owned by the gateway thread.
 */
final class AccessControl
{
    private final GatewayCounters counters;
    private final NanoClock clock;
    private final RefusalLog log = new RefusalLog();

    AccessControl(final GatewayCounters counters, final NanoClock clock)
    {
        this.counters = counters;
        this.clock = clock;
    }

    /**
     * Judge a publish.
     *
     * @param message that it came in.
     * @param request decoded.
     * @return text for the client, or null when it is permitted.
     */
    String refusal(final LinkMessage message, final PubMsgDecoder request)
    {
        final ClientRights rights = message.rights();
        final DirectBuffer buffer = request.buffer();
        if (rights == null)
        {
            return null;
        }
        // A client may leave its id away where its connection id speaks for it.
        if (request.clientIdLength() > 0 && !rights.mayUse(buffer, request.clientIdOffset(), request.clientIdLength()))
        {
            return refusedClient(rights, text(buffer, request.clientIdOffset(), request.clientIdLength()));
        }
        return rights.mayPublish(buffer, request.subjectOffset(), request.subjectLength()) ? null
            : refusedChannel(rights, "publish to", text(buffer, request.subjectOffset(), request.subjectLength()),
                text(buffer, request.clientIdOffset(), request.clientIdLength()));
    }

    /**
     * Judge a subscription request.
     *
     * @param message that it came in.
     * @param request decoded.
     * @return text for the client, or null when it is permitted.
     */
    String refusal(final LinkMessage message, final SubscriptionRequestDecoder request)
    {
        final ClientRights rights = message.rights();
        final DirectBuffer buffer = message.payload();
        final String refusal = refusal(message, request.clientIdOffset(), request.clientIdLength());
        if (rights == null || refusal != null)
        {
            return refusal;
        }
        return rights.maySubscribe(buffer, request.subjectOffset(), request.subjectLength()) ? null
            : refusedChannel(rights, "subscribe to", text(buffer, request.subjectOffset(), request.subjectLength()),
                text(buffer, request.clientIdOffset(), request.clientIdLength()));
    }

    /**
     * Judge the use of a client id.
     *
     * @param message  that it came in.
     * @param idOffset of the client id in its payload.
     * @param idLength of the client id.
     * @return text for the client, or null when it is permitted.
     */
    String refusal(final LinkMessage message, final int idOffset, final int idLength)
    {
        final ClientRights rights = message.rights();
        return rights == null || rights.mayUse(message.payload(), idOffset, idLength) ? null
            : refusedClient(rights, text(message.payload(), idOffset, idLength));
    }

    /**
     * Judge an ack.
     *
     * @param message      that it came in.
     * @param channel      of the subscription.
     * @param subscriber   whose subscription it is, or null when it has just gone.
     * @return whether it counts.
     */
    boolean mayAck(final LinkMessage message, final DirectBuffer channel, final GatewayClient subscriber)
    {
        final ClientRights rights = message.rights();
        return rights == null || rights.maySubscribe(channel, 0, channel.capacity()) && (subscriber == null ||
            rights.mayUse(subscriber.clientId(), 0, subscriber.clientId().capacity()));
    }

    /**
     * Judge an answer to what a client was asked.
     *
     * @param message  that it came in.
     * @param clientId of the client that was asked.
     * @return whether it counts.
     */
    static boolean mayUse(final LinkMessage message, final DirectBuffer clientId)
    {
        final ClientRights rights = message.rights();
        return rights == null || rights.mayUse(clientId, 0, clientId.capacity());
    }

    private String refusedChannel(final ClientRights rights, final String verb, final String channel,
        final String clientId)
    {
        counters.denied().increment();
        log.refused("[Client:" + GoQuote.quote(clientId) + "] user " + GoQuote.quote(rights.user()) + " may not " +
            verb + " channel " + GoQuote.quote(channel), clock.nanoTime());
        return Refusals.PERMISSION_DENIED_TEXT + "user " + GoQuote.quote(rights.user()) + " may not " + verb +
            " channel " + GoQuote.quote(channel);
    }

    private String refusedClient(final ClientRights rights, final String clientId)
    {
        counters.denied().increment();
        final String text = "user " + GoQuote.quote(rights.user()) + " may not use client ID " + GoQuote.quote(
            clientId);
        log.refused(text, clock.nanoTime());
        return Refusals.PERMISSION_DENIED_TEXT + text;
    }

    private static String text(final DirectBuffer buffer, final int offset, final int length)
    {
        return new String(ReplyPublisher.copy(buffer, offset, Math.min(length, GatewaySubjects.LENGTH_LIMIT)), UTF_8);
    }
}
