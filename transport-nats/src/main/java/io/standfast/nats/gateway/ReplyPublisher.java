package io.standfast.nats.gateway;

import io.standfast.codecs.stan.CloseResponseEncoder;
import io.standfast.codecs.stan.ConnectResponseEncoder;
import io.standfast.codecs.stan.PingResponseEncoder;
import io.standfast.codecs.stan.PubAckEncoder;
import io.standfast.codecs.stan.SubscriptionResponseEncoder;
import io.standfast.nats.link.NatsLink;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableDirectByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Encodes replies and publishes them on the link; who gave no reply subject gets none. Owned by the gateway thread.
 */
final class ReplyPublisher
{
    private final NatsLink link;
    private final GatewaySubjects subjects;
    private final GatewayCounters counters;
    private final StreamTrace trace;
    private final ExpandableDirectByteBuffer buffer = new ExpandableDirectByteBuffer(8192);
    private final UnsafeBuffer subject = new UnsafeBuffer(0, 0);
    private final PubAckEncoder pubAck = new PubAckEncoder();
    private final ConnectResponseEncoder connectResponse = new ConnectResponseEncoder();
    private final SubscriptionResponseEncoder subscriptionResponse = new SubscriptionResponseEncoder();
    private final CloseResponseEncoder closeResponse = new CloseResponseEncoder();
    private final PingResponseEncoder pingResponse = new PingResponseEncoder();

    ReplyPublisher(final NatsLink link, final GatewaySubjects subjects, final GatewayCounters counters,
        final StreamTrace trace)
    {
        this.trace = trace;
        this.link = link;
        this.subjects = subjects;
        this.counters = counters;
    }

    /**
     * Say what became of a publish whose ack subject and guid lie side by side.
     *
     * @param error null when it is stored.
     */
    void pubAck(final DirectBuffer source, final int offset, final int subjectLength, final int guidLength,
        final String error)
    {
        pubAck(source, offset, subjectLength, source, offset + subjectLength, guidLength, error);
    }

    void pubAckRefused(final DirectBuffer reply, final DirectBuffer source, final int guidOffset,
        final int guidLength, final String error)
    {
        pubAck(reply, 0, reply.capacity(), source, guidOffset, guidLength, error);
    }

    private void pubAck(final DirectBuffer reply, final int offset, final int length, final DirectBuffer source,
        final int guidOffset, final int guidLength, final String error)
    {
        pubAck.wrap(buffer, 0).guid(source, guidOffset, guidLength);
        if (error != null)
        {
            counters.onRefused(error);
            pubAck.error(error);
        }
        if (trace.isOn())
        {
            trace.answered(source, guidOffset, guidLength, error);
        }
        if (length > 0)
        {
            link.publish(reply, offset, length, buffer, 0, pubAck.encodedLength());
        }
    }

    void connected(final byte[] reply, final int protocol, final int pingInterval, final int pingMaxOut)
    {
        connectResponse.wrap(buffer, 0).pubPrefix(subjects.publish()).subRequests(subjects.subscribe())
            .unsubRequests(subjects.unsubscribe()).closeRequests(subjects.close())
            .subCloseRequests(subjects.subClose());
        if (protocol >= 1)
        {
            connectResponse.pingRequests(subjects.ping()).pingInterval(pingInterval).pingMaxOut(pingMaxOut);
        }
        publish(reply, connectResponse.protocol(1).encodedLength());
    }

    void connectRefused(final byte[] reply, final String error)
    {
        counters.onRefused(error);
        publish(reply, connectResponse.wrap(buffer, 0).error(error).encodedLength());
    }

    void subscribed(final byte[] reply, final byte[] ackInbox)
    {
        publish(reply, subscriptionResponse.wrap(buffer, 0).ackInbox(ackInbox).encodedLength());
    }

    void subscriptionClosed(final byte[] reply)
    {
        publish(reply, subscriptionResponse.wrap(buffer, 0).encodedLength());
    }

    void subscriptionRefused(final byte[] reply, final String error)
    {
        counters.onRefused(error);
        publish(reply, subscriptionResponse.wrap(buffer, 0).error(error).encodedLength());
    }

    void closed(final byte[] reply)
    {
        publish(reply, closeResponse.wrap(buffer, 0).encodedLength());
    }

    void closeRefused(final byte[] reply, final String error)
    {
        counters.onRefused(error);
        publish(reply, closeResponse.wrap(buffer, 0).error(error).encodedLength());
    }

    void pong(final DirectBuffer reply)
    {
        publish(reply, 0);
    }

    void pingRefused(final DirectBuffer reply, final String error)
    {
        counters.onRefused(error);
        publish(reply, pingResponse.wrap(buffer, 0).error(error).encodedLength());
    }

    private void publish(final byte[] reply, final int length)
    {
        subject.wrap(reply);
        publish(subject, length);
    }

    private void publish(final DirectBuffer reply, final int length)
    {
        if (reply.capacity() > 0)
        {
            link.publish(reply, 0, reply.capacity(), buffer, 0, length);
        }
    }

    static byte[] copy(final DirectBuffer source, final int offset, final int length)
    {
        final byte[] bytes = new byte[length];
        source.getBytes(offset, bytes);
        return bytes;
    }

    static byte[] copy(final DirectBuffer source)
    {
        return copy(source, 0, source.capacity());
    }
}
