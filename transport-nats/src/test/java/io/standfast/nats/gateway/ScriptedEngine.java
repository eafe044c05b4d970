package io.standfast.nats.gateway;

import io.standfast.codecs.log.AckBatchDecoder;
import io.standfast.codecs.log.BooleanType;
import io.standfast.codecs.log.ClientHealthDecoder;
import io.standfast.codecs.log.ClientHealthKind;
import io.standfast.codecs.log.CloseClientDecoder;
import io.standfast.codecs.log.CloseSubscriptionDecoder;
import io.standfast.codecs.log.ConfigureLimitsDecoder;
import io.standfast.codecs.log.ConfigurePoliciesDecoder;
import io.standfast.codecs.log.ConnectClientDecoder;
import io.standfast.codecs.log.FeatureLevelDecoder;
import io.standfast.codecs.log.HoldDeadLettersDecoder;
import io.standfast.codecs.log.MessageHeaderDecoder;
import io.standfast.codecs.log.PublishBatchDecoder;
import io.standfast.codecs.log.SubscribeDecoder;
import io.standfast.codecs.log.TermOpenedDecoder;
import io.standfast.codecs.log.TrimChannelDecoder;
import io.standfast.codecs.stan.StanErrors;
import io.standfast.engine.EngineOutput;
import io.standfast.replication.log.EventPublisher;
import io.standfast.replication.log.Ingress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A log of one member and a small engine behind it: decodes commands as they come and feeds the outbox.
 */
final class ScriptedEngine implements Ingress
{
    /** A registered client. */
    record Client(long clientKey, String id, byte[] connId, byte[] heartbeatInbox) implements EngineOutput.ClientInfo
    {
        @Override
        public int protocol()
        {
            return 1;
        }

        @Override
        public byte[] clientId()
        {
            return bytes(id);
        }
    }

    /** An online subscription. */
    record Subscription(long subscriptionId, long clientKey, String channel, byte[] inbox, long ackWaitNs)
        implements
            EngineOutput.SubscriptionInfo
    {
        @Override
        public int channelId()
        {
            return 1;
        }

        @Override
        public long epoch()
        {
            return 1;
        }

        @Override
        public byte[] channelName()
        {
            return bytes(channel);
        }
    }

    final List<String> log = new ArrayList<>();
    final Map<String, Client> clients = new LinkedHashMap<>();
    final Map<Long, Subscription> subscriptions = new LinkedHashMap<>();
    final List<UnsafeBuffer> messages = new ArrayList<>();
    private final EventPublisher output;
    private final Deque<UnsafeBuffer> waiting = new ArrayDeque<>();
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    boolean isOpen = true;
    boolean isAnswering = true;
    private long lastKey;

    ScriptedEngine(final EventPublisher output)
    {
        this.output = output;
    }

    @Override
    public int maxCommandLength()
    {
        return 1024 * 1024;
    }

    @Override
    public boolean tryOffer(final DirectBuffer buffer, final int offset, final int length)
    {
        if (!isOpen)
        {
            return false;
        }
        final byte[] copy = new byte[length];
        buffer.getBytes(offset, copy);
        waiting.add(new UnsafeBuffer(copy));
        if (isAnswering)
        {
            answer();
        }
        return true;
    }

    /** Apply what waits. */
    void answer()
    {
        while (!waiting.isEmpty())
        {
            apply(waiting.poll());
        }
    }

    boolean read(final long location, final int channelId, final long epoch, final long sequence,
        final byte[] channelName, final DeliveryBody body)
    {
        if (location >= messages.size())
        {
            return false;
        }
        final UnsafeBuffer message = messages.get((int) location);
        body.wrap(message, 0, 0, 0, message.capacity(), 1_000 + sequence);
        return true;
    }

    void deliver(final long subscriptionId, final long sequence, final int redeliveryCount)
    {
        output.onDeliver(subscriptionId, sequence, sequence - 1, redeliveryCount);
    }

    private void apply(final DirectBuffer command)
    {
        switch (header.wrap(command, 0).templateId())
        {
            case TermOpenedDecoder.TEMPLATE_ID -> onTermOpened(command);
            case ConfigureLimitsDecoder.TEMPLATE_ID -> onLimits(command);
            case ConfigurePoliciesDecoder.TEMPLATE_ID -> onPolicies(command);
            case HoldDeadLettersDecoder.TEMPLATE_ID -> onHoldDeadLetters(command);
            case FeatureLevelDecoder.TEMPLATE_ID -> onFeatureLevel(command);
            case ConnectClientDecoder.TEMPLATE_ID -> onConnect(command);
            case CloseClientDecoder.TEMPLATE_ID -> onCloseClient(command);
            case ClientHealthDecoder.TEMPLATE_ID -> onHealth(command);
            case PublishBatchDecoder.TEMPLATE_ID -> onPublish(command);
            case AckBatchDecoder.TEMPLATE_ID -> onAcks(command);
            case SubscribeDecoder.TEMPLATE_ID -> onSubscribe(command);
            case CloseSubscriptionDecoder.TEMPLATE_ID -> onCloseSubscription(command);
            case TrimChannelDecoder.TEMPLATE_ID -> onTrimChannel(command);
            default -> throw new IllegalStateException("unknown command " + header.templateId());
        }
    }

    /** There is no channel 9. */
    private void onTrimChannel(final DirectBuffer command)
    {
        final TrimChannelDecoder trim = new TrimChannelDecoder().wrapAndApplyHeader(command, 0, header);
        log.add("trim " + trim.channelId() + " " + trim.epoch() + " " + trim.firstSequence());
        if (trim.channelId() == 9)
        {
            output.onRefused(trim.commandId(), "no channel");
        }
        else
        {
            output.onAdministered(trim.commandId(), 3, trim.firstSequence());
        }
    }

    private void onTermOpened(final DirectBuffer command)
    {
        final TermOpenedDecoder term = new TermOpenedDecoder().wrapAndApplyHeader(command, 0, header);
        log.add("term " + term.leadershipTermId());
        clients.values().forEach(output::onClientOpened);
        subscriptions.values().forEach(output::onSubscriptionOpened);
        output.onGatesOpen(term.commandId(), term.leadershipTermId());
        for (final Subscription subscription : subscriptions.values())
        {
            for (int i = 0; i < messages.size(); i++)
            {
                output.onDeliver(subscription.subscriptionId(), i + 1, i, 1);
            }
        }
    }

    private void onLimits(final DirectBuffer command)
    {
        final ConfigureLimitsDecoder limits = new ConfigureLimitsDecoder().wrapAndApplyHeader(command, 0, header);
        log.add("limits " + limits.maxMsgs());
        output.onDone(limits.commandId());
    }

    private void onPolicies(final DirectBuffer command)
    {
        final ConfigurePoliciesDecoder policies = new ConfigurePoliciesDecoder().wrapAndApplyHeader(command, 0, header);
        log.add("policies " + policies.maxDeliveries());
        output.onDone(policies.commandId());
    }

    private void onHoldDeadLetters(final DirectBuffer command)
    {
        final HoldDeadLettersDecoder order = new HoldDeadLettersDecoder().wrapAndApplyHeader(command, 0, header);
        log.add("dead letters " + (order.held() == BooleanType.TRUE ? "wait" : "go on"));
        output.onDone(order.commandId());
    }

    private void onFeatureLevel(final DirectBuffer command)
    {
        final FeatureLevelDecoder level = new FeatureLevelDecoder().wrapAndApplyHeader(command, 0, header);
        log.add("level " + level.level());
        output.onDone(level.commandId());
    }

    private void onConnect(final DirectBuffer command)
    {
        final ConnectClientDecoder connect = new ConnectClientDecoder().wrapAndApplyHeader(command, 0, header);
        final String id = text(connect.clientIdLength(), connect::getClientId);
        final byte[] connId = bytes(text(connect.connIdLength(), connect::getConnId));
        final byte[] inbox = bytes(text(connect.heartbeatInboxLength(), connect::getHeartbeatInbox));
        log.add("connect " + id + " replaces " + connect.replacesClientKey());
        final Client old = clients.get(id);
        if (old != null && old.clientKey() != connect.replacesClientKey())
        {
            output.onClientIdInUse(connect.commandId(), old.clientKey());
            return;
        }
        if (old != null)
        {
            close(old);
        }
        final Client client = new Client(++lastKey, id, connId, inbox);
        clients.put(id, client);
        output.onClientOpened(client);
        output.onConnected(connect.commandId(), client.clientKey());
    }

    private void onCloseClient(final DirectBuffer command)
    {
        final CloseClientDecoder close = new CloseClientDecoder().wrapAndApplyHeader(command, 0, header);
        final String id = text(close.clientIdLength(), close::getClientId);
        log.add("close " + id);
        if (clients.containsKey(id))
        {
            close(clients.get(id));
            output.onDone(close.commandId());
        }
        else
        {
            output.onRefused(close.commandId(), StanErrors.UNKNOWN_CLIENT_ID);
        }
    }

    private void onHealth(final DirectBuffer command)
    {
        final ClientHealthDecoder health = new ClientHealthDecoder().wrapAndApplyHeader(command, 0, header);
        log.add("health " + health.clientKey() + " " + health.health());
        final Client client = clients.values().stream().filter(c -> c.clientKey() == health.clientKey()).findFirst()
            .orElse(null);
        if (health.health() == ClientHealthKind.FAILED && client != null)
        {
            close(client);
        }
        output.onDone(health.commandId());
    }

    private void onPublish(final DirectBuffer command)
    {
        final PublishBatchDecoder batch = new PublishBatchDecoder().wrapAndApplyHeader(command, 0, header);
        int item = 0;
        int refused = 0;
        for (final PublishBatchDecoder.ItemsDecoder message : batch.items())
        {
            final String clientId = text(message.clientIdLength(), message::getClientId);
            message.skipConnId();
            final String channel = text(message.channelLength(), message::getChannel);
            final String guid = text(message.guidLength(), message::getGuid);
            message.skipReply();
            message.skipHeaders();
            final String payload = text(message.payloadLength(), message::getPayload);
            log.add("publish " + channel + " " + guid);
            if ("full".equals(channel) || !clients.containsKey(clientId))
            {
                refused++;
                output.onPublishRefused(batch.commandId(), item,
                    "full".equals(channel) ? StanErrors.TOO_MANY_CHANNELS : StanErrors.INVALID_PUBLISH_REQUEST);
            }
            else
            {
                store(channel, payload);
            }
            item++;
        }
        output.onPublishResults(batch.commandId(), item - refused, refused);
    }

    private void store(final String channel, final String payload)
    {
        messages.add(new UnsafeBuffer(bytes(payload)));
        for (final Subscription subscription : subscriptions.values())
        {
            if (subscription.channel().equals(channel))
            {
                deliver(subscription.subscriptionId(), messages.size(), 0);
            }
        }
    }

    private void onAcks(final DirectBuffer command)
    {
        final AckBatchDecoder batch = new AckBatchDecoder().wrapAndApplyHeader(command, 0, header);
        int acks = 0;
        for (final AckBatchDecoder.ItemsDecoder ack : batch.items())
        {
            log.add("ack " + ack.subscriptionId() + " " + ack.sequence());
            acks++;
        }
        output.onAckResults(batch.commandId(), acks, 0);
    }

    private void onSubscribe(final DirectBuffer command)
    {
        final SubscribeDecoder subscribe = new SubscribeDecoder().wrapAndApplyHeader(command, 0, header);
        final long ackWaitNs = subscribe.ackWaitS() * GatewayFixture.SECOND;
        final String id = text(subscribe.clientIdLength(), subscribe::getClientId);
        final String channel = text(subscribe.channelLength(), subscribe::getChannel);
        subscribe.skipQueueGroup();
        subscribe.skipDurableName();
        final byte[] inbox = bytes(text(subscribe.inboxLength(), subscribe::getInbox));
        log.add("subscribe " + channel);
        if (!clients.containsKey(id))
        {
            output.onRefused(subscribe.commandId(), StanErrors.UNKNOWN_CLIENT_ID);
            return;
        }
        final Subscription subscription = new Subscription(++lastKey, clients.get(id).clientKey(), channel, inbox,
            ackWaitNs);
        subscriptions.put(subscription.subscriptionId(), subscription);
        output.onSubscriptionOpened(subscription);
        output.onSubscribed(subscribe.commandId(), subscription.subscriptionId());
        for (int i = 0; i < messages.size(); i++)
        {
            deliver(subscription.subscriptionId(), i + 1, 0);
        }
    }

    private void onCloseSubscription(final DirectBuffer command)
    {
        final CloseSubscriptionDecoder close = new CloseSubscriptionDecoder().wrapAndApplyHeader(command, 0, header);
        text(close.clientIdLength(), close::getClientId);
        text(close.channelLength(), close::getChannel);
        final String inbox = text(close.inboxLength(), close::getInbox);
        log.add("close subscription " + close.subscriptionId() + " " + close.kind() + " " + inbox);
        final boolean isRemoved = subscriptions.remove(close.subscriptionId()) != null || subscriptions.values()
            .removeIf(subscription -> inbox.equals(new String(subscription.inbox(), StandardCharsets.UTF_8)));
        if (isRemoved)
        {
            output.onSubscriptionClosed(close.subscriptionId());
            output.onDone(close.commandId());
        }
        else
        {
            output.onRefused(close.commandId(), StanErrors.INVALID_SUBSCRIPTION);
        }
    }

    private void close(final Client client)
    {
        clients.remove(client.id());
        output.onClientClosed(client.clientKey());
    }

    private static byte[] bytes(final String text)
    {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(final int length, final Field field)
    {
        final byte[] bytes = new byte[length];
        field.read(bytes, 0, length);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private interface Field
    {
        int read(byte[] target, int offset, int length);
    }
}
