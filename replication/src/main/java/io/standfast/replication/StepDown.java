package io.standfast.replication;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.aeron.cluster.ElectionState;

/**
 * Closes the gates of a node that does not lead any more. The engine hears of it from Aeron, and the peer thread looks
 * at the election itself: a leader that is cut off leaves its term, but the engine is told only when it has read the
 * log to its end, and what was appended last is not committed. Its clients must not wait for that.
 */
final class StepDown
{
    private static final Logger LOG = LoggerFactory.getLogger(StepDown.class);
    /** This node leads, or is about to. */
    private static final Set<ElectionState> LEADING = EnumSet.of(ElectionState.LEADER_LOG_REPLICATION,
        ElectionState.LEADER_REPLAY, ElectionState.LEADER_INIT, ElectionState.LEADER_READY, ElectionState.CLOSED);

    private final Leadership leadership;
    private final Runnable doorbell;

    StepDown(final Leadership leadership, final Runnable doorbell)
    {
        this.leadership = leadership;
        this.doorbell = doorbell;
    }

    /**
     * Look whether the term that this node leads is over. Called by the peer thread.
     *
     * @param election its state, null while the node does not take part; asked after the term, so that it is later.
     */
    void look(final Supplier<ElectionState> election)
    {
        final long termId = leadership.leadershipTermId();
        final ElectionState state = election.get();
        if (state != null && !LEADING.contains(state))
        {
            now(termId);
        }
    }

    /**
     * A term is over. Called by the engine thread, or by the peer thread.
     *
     * @param termId that this node led, if it did.
     */
    void now(final long termId)
    {
        if (leadership.lost(termId))
        {
            LOG.info("server lost leadership, performing leader stepdown actions");
            doorbell.run();
            LOG.info("finished leader stepdown actions");
        }
    }
}
