package io.standfast.replication.restore;

import java.util.List;

import io.standfast.replication.peer.PeerStatus;

/**
 * Lets a doubtful verdict count only when it comes out twice in a row, the second time of words that everybody has said
 * since the first. Members speak one after the other: what one remembers of another may be newer than what that one was
 * heard to have itself, which then looks like an old copy although it is not. Owned by the launching thread.
 */
public final class RepeatedVerdict
{
    private Verdict first;
    private List<PeerStatus> heard = List.of();

    /**
     * Look at what has been decided.
     *
     * @param verdict of {@link AdmissionTable}.
     * @param others  that it was decided of.
     * @return the same when it may be acted on, else to wait.
     */
    public Verdict check(final Verdict verdict, final List<PeerStatus> others)
    {
        if (!verdict.isDoubtful())
        {
            first = null;
            return verdict;
        }
        if (first == null || !isSame(first, verdict) || !isSamePresent(others))
        {
            first = verdict;
            heard = List.copyOf(others);
            return again(verdict);
        }
        return isHeardSince(others) ? verdict : again(verdict);
    }

    private static Verdict again(final Verdict verdict)
    {
        return new Verdict(Verdict.Action.WAIT, PeerStatus.NO_MEMBER, 0, verdict.reason() +
            "; the others are heard once more before " + verdict.action());
    }

    private static boolean isSame(final Verdict one, final Verdict other)
    {
        return one.action() == other.action() && one.memberId() == other.memberId() && one.incarnation() == other
            .incarnation();
    }

    private boolean isSamePresent(final List<PeerStatus> others)
    {
        return others.stream().map(PeerStatus::memberId).toList().equals(heard.stream().map(PeerStatus::memberId)
            .toList());
    }

    /** Every word that is heard is a status of its own, also when it says the same. */
    private boolean isHeardSince(final List<PeerStatus> others)
    {
        for (int i = 0; i < others.size(); i++)
        {
            if (others.get(i) == heard.get(i))
            {
                return false;
            }
        }
        return true;
    }
}
