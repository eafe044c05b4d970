package io.standfast.nats.gateway;

import io.standfast.codecs.ClientId;
import io.standfast.codecs.stan.ConnectRequestDecoder;
import io.standfast.codecs.stan.StanErrors;
import io.standfast.nats.link.LinkMessage;
import io.standfast.nats.link.NatsLink;
import io.standfast.replication.log.CommandPublisher;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.agrona.DirectBuffer;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.concurrent.NanoClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connects with the check of duplicates, STAN-SPEC 1.5: when the engine says that an id is in use, its owner is asked
 * on its heartbeat inbox; only when it does not answer the same connect goes into the log again, to replace it. Other
 * connects go on meanwhile. Owned by the gateway thread.
 */
final class ConnectAdapter
{
    private static final Logger LOG = LoggerFactory.getLogger(ConnectAdapter.class);

    private final CommandPublisher commands;
    private final PendingRequests pending;
    private final ReplyPublisher replies;
    private final ClientRegistry clients;
    private final AccessControl access;
    private final NatsLink link;
    private final RequestNumbers requestNumbers;
    private final NanoClock clock;
    private final long timeoutNs;
    private final ConnectRequestDecoder decoder = new ConnectRequestDecoder();
    private final Map<DirectBuffer, ConnectAttempt> checks = new HashMap<>();
    private final Long2ObjectHashMap<ConnectAttempt> asked = new Long2ObjectHashMap<>();
    private final DeadlineQueue deadlines = new DeadlineQueue();

    ConnectAdapter(final GatewayParts parts, final GatewayContext context)
    {
        commands = parts.commands();
        pending = parts.pendingRequests();
        replies = parts.replies();
        clients = parts.clients();
        access = parts.access();
        requestNumbers = parts.requestNumbers();
        clock = parts.linkClock();
        link = context.link();
        timeoutNs = context.duplicateCheckTimeoutNs();
    }

    void onMessage(final LinkMessage message)
    {
        final DirectBuffer payload = message.payload();
        final String error = decoder.wrap(payload, 0, payload.capacity()) ? error(message, payload)
            : StanErrors.INVALID_CONNECT_REQUEST;
        if (error != null)
        {
            replies.connectRefused(ReplyPublisher.copy(message.reply()), error);
            return;
        }
        final ConnectAttempt attempt = new ConnectAttempt(decoder, message.reply());
        if (checks.containsKey(attempt.clientIdKey()))
        {
            refuse(attempt, StanErrors.CLIENT_ID_ALREADY_REGISTERED);
            return;
        }
        submit(attempt);
    }

    void onConnected(final ConnectAttempt attempt)
    {
        endCheck(attempt);
        replies.connected(attempt.reply(), attempt.protocol(), attempt.pingInterval(), attempt.pingMaxOut());
    }

    void onRefused(final ConnectAttempt attempt, final String text)
    {
        endCheck(attempt);
        refuse(attempt, text);
    }

    void onClientIdInUse(final ConnectAttempt attempt, final long clientKey)
    {
        final GatewayClient holder = clients.byKey(clientKey);
        if (holder == null || checks.containsKey(attempt.clientIdKey()))
        {
            onRefused(attempt, StanErrors.CLIENT_ID_ALREADY_REGISTERED);
            return;
        }
        final long requestId = requestNumbers.next();
        attempt.replacesClientKey(clientKey);
        checks.put(attempt.clientIdKey(), attempt);
        asked.put(requestId, attempt);
        deadlines.add(clock.nanoTime() + timeoutNs, clientKey, requestId);
        link.request(holder.heartbeatInbox(), requestNumbers.inbox(requestId));
    }

    /**
     * The holder of an id has answered, or the link knows that nobody is there. Who may not use the id cannot answer
     * for it.
     *
     * @param requestId number of what was asked.
     * @param message   that came.
     */
    void onAnswer(final long requestId, final LinkMessage message)
    {
        final ConnectAttempt attempt = asked.get(requestId);
        if (attempt == null || !AccessControl.mayUse(message, attempt.clientIdKey()))
        {
            return;
        }
        asked.remove(requestId);
        if (message.isNoResponders())
        {
            submit(attempt);
        }
        else
        {
            onRefused(attempt, StanErrors.CLIENT_ID_ALREADY_REGISTERED);
        }
    }

    int doWork()
    {
        final long nowNs = clock.nanoTime();
        int work = 0;
        while (deadlines.isDue(nowNs))
        {
            final ConnectAttempt attempt = asked.remove(deadlines.token());
            deadlines.remove();
            if (attempt != null)
            {
                submit(attempt);
                work++;
            }
        }
        return work;
    }

    void clear()
    {
        checks.clear();
        asked.clear();
        deadlines.clear();
    }

    private void submit(final ConnectAttempt attempt)
    {
        final long commandId = commands.connectClient(attempt.replacesClientKey(), attempt.protocol(),
            attempt.pingInterval(), attempt.pingMaxOut(), attempt.clientId(), attempt.connId(),
            attempt.heartbeatInbox());
        if (!pending.add(commandId, new PendingRequest(RequestKind.CONNECT, attempt.reply(), attempt)))
        {
            endCheck(attempt);
        }
    }

    private void refuse(final ConnectAttempt attempt, final String text)
    {
        LOG.debug("[Client:{}] Connect failed; {}", new String(attempt.clientId(), StandardCharsets.US_ASCII),
            StanErrors.CLIENT_ID_ALREADY_REGISTERED.equals(text) ? "already connected" : text);
        replies.connectRefused(attempt.reply(), text);
    }

    private void endCheck(final ConnectAttempt attempt)
    {
        checks.remove(attempt.clientIdKey(), attempt);
    }

    private String error(final LinkMessage message, final DirectBuffer payload)
    {
        if (!GatewaySubjects.isPublishable(payload, decoder.heartbeatInboxOffset(), decoder.heartbeatInboxLength()) ||
            decoder.connIdLength() > GatewaySubjects.LENGTH_LIMIT)
        {
            return StanErrors.INVALID_CONNECT_REQUEST;
        }
        final boolean isValid = decoder.clientIdLength() <= GatewaySubjects.LENGTH_LIMIT &&
            ClientId.isValid(payload, decoder.clientIdOffset(), decoder.clientIdLength());
        return isValid ? access.refusal(message, decoder.clientIdOffset(), decoder.clientIdLength())
            : StanErrors.INVALID_CLIENT_ID;
    }
}
