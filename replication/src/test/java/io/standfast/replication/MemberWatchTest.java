package io.standfast.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import io.aeron.cluster.ElectionState;
import io.standfast.replication.identity.IdentityState;
import io.standfast.replication.peer.PeerStatus;

/**
 * What a member does when the others hold another state.
 */
class MemberWatchTest
{
    private final List<String> failures = new ArrayList<>();
    private final MemberWatch watch = new MemberWatch(3, null, null, () -> null, () -> null, failures::add,
        null);

    private static PeerStatus other(final int id, final long position, final long digest)
    {
        return member(id, PeerStatus.NO_MEMBER, new PeerStatus.Log(0, 100, 100), new PeerStatus.Digest(position,
            digest));
    }

    private static PeerStatus member(final int id, final int leaderId, final PeerStatus.Log log,
        final PeerStatus.Digest digest)
    {
        return new PeerStatus("c", id, "node-" + id, new PeerStatus.Self(7, IdentityState.READY, 1, true, false),
            new PeerStatus.Term(leaderId, 1, false), log, digest, new PeerStatus.Build(0, 1, 1, 0),
            PeerStatus.Ports.NONE, "", List.of(), List.of());
    }

    private void look(final long position, final long digest, final PeerStatus... others)
    {
        watch.watchDigest(new PeerStatus.Digest(position, digest), List.of(others));
    }

    private void lookAtElection(final OwnElection election, final int leaderId, final boolean isAnotherLeading,
        final long nowS)
    {
        watch.watchElection(election, member(0, leaderId, new PeerStatus.Log(0, 200, 100), new PeerStatus.Digest(0, 0)),
            isAnotherLeading, TimeUnit.SECONDS.toNanos(nowS));
    }

    @Test
    void shouldEndWhenNoMajorityRecordsTheTermThatItWasElectedFor()
    {
        final OwnElection leads = new OwnElection(ElectionState.CLOSED, true);
        lookAtElection(leads, 0, false, 1);
        lookAtElection(leads, 0, false, 21);
        assertThat(failures).as("its term has begun").isEmpty();

        lookAtElection(leads, PeerStatus.NO_MEMBER, false, 22);
        lookAtElection(leads, PeerStatus.NO_MEMBER, false, 31);
        assertThat(failures).as("9 s").isEmpty();
        lookAtElection(leads, PeerStatus.NO_MEMBER, false, 33);
        assertThat(failures).singleElement().asString().contains("no majority has recorded its log beyond position 100",
            "it has up to 200");
    }

    @Test
    void shouldEndWhenAnotherLeadsWhileItWaitsForFollowers()
    {
        final OwnElection waits = new OwnElection(ElectionState.LEADER_LOG_REPLICATION, true);
        lookAtElection(waits, PeerStatus.NO_MEMBER, true, 1);
        lookAtElection(waits, PeerStatus.NO_MEMBER, true, 5);
        assertThat(failures).as("4 s").isEmpty();
        lookAtElection(waits, PeerStatus.NO_MEMBER, true, 7);
        assertThat(failures).singleElement().asString().contains("another member leads");
    }

    @Test
    void shouldRefusePublishesUntilAMajorityHasTheSameState()
    {
        look(10, 1, other(1, 10, 1), other(2, 10, 1));
        assertThat(watch.isSplit()).as("all the same").isFalse();

        look(20, 1, other(1, 20, 2), other(2, 20, 3));
        assertThat(watch.isSplit()).as("all different").isTrue();
        look(30, 4, other(1, 20, 2), other(2, 20, 3));
        assertThat(watch.isSplit()).as("nobody else has this snapshot yet").isTrue();
        look(30, 4);
        assertThat(watch.isSplit()).as("nobody else is there").isTrue();

        look(30, 4, other(1, 30, 4), other(2, 20, 3));
        assertThat(watch.isSplit()).as("two of three are the same").isFalse();
        assertThat(failures).isEmpty();
    }
}
