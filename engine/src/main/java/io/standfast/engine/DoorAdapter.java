package io.standfast.engine;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import org.agrona.DirectBuffer;

import io.standfast.codecs.ChannelName;
import io.standfast.codecs.ClientId;
import io.standfast.codecs.door.AckDecoder;
import io.standfast.codecs.door.CloseSubscriptionDecoder;
import io.standfast.codecs.door.HelloDecoder;
import io.standfast.codecs.door.MessageHeaderDecoder;
import io.standfast.codecs.door.PublishDecoder;
import io.standfast.codecs.door.SubscribeDecoder;
import io.standfast.codecs.log.StartPositionKind;
import io.standfast.codecs.stan.StanErrors;

/**
 * Takes what clients of the Aeron door put into the log. Nobody has looked at it before: every length is checked before
 * it is used, and the answer to the same bytes is the same on every member. Owned by the engine thread; a publish and
 * an ack allocate nothing.
 */
final class DoorAdapter
{
    /** Longest name, as over NATS. */
    static final int NAME_LENGTH_LIMIT = 4096;
    /** Longest payload, what a NATS listener takes unless set otherwise. */
    static final int PAYLOAD_LENGTH_LIMIT = 1024 * 1024;
    private static final int NAMES_MAX = 3;
    private static final int START_POSITION_MAX = 4;
    private static final int UNSUBSCRIBE = 1;

    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final HelloDecoder hello = new HelloDecoder();
    private final PublishDecoder publish = new PublishDecoder();
    private final SubscribeDecoder subscribe = new SubscribeDecoder();
    private final AckDecoder ack = new AckDecoder();
    private final CloseSubscriptionDecoder closeSubscription = new CloseSubscriptionDecoder();
    private final int[] nameOffsets = new int[NAMES_MAX];
    private final int[] nameLengths = new int[NAMES_MAX];
    private int payloadOffset;
    private int payloadLength;

    private final Clients clients;
    private final Subscriptions subscriptions;
    private final ClientHandler clientHandler;
    private final SubscribeHandler subscribeHandler;
    private final PublishHandler publishHandler;
    private final EngineOutput output;

    DoorAdapter(final Clients clients, final Subscriptions subscriptions, final ClientHandler clientHandler,
        final SubscribeHandler subscribeHandler, final PublishHandler publishHandler, final EngineOutput output)
    {
        this.clients = clients;
        this.subscriptions = subscriptions;
        this.clientHandler = clientHandler;
        this.subscribeHandler = subscribeHandler;
        this.publishHandler = publishHandler;
        this.output = output;
    }

    /**
     * Apply one message.
     *
     * @param sessionId   cluster session that sent it.
     * @param buffer      that holds it.
     * @param offset      of the message.
     * @param length      of the message.
     * @param logPosition of the entry.
     * @return false when it is not well-formed; nothing has changed then.
     */
    boolean onMessage(final long sessionId, final DirectBuffer buffer, final int offset, final int length,
        final long logPosition)
    {
        if (length < MessageHeaderDecoder.ENCODED_LENGTH)
        {
            return false;
        }
        header.wrap(buffer, offset);
        if (header.schemaId() != HelloDecoder.SCHEMA_ID || header.version() != HelloDecoder.SCHEMA_VERSION)
        {
            return false;
        }
        switch (header.templateId())
        {
            case PublishDecoder.TEMPLATE_ID :
                return onPublish(sessionId, buffer, offset, length, logPosition);
            case AckDecoder.TEMPLATE_ID :
                return onAck(sessionId, buffer, offset, length);
            case HelloDecoder.TEMPLATE_ID :
                return onHello(sessionId, buffer, offset, length);
            case SubscribeDecoder.TEMPLATE_ID :
                return onSubscribe(sessionId, buffer, offset, length);
            case CloseSubscriptionDecoder.TEMPLATE_ID :
                return onCloseSubscription(sessionId, buffer, offset, length);
            default :
                return false;
        }
    }

    private boolean onPublish(final long sessionId, final DirectBuffer buffer, final int offset, final int length,
        final long logPosition)
    {
        if (!isWhole(buffer, offset, length, PublishDecoder.BLOCK_LENGTH, 2, true))
        {
            return false;
        }
        final long correlationId = publish.wrapAndApplyHeader(buffer, offset, header).correlationId();
        final Client client = clients.bySession(sessionId);
        final boolean isValid = client != null && payloadLength <= PAYLOAD_LENGTH_LIMIT &&
            nameLengths[0] <= NAME_LENGTH_LIMIT && nameLengths[1] <= NAME_LENGTH_LIMIT &&
            ChannelName.isValid(buffer, nameOffsets[0], nameLengths[0]);
        String refusal = StanErrors.INVALID_PUBLISH_REQUEST;
        if (isValid)
        {
            publishHandler.body().key(0, 0, 0).reply(buffer, nameOffsets[1], nameLengths[1])
                .headers(buffer, nameOffsets[1], 0).payload(buffer, payloadOffset, payloadLength);
            refusal = publishHandler.publish(buffer, nameOffsets[0], nameLengths[0], logPosition);
        }
        if (refusal == null)
        {
            output.onPublishResults(correlationId, 1, 0);
        }
        else
        {
            output.onPublishRefused(correlationId, 0, refusal);
        }
        return true;
    }

    private boolean onAck(final long sessionId, final DirectBuffer buffer, final int offset, final int length)
    {
        if (!isWhole(buffer, offset, length, AckDecoder.BLOCK_LENGTH, 0, false))
        {
            return false;
        }
        ack.wrapAndApplyHeader(buffer, offset, header);
        final Subscription subscription = subscriptions.online(ack.subscriptionId());
        if (subscription != null && subscription.client() == clients.bySession(sessionId))
        {
            publishHandler.onAck(subscription, ack.sequence());
        }
        return true;
    }

    private boolean onHello(final long sessionId, final DirectBuffer buffer, final int offset, final int length)
    {
        if (!isWhole(buffer, offset, length, HelloDecoder.BLOCK_LENGTH, 1, false))
        {
            return false;
        }
        final long correlationId = hello.wrapAndApplyHeader(buffer, offset, header).correlationId();
        if (nameLengths[0] > NAME_LENGTH_LIMIT || !ClientId.isValid(buffer, nameOffsets[0], nameLengths[0]))
        {
            output.onRefused(correlationId, StanErrors.INVALID_CLIENT_ID);
        }
        else
        {
            clientHandler.onHello(correlationId, sessionId, name(buffer, 0));
        }
        return true;
    }

    private boolean onSubscribe(final long sessionId, final DirectBuffer buffer, final int offset, final int length)
    {
        if (!isWhole(buffer, offset, length, SubscribeDecoder.BLOCK_LENGTH, NAMES_MAX, false))
        {
            return false;
        }
        subscribe.wrapAndApplyHeader(buffer, offset, header);
        final Client client = clients.bySession(sessionId);
        final String refusal = client == null ? StanErrors.UNKNOWN_CLIENT_ID : subscribeRefusal(buffer);
        if (refusal != null)
        {
            output.onRefused(subscribe.correlationId(), refusal);
            return true;
        }
        subscribeHandler.onSubscribe(subscribe.correlationId(), new SubscribeRequest(name(buffer, 0), name(buffer, 1),
            new SubscriptionSettings(client.clientId(), name(buffer, 2), client.heartbeatInbox(),
                subscribe.maxInFlight(), subscribe.ackWaitS()),
            StartPositionKind.get(subscribe.startPosition()), subscribe.startSequence(),
            subscribe.startTimeDeltaNs()));
        return true;
    }

    /** In the order in which the gateway looks (STAN-SPEC 1.9). */
    private String subscribeRefusal(final DirectBuffer buffer)
    {
        if (subscribe.ackWaitS() <= 0)
        {
            return StanErrors.INVALID_ACK_WAIT;
        }
        if (subscribe.maxInFlight() <= 0)
        {
            return StanErrors.INVALID_MAX_IN_FLIGHT;
        }
        if (subscribe.startPosition() > START_POSITION_MAX)
        {
            return StanErrors.INVALID_START_POSITION;
        }
        if (nameLengths[0] > NAME_LENGTH_LIMIT || !ChannelName.isValid(buffer, nameOffsets[0], nameLengths[0]))
        {
            return StanErrors.INVALID_SUBJECT;
        }
        return nameLengths[1] <= NAME_LENGTH_LIMIT && nameLengths[2] <= NAME_LENGTH_LIMIT ? null
            : StanErrors.INVALID_SUBSCRIPTION_REQUEST;
    }

    private boolean onCloseSubscription(final long sessionId, final DirectBuffer buffer, final int offset,
        final int length)
    {
        if (!isWhole(buffer, offset, length, CloseSubscriptionDecoder.BLOCK_LENGTH, 0, false))
        {
            return false;
        }
        closeSubscription.wrapAndApplyHeader(buffer, offset, header);
        if (closeSubscription.kind() > UNSUBSCRIBE)
        {
            return false;
        }
        final Client client = clients.bySession(sessionId);
        final Subscription subscription = subscriptions.online(closeSubscription.subscriptionId());
        if (client == null || subscription == null || subscription.client() != client)
        {
            output.onRefused(closeSubscription.correlationId(), client == null ? StanErrors.UNKNOWN_CLIENT_ID
                : StanErrors.INVALID_SUBSCRIPTION);
            return true;
        }
        subscribeHandler.onClose(closeSubscription.correlationId(),
            new CloseSubscriptionRequest(subscription.subscriptionId(), client.clientId(), subscription.channelName(),
                subscription.inbox()),
            closeSubscription.kind() == UNSUBSCRIBE);
        return true;
    }

    /**
     * Find where the names and the payload lie, and that they fill the message exactly. What lies behind it in the
     * buffer is not the same on every member and must not be looked at.
     */
    private boolean isWhole(final DirectBuffer buffer, final int offset, final int length, final int blockLength,
        final int names, final boolean hasPayload)
    {
        final int limit = offset + length;
        int cursor = offset + MessageHeaderDecoder.ENCODED_LENGTH + blockLength;
        if (header.blockLength() != blockLength || cursor > limit)
        {
            return false;
        }
        for (int i = 0; i < names; i++)
        {
            if (limit - cursor < Short.BYTES)
            {
                return false;
            }
            nameLengths[i] = buffer.getShort(cursor, LITTLE_ENDIAN) & 0xFFFF;
            nameOffsets[i] = cursor + Short.BYTES;
            cursor += Short.BYTES;
            if (nameLengths[i] > limit - cursor)
            {
                return false;
            }
            cursor += nameLengths[i];
        }
        if (hasPayload)
        {
            if (limit - cursor < Integer.BYTES)
            {
                return false;
            }
            payloadLength = buffer.getInt(cursor, LITTLE_ENDIAN);
            payloadOffset = cursor + Integer.BYTES;
            return payloadLength >= 0 && payloadLength == limit - payloadOffset;
        }
        return cursor == limit;
    }

    private byte[] name(final DirectBuffer buffer, final int index)
    {
        final byte[] name = new byte[nameLengths[index]];
        buffer.getBytes(nameOffsets[index], name);
        return name;
    }
}
