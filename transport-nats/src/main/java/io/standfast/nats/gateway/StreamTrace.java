package io.standfast.nats.gateway;

import org.agrona.DirectBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.standfast.codecs.stan.PubMsgDecoder;
import io.standfast.nats.link.LinkMessage;

/**
 * Trace lines of messages on their way through the gateway, by names and numbers, without what is in them. Owned by the
 * gateway thread.
 */
final class StreamTrace
{
    private static final Logger LOG = LoggerFactory.getLogger(StreamTrace.class);

    private boolean isOn;

    /** Look, once a duty cycle, whether anybody wants to see them: a reload may have changed it. */
    void cycle()
    {
        isOn = LOG.isTraceEnabled();
    }

    /**
     * Whether they are shown. All that is called for a message is called only then.
     *
     * @return true if so.
     */
    boolean isOn()
    {
        return isOn;
    }

    void published(final PubMsgDecoder message)
    {
        final DirectBuffer buffer = message.buffer();
        LOG.trace("[Client:{}] Received message, subject={}, guid={}", text(buffer, message.clientIdOffset(), message
            .clientIdLength()), text(buffer, message.subjectOffset(), message.subjectLength()), text(buffer,
                message
                    .guidOffset(),
                message.guidLength()));
    }

    /** Refused or stored: whoever sent it is told. */
    void answered(final DirectBuffer source, final int guidOffset, final int guidLength, final String error)
    {
        LOG.trace("{} message, guid={}{}", error == null ? "Acknowledged" : "Refused", text(source, guidOffset,
            guidLength), error == null ? "" : ": " + error);
    }

    void delivered(final GatewaySubscription to, final GatewayClient client, final long sequence,
        final int redeliveryCount)
    {
        LOG.trace("[Client:{}] {} message, subject={}, inbox={}, seq={}", idOf(client), redeliveryCount > 0
            ? "Redelivered" : "Delivered", text(to.channel()), text(to.inbox()), sequence);
    }

    void acknowledged(final GatewaySubscription by, final GatewayClient client, final long sequence)
    {
        LOG.trace("[Client:{}] Received ack, subject={}, inbox={}, seq={}", idOf(client), text(by.channel()), text(by
            .inbox()), sequence);
    }

    void ignored(final LinkMessage message)
    {
        LOG.trace("Ignored ack, inbox={}", text(message.subject()));
    }

    private static String idOf(final GatewayClient client)
    {
        return client == null ? "?" : text(client.clientId());
    }

    private static String text(final DirectBuffer buffer)
    {
        return text(buffer, 0, buffer.capacity());
    }

    /** What a client has sent must not look like a line of ours, nor move the cursor of who reads it. */
    private static String text(final DirectBuffer buffer, final int offset, final int length)
    {
        final StringBuilder shown = new StringBuilder(length);
        buffer.getStringWithoutLengthUtf8(offset, length).chars().forEach(c -> shown.append(Character.isISOControl(c)
            ? '?' : (char) c));
        return shown.toString();
    }
}
