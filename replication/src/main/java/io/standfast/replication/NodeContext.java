package io.standfast.replication;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.standfast.engine.FeatureLevel;
import io.standfast.replication.identity.SetAside;
import io.standfast.replication.log.Outbox;
import io.standfast.replication.peer.PeerStatus;

/**
 * Settings and collaborators of a {@link Node}. Not changed after the launch.
 */
public final class NodeContext
{
    /** Log since the last snapshot after which the next one is taken, bytes: replay stays around a second. */
    public static final long SNAPSHOT_INTERVAL_DEFAULT = 128L * 1024 * 1024;
    private static final long LOG_KEPT_DEFAULT = 4L * 1024 * 1024 * 1024;

    /** Bytes of the store that the scrub reads in a second: a disk's idle time, not its work. */
    public static final long SCRUB_RATE_DEFAULT = 8L * 1024 * 1024;
    /** Shortest time between the beginnings of two passes of the scrub, ms: a day. */
    public static final long SCRUB_INTERVAL_MS_DEFAULT = 24L * 60 * 60 * 1000;

    /** Bytes of segments that are sent to other members in a second, measured in docs/performance.md. */
    public static final long COPY_RATE_DEFAULT = 16L * 1024 * 1024;

    private long copyRate = COPY_RATE_DEFAULT;
    private long setAsideLimit = SetAside.AS_MUCH_AS_IS_FREE;
    // The property is for tests of whole processes.
    private final long scrubIntervalMs = Long.getLong("standfast.scrub.interval.ms", SCRUB_INTERVAL_MS_DEFAULT);
    private Path dataDirectory;
    private String clusterId = "test-cluster";
    private boolean isFileSync = true;
    private long snapshotIntervalBytes = SNAPSHOT_INTERVAL_DEFAULT;
    // The property is for tests of whole processes.
    private final long logKeptBytes = Long.getLong("standfast.log.kept.bytes", LOG_KEPT_DEFAULT);
    private List<Member> members = List.of();
    private int memberId;
    private boolean isBootstrap;
    private BooleanSupplier stopping = () -> false;
    private Supplier<PeerStatus.Ports> ports = () -> PeerStatus.Ports.NONE;
    private BooleanSupplier serving = () -> false;
    private Consumer<String> phase = text ->
    {
    };
    private Consumer<Node> started = node ->
    {
    };
    private final List<Gauge> gauges = new ArrayList<>();
    // Written by whoever reloads the configuration, read by the peer thread.
    private volatile long configurationHash;
    private int supportedLevel = FeatureLevel.NEWEST;
    private DoorAccess door;
    private AgentThreads threads = AgentThreads.BALANCED;
    private long keyCheck;
    private BooleanSupplier diskLow = () -> false;
    private Outbox outbox;
    private Runnable gatewayDoorbell = () ->
    {
    };
    private NodeFailure failure = (reason, cause) ->
    {
        throw new IllegalStateException(reason, cause);
    };

    /** Bytes of the store that the scrub reads in a second. */
    long scrubRate()
    {
        return SCRUB_RATE_DEFAULT;
    }

    /** Shortest time between the beginnings of two passes of the scrub, ms. */
    long scrubIntervalMs()
    {
        return scrubIntervalMs;
    }

    /** Bytes of segments that are sent to other members in a second, 0 for any. */
    long copyRate()
    {
        return copyRate;
    }

    /** Bytes that are kept of this member's own data while another's is copied. */
    long setAsideLimit()
    {
        return setAsideLimit;
    }

    /**
     * What copies between members may take.
     *
     * @param bytesPerSecond of segments that are sent to others, 0 for any.
     * @param keptBytes      of this member's own data while another's is copied, or
     *                       {@link SetAside#AS_MUCH_AS_IS_FREE}.
     * @return this.
     */
    public NodeContext copies(final long bytesPerSecond, final long keptBytes)
    {
        copyRate = bytesPerSecond;
        setAsideLimit = keptBytes;
        return this;
    }

    /**
     * Directory of all data.
     *
     * @return directory.
     */
    public Path dataDirectory()
    {
        return dataDirectory;
    }

    /**
     * Directory of all data.
     *
     * @param value created when it does not exist.
     * @return this.
     */
    public NodeContext dataDirectory(final Path value)
    {
        dataDirectory = value;
        return this;
    }

    /**
     * Name of the cluster.
     *
     * @return name.
     */
    public String clusterId()
    {
        return clusterId;
    }

    /**
     * Name of the cluster.
     *
     * @param value name.
     * @return this.
     */
    public NodeContext clusterId(final String value)
    {
        clusterId = value;
        return this;
    }

    /**
     * Whether an entry counts only when it has been forced to disk.
     *
     * @return true by default.
     */
    public boolean isFileSync()
    {
        return isFileSync;
    }

    /**
     * Whether an entry counts only when it has been forced to disk.
     *
     * @param value false to trade safety at a power loss for speed.
     * @return this.
     */
    public NodeContext fileSync(final boolean value)
    {
        isFileSync = value;
        return this;
    }

    /**
     * Log since the last snapshot after which the next one is taken.
     *
     * @return bytes.
     */
    public long snapshotIntervalBytes()
    {
        return snapshotIntervalBytes;
    }

    /**
     * Log since the last snapshot after which the next one is taken.
     *
     * @param bytes of log.
     * @return this.
     */
    public NodeContext snapshotIntervalBytes(final long bytes)
    {
        snapshotIntervalBytes = bytes;
        return this;
    }

    /** Log before the newest snapshot that is kept for members that are behind or wait, bytes. */
    long logKeptBytes()
    {
        return logKeptBytes;
    }

    /**
     * Whether this node is one of several.
     *
     * @return false for a cluster of one.
     */
    public boolean isMember()
    {
        return !members.isEmpty();
    }

    /**
     * All members of the cluster.
     *
     * @return in the order of their ids, empty for a cluster of one.
     */
    public List<Member> members()
    {
        return members;
    }

    /**
     * This node.
     *
     * @return member.
     */
    public Member own()
    {
        return members.get(memberId);
    }

    /**
     * Id of this node.
     *
     * @return place in the list of members.
     */
    public int memberId()
    {
        return memberId;
    }

    /**
     * Members of the cluster.
     *
     * @param value in the order of their ids.
     * @param own   id of this node.
     * @return this.
     */
    public NodeContext members(final List<Member> value, final int own)
    {
        members = List.copyOf(value);
        memberId = own;
        return this;
    }

    /**
     * Whether an operator has ordered this node to begin a cluster.
     *
     * @return false by default.
     */
    public boolean isBootstrap()
    {
        return isBootstrap;
    }

    /**
     * Whether an operator has ordered this node to begin a cluster.
     *
     * @param value true to begin one although not all members answer.
     * @return this.
     */
    public NodeContext bootstrap(final boolean value)
    {
        isBootstrap = value;
        return this;
    }

    /**
     * Whether somebody has asked to stop while the node waits.
     *
     * @return asked by the launching thread.
     */
    public BooleanSupplier stopping()
    {
        return stopping;
    }

    /**
     * Whether somebody has asked to stop while the node waits.
     *
     * @param value asked by the launching thread.
     * @return this.
     */
    public NodeContext stopping(final BooleanSupplier value)
    {
        stopping = value;
        return this;
    }

    /**
     * Hears what the node is doing before it is launched.
     *
     * @return one line for people each time, on the launching thread.
     */
    public Consumer<String> phase()
    {
        return phase;
    }

    /**
     * Hears what the node is doing before it is launched.
     *
     * @param value one line for people each time, on the launching thread.
     * @return this.
     */
    public NodeContext phase(final Consumer<String> value)
    {
        phase = value;
        return this;
    }

    /**
     * Gets the node as soon as it hears the other members, before it is launched.
     *
     * @return called by the launching thread.
     */
    public Consumer<Node> started()
    {
        return started;
    }

    /**
     * Gets the node as soon as it hears the other members, before it is launched.
     *
     * @param value called by the launching thread.
     * @return this.
     */
    public NodeContext started(final Consumer<Node> value)
    {
        started = value;
        return this;
    }

    /**
     * Whether the gateway's gates are open.
     *
     * @return asked by the peer thread.
     */
    public BooleanSupplier serving()
    {
        return serving;
    }

    /**
     * Whether the gateway's gates are open.
     *
     * @param value asked by the peer thread.
     * @return this.
     */
    public NodeContext serving(final BooleanSupplier value)
    {
        serving = value;
        return this;
    }

    /**
     * Ports of this node's listener and pages.
     *
     * @return ports, 0 while there is none; asked by the peer thread.
     */
    public Supplier<PeerStatus.Ports> ports()
    {
        return ports;
    }

    /**
     * Ports of this node's listener and pages.
     *
     * @param value ports, 0 while there is none; asked by the peer thread.
     * @return this.
     */
    public NodeContext ports(final Supplier<PeerStatus.Ports> value)
    {
        ports = value;
        return this;
    }

    /**
     * Hash of what shapes the state: limits are applied when all members have the same.
     *
     * @return hash.
     */
    public long configurationHash()
    {
        return configurationHash;
    }

    /**
     * Hash of what shapes the state: limits are applied when all members have the same.
     *
     * @param value hash.
     * @return this.
     */
    public NodeContext configurationHash(final long value)
    {
        configurationHash = value;
        return this;
    }

    long keyCheck()
    {
        return keyCheck;
    }

    /**
     * Tells the key of the encryption at rest from others: members must have the same.
     *
     * @param value number, 0 without a key.
     * @return this.
     */
    public NodeContext keyCheck(final long value)
    {
        keyCheck = value;
        return this;
    }

    /**
     * Highest feature level that this node follows.
     *
     * @return level, from {@link FeatureLevel#FIRST} to {@link FeatureLevel#NEWEST}.
     */
    public int supportedLevel()
    {
        return supportedLevel;
    }

    /**
     * Highest feature level that this node follows: what is raised never turns back.
     *
     * @param value level, from {@link FeatureLevel#FIRST} to {@link FeatureLevel#NEWEST}.
     * @return this.
     */
    public NodeContext supportedLevel(final int value)
    {
        supportedLevel = value;
        return this;
    }

    /**
     * What Aeron's tools are to show of this process beside the node's own gauges.
     *
     * @return live list.
     */
    public List<Gauge> gauges()
    {
        return gauges;
    }

    /**
     * What Aeron's tools are to show of this process beside the node's own gauges.
     *
     * @param values added to what is there.
     * @return this.
     */
    public NodeContext gauges(final List<Gauge> values)
    {
        gauges.addAll(values);
        return this;
    }

    /**
     * The Aeron door.
     *
     * @return for whom it is open, or null.
     */
    public DoorAccess door()
    {
        return door;
    }

    /**
     * The Aeron door.
     *
     * @param value for whom it is open, or null.
     * @return this.
     */
    public NodeContext door(final DoorAccess value)
    {
        door = value;
        return this;
    }

    /**
     * Threads of the agents.
     *
     * @return {@link AgentThreads#BALANCED} by default.
     */
    public AgentThreads threads()
    {
        return threads;
    }

    /**
     * Threads of the agents.
     *
     * @param value profile.
     * @return this.
     */
    public NodeContext threads(final AgentThreads value)
    {
        threads = value;
        return this;
    }

    /**
     * Something else than the disks that makes them be taken for low.
     *
     * @return asked by any thread.
     */
    BooleanSupplier diskLow()
    {
        return diskLow;
    }

    /** For tests. */
    NodeContext diskLow(final BooleanSupplier value)
    {
        diskLow = value;
        return this;
    }

    /**
     * Ring from the engine to the gateway.
     *
     * @return outbox.
     */
    public Outbox outbox()
    {
        return outbox;
    }

    /**
     * Ring from the engine to the gateway.
     *
     * @param value outbox.
     * @return this.
     */
    public NodeContext outbox(final Outbox value)
    {
        outbox = value;
        return this;
    }

    /**
     * Wakes the gateway.
     *
     * @return doorbell, called by any thread.
     */
    public Runnable gatewayDoorbell()
    {
        return gatewayDoorbell;
    }

    /**
     * Wakes the gateway.
     *
     * @param value doorbell, called by any thread.
     * @return this.
     */
    public NodeContext gatewayDoorbell(final Runnable value)
    {
        gatewayDoorbell = value;
        return this;
    }

    /**
     * Who hears that the node cannot go on.
     *
     * @return listener, called by any thread.
     */
    public NodeFailure failure()
    {
        return failure;
    }

    /**
     * Who hears that the node cannot go on.
     *
     * @param value listener, called by any thread.
     * @return this.
     */
    public NodeContext failure(final NodeFailure value)
    {
        failure = value;
        return this;
    }
}
