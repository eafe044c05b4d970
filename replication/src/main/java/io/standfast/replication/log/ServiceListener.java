package io.standfast.replication.log;

/**
 * What the node hears from its service, on the engine thread.
 */
public interface ServiceListener
{
    /**
     * The state cannot be restored: what the snapshot lists is not there.
     *
     * @param cause of it.
     */
    void onNotRestored(RuntimeException cause);

    /**
     * A term has begun, here or elsewhere.
     *
     * @param leadershipTermId of the term.
     */
    void onTerm(long leadershipTermId);

    /**
     * This node leads; a TermOpened from its gateway opens the gates.
     *
     * @param leadershipTermId of the term.
     * @param logPosition      up to which the log has been applied: to its end.
     */
    void onLead(long leadershipTermId, long logPosition);

    /**
     * This node does not lead any more.
     */
    void onFollow();

    /**
     * The first entry since the start has been applied.
     */
    void onFirstEntryApplied();

    /**
     * A snapshot has been written.
     *
     * @param logPosition of the snapshot.
     * @param digest      of the state, equal on all members.
     */
    void onSnapshotTaken(long logPosition, long digest);

    /**
     * An entry cannot be applied; the node is to halt before the next one.
     *
     * @param logPosition of the entry.
     * @param cause       of it.
     */
    void onPoison(long logPosition, Throwable cause);

    /**
     * A snapshot cannot be taken; the node is to halt before the next entry.
     *
     * @param logPosition of the snapshot.
     * @param cause       of it.
     */
    void onSnapshotFailed(long logPosition, Throwable cause);
}
