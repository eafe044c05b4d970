package io.standfast.replication;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.aeron.cluster.ElectionState;
import io.standfast.replication.peer.PeerBoard;
import io.standfast.replication.peer.PeerStatus;
import io.standfast.replication.restore.RestoreProgress;

/**
 * How far a member that has been launched is from having applied all that its cluster has: first its own log, then, as
 * soon as somebody leads, that one's. Owned by the peer thread.
 */
final class ReplayWatch
{
    private static final Logger LOG = LoggerFactory.getLogger(ReplayWatch.class);
    private static final long INTERVAL_NS = TimeUnit.SECONDS.toNanos(1);

    private final RestoreProgress progress;
    private final LongSupplier applied;
    private boolean hasBegun;
    private long saidNs;

    /**
     * A watch.
     *
     * @param progress told how far it is.
     * @param applied  position up to which the engine has applied the log, or a little less.
     */
    ReplayWatch(final RestoreProgress progress, final LongSupplier applied)
    {
        this.progress = progress;
        this.applied = applied;
    }

    /**
     * Look.
     *
     * @param own      what this member says of itself.
     * @param others   that are there.
     * @param election its state, null while it does not run.
     * @param nowNs    time.
     */
    void look(final PeerStatus own, final List<PeerStatus> others, final ElectionState election, final long nowNs)
    {
        if (progress.phase() != RestoreProgress.Phase.REPLAY)
        {
            return;
        }
        final PeerStatus leader = PeerBoard.leader(others);
        final boolean isLeading = own.term().leaderId() == own.memberId();
        final long target = Math.max(own.log().end(), leader == null ? 0 : leader.log().commit());
        if (election == ElectionState.CLOSED && (isLeading || leader != null && own.log().commit() >= leader.log()
            .commit()))
        {
            progress.begin(RestoreProgress.Phase.LAUNCHED, 0);
            return;
        }
        progress.total(Math.max(0, target));
        progress.done(Math.max(0, applied.getAsLong()));
        if (!hasBegun)
        {
            hasBegun = true;
            saidNs = nowNs;
        }
        if (nowNs - saidNs >= INTERVAL_NS)
        {
            saidNs = nowNs;
            LOG.info("restore: {}", progress.launched(nowNs));
        }
    }
}
