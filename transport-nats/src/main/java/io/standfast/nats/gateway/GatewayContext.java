package io.standfast.nats.gateway;

import io.standfast.nats.link.NatsLink;
import io.standfast.replication.log.CommandPublisher;
import io.standfast.replication.log.Ingress;
import io.standfast.replication.log.Outbox;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.LongToIntFunction;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.EpochNanoClock;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SystemEpochNanoClock;
import org.agrona.concurrent.SystemNanoClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Settings and collaborators of a {@link GatewayAgent}. Owned by whoever creates the agent; not changed afterwards.
 */
public final class GatewayContext
{
    /** Absent leadership term: this node does not lead. */
    public static final long NULL_TERM_ID = -1;

    /** Time between heartbeats unless set otherwise, STAN-SPEC 1.7. */
    public static final long HEARTBEAT_INTERVAL_DEFAULT_NS = TimeUnit.SECONDS.toNanos(30);

    /** Wait for an answer to a heartbeat unless set otherwise. */
    public static final long HEARTBEAT_TIMEOUT_DEFAULT_NS = TimeUnit.SECONDS.toNanos(10);

    /** Heartbeats that may be missed unless set otherwise. */
    public static final int HEARTBEAT_FAIL_COUNT_DEFAULT = 10;

    /** Wait for an answer in a duplicate check unless set otherwise, STAN-SPEC 1.5. */
    public static final long DUPLICATE_CHECK_TIMEOUT_DEFAULT_NS = TimeUnit.MILLISECONDS.toNanos(500);

    /** Wait for the gates unless set otherwise. */
    public static final long TERM_OPENED_TIMEOUT_DEFAULT_NS = TimeUnit.SECONDS.toNanos(5);

    private static final Logger LOG = LoggerFactory.getLogger(GatewayContext.class);

    private String clusterId = "test-cluster";
    private String discoverPrefix = "_STAN.discover";
    private long incarnation;
    private long heartbeatIntervalNs = HEARTBEAT_INTERVAL_DEFAULT_NS;
    private long heartbeatTimeoutNs = HEARTBEAT_TIMEOUT_DEFAULT_NS;
    private int heartbeatFailCount = HEARTBEAT_FAIL_COUNT_DEFAULT;
    private long duplicateCheckTimeoutNs = DUPLICATE_CHECK_TIMEOUT_DEFAULT_NS;
    private long termOpenedTimeoutNs = TERM_OPENED_TIMEOUT_DEFAULT_NS;
    private int batchesInFlight = CommandPublisher.BATCHES_IN_FLIGHT_DEFAULT;
    private Proposals proposals = Proposals.NONE;
    private NatsLink link;
    private Ingress ingress;
    private LongToIntFunction ingressWork = nowNs -> 0;
    private BooleanSupplier diskLow = () -> false;
    private BooleanSupplier stateSplit = () -> false;
    private LongSupplier leadershipTermId = () -> NULL_TERM_ID;
    private Outbox outbox;
    private MessageSource messageSource;
    private NanoClock clock = SystemNanoClock.INSTANCE;
    private EpochNanoClock wallClock = new SystemEpochNanoClock();
    private GatewayCounters counters;
    private ErrorHandler errorHandler = Throwable::printStackTrace;
    private Runnable onReady;

    /**
     * Check that all is there and fill in what has a default; called once by the agent.
     *
     * @return this.
     */
    public GatewayContext conclude()
    {
        Objects.requireNonNull(link, "link");
        Objects.requireNonNull(ingress, "ingress");
        Objects.requireNonNull(outbox, "outbox");
        Objects.requireNonNull(messageSource, "messageSource");
        if (heartbeatIntervalNs <= 0 || heartbeatTimeoutNs <= 0 || heartbeatFailCount < 0 || batchesInFlight <= 0)
        {
            throw new IllegalArgumentException("times and limits must be positive: heartbeatIntervalNs=" +
                heartbeatIntervalNs + " heartbeatTimeoutNs=" + heartbeatTimeoutNs + " heartbeatFailCount=" +
                heartbeatFailCount + " batchesInFlight=" + batchesInFlight);
        }
        counters = counters == null ? GatewayCounters.standalone() : counters;
        onReady = onReady == null ? () -> LOG.info("Streaming Server is ready") : onReady;
        return this;
    }

    /**
     * Cluster id in all subjects.
     *
     * @return value.
     */
    public String clusterId()
    {
        return clusterId;
    }

    /**
     * Cluster id in all subjects.
     *
     * @param value to use.
     * @return this.
     */
    public GatewayContext clusterId(final String value)
    {
        this.clusterId = value;
        return this;
    }

    /**
     * Prefix of the subject of connects.
     *
     * @return value.
     */
    public String discoverPrefix()
    {
        return discoverPrefix;
    }

    /**
     * Prefix of the subject of connects.
     *
     * @param value to use.
     * @return this.
     */
    public GatewayContext discoverPrefix(final String value)
    {
        this.discoverPrefix = value;
        return this;
    }

    /**
     * Identity of the cluster.
     *
     * @return value.
     */
    public long incarnation()
    {
        return incarnation;
    }

    /**
     * Identity of the cluster.
     *
     * @param value to use.
     * @return this.
     */
    public GatewayContext incarnation(final long value)
    {
        this.incarnation = value;
        return this;
    }

    /**
     * Time between two heartbeats of a client, ns.
     *
     * @return value.
     */
    public long heartbeatIntervalNs()
    {
        return heartbeatIntervalNs;
    }

    /**
     * Time between two heartbeats of a client, ns.
     *
     * @param value to use.
     * @return this.
     */
    public GatewayContext heartbeatIntervalNs(final long value)
    {
        this.heartbeatIntervalNs = value;
        return this;
    }

    /**
     * Longest wait for the answer to a heartbeat, ns.
     *
     * @return value.
     */
    public long heartbeatTimeoutNs()
    {
        return heartbeatTimeoutNs;
    }

    /**
     * Longest wait for the answer to a heartbeat, ns.
     *
     * @param value to use.
     * @return this.
     */
    public GatewayContext heartbeatTimeoutNs(final long value)
    {
        this.heartbeatTimeoutNs = value;
        return this;
    }

    /**
     * Missed heartbeats in a row beyond which a client is closed.
     *
     * @return value.
     */
    public int heartbeatFailCount()
    {
        return heartbeatFailCount;
    }

    /**
     * Missed heartbeats in a row beyond which a client is closed.
     *
     * @param value to use.
     * @return this.
     */
    public GatewayContext heartbeatFailCount(final int value)
    {
        this.heartbeatFailCount = value;
        return this;
    }

    /**
     * Longest wait for the answer of a client whose id another asks for, ns.
     *
     * @return value.
     */
    public long duplicateCheckTimeoutNs()
    {
        return duplicateCheckTimeoutNs;
    }

    /**
     * Longest wait for the answer of a client whose id another asks for, ns.
     *
     * @param value to use.
     * @return this.
     */
    public GatewayContext duplicateCheckTimeoutNs(final long value)
    {
        this.duplicateCheckTimeoutNs = value;
        return this;
    }

    /**
     * Longest wait for the gates before TermOpened is sent again, ns.
     *
     * @return value.
     */
    public long termOpenedTimeoutNs()
    {
        return termOpenedTimeoutNs;
    }

    /**
     * Longest wait for the gates before TermOpened is sent again, ns.
     *
     * @param value to use.
     * @return this.
     */
    public GatewayContext termOpenedTimeoutNs(final long value)
    {
        this.termOpenedTimeoutNs = value;
        return this;
    }

    /**
     * Batches in the log that may be unanswered.
     *
     * @return value.
     */
    public int batchesInFlight()
    {
        return batchesInFlight;
    }

    /**
     * Batches in the log that may be unanswered.
     *
     * @param value to use.
     * @return this.
     */
    public GatewayContext batchesInFlight(final int value)
    {
        this.batchesInFlight = value;
        return this;
    }

    /**
     * What this node puts into the log while it leads.
     *
     * @return value.
     */
    public Proposals proposals()
    {
        return proposals;
    }

    /**
     * What this node puts into the log while it leads.
     *
     * @param value to use.
     * @return this.
     */
    public GatewayContext proposals(final Proposals value)
    {
        this.proposals = value;
        return this;
    }

    /**
     * Link to the NATS world.
     *
     * @return value.
     */
    public NatsLink link()
    {
        return link;
    }

    /**
     * Link to the NATS world.
     *
     * @param value to use.
     * @return this.
     */
    public GatewayContext link(final NatsLink value)
    {
        this.link = value;
        return this;
    }

    /**
     * Way into the log.
     *
     * @return value.
     */
    public Ingress ingress()
    {
        return ingress;
    }

    /**
     * Way into the log.
     *
     * @param value to use.
     * @return this.
     */
    public GatewayContext ingress(final Ingress value)
    {
        this.ingress = value;
        return this;
    }

    /**
     * Duty of the way into the log, called once a cycle with the time.
     *
     * @return value.
     */
    public LongToIntFunction ingressWork()
    {
        return ingressWork;
    }

    /**
     * Duty of the way into the log, called once a cycle with the time.
     *
     * @param value to use.
     * @return this.
     */
    public GatewayContext ingressWork(final LongToIntFunction value)
    {
        this.ingressWork = value;
        return this;
    }

    /**
     * Whether members hold different states and none has a majority; publishes are refused then.
     *
     * @return asked for each publish.
     */
    public BooleanSupplier stateSplit()
    {
        return stateSplit;
    }

    /**
     * Whether members hold different states and none has a majority.
     *
     * @param value asked for each publish; false if not set.
     * @return this.
     */
    public GatewayContext stateSplit(final BooleanSupplier value)
    {
        this.stateSplit = value;
        return this;
    }

    /**
     * Whether publishes are to be refused because the disk is almost full.
     *
     * @return value.
     */
    public BooleanSupplier diskLow()
    {
        return diskLow;
    }

    /**
     * Whether publishes are to be refused because the disk is almost full.
     *
     * @param value to use.
     * @return this.
     */
    public GatewayContext diskLow(final BooleanSupplier value)
    {
        this.diskLow = value;
        return this;
    }

    /**
     * Term in which this node leads and its log can be reached, else {@link #NULL_TERM_ID}.
     *
     * @return value.
     */
    public LongSupplier leadershipTermId()
    {
        return leadershipTermId;
    }

    /**
     * Term in which this node leads and its log can be reached, else {@link #NULL_TERM_ID}.
     *
     * @param value to use.
     * @return this.
     */
    public GatewayContext leadershipTermId(final LongSupplier value)
    {
        this.leadershipTermId = value;
        return this;
    }

    /**
     * Ring of the engine's events.
     *
     * @return value.
     */
    public Outbox outbox()
    {
        return outbox;
    }

    /**
     * Ring of the engine's events.
     *
     * @param value to use.
     * @return this.
     */
    public GatewayContext outbox(final Outbox value)
    {
        this.outbox = value;
        return this;
    }

    /**
     * Where the bodies of messages are read.
     *
     * @return value.
     */
    public MessageSource messageSource()
    {
        return messageSource;
    }

    /**
     * Where the bodies of messages are read.
     *
     * @param value to use.
     * @return this.
     */
    public GatewayContext messageSource(final MessageSource value)
    {
        this.messageSource = value;
        return this;
    }

    /**
     * Clock of the duty cycle.
     *
     * @return value.
     */
    public NanoClock clock()
    {
        return clock;
    }

    /**
     * Clock of the duty cycle.
     *
     * @param value to use.
     * @return this.
     */
    public GatewayContext clock(final NanoClock value)
    {
        this.clock = value;
        return this;
    }

    /**
     * Wall clock, Unix ns.
     *
     * @return value.
     */
    public EpochNanoClock wallClock()
    {
        return wallClock;
    }

    /**
     * Wall clock, Unix ns.
     *
     * @param value to use.
     * @return this.
     */
    public GatewayContext wallClock(final EpochNanoClock value)
    {
        this.wallClock = value;
        return this;
    }

    /**
     * Counters; its own unless set.
     *
     * @return value.
     */
    public GatewayCounters counters()
    {
        return counters;
    }

    /**
     * Counters; its own unless set.
     *
     * @param value to use.
     * @return this.
     */
    public GatewayContext counters(final GatewayCounters value)
    {
        this.counters = value;
        return this;
    }

    /**
     * Hears of what was not expected.
     *
     * @return value.
     */
    public ErrorHandler errorHandler()
    {
        return errorHandler;
    }

    /**
     * Hears of what was not expected.
     *
     * @param value to use.
     * @return this.
     */
    public GatewayContext errorHandler(final ErrorHandler value)
    {
        this.errorHandler = value;
        return this;
    }

    /**
     * Called each time when the gates have opened; logs unless set.
     *
     * @return value.
     */
    public Runnable onReady()
    {
        return onReady;
    }

    /**
     * Called each time when the gates have opened; logs unless set.
     *
     * @param value to use.
     * @return this.
     */
    public GatewayContext onReady(final Runnable value)
    {
        this.onReady = value;
        return this;
    }
}
