package io.standfast.replication.restore;

import io.standfast.replication.peer.PeerStatus;

/**
 * What a member that starts is to do next. Immutable.
 *
 * @param action      to take.
 * @param memberId    that is copied from, or -1.
 * @param incarnation to take on, or 0.
 * @param reason      one line for people.
 * @param isDoubtful  whether it is to come out again before it is acted on ({@link RepeatedVerdict}).
 */
public record Verdict(Action action, int memberId, long incarnation, String reason, boolean isDoubtful)
{
    /**
     * A verdict that may be acted on at once.
     *
     * @param action      to take.
     * @param memberId    that is copied from, or -1.
     * @param incarnation to take on, or 0.
     * @param reason      one line for people.
     */
    public Verdict(final Action action, final int memberId, final long incarnation, final String reason)
    {
        this(action, memberId, incarnation, reason, false);
    }

    /**
     * The same, but to wait when a cluster would be formed, or a log be taken for the best, while it is not known who
     * a member is.
     *
     * @param twins why it is not known, null when it is.
     * @return verdict.
     */
    public Verdict unless(final String twins)
    {
        return twins == null || action != Action.FORM && action != Action.ADOPT && action != Action.COPY ? this
            : new Verdict(Action.WAIT, PeerStatus.NO_MEMBER, 0, twins + "; not done meanwhile: " + action);
    }

    /**
     * What to do.
     */
    public enum Action
    {
        /** Take part: this member's data is whole and a majority has the same cluster. */
        LAUNCH,
        /** Draw an incarnation: there has never been a cluster here. */
        FORM,
        /** Take on the incarnation that another member has drawn. */
        ADOPT,
        /** Copy log and snapshot from the leader while it goes on. */
        SEED,
        /** Copy the log of the member that has the best one, of the latest term and the longest; nobody leads. */
        COPY,
        /** Change nothing and ask again. */
        WAIT
    }
}
