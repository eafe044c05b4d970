package io.standfast.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Comparator;

import org.agrona.DirectBuffer;

import io.standfast.codecs.snapshot.ChannelDigestDecoder;
import io.standfast.codecs.snapshot.ChannelEntryDecoder;
import io.standfast.codecs.snapshot.ClientEntryDecoder;
import io.standfast.codecs.snapshot.DurableOfflineDecoder;
import io.standfast.codecs.snapshot.GroupEntryDecoder;
import io.standfast.codecs.snapshot.GuidsEntryDecoder;
import io.standfast.codecs.snapshot.LimitsEntryDecoder;
import io.standfast.codecs.snapshot.MessageHeaderDecoder;
import io.standfast.codecs.snapshot.PendingsEntryDecoder;
import io.standfast.codecs.snapshot.PolicyEntryDecoder;
import io.standfast.codecs.snapshot.PolicyStateDecoder;
import io.standfast.codecs.snapshot.SegmentEntryDecoder;
import io.standfast.codecs.snapshot.SnapshotBeginDecoder;
import io.standfast.codecs.snapshot.SnapshotEndDecoder;
import io.standfast.codecs.snapshot.SubscriptionEntryDecoder;
import io.standfast.engine.PolicyState.Total;
import io.standfast.engine.store.StoreDamagedException;

/**
 * Reads a snapshot into an empty engine and verifies it: digest, incarnation, and that the store holds what the
 * snapshot says. Owned by the engine thread.
 */
final class SnapshotReader
{
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final SnapshotDigest digest = new SnapshotDigest();
    private final EngineState state;
    private final long incarnation;
    private LimitsTable limits;
    private int maxChannels;
    private boolean isDurableReplaced;
    private Channel channel;
    private QueueGroup group;
    private Subscription subscription;
    private boolean isRead;

    SnapshotReader(final EngineState state, final long incarnation)
    {
        this.state = state;
        this.incarnation = incarnation;
    }

    /**
     * Take one message, or a block of them.
     *
     * @param buffer that holds it.
     * @param offset of the message.
     * @param length of the message.
     * @return true when it was the last one.
     */
    boolean onMessage(final DirectBuffer buffer, final int offset, final int length)
    {
        SnapshotBlocks.forEach(buffer, offset, length, this::onSingleMessage);
        return isRead;
    }

    private void onSingleMessage(final DirectBuffer buffer, final int offset, final int length)
    {
        header.wrap(buffer, offset);
        if (header.templateId() == SnapshotEndDecoder.TEMPLATE_ID)
        {
            onEnd(new SnapshotEndDecoder().wrapAndApplyHeader(buffer, offset, header));
            isRead = true;
            return;
        }
        digest.add(buffer, offset, length);
        switch (header.templateId())
        {
            case SnapshotBeginDecoder.TEMPLATE_ID :
                onBegin(new SnapshotBeginDecoder().wrapAndApplyHeader(buffer, offset, header));
                break;
            case LimitsEntryDecoder.TEMPLATE_ID :
                onLimits(new LimitsEntryDecoder().wrapAndApplyHeader(buffer, offset, header));
                break;
            case SegmentEntryDecoder.TEMPLATE_ID :
                onSegment(new SegmentEntryDecoder().wrapAndApplyHeader(buffer, offset, header));
                break;
            case ClientEntryDecoder.TEMPLATE_ID :
                onClient(new ClientEntryDecoder().wrapAndApplyHeader(buffer, offset, header));
                break;
            case ChannelEntryDecoder.TEMPLATE_ID :
                onChannel(new ChannelEntryDecoder().wrapAndApplyHeader(buffer, offset, header));
                break;
            case ChannelDigestDecoder.TEMPLATE_ID :
                channel.digest(new ChannelDigestDecoder().wrapAndApplyHeader(buffer, offset, header).digest());
                break;
            case GroupEntryDecoder.TEMPLATE_ID :
                onGroup(new GroupEntryDecoder().wrapAndApplyHeader(buffer, offset, header));
                break;
            case SubscriptionEntryDecoder.TEMPLATE_ID :
                onSubscription(new SubscriptionEntryDecoder().wrapAndApplyHeader(buffer, offset, header));
                break;
            case PendingsEntryDecoder.TEMPLATE_ID :
                onPendings(new PendingsEntryDecoder().wrapAndApplyHeader(buffer, offset, header));
                break;
            default :
                onPolicyMessage(buffer, offset);
                break;
        }
    }

    /** What feature level 6 has added. */
    private void onPolicyMessage(final DirectBuffer buffer, final int offset)
    {
        switch (header.templateId())
        {
            case PolicyStateDecoder.TEMPLATE_ID :
                onPolicyState(new PolicyStateDecoder().wrapAndApplyHeader(buffer, offset, header));
                break;
            case PolicyEntryDecoder.TEMPLATE_ID :
                onPolicies(new PolicyEntryDecoder().wrapAndApplyHeader(buffer, offset, header));
                break;
            case GuidsEntryDecoder.TEMPLATE_ID :
                onGuids(new GuidsEntryDecoder().wrapAndApplyHeader(buffer, offset, header));
                break;
            case DurableOfflineDecoder.TEMPLATE_ID :
                onOffline(new DurableOfflineDecoder().wrapAndApplyHeader(buffer, offset, header));
                break;
            default :
                throw new StoreDamagedException("unknown snapshot message: templateId=" + header.templateId());
        }
    }

    private void onPolicyState(final PolicyStateDecoder entry)
    {
        final PolicyState policies = state.policies();
        policies.outageNs(entry.outageNs());
        policies.restoreTotal(Total.DEAD_LETTERS, entry.deadLetters());
        policies.restoreTotal(Total.GIVEN_UP, entry.givenUp());
        policies.restoreTotal(Total.REFUSED_DEAD_LETTERS, entry.refusedDeadLetters());
        policies.restoreTotal(Total.EXPIRED_DURABLES, entry.expiredDurables());
        policies.restoreTotal(Total.DUPLICATES, entry.duplicates());
        policies.restoreTotal(Total.FORGOTTEN_GUIDS, entry.forgottenGuids());
        policies.deadLettersHeld(entry.deadLettersHeld() == 1);
    }

    private void onPolicies(final PolicyEntryDecoder entry)
    {
        final byte[] name = new byte[entry.nameLength()];
        entry.getName(name, 0, name.length);
        final byte[] deadLetter = new byte[entry.deadLetterLength()];
        entry.getDeadLetter(deadLetter, 0, deadLetter.length);
        final Policies value = new Policies(entry.maxDeliveries(),
            entry.saysDeadLetter() == 1 ? new String(deadLetter, UTF_8) : null, entry.dedupWindowNs(),
            entry.dedupMax(), entry.maxDurableIdleNs());
        if (name.length == 0)
        {
            state.channels().policies(new PolicyTable(value));
        }
        else
        {
            state.channels().policies().put(new String(name, UTF_8), value);
        }
    }

    private void onGuids(final GuidsEntryDecoder entry)
    {
        for (final GuidsEntryDecoder.GuidsDecoder guid : entry.guids())
        {
            channel.guids().add(guid.high(), guid.low(), guid.timestampNs());
        }
    }

    private void onOffline(final DurableOfflineDecoder entry)
    {
        subscription.offlineSinceNs(entry.sinceNs());
        armUnlessNull(subscription.idle(), entry.deadlineNs());
    }

    private void onBegin(final SnapshotBeginDecoder begin)
    {
        if (begin.incarnation() != incarnation)
        {
            throw new ForeignCommandException(incarnation, begin.incarnation(), begin.logPosition());
        }
        state.features().raise(begin.featureLevel());
        state.clock().restore(begin.engineTimeNs(), begin.timeOffsetNs());
        state.terms().restore(begin.leadershipTermId(), begin.lastCommandId());
        state.channels().restoreCounters(begin.lastChannelId(), begin.lastEpoch());
        state.clients().lastKey(begin.lastClientKey());
        state.subscriptions().lastId(begin.lastSubscriptionId());
        state.dispatcher().restore(begin.backlogCursor());
        state.log().expectCursor(begin.lastSegment(), begin.compactionSegment(), begin.compactionOffset());
        isDurableReplaced = begin.replaceDurable() == 1;
    }

    private void onLimits(final LimitsEntryDecoder entry)
    {
        final Limits value = new Limits(entry.maxMsgs(), entry.maxBytes(), entry.maxAgeNs(),
            entry.maxInactivityNs(), entry.maxSubscriptions());
        if (limits == null)
        {
            maxChannels = entry.maxChannels();
            limits = new LimitsTable(value, maxChannels, isDurableReplaced);
            state.channels().limits(limits);
            return;
        }
        final byte[] name = new byte[entry.nameLength()];
        entry.getName(name, 0, name.length);
        limits.put(new String(name, UTF_8), value);
    }

    private void onSegment(final SegmentEntryDecoder entry)
    {
        state.log().expectSegment(entry.segment(), entry.usedLength(), entry.count(), entry.crc(),
            entry.lastLogPosition());
    }

    private void onClient(final ClientEntryDecoder entry)
    {
        final byte[] clientId = new byte[entry.clientIdLength()];
        entry.getClientId(clientId, 0, clientId.length);
        final byte[] connId = new byte[entry.connIdLength()];
        entry.getConnId(connId, 0, connId.length);
        final byte[] inbox = new byte[entry.heartbeatInboxLength()];
        entry.getHeartbeatInbox(inbox, 0, inbox.length);
        final Client client = new Client(entry.clientKey(), new ClientIdentity(clientId, connId, inbox),
            entry.protocol(), entry.pingIntervalS(), entry.pingMaxOut());
        client.heartbeatMissed(entry.heartbeatMissed() == 1);
        state.clients().add(client);
    }

    private void onChannel(final ChannelEntryDecoder entry)
    {
        final byte[] name = new byte[entry.nameLength()];
        entry.getName(name, 0, name.length);
        channel = state.channels().restore(entry.channelId(), entry.epoch(), name);
        channel.bounds(entry.first(), entry.last(), entry.bytes());
        channel.index().expectRange(entry.first(), entry.last());
        channel.touch(entry.lastActivityNs());
        armUnlessNull(channel.expiry(), entry.expiryDeadlineNs());
        armUnlessNull(channel.inactivity(), entry.inactivityDeadlineNs());
    }

    private void onGroup(final GroupEntryDecoder entry)
    {
        final byte[] groupName = new byte[entry.groupNameLength()];
        entry.getGroupName(groupName, 0, groupName.length);
        final byte[] durableName = new byte[entry.durableNameLength()];
        entry.getDurableName(durableName, 0, durableName.length);
        group = new QueueGroup(entry.groupId(), channel, groupName, durableName);
        group.lastSent(entry.lastSent());
        channel.groups().add(group);
    }

    private void onSubscription(final SubscriptionEntryDecoder entry)
    {
        final byte[] clientId = new byte[entry.clientIdLength()];
        entry.getClientId(clientId, 0, clientId.length);
        final byte[] durableName = new byte[entry.durableNameLength()];
        entry.getDurableName(durableName, 0, durableName.length);
        final byte[] inbox = new byte[entry.inboxLength()];
        entry.getInbox(inbox, 0, inbox.length);
        final boolean isMember = entry.member() == 1;
        subscription = new Subscription(entry.subscriptionId(), channel,
            new SubscriptionSettings(clientId, durableName, inbox, entry.maxInFlight(), entry.ackWaitS()),
            isMember ? group : null, new PendingAcks());
        subscription.lastSent(entry.lastSent());
        if (isMember)
        {
            group.members().add(subscription);
        }
        else
        {
            channel.subscriptions().add(subscription);
        }
        if (entry.clientKey() != 0)
        {
            state.subscriptions().restoreOnline(subscription, state.clients().byKey(entry.clientKey()));
        }
        if (entry.resendFrom() != 0)
        {
            subscription.holdAndResendFrom(entry.resendFrom());
        }
        armUnlessNull(subscription.deadline(), entry.deadlineNs());
        state.dispatcher().updateStalled(subscription);
    }

    private void onPendings(final PendingsEntryDecoder entry)
    {
        for (final PendingsEntryDecoder.PendingsDecoder pending : entry.pendings())
        {
            subscription.pendings().add(pending.sequence(), pending.deadlineNs(), pending.redeliveries());
        }
        state.dispatcher().updateStalled(subscription);
    }

    private void onEnd(final SnapshotEndDecoder end)
    {
        if (end.digest() != digest.value() || end.messages() != digest.messages())
        {
            throw new StoreDamagedException("snapshot is damaged: digest expected=" + end.digest() + " actual=" +
                digest.value() + " messages expected=" + end.messages() + " actual=" + digest.messages());
        }
        state.log().restore();
        for (final Client client : state.clients().all())
        {
            client.subscriptions().sort(Comparator.comparingLong(Subscription::subscriptionId));
        }
        for (final Channel restored : state.channels().all())
        {
            restored.subscriptions().forEach(state.dispatcher()::restoreBacklog);
            for (final QueueGroup restoredGroup : restored.groups())
            {
                restoredGroup.members().forEach(state.dispatcher()::restoreBacklog);
                state.dispatcher().restoreBacklog(restoredGroup);
            }
        }
    }

    private void armUnlessNull(final Deadline deadline, final long deadlineNs)
    {
        if (deadlineNs != Deadline.NULL_DEADLINE)
        {
            state.deadlines().arm(deadline, deadlineNs);
        }
    }
}
