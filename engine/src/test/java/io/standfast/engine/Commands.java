package io.standfast.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;

import org.agrona.ExpandableArrayBuffer;

import io.standfast.codecs.log.AckBatchEncoder;
import io.standfast.codecs.log.BooleanType;
import io.standfast.codecs.log.ClientHealthEncoder;
import io.standfast.codecs.log.ClientHealthKind;
import io.standfast.codecs.log.CloseClientEncoder;
import io.standfast.codecs.log.CloseKind;
import io.standfast.codecs.log.CloseSubscriptionEncoder;
import io.standfast.codecs.log.ConfigureLimitsEncoder;
import io.standfast.codecs.log.ConfigurePoliciesEncoder;
import io.standfast.codecs.log.ConnectClientEncoder;
import io.standfast.codecs.log.FeatureLevelEncoder;
import io.standfast.codecs.log.HoldDeadLettersEncoder;
import io.standfast.codecs.log.ImportChannelEncoder;
import io.standfast.codecs.log.ImportDurableEncoder;
import io.standfast.codecs.log.ImportEpochEncoder;
import io.standfast.codecs.log.ImportMessagesEncoder;
import io.standfast.codecs.log.MessageHeaderEncoder;
import io.standfast.codecs.log.PublishBatchEncoder;
import io.standfast.codecs.log.StartPositionKind;
import io.standfast.codecs.log.SubscribeEncoder;
import io.standfast.codecs.log.TermOpenedEncoder;
import io.standfast.codecs.log.TrimChannelEncoder;
import io.standfast.codecs.log.SeekDurableEncoder;
import io.standfast.codecs.log.RemoveDurableEncoder;
import io.standfast.codecs.log.DeleteChannelEncoder;

/**
 * Encodes commands as a gateway does. Owned by a test.
 */
final class Commands
{
    static final long INCARNATION = 0x5AFE;

    private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(4096);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private long lastCommandId;
    private int ackWaitS = 1;
    private String guid = "guid";

    byte[] termOpened(final long termId)
    {
        return termOpened(termId, 0);
    }

    byte[] termOpened(final long termId, final long wallClockNs)
    {
        final TermOpenedEncoder encoder = new TermOpenedEncoder().wrapAndApplyHeader(buffer, 0, header);
        encoder.incarnation(INCARNATION).commandId(++lastCommandId).leadershipTermId(termId).wallClockNs(wallClockNs)
            .configurationHash(0);
        return bytes(encoder.encodedLength());
    }

    byte[] featureLevel(final int level)
    {
        final FeatureLevelEncoder encoder = new FeatureLevelEncoder().wrapAndApplyHeader(buffer, 0, header);
        encoder.incarnation(INCARNATION).commandId(++lastCommandId).level(level);
        return bytes(encoder.encodedLength());
    }

    byte[] connect(final String clientId, final String connId, final long replaces)
    {
        final ConnectClientEncoder encoder = new ConnectClientEncoder().wrapAndApplyHeader(buffer, 0, header);
        encoder.incarnation(INCARNATION).commandId(++lastCommandId).replacesClientKey(replaces).protocol(1)
            .pingIntervalS(5).pingMaxOut(3);
        encoder.clientId(clientId).connId(connId).heartbeatInbox("hb." + clientId);
        return bytes(encoder.encodedLength());
    }

    byte[] closeClient(final String clientId)
    {
        final CloseClientEncoder encoder = new CloseClientEncoder().wrapAndApplyHeader(buffer, 0, header);
        encoder.incarnation(INCARNATION).commandId(++lastCommandId).clientId(clientId);
        return bytes(encoder.encodedLength());
    }

    byte[] health(final long clientKey, final ClientHealthKind kind)
    {
        final ClientHealthEncoder encoder = new ClientHealthEncoder().wrapAndApplyHeader(buffer, 0, header);
        encoder.incarnation(INCARNATION).commandId(++lastCommandId).clientKey(clientKey).health(kind);
        return bytes(encoder.encodedLength());
    }

    byte[] publish(final String clientId, final String channel, final String... payloads)
    {
        return publishAs(clientId, "", channel, payloads);
    }

    byte[] publishWithReply(final String clientId, final String channel, final String reply, final String payload)
    {
        final PublishBatchEncoder encoder = new PublishBatchEncoder().wrapAndApplyHeader(buffer, 0, header);
        encoder.incarnation(INCARNATION).commandId(++lastCommandId);
        final byte[] body = payload.getBytes(UTF_8);
        final PublishBatchEncoder.ItemsEncoder items = encoder.itemsCount(1).next().nonceHigh(0).nonceLow(0).keyId(0);
        items.clientId(clientId).connId("").channel(channel).guid("").reply(reply).headers("").putPayload(body, 0,
            body.length);
        return bytes(encoder.encodedLength());
    }

    byte[] publishAs(final String clientId, final String connId, final String channel, final String... payloads)
    {
        final PublishBatchEncoder encoder = new PublishBatchEncoder().wrapAndApplyHeader(buffer, 0, header);
        encoder.incarnation(INCARNATION).commandId(++lastCommandId);
        final PublishBatchEncoder.ItemsEncoder items = encoder.itemsCount(payloads.length);
        for (final String payload : payloads)
        {
            final byte[] body = payload.getBytes(UTF_8);
            items.next().nonceHigh(0).nonceLow(0).keyId(0);
            items.clientId(clientId).connId(connId).channel(channel).guid(guid).reply("").headers("")
                .putPayload(body, 0, body.length);
        }
        return bytes(encoder.encodedLength());
    }

    byte[] subscribe(final String clientId, final String channel, final String queue, final String durable,
        final StartPositionKind start, final long startSequence, final int maxInFlight)
    {
        ackWaitS = 1;
        return encodeSubscribe(clientId, channel, queue, durable, start, startSequence, maxInFlight);
    }

    byte[] subscribeWaiting(final int seconds, final String clientId, final String channel, final String queue)
    {
        ackWaitS = seconds;
        return encodeSubscribe(clientId, channel, queue, "", StartPositionKind.NEW_ONLY, 0, 10);
    }

    private byte[] encodeSubscribe(final String clientId, final String channel, final String queue,
        final String durable, final StartPositionKind start, final long startSequence, final int maxInFlight)
    {
        final SubscribeEncoder encoder = new SubscribeEncoder().wrapAndApplyHeader(buffer, 0, header);
        encoder.incarnation(INCARNATION).commandId(++lastCommandId).startSequence(startSequence)
            .startTimeDeltaNs(startSequence).maxInFlight(maxInFlight).ackWaitS(ackWaitS).startPosition(start);
        encoder.clientId(clientId).channel(channel).queueGroup(queue).durableName(durable)
            .inbox("inbox." + clientId);
        return bytes(encoder.encodedLength());
    }

    byte[] closeSubscription(final String clientId, final String channel, final long subscriptionId,
        final CloseKind kind)
    {
        final CloseSubscriptionEncoder encoder = new CloseSubscriptionEncoder().wrapAndApplyHeader(buffer, 0, header);
        encoder.incarnation(INCARNATION).commandId(++lastCommandId).subscriptionId(subscriptionId).kind(kind);
        encoder.clientId(clientId).channel(channel).inbox("inbox." + clientId);
        return bytes(encoder.encodedLength());
    }

    byte[] ack(final long subscriptionId, final long... sequences)
    {
        final AckBatchEncoder encoder = new AckBatchEncoder().wrapAndApplyHeader(buffer, 0, header);
        encoder.incarnation(INCARNATION).commandId(++lastCommandId);
        final AckBatchEncoder.ItemsEncoder items = encoder.itemsCount(sequences.length);
        for (final long sequence : sequences)
        {
            items.next().subscriptionId(subscriptionId).sequence(sequence);
        }
        return bytes(encoder.encodedLength());
    }

    byte[] trim(final int channelId, final long epoch, final long firstSequence)
    {
        final TrimChannelEncoder encoder = new TrimChannelEncoder().wrapAndApplyHeader(buffer, 0, header);
        encoder.incarnation(INCARNATION).commandId(++lastCommandId).epoch(epoch).firstSequence(firstSequence)
            .channelId(channelId);
        return bytes(encoder.encodedLength());
    }

    byte[] deleteChannel(final int channelId, final long epoch, final boolean isForced)
    {
        final DeleteChannelEncoder encoder = new DeleteChannelEncoder().wrapAndApplyHeader(buffer, 0, header);
        encoder.incarnation(INCARNATION).commandId(++lastCommandId).epoch(epoch).channelId(channelId).force(
            isForced ? BooleanType.TRUE : BooleanType.FALSE);
        return bytes(encoder.encodedLength());
    }

    /**
     * Which durable.
     */
    record DurableName(int channelId, long epoch, String clientId, String queue, String durable)
    {
    }

    byte[] seek(final DurableName name, final long nextSequence, final boolean isForced)
    {
        final SeekDurableEncoder encoder = new SeekDurableEncoder().wrapAndApplyHeader(buffer, 0, header);
        encoder.incarnation(INCARNATION).commandId(++lastCommandId).epoch(name.epoch).nextSequence(nextSequence)
            .channelId(name.channelId).force(isForced ? BooleanType.TRUE : BooleanType.FALSE).clientId(name.clientId)
            .queueGroup(name.queue).durableName(name.durable);
        return bytes(encoder.encodedLength());
    }

    byte[] removeDurable(final DurableName name, final boolean isForced)
    {
        final RemoveDurableEncoder encoder = new RemoveDurableEncoder().wrapAndApplyHeader(buffer, 0, header);
        encoder.incarnation(INCARNATION).commandId(++lastCommandId).epoch(name.epoch).channelId(name.channelId).force(
            isForced ? BooleanType.TRUE : BooleanType.FALSE).clientId(name.clientId).queueGroup(name.queue).durableName(
                name.durable);
        return bytes(encoder.encodedLength());
    }

    byte[] limits(final int maxChannels, final long maxMsgs, final long maxAgeNs, final long maxInactivityNs)
    {
        return limits(new Bounds(maxChannels, 1000, maxMsgs, 0, maxAgeNs, maxInactivityNs, false));
    }

    /**
     * Limits of all channels.
     */
    record Bounds(int maxChannels, int maxSubs, long maxMsgs, long maxBytes, long maxAgeNs, long maxInactivityNs,
        boolean isDurableReplaced)
    {
    }

    byte[] limits(final Bounds bounds)
    {
        final ConfigureLimitsEncoder encoder = new ConfigureLimitsEncoder().wrapAndApplyHeader(buffer, 0, header);
        encoder.incarnation(INCARNATION).commandId(++lastCommandId).maxMsgs(bounds.maxMsgs).maxBytes(
            bounds.maxBytes).maxAgeNs(bounds.maxAgeNs).maxInactivityNs(bounds.maxInactivityNs).maxChannels(
                bounds.maxChannels)
            .maxSubscriptions(bounds.maxSubs).segmentCapacity(0).replaceDurable(
                bounds.isDurableReplaced ? BooleanType.TRUE : BooleanType.FALSE)
            .channelsCount(0);
        return bytes(encoder.encodedLength());
    }

    /** Policies of all channels, and what entries say over them. */
    byte[] policies(final Policies global, final Map<String, Policies> entries)
    {
        final ConfigurePoliciesEncoder encoder = new ConfigurePoliciesEncoder().wrapAndApplyHeader(buffer, 0, header);
        encoder.incarnation(INCARNATION).commandId(++lastCommandId).maxDurableIdleNs(global.maxDurableIdleNs())
            .dedupWindowNs(global.dedupWindowNs()).maxDeliveries(global.maxDeliveries()).dedupMax(global.dedupMax());
        final ConfigurePoliciesEncoder.ChannelsEncoder group = encoder.channelsCount(entries.size());
        entries.forEach((name, policies) -> group.next().maxDurableIdleNs(policies.maxDurableIdleNs())
            .dedupWindowNs(policies.dedupWindowNs()).maxDeliveries(policies.maxDeliveries())
            .dedupMax(policies.dedupMax())
            .saysDeadLetter(policies.deadLetter() == null ? BooleanType.FALSE : BooleanType.TRUE).name(name)
            .deadLetter(policies.deadLetter() == null ? "" : policies.deadLetter()));
        encoder.deadLetter(global.deadLetter());
        return bytes(encoder.encodedLength());
    }

    /** Of the publishes that follow, each message of a batch has the same. */
    Commands guid(final String value)
    {
        guid = value;
        return this;
    }

    byte[] holdDeadLetters(final boolean isHeld)
    {
        final HoldDeadLettersEncoder encoder = new HoldDeadLettersEncoder().wrapAndApplyHeader(buffer, 0, header);
        encoder.incarnation(INCARNATION).commandId(++lastCommandId).held(isHeld ? BooleanType.TRUE : BooleanType.FALSE);
        return bytes(encoder.encodedLength());
    }

    byte[] importChannel(final String channel, final long first)
    {
        return importChannel(channel, first, 0);
    }

    byte[] importChannel(final String channel, final long first, final long epoch)
    {
        final ImportChannelEncoder encoder = new ImportChannelEncoder().wrapAndApplyHeader(buffer, 0, header);
        encoder.incarnation(INCARNATION).commandId(++lastCommandId).firstSequence(first).epoch(epoch)
            .channel(channel);
        return bytes(encoder.encodedLength());
    }

    byte[] importEpoch(final long lastEpoch)
    {
        final ImportEpochEncoder encoder = new ImportEpochEncoder().wrapAndApplyHeader(buffer, 0, header);
        encoder.incarnation(INCARNATION).commandId(++lastCommandId).lastEpoch(lastEpoch);
        return bytes(encoder.encodedLength());
    }

    /** Messages with these sequences, each with a time and a payload of its own. */
    byte[] importMessages(final String channel, final long... sequences)
    {
        return importMessages(0, channel, sequences);
    }

    byte[] importMessages(final int keyId, final String channel, final long... sequences)
    {
        final ImportMessagesEncoder encoder = new ImportMessagesEncoder().wrapAndApplyHeader(buffer, 0, header);
        encoder.incarnation(INCARNATION).commandId(++lastCommandId);
        final ImportMessagesEncoder.ItemsEncoder items = encoder.itemsCount(sequences.length);
        for (final long sequence : sequences)
        {
            final byte[] body = ("payload " + sequence).getBytes(UTF_8);
            items.next().sequence(sequence).timestampNs(sequence * 1_000).nonceHigh(sequence).nonceLow(3).keyId(keyId)
                .reply("reply").putPayload(body, 0, body.length);
        }
        encoder.channel(channel);
        return bytes(encoder.encodedLength());
    }

    byte[] importDurable(final String channel, final String queue, final String durable, final long lastSent,
        final long... pendings)
    {
        final ImportDurableEncoder encoder = new ImportDurableEncoder().wrapAndApplyHeader(buffer, 0, header);
        encoder.incarnation(INCARNATION).commandId(++lastCommandId).lastSent(lastSent).maxInFlight(10).ackWaitS(30);
        final ImportDurableEncoder.PendingsEncoder items = encoder.pendingsCount(pendings.length);
        for (final long sequence : pendings)
        {
            items.next().sequence(sequence);
        }
        encoder.channel(channel).clientId("me").queueGroup(queue).durableName(durable).inbox("inbox.me");
        return bytes(encoder.encodedLength());
    }

    private byte[] bytes(final int bodyLength)
    {
        final byte[] result = new byte[MessageHeaderEncoder.ENCODED_LENGTH + bodyLength];
        buffer.getBytes(0, result);
        return result;
    }
}
