package io.standfast.replication;

import java.io.IOException;

import org.agrona.concurrent.AgentTerminationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.standfast.engine.FeatureLevelException;
import io.standfast.engine.ForeignCommandException;
import io.standfast.engine.store.StoreException;
import io.standfast.replication.identity.DataDirectory;
import io.standfast.replication.log.ServiceListener;
import io.standfast.replication.peer.PeerStatus;

/**
 * Hears the service, on the engine thread.
 */
final class Supervisor implements ServiceListener
{
    /** The node, on the engine thread. */
    interface Ear
    {
        /** It is ready: its log is the cluster's. */
        void onFirstEntryApplied();

        /** A snapshot says what the state is. */
        void onDigest(PeerStatus.Digest digest);

        /** Whether the log, that ends there, has all that the store holds; if not, the node hears of it. */
        boolean isLogWhole(long logPosition);
    }

    private static final Logger LOG = LoggerFactory.getLogger(Node.class);

    private final NodeContext context;
    private final DataDirectory dataDirectory;
    private final Leadership leadership;
    private final StepDown stepDown;
    private final NodeFailure failure;
    private final Ear ear;

    /**
     * A listener of one service.
     *
     * @param context       of the node.
     * @param dataDirectory of the node.
     * @param leadership    of the node.
     * @param stepDown      of the node.
     * @param failure       told when the node cannot go on.
     * @param ear           of the node.
     */
    Supervisor(final NodeContext context, final DataDirectory dataDirectory, final Leadership leadership,
        final StepDown stepDown, final NodeFailure failure, final Ear ear)
    {
        this.context = context;
        this.dataDirectory = dataDirectory;
        this.leadership = leadership;
        this.stepDown = stepDown;
        this.failure = failure;
        this.ear = ear;
    }

    @Override
    public void onNotRestored(final RuntimeException cause)
    {
        if (context.isMember() && !isPassing(cause))
        {
            // The next start copies it from the others.
            dataDirectory.markDamaged();
        }
        failure.onFailure("the state cannot be restored: " + cause.getMessage(), cause);
    }

    /**
     * A disk that refuses, a node that is stopped meanwhile, and a build that is too old say nothing of the data. What
     * befalls all members at once must not leave a cluster without one whose data is whole.
     */
    private static boolean isPassing(final RuntimeException cause)
    {
        if (cause instanceof FeatureLevelException || cause instanceof StoreException ||
            cause instanceof AgentTerminationException || Thread.currentThread().isInterrupted())
        {
            return true;
        }
        Throwable each = cause;
        while (each != null && !(each instanceof IOException))
        {
            each = each.getCause();
        }
        return each != null;
    }

    @Override
    public void onSnapshotTaken(final long logPosition, final long value)
    {
        ear.onDigest(new PeerStatus.Digest(logPosition, value));
    }

    @Override
    public void onTerm(final long leadershipTermId)
    {
        leadership.heard(leadershipTermId);
    }

    @Override
    public void onLead(final long leadershipTermId, final long logPosition)
    {
        if (!ear.isLogWhole(logPosition))
        {
            return;
        }
        if (context.isMember())
        {
            LOG.info("server became leader, performing leader promotion actions");
        }
        leadership.lead(leadershipTermId);
        context.gatewayDoorbell().run();
    }

    @Override
    public void onFollow()
    {
        if (!context.isMember() && leadership.leadershipTermId() != Leadership.NULL_TERM)
        {
            failure.onFailure("this node has lost its leadership, although it is alone: its log cannot be recorded, " +
                "look for errors of the disk", null);
        }
        stepDown.now(leadership.leadershipTermId());
    }

    @Override
    public void onFirstEntryApplied()
    {
        ear.onFirstEntryApplied();
    }

    @Override
    public void onPoison(final long logPosition, final Throwable cause)
    {
        if (cause instanceof ForeignCommandException)
        {
            dataDirectory.markDamaged();
        }
        // An entry of a level that is not known is no poison: the others apply it.
        failure.onFailure("the entry at log position " + logPosition + " cannot be applied: " +
            (cause instanceof FeatureLevelException ? cause.getMessage() : cause + "; start this node again: " +
                "if it halts there again, and so do others, see 'standfast cluster skip'"),
            cause);
        throw new AgentTerminationException(cause);
    }

    @Override
    public void onSnapshotFailed(final long logPosition, final Throwable cause)
    {
        failure.onFailure("no snapshot can be taken at log position " + logPosition + ": " + cause, cause);
        throw new AgentTerminationException(cause);
    }
}
