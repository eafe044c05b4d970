package io.standfast.replication;

import java.util.function.BooleanSupplier;

import io.standfast.replication.log.StreamingService;
import io.standfast.replication.peer.PeerAgent;

/**
 * What file work must know of its node. Called by the file work thread.
 */
final class NodeClusterView implements FileWorkAgent.ClusterView
{
    private final NodeContext context;
    private final Leadership leadership;
    private final DriverCounters counters;
    private final PeerAgent peers;
    private final BooleanSupplier diskLow;
    private final StreamingService service;

    /**
     * A view of a node.
     *
     * @param context    of the node.
     * @param leadership of the node.
     * @param counters   of its media driver.
     * @param peers      of a member, or null.
     * @param diskLow    whether a member's disk is below its reserve.
     * @param service    that applies the log.
     */
    NodeClusterView(final NodeContext context, final Leadership leadership, final DriverCounters counters,
        final PeerAgent peers, final BooleanSupplier diskLow, final StreamingService service)
    {
        this.context = context;
        this.leadership = leadership;
        this.counters = counters;
        this.peers = peers;
        this.diskLow = diskLow;
        this.service = service;
    }

    @Override
    public boolean isLeading()
    {
        return leadership.leadershipTermId() != Leadership.NULL_TERM;
    }

    @Override
    public DriverCounters counters()
    {
        return counters;
    }

    @Override
    public long purgeFloor()
    {
        return peers == null ? Long.MAX_VALUE : peers.board().purgeFloor();
    }

    @Override
    public long logKeptBytes()
    {
        return context.logKeptBytes();
    }

    @Override
    public long snapshotIntervalBytes()
    {
        return context.snapshotIntervalBytes();
    }

    @Override
    public boolean isDiskLow()
    {
        return diskLow.getAsBoolean();
    }

    @Override
    public long appliedPosition()
    {
        return service.appliedPosition();
    }

    @Override
    public boolean haveOthersRoomForSnapshot()
    {
        return peers == null || peers.board().present().stream().noneMatch(status -> status.identity().isDiskFull());
    }
}
