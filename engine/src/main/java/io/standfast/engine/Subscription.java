package io.standfast.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.standfast.engine.EngineOutput.SubscriptionInfo;

/**
 * A subscription: plain, durable, or member of a queue group; online while it has a client. Owned by the engine thread.
 * A durable that goes offline keeps its state and comes back under a new id.
 */
final class Subscription extends Receiver implements SubscriptionInfo
{
    private static final long NS_PER_S = 1_000_000_000L;

    private final byte[] clientId;
    private final byte[] durableName;
    private final QueueGroup group;
    private final byte[] inbox;
    private final int maxInFlight;
    private final int ackWaitS;
    private final PendingAcks pendings;
    private final Deadline deadline;
    private final Deadline idle;
    private Client client;
    private boolean isStalled;
    private boolean isNewOnHold;
    private long resendFrom;
    private long offlineSinceNs;

    Subscription(final long id, final Channel channel, final SubscriptionSettings settings, final QueueGroup group,
        final PendingAcks pendings)
    {
        super(id, channel);
        this.clientId = settings.clientId();
        this.durableName = settings.durableName();
        this.group = group;
        this.inbox = settings.inbox();
        this.maxInFlight = settings.maxInFlight();
        this.ackWaitS = settings.ackWaitS();
        this.pendings = pendings;
        this.deadline = new Deadline(Deadline.Kind.REDELIVERY, this, id);
        this.idle = new Deadline(Deadline.Kind.IDLE, this, id);
    }

    @Override
    public long subscriptionId()
    {
        return receiverId();
    }

    @Override
    public long clientKey()
    {
        return client == null ? 0 : client.clientKey();
    }

    @Override
    public int channelId()
    {
        return channel().channelId();
    }

    @Override
    public long epoch()
    {
        return channel().epoch();
    }

    @Override
    public byte[] channelName()
    {
        return channel().name();
    }

    @Override
    public byte[] inbox()
    {
        return inbox;
    }

    byte[] clientId()
    {
        return clientId;
    }

    /**
     * Name of the durable.
     *
     * @return name, empty for a subscription that is not durable and for a member of a group.
     */
    byte[] durableName()
    {
        return durableName;
    }

    boolean isDurable()
    {
        return durableName.length > 0;
    }

    /**
     * Queue group of a member.
     *
     * @return group or null.
     */
    QueueGroup group()
    {
        return group;
    }

    int maxInFlight()
    {
        return maxInFlight;
    }

    int ackWaitS()
    {
        return ackWaitS;
    }

    @Override
    public long ackWaitNs()
    {
        return ackWaitS * NS_PER_S;
    }

    PendingAcks pendings()
    {
        return pendings;
    }

    Deadline deadline()
    {
        return deadline;
    }

    /**
     * When a durable that is offline is looked at.
     *
     * @return deadline, armed only when it may be removed.
     */
    Deadline idle()
    {
        return idle;
    }

    /**
     * Since when a durable has no client.
     *
     * @return engine time without outages.
     */
    long offlineSinceNs()
    {
        return offlineSinceNs;
    }

    void offlineSinceNs(final long sinceNs)
    {
        offlineSinceNs = sinceNs;
    }

    Client client()
    {
        return client;
    }

    void client(final Client value)
    {
        client = value;
    }

    boolean isOnline()
    {
        return client != null;
    }

    boolean isHeartbeatMissed()
    {
        return client != null && client.isHeartbeatMissed();
    }

    boolean isStalled()
    {
        return isStalled;
    }

    void stalled(final boolean value)
    {
        isStalled = value;
    }

    /**
     * Whether new messages wait until all pendings have been sent again (STAN-SPEC 2.6).
     *
     * @return true while they wait.
     */
    boolean isNewOnHold()
    {
        return isNewOnHold;
    }

    long resendFrom()
    {
        return resendFrom;
    }

    /**
     * Hold new messages and send pendings again from a sequence on.
     *
     * @param sequence first sequence that has not been sent again.
     */
    void holdAndResendFrom(final long sequence)
    {
        isNewOnHold = true;
        resendFrom = sequence;
    }

    void releaseHold()
    {
        isNewOnHold = false;
        resendFrom = 0;
    }

    /**
     * What operators know it by.
     *
     * @return words for a line.
     */
    String describe()
    {
        final String of = " of client \"" + new String(clientId, UTF_8) + "\"";
        if (group == null)
        {
            return isDurable() ? "durable \"" + new String(durableName, UTF_8) + "\"" + of : "a subscription" + of;
        }
        final String name = new String(group.groupName(), UTF_8);
        return (group.isDurable() ? "durable queue group \"" + new String(group.durableName(), UTF_8) + ":" + name
            : "queue group \"" + name) + "\" (last" + of + ")";
    }
}
