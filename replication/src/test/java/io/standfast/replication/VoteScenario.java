package io.standfast.replication;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import io.aeron.cluster.ElectionState;

/**
 * Two candidates stand still when their votes have come in. The first has the longer log and one vote in its term; the
 * second then gets the same member's vote in the next one. The first goes on, the member hears of it before the second,
 * and what it acknowledges must outlive the second one, who counts its votes last. Owned by the test's thread.
 */
final class VoteScenario implements AutoCloseable
{
    private static final int TAIL = 5;
    private static final int TAIL_BYTES = 100;
    private static final long SOON_NS = TimeUnit.SECONDS.toNanos(2);
    /** Of a vote; a candidate waits for the third one for 125 ms. */
    private static final long ARRIVAL_MS = 20;

    private final TailCluster cluster;

    VoteScenario(final String name, final Path root)
    {
        cluster = new TailCluster(name, root);
    }

    /**
     * Play it, and compare what is left.
     *
     * @return false when the votes were not those that are wanted here.
     */
    boolean play()
    {
        cluster.start();
        final TailMember first = cluster.establish(cluster.members(), TAIL);
        final List<TailMember> others = cluster.members().stream().filter(member -> member != first).toList();
        final TailMember voter = others.get(0);
        final TailMember second = others.get(1);
        first.nominatesLate(false);
        second.nominatesLate(false);
        voter.nominatesLate(true);

        final long term = first.candidateTerm();
        growTail(first, others);
        second.cut().dumb();
        others.forEach(member -> member.clock().release());
        if (!isVotedFor(first, voter, term + 1))
        {
            return false;
        }
        first.cut().deaf();
        second.cut().on();
        if (!isVotedFor(second, voter, term + 2))
        {
            return false;
        }
        first.clock().release();
        if (!isSoon(() -> first.election() != ElectionState.CANDIDATE_BALLOT) || first
            .election() != ElectionState.LEADER_LOG_REPLICATION)
        {
            return false;
        }
        cluster.tell("member " + first.id() + " has counted its votes first");
        first.cut().on();
        cluster.establish(List.of(first, voter), TAIL);
        second.clock().release();
        cluster.tell("member " + second.id() + " counts its votes last");
        cluster.pause(TimeUnit.NANOSECONDS.toMillis(SOON_NS));
        cluster.establish(cluster.members(), TAIL);
        cluster.compare();
        return true;
    }

    /** Behind the end of the others' logs. */
    private void growTail(final TailMember first, final List<TailMember> others)
    {
        others.forEach(member -> member.clock().hold());
        first.cut().off();
        cluster.publish(TAIL, TAIL_BYTES);
        cluster.client().close();
        cluster.await("member " + first.id() + " leads no more", () -> first.election() == ElectionState.CANVASS);
        first.cut().on();
        cluster.tell("member " + first.id() + " has a tail to number " + cluster.client().sent());
    }

    /** A member is elected, and stands still before it knows. */
    private boolean isVotedFor(final TailMember candidate, final TailMember voter, final long term)
    {
        final boolean isVoted = isSoon(() -> voter.candidateTerm() == term && voter
            .election() == ElectionState.FOLLOWER_BALLOT);
        cluster.pause(ARRIVAL_MS);
        candidate.clock().hold();
        final boolean isWanted = isVoted && isSoon(() -> candidate.clock().isStanding()) && candidate
            .election() == ElectionState.CANDIDATE_BALLOT && candidate.candidateTerm() == term;
        cluster.tell("member " + candidate.id() + (isWanted ? " stands still" : " does not stand still") +
            " with a vote of term " + term);
        return isWanted;
    }

    private boolean isSoon(final BooleanSupplier condition)
    {
        final long deadlineNs = System.nanoTime() + SOON_NS;
        while (!condition.getAsBoolean())
        {
            if (System.nanoTime() - deadlineNs > 0)
            {
                return false;
            }
            cluster.cycle();
        }
        return true;
    }

    String story()
    {
        return cluster.story();
    }

    @Override
    public void close()
    {
        cluster.close();
    }
}
