package io.standfast.replication;

import java.nio.file.Path;
import java.util.List;

import io.aeron.cluster.ElectionState;

/**
 * A leader is elected by a follower that gets nothing of its log from then on, so that the first entry of its term is
 * not committed. The third member comes back: it may catch up only to what is committed, and counts only when it knows
 * the new term. Two of three are whole and must go on. Owned by the test's thread.
 */
final class UnheardScenario implements AutoCloseable
{
    private static final int MESSAGES = 5;

    private final TailCluster cluster;

    UnheardScenario(final String name, final Path root)
    {
        cluster = new TailCluster(name, root);
    }

    /**
     * Play it, and compare what is left.
     *
     * @return whether the leader gave its term up: on a slow machine it may lose it before.
     */
    boolean play()
    {
        cluster.start();
        final TailMember lost = cluster.establish(cluster.members(), MESSAGES);
        final List<TailMember> others = cluster.members().stream().filter(member -> member != lost).toList();
        final TailMember leader = others.get(0);
        final TailMember deaf = others.get(1);
        leader.nominatesLate(false);
        deaf.nominatesLate(true);
        cluster.await("all have all", () -> cluster.members().stream().allMatch(member -> member.applied()
            .size() == lost.applied().size()));

        deaf.cut().withoutLog();
        lost.kill();
        cluster.client().close();
        cluster.await("member " + leader.id() + " is elected", () -> leader.isLeader() && deaf
            .election() == ElectionState.CLOSED && leader.recorded() > leader.committed());
        cluster.tell(leader + " is elected");
        cluster.returnMember(lost);
        cluster.await("member " + leader.id() + " gives its term up", () -> leader.wasUnheard() || !leader.isLeader());
        cluster.establish(cluster.members(), MESSAGES);

        deaf.cut().on();
        cluster.establish(cluster.members(), MESSAGES);
        cluster.compare();
        return leader.wasUnheard();
    }

    /** What happened, for people. */
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
