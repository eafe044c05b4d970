package io.standfast.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.agrona.ExpandableArrayBuffer;

import io.standfast.codecs.door.AckEncoder;
import io.standfast.codecs.door.CloseSubscriptionEncoder;
import io.standfast.codecs.door.HelloEncoder;
import io.standfast.codecs.door.MessageHeaderEncoder;
import io.standfast.codecs.door.PublishEncoder;
import io.standfast.codecs.door.SubscribeEncoder;

/**
 * Encodes what a client of the Aeron door sends. Owned by a test.
 */
final class DoorCommands
{
    private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(4096);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private long lastCorrelationId;

    byte[] hello(final String clientId)
    {
        final HelloEncoder encoder = new HelloEncoder().wrapAndApplyHeader(buffer, 0, header);
        return bytes(encoder.correlationId(++lastCorrelationId).clientId(clientId).limit());
    }

    byte[] publish(final String channel, final String payload)
    {
        final byte[] body = payload.getBytes(UTF_8);
        final PublishEncoder encoder = new PublishEncoder().wrapAndApplyHeader(buffer, 0, header);
        return bytes(encoder.correlationId(++lastCorrelationId).channel(channel).reply("").putPayload(body, 0,
            body.length).limit());
    }

    byte[] subscribe(final String channel, final String queue, final String durable, final int start,
        final int maxInFlight)
    {
        final SubscribeEncoder encoder = new SubscribeEncoder().wrapAndApplyHeader(buffer, 0, header);
        encoder.correlationId(++lastCorrelationId).startSequence(1).startTimeDeltaNs(1).maxInFlight(maxInFlight)
            .ackWaitS(1).startPosition((short) start);
        return bytes(encoder.channel(channel).queueGroup(queue).durableName(durable).limit());
    }

    byte[] ack(final long subscriptionId, final long sequence)
    {
        final AckEncoder encoder = new AckEncoder().wrapAndApplyHeader(buffer, 0, header);
        return bytes(encoder.subscriptionId(subscriptionId).sequence(sequence).limit());
    }

    byte[] close(final long subscriptionId, final int kind)
    {
        final CloseSubscriptionEncoder encoder = new CloseSubscriptionEncoder().wrapAndApplyHeader(buffer, 0, header);
        return bytes(encoder.correlationId(++lastCorrelationId).subscriptionId(subscriptionId).kind((short) kind)
            .limit());
    }

    private byte[] bytes(final int length)
    {
        final byte[] result = new byte[length];
        buffer.getBytes(0, result);
        return result;
    }
}
