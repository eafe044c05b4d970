package io.standfast.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;

import org.agrona.concurrent.UnsafeBuffer;

import io.standfast.codecs.snapshot.ChannelDigestEncoder;
import io.standfast.codecs.snapshot.ChannelEntryEncoder;
import io.standfast.codecs.snapshot.ClientEntryEncoder;
import io.standfast.codecs.snapshot.DurableOfflineEncoder;
import io.standfast.codecs.snapshot.GroupEntryEncoder;
import io.standfast.codecs.snapshot.GuidsEntryEncoder;
import io.standfast.codecs.snapshot.LimitsEntryEncoder;
import io.standfast.codecs.snapshot.MessageHeaderEncoder;
import io.standfast.codecs.snapshot.PendingsEntryEncoder;
import io.standfast.codecs.snapshot.PolicyEntryEncoder;
import io.standfast.codecs.snapshot.PolicyStateEncoder;
import io.standfast.codecs.snapshot.SegmentEntryEncoder;
import io.standfast.codecs.snapshot.SnapshotBeginEncoder;
import io.standfast.codecs.snapshot.SnapshotEndEncoder;
import io.standfast.codecs.snapshot.SubscriptionEntryEncoder;
import io.standfast.engine.PolicyState.Total;

/**
 * Writes the engine's state as a stream of messages, equal states as equal bytes. Owned by the engine thread.
 */
final class SnapshotWriter
{
    private static final int PENDINGS_PER_MESSAGE = 1024;
    private static final int GUIDS_PER_MESSAGE = 1024;

    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[2 * SnapshotSink.MAX_MESSAGE_LENGTH]);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final SnapshotDigest digest = new SnapshotDigest();
    private final SnapshotBlocks blocks = new SnapshotBlocks();
    private final EngineState state;
    private SnapshotSink sink;

    SnapshotWriter(final EngineState state)
    {
        this.state = state;
    }

    /**
     * Write everything.
     *
     * @param to          where to.
     * @param incarnation of the cluster.
     * @param logPosition of the snapshot.
     * @return digest of all messages.
     */
    long write(final SnapshotSink to, final long incarnation, final long logPosition)
    {
        sink = to;
        digest.reset();
        writeBegin(incarnation, logPosition);
        writeLimits("", state.channels().limits().global(), state.channels().limits().maxChannels());
        for (final Map.Entry<String, Limits> entry : state.channels().limits().entries().entrySet())
        {
            writeLimits(entry.getKey(), entry.getValue(), 0);
        }
        if (state.features().hasPolicies())
        {
            writePolicies();
        }
        state.log().snapshotSegments(logPosition, this::writeSegment);
        for (final Client client : state.clients().all())
        {
            writeClient(client);
        }
        for (final Channel channel : state.channels().all())
        {
            writeChannel(channel);
        }
        blocks.flush(sink);
        final SnapshotEndEncoder end = new SnapshotEndEncoder().wrapAndApplyHeader(buffer, 0, header);
        end.digest(digest.value()).messages(digest.messages());
        sink.write(buffer, 0, MessageHeaderEncoder.ENCODED_LENGTH + end.encodedLength());
        return digest.value();
    }

    private void writeBegin(final long incarnation, final long logPosition)
    {
        final SnapshotBeginEncoder begin = new SnapshotBeginEncoder().wrapAndApplyHeader(buffer, 0, header);
        begin.incarnation(incarnation).logPosition(logPosition).engineTimeNs(state.clock().nowNs())
            .timeOffsetNs(state.clock().offsetNs()).leadershipTermId(state.terms().leadershipTermId())
            .lastEpoch(state.channels().lastEpoch()).lastClientKey(state.clients().lastKey())
            .lastSubscriptionId(state.subscriptions().lastId()).lastCommandId(state.terms().lastCommandId())
            .lastChannelId(state.channels().lastChannelId()).featureLevel(state.features().level())
            .segmentCapacity(state.log().segmentCapacity()).lastSegment(state.log().lastSegment())
            .compactionSegment(state.log().compactionSegment()).compactionOffset(state.log().compactionOffset())
            .replaceDurable((short) (state.channels().limits().isDurableReplaced() ? 1 : 0))
            .backlogCursor(state.dispatcher().backlogCursor());
        // So that a build which knows no blocks reads the level, and waits.
        sendAlone(begin.encodedLength());
    }

    private void writeLimits(final String name, final Limits limits, final int maxChannels)
    {
        final LimitsEntryEncoder entry = new LimitsEntryEncoder().wrapAndApplyHeader(buffer, 0, header);
        final byte[] bytes = name.getBytes(UTF_8);
        entry.maxMsgs(limits.maxMsgs()).maxBytes(limits.maxBytes()).maxAgeNs(limits.maxAgeNs())
            .maxInactivityNs(limits.maxInactivityNs()).maxChannels(maxChannels)
            .maxSubscriptions(limits.maxSubscriptions()).putName(bytes, 0, bytes.length);
        send(entry.encodedLength());
    }

    private void writePolicies()
    {
        final PolicyState policies = state.policies();
        final PolicyStateEncoder entry = new PolicyStateEncoder().wrapAndApplyHeader(buffer, 0, header);
        entry.outageNs(policies.outageNs()).deadLetters(policies.total(Total.DEAD_LETTERS))
            .givenUp(policies.total(Total.GIVEN_UP)).refusedDeadLetters(policies.total(Total.REFUSED_DEAD_LETTERS))
            .expiredDurables(policies.total(Total.EXPIRED_DURABLES)).duplicates(policies.total(Total.DUPLICATES))
            .forgottenGuids(policies.total(Total.FORGOTTEN_GUIDS))
            .deadLettersHeld((short) (policies.areDeadLettersHeld() ? 1 : 0));
        send(entry.encodedLength());
        writePolicies("", state.channels().policies().global());
        state.channels().policies().entries().forEach(this::writePolicies);
    }

    private void writePolicies(final String name, final Policies policies)
    {
        final PolicyEntryEncoder entry = new PolicyEntryEncoder().wrapAndApplyHeader(buffer, 0, header);
        entry.maxDurableIdleNs(policies.maxDurableIdleNs()).dedupWindowNs(policies.dedupWindowNs())
            .maxDeliveries(policies.maxDeliveries()).dedupMax(policies.dedupMax())
            .saysDeadLetter((short) (policies.deadLetter() == null ? 0 : 1));
        final byte[] bytes = name.getBytes(UTF_8);
        final byte[] deadLetter = policies.deadLetter() == null ? new byte[0] : policies.deadLetter().getBytes(UTF_8);
        entry.putName(bytes, 0, bytes.length).putDeadLetter(deadLetter, 0, deadLetter.length);
        send(entry.encodedLength());
    }

    private void writeSegment(final int segment, final int usedLength, final int count, final int crc,
        final long lastLogPosition)
    {
        final SegmentEntryEncoder entry = new SegmentEntryEncoder().wrapAndApplyHeader(buffer, 0, header);
        entry.segment(segment).usedLength(usedLength).count(count).crc(crc).lastLogPosition(lastLogPosition);
        send(entry.encodedLength());
    }

    private void writeClient(final Client client)
    {
        final ClientEntryEncoder entry = new ClientEntryEncoder().wrapAndApplyHeader(buffer, 0, header);
        entry.clientKey(client.clientKey()).protocol(client.protocol()).pingIntervalS(client.pingIntervalS())
            .pingMaxOut(client.pingMaxOut()).heartbeatMissed((short) (client.isHeartbeatMissed() ? 1 : 0))
            .putClientId(client.clientId(), 0, client.clientId().length)
            .putConnId(client.connId(), 0, client.connId().length)
            .putHeartbeatInbox(client.heartbeatInbox(), 0, client.heartbeatInbox().length);
        send(entry.encodedLength());
    }

    private void writeChannel(final Channel channel)
    {
        final ChannelEntryEncoder entry = new ChannelEntryEncoder().wrapAndApplyHeader(buffer, 0, header);
        entry.epoch(channel.epoch()).first(channel.first()).last(channel.last()).bytes(channel.bytes())
            .lastActivityNs(channel.lastActivityNs()).expiryDeadlineNs(channel.expiry().deadlineNs())
            .inactivityDeadlineNs(channel.inactivity().deadlineNs()).channelId(channel.channelId())
            .putName(channel.name(), 0, channel.name().length);
        send(entry.encodedLength());
        if (state.features().hasChannelDigests())
        {
            // A message of its own: at the level before, a snapshot has the bytes that it had then.
            send(new ChannelDigestEncoder().wrapAndApplyHeader(buffer, 0, header).digest(channel.digest())
                .encodedLength());
        }
        if (channel.guids() != null)
        {
            writeGuids(channel.guids());
        }
        for (final Subscription subscription : channel.subscriptions())
        {
            writeSubscription(subscription);
        }
        for (final QueueGroup group : channel.groups())
        {
            final GroupEntryEncoder groupEntry = new GroupEntryEncoder().wrapAndApplyHeader(buffer, 0, header);
            groupEntry.lastSent(group.lastSent()).groupId(group.receiverId())
                .putGroupName(group.groupName(), 0, group.groupName().length)
                .putDurableName(group.durableName(), 0, group.durableName().length);
            send(groupEntry.encodedLength());
            for (final Subscription member : group.members())
            {
                writeSubscription(member);
            }
        }
    }

    private void writeGuids(final GuidWindow guids)
    {
        for (int from = 0; from < guids.size(); from += GUIDS_PER_MESSAGE)
        {
            final int count = Math.min(guids.size() - from, GUIDS_PER_MESSAGE);
            final GuidsEntryEncoder entry = new GuidsEntryEncoder().wrapAndApplyHeader(buffer, 0, header);
            final GuidsEntryEncoder.GuidsEncoder group = entry.guidsCount(count);
            for (int i = from; i < from + count; i++)
            {
                group.next().high(guids.high(i)).low(guids.low(i)).timestampNs(guids.timestampNs(i));
            }
            send(entry.encodedLength());
        }
    }

    private void writeSubscription(final Subscription subscription)
    {
        final SubscriptionEntryEncoder entry = new SubscriptionEntryEncoder().wrapAndApplyHeader(buffer, 0, header);
        entry.subscriptionId(subscription.subscriptionId()).clientKey(subscription.clientKey())
            .lastSent(subscription.lastSent()).deadlineNs(subscription.deadline().deadlineNs())
            .maxInFlight(subscription.maxInFlight()).ackWaitS(subscription.ackWaitS())
            .resendFrom(subscription.resendFrom()).member((short) (subscription.group() == null ? 0 : 1))
            .pendings(subscription.pendings().size())
            .putClientId(subscription.clientId(), 0, subscription.clientId().length)
            .putDurableName(subscription.durableName(), 0, subscription.durableName().length)
            .putInbox(subscription.inbox(), 0, subscription.inbox().length);
        send(entry.encodedLength());
        writePendings(subscription.pendings());
        if (state.features().hasPolicies() && OfflineDurables.isOfflineDurable(subscription))
        {
            send(new DurableOfflineEncoder().wrapAndApplyHeader(buffer, 0, header)
                .sinceNs(subscription.offlineSinceNs()).deadlineNs(subscription.idle().deadlineNs()).encodedLength());
        }
    }

    private void writePendings(final PendingAcks pendings)
    {
        int slot = 0;
        int left = pendings.size();
        while (left > 0)
        {
            final int count = Math.min(left, PENDINGS_PER_MESSAGE);
            final PendingsEntryEncoder entry = new PendingsEntryEncoder().wrapAndApplyHeader(buffer, 0, header);
            final PendingsEntryEncoder.PendingsEncoder group = entry.pendingsCount(count);
            for (int written = 0; written < count; slot++)
            {
                if (pendings.isLive(slot))
                {
                    group.next().sequence(pendings.sequence(slot)).deadlineNs(pendings.deadlineNs(slot))
                        .redeliveries(pendings.count(slot));
                    written++;
                }
            }
            send(entry.encodedLength());
            left -= count;
        }
    }

    private void send(final int blockLength)
    {
        if (!state.features().hasSnapshotBlocks())
        {
            sendAlone(blockLength);
            return;
        }
        final int length = MessageHeaderEncoder.ENCODED_LENGTH + blockLength;
        digest.add(buffer, 0, length);
        blocks.add(buffer, 0, length, sink);
    }

    private void sendAlone(final int blockLength)
    {
        final int length = MessageHeaderEncoder.ENCODED_LENGTH + blockLength;
        digest.add(buffer, 0, length);
        sink.write(buffer, 0, length);
    }
}
