package io.standfast.replication.log;

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
import io.standfast.codecs.log.MessageHeaderEncoder;
import io.standfast.codecs.log.StartPositionKind;
import io.standfast.codecs.log.SubscribeEncoder;
import io.standfast.codecs.log.TermOpenedEncoder;
import io.standfast.codecs.stan.PubMsgDecoder;
import io.standfast.codecs.stan.SubscriptionRequestDecoder;
import io.standfast.replication.crypt.PayloadSealer;
import java.util.function.Consumer;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableDirectByteBuffer;

/**
 * Encodes commands and offers them to the log in the order in which they were given, publishes and acks in batches.
 * Owned by the gateway thread.
 * <p>
 * Anything but a publish or an ack seals both open batches first, so that all that a client sent before its close or
 * unsubscribe is in the log before it. What the log does not take now waits, encoded, in the backlog. Of the commands
 * in the log only so many may be unanswered; each yields exactly one reply, for which the gateway calls
 * {@link #onBatchReply} or {@link #onReply}. While {@link #isReady} says no the gateway does not read its link.
 */
public final class CommandPublisher
{
    /** Absent command id: there was no room, nothing will happen. */
    public static final long NULL_COMMAND_ID = 0;

    /** Batches that may be unanswered unless set otherwise. */
    public static final int BATCHES_IN_FLIGHT_DEFAULT = 32;

    /** Other commands that may be unanswered. */
    public static final int OTHERS_IN_FLIGHT_LIMIT = 1024;

    private static final int BACKLOG_CAPACITY_MIN = 8 * 1024 * 1024;
    private static final long BATCH_TAG = 0;
    private static final long OTHER_TAG = 1;

    private final Ingress ingress;
    private final long incarnation;
    private final int batchesInFlightLimit;
    private final ByteQueue backlog;
    private final PublishBatch publishBatch;
    private final AckBatch ackBatch;
    private final ExpandableDirectByteBuffer buffer = new ExpandableDirectByteBuffer(1024);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final ConnectClientEncoder connectClient = new ConnectClientEncoder();
    private final CloseClientEncoder closeClient = new CloseClientEncoder();
    private final ClientHealthEncoder clientHealth = new ClientHealthEncoder();
    private final SubscribeEncoder subscribe = new SubscribeEncoder();
    private final CloseSubscriptionEncoder closeSubscription = new CloseSubscriptionEncoder();
    private final TermOpenedEncoder termOpened = new TermOpenedEncoder();
    private final ConfigureLimitsEncoder configureLimits = new ConfigureLimitsEncoder();
    private final FeatureLevelEncoder featureLevel = new FeatureLevelEncoder();
    private final AdminCommands adminCommands = new AdminCommands();

    private long lastCommandId;
    private int batchesInFlight;
    private int othersInFlight;
    private boolean isBackPressured;

    /**
     * A publisher of one incarnation's commands.
     *
     * @param ingress              into the log.
     * @param incarnation          that every command carries.
     * @param batchesInFlightLimit batches that may be unanswered.
     */
    public CommandPublisher(final Ingress ingress, final long incarnation, final int batchesInFlightLimit)
    {
        this(ingress, incarnation, batchesInFlightLimit, null);
    }

    /**
     * A publisher of one incarnation's commands.
     *
     * @param ingress              into the log.
     * @param incarnation          that every command carries.
     * @param batchesInFlightLimit batches that may be unanswered.
     * @param sealer               of payloads, null when they stay plain.
     */
    public CommandPublisher(final Ingress ingress, final long incarnation, final int batchesInFlightLimit,
        final PayloadSealer sealer)
    {
        this.ingress = ingress;
        this.incarnation = incarnation;
        this.batchesInFlightLimit = batchesInFlightLimit;
        final int capacity = BitUtil.findNextPositivePowerOfTwo(2 * ingress.maxCommandLength());
        backlog = new ByteQueue(Math.max(BACKLOG_CAPACITY_MIN, capacity));
        publishBatch = new PublishBatch(incarnation, ingress.maxCommandLength(), sealer);
        ackBatch = new AckBatch(incarnation);
    }

    /**
     * Add a message to the open publish batch, which is sealed first when the message does not fit.
     *
     * @param message valid and of a length that {@link #isPublishable} allows.
     * @return false when there is no room for a full batch: the message is lost, its publisher times out.
     */
    public boolean addPublish(final PubMsgDecoder message)
    {
        if (!publishBatch.hasRoomFor(message) && !sealBatches())
        {
            return false;
        }
        if (publishBatch.isEmpty())
        {
            publishBatch.open(nextCommandId());
        }
        publishBatch.add(message);
        return true;
    }

    /**
     * Whether a message fits into the log.
     *
     * @param message to look at.
     * @return false when it is too long.
     */
    public boolean isPublishable(final PubMsgDecoder message)
    {
        return publishBatch.lengthOfOne(message) <= ingress.maxCommandLength();
    }

    /**
     * Command of the message last added.
     *
     * @return id of its batch.
     */
    public long publishCommandId()
    {
        return publishBatch.commandId();
    }

    /**
     * Place of the message last added in its batch.
     *
     * @return index from 0.
     */
    public int publishItem()
    {
        return publishBatch.size() - 1;
    }

    /**
     * Add an ack to the open ack batch.
     *
     * @param subscriptionId that acks.
     * @param sequence       of the message.
     * @return false when there is no room for a full batch: the ack is lost, the message comes again.
     */
    public boolean addAck(final long subscriptionId, final long sequence)
    {
        if (ackBatch.isFull() && !sealBatches())
        {
            return false;
        }
        if (ackBatch.isEmpty())
        {
            ackBatch.open(nextCommandId());
        }
        ackBatch.add(subscriptionId, sequence);
        return true;
    }

    /**
     * Register a client.
     *
     * @param replacesClientKey client to close in the same entry, 0 for none.
     * @param protocol          of the request.
     * @param pingIntervalS     of the request.
     * @param pingMaxOut        of the request.
     * @param clientId          of the client.
     * @param connId            of the connection.
     * @param heartbeatInbox    of the client.
     * @return id of the command, or {@link #NULL_COMMAND_ID}.
     */
    public long connectClient(final long replacesClientKey, final int protocol, final int pingIntervalS,
        final int pingMaxOut, final byte[] clientId, final byte[] connId, final byte[] heartbeatInbox)
    {
        final long commandId = nextCommandId();
        connectClient.wrapAndApplyHeader(buffer, 0, header).incarnation(incarnation).commandId(commandId)
            .replacesClientKey(replacesClientKey).protocol(protocol).pingIntervalS(pingIntervalS).pingMaxOut(pingMaxOut)
            .putClientId(clientId, 0, clientId.length).putConnId(connId, 0, connId.length)
            .putHeartbeatInbox(heartbeatInbox, 0, heartbeatInbox.length);
        return submit(commandId, connectClient.limit());
    }

    /**
     * Close a client.
     *
     * @param source that holds the client id.
     * @param offset of the client id.
     * @param length of the client id.
     * @return id of the command, or {@link #NULL_COMMAND_ID}.
     */
    public long closeClient(final DirectBuffer source, final int offset, final int length)
    {
        final long commandId = nextCommandId();
        closeClient.wrapAndApplyHeader(buffer, 0, header).incarnation(incarnation).commandId(commandId)
            .putClientId(source, offset, length);
        return submit(commandId, closeClient.limit());
    }

    /**
     * Say what the heartbeats of a client found.
     *
     * @param clientKey client.
     * @param health    what was found.
     * @return id of the command, or {@link #NULL_COMMAND_ID}.
     */
    public long clientHealth(final long clientKey, final ClientHealthKind health)
    {
        final long commandId = nextCommandId();
        clientHealth.wrapAndApplyHeader(buffer, 0, header).incarnation(incarnation).commandId(commandId)
            .clientKey(clientKey).health(health);
        return submit(commandId, clientHealth.limit());
    }

    /**
     * Subscribe.
     *
     * @param request validated as far as that needs no state.
     * @return id of the command, or {@link #NULL_COMMAND_ID}.
     */
    public long subscribe(final SubscriptionRequestDecoder request)
    {
        final long commandId = nextCommandId();
        final DirectBuffer source = request.buffer();
        subscribe.wrapAndApplyHeader(buffer, 0, header).incarnation(incarnation).commandId(commandId)
            .startSequence(request.startSequence()).startTimeDeltaNs(request.startTimeDelta())
            .maxInFlight(request.maxInFlight()).ackWaitS(request.ackWaitInSecs())
            .startPosition(StartPositionKind.get((short) request.startPosition()))
            .putClientId(source, request.clientIdOffset(), request.clientIdLength())
            .putChannel(source, request.subjectOffset(), request.subjectLength())
            .putQueueGroup(source, request.qGroupOffset(), request.qGroupLength())
            .putDurableName(source, request.durableNameOffset(), request.durableNameLength())
            .putInbox(source, request.inboxOffset(), request.inboxLength());
        return submit(commandId, subscribe.limit());
    }

    /**
     * Close a subscription.
     *
     * @param subscriptionId of the subscription, 0 when only its inbox is known.
     * @param kind           whether a durable stays.
     * @param clientId       that asks.
     * @param channel        of the subscription.
     * @param inbox          where its messages went.
     * @return id of the command, or {@link #NULL_COMMAND_ID}.
     */
    public long closeSubscription(final long subscriptionId, final CloseKind kind, final byte[] clientId,
        final byte[] channel, final byte[] inbox)
    {
        final long commandId = nextCommandId();
        closeSubscription.wrapAndApplyHeader(buffer, 0, header).incarnation(incarnation).commandId(commandId)
            .subscriptionId(subscriptionId).kind(kind).putClientId(clientId, 0, clientId.length)
            .putChannel(channel, 0, channel.length).putInbox(inbox, 0, inbox.length);
        return submit(commandId, closeSubscription.limit());
    }

    /**
     * Ask for the gates to be opened.
     *
     * @param leadershipTermId  of the term.
     * @param wallClockNs       leader's clock, Unix ns.
     * @param configurationHash of this node's configuration.
     * @return id of the command, or {@link #NULL_COMMAND_ID}.
     */
    public long termOpened(final long leadershipTermId, final long wallClockNs, final long configurationHash)
    {
        final long commandId = nextCommandId();
        termOpened.wrapAndApplyHeader(buffer, 0, header).incarnation(incarnation).commandId(commandId)
            .leadershipTermId(leadershipTermId).wallClockNs(wallClockNs).configurationHash(configurationHash);
        return submit(commandId, termOpened.limit());
    }

    /**
     * Set the limits.
     *
     * @param limits writes all fields but incarnation and command id, and the group of channels.
     * @return id of the command, or {@link #NULL_COMMAND_ID}.
     */
    public long configureLimits(final Consumer<ConfigureLimitsEncoder> limits)
    {
        final long commandId = nextCommandId();
        limits.accept(configureLimits.wrapAndApplyHeader(buffer, 0, header).incarnation(incarnation)
            .commandId(commandId));
        return submit(commandId, configureLimits.limit());
    }

    /**
     * Set the policies: known from feature level 6 on, and to older builds not at all.
     *
     * @param policies writes all fields but incarnation and command id.
     * @return id of the command, or {@link #NULL_COMMAND_ID}.
     */
    public long configurePolicies(final Consumer<ConfigurePoliciesEncoder> policies)
    {
        final long commandId = nextCommandId();
        final ConfigurePoliciesEncoder encoder = new ConfigurePoliciesEncoder();
        policies.accept(encoder.wrapAndApplyHeader(buffer, 0, header).incarnation(incarnation).commandId(commandId));
        return submit(commandId, encoder.limit());
    }

    /**
     * Let dead letters wait, or go their way; as {@link #configurePolicies}.
     *
     * @param isHeld whether they wait.
     * @return id of the command, or {@link #NULL_COMMAND_ID}.
     */
    public long holdDeadLetters(final boolean isHeld)
    {
        final long commandId = nextCommandId();
        final HoldDeadLettersEncoder encoder = new HoldDeadLettersEncoder().wrapAndApplyHeader(buffer, 0, header)
            .incarnation(incarnation).commandId(commandId).held(isHeld ? BooleanType.TRUE : BooleanType.FALSE);
        return submit(commandId, encoder.limit());
    }

    /**
     * Raise the rules that the engine follows.
     *
     * @param level feature level.
     * @return id of the command, or {@link #NULL_COMMAND_ID}.
     */
    public long featureLevel(final int level)
    {
        final long commandId = nextCommandId();
        featureLevel.wrapAndApplyHeader(buffer, 0, header).incarnation(incarnation).commandId(commandId).level(level);
        return submit(commandId, featureLevel.limit());
    }

    /**
     * Order what an operator wants: known to the engine from its feature level 4 on, and to older builds not at all.
     *
     * @param order writes the command.
     * @return id of the command, or {@link #NULL_COMMAND_ID}.
     */
    public long administer(final AdminOrder order)
    {
        final long commandId = nextCommandId();
        return submit(commandId, order.write(adminCommands.begin(buffer, incarnation, commandId)));
    }

    /**
     * Offer what waits, then the open batches: called once at the end of a duty cycle.
     *
     * @return number of commands that went into the log.
     */
    public int flush()
    {
        isBackPressured = false;
        final int work = flushBacklog();
        final int before = batchesInFlight;
        offerBatches();
        return work + batchesInFlight - before;
    }

    /**
     * Whether more can be taken: nothing waits, and another batch may be in flight.
     *
     * @return true if so.
     */
    public boolean isReady()
    {
        return backlog.isEmpty() && hasWindow(BATCH_TAG) && hasWindow(OTHER_TAG);
    }

    /**
     * Whether a batch of publishes has gone into the log.
     *
     * @param commandId of the batch.
     * @return false while it, or anything before it, waits.
     */
    public boolean isOffered(final long commandId)
    {
        return backlog.isEmpty() && (publishBatch.isEmpty() || publishBatch.commandId() != commandId);
    }

    /**
     * A batch has been answered.
     */
    public void onBatchReply()
    {
        assert batchesInFlight > 0 : "reply without a batch in flight";
        batchesInFlight--;
    }

    /**
     * A command that is not a batch has been answered.
     */
    public void onReply()
    {
        assert othersInFlight > 0 : "reply without a command in flight";
        othersInFlight--;
    }

    /**
     * Batches in the log that are not answered.
     *
     * @return number.
     */
    public int batchesInFlight()
    {
        return batchesInFlight;
    }

    /**
     * Forget everything that waits or is in flight: leadership is over. Command ids go on.
     */
    public void reset()
    {
        publishBatch.clear();
        ackBatch.clear();
        backlog.clear();
        batchesInFlight = 0;
        othersInFlight = 0;
    }

    private long nextCommandId()
    {
        return ++lastCommandId;
    }

    private long submit(final long commandId, final int length)
    {
        if (length > ingress.maxCommandLength())
        {
            return NULL_COMMAND_ID;
        }
        return sealBatches() && send(buffer, length, OTHER_TAG) ? commandId : NULL_COMMAND_ID;
    }

    /**
     * Seal both, the older id first: the engine ignores a command whose id is not greater than the last one's.
     */
    private boolean sealBatches()
    {
        return isAckOlder() ? sealAcks() && sealPublishes() : sealPublishes() && sealAcks();
    }

    private boolean sealPublishes()
    {
        if (!publishBatch.isEmpty())
        {
            if (!send(publishBatch.buffer(), publishBatch.seal(), BATCH_TAG))
            {
                return false;
            }
            publishBatch.clear();
        }
        return true;
    }

    private boolean sealAcks()
    {
        if (!ackBatch.isEmpty())
        {
            if (!send(ackBatch.buffer(), ackBatch.seal(), BATCH_TAG))
            {
                return false;
            }
            ackBatch.clear();
        }
        return true;
    }

    /**
     * Batches go on growing while they could not be offered: one fuller batch later instead of two.
     */
    private void offerBatches()
    {
        if (isAckOlder())
        {
            offerAcks();
        }
        if (!publishBatch.isEmpty() && canOffer(BATCH_TAG) &&
            tryOffer(publishBatch.buffer(), 0, publishBatch.seal(), BATCH_TAG))
        {
            publishBatch.clear();
        }
        if (!isAckOlder() && publishBatch.isEmpty())
        {
            offerAcks();
        }
    }

    private void offerAcks()
    {
        if (!ackBatch.isEmpty() && canOffer(BATCH_TAG) && tryOffer(ackBatch.buffer(), 0, ackBatch.seal(), BATCH_TAG))
        {
            ackBatch.clear();
        }
    }

    private boolean isAckOlder()
    {
        return !ackBatch.isEmpty() && ackBatch.commandId() < publishBatch.commandId();
    }

    private boolean send(final DirectBuffer source, final int length, final long tag)
    {
        if (canOffer(tag) && tryOffer(source, 0, length, tag))
        {
            return true;
        }
        if (!backlog.tryClaim(length))
        {
            return false;
        }
        backlog.buffer().putBytes(backlog.claimedOffset(), source, 0, length);
        backlog.commit(tag);
        return true;
    }

    private int flushBacklog()
    {
        int work = 0;
        while (!backlog.isEmpty() && hasWindow(backlog.headTag()) &&
            tryOffer(backlog.buffer(), backlog.headOffset(), backlog.headLength(), backlog.headTag()))
        {
            backlog.remove();
            work++;
        }
        return work;
    }

    private boolean canOffer(final long tag)
    {
        return backlog.isEmpty() && !isBackPressured && hasWindow(tag);
    }

    private boolean hasWindow(final long tag)
    {
        return tag == BATCH_TAG ? batchesInFlight < batchesInFlightLimit : othersInFlight < OTHERS_IN_FLIGHT_LIMIT;
    }

    private boolean tryOffer(final DirectBuffer source, final int offset, final int length, final long tag)
    {
        if (!ingress.tryOffer(source, offset, length))
        {
            isBackPressured = true;
            return false;
        }
        if (tag == BATCH_TAG)
        {
            batchesInFlight++;
        }
        else
        {
            othersInFlight++;
        }
        return true;
    }
}
