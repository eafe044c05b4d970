package io.standfast.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

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
        return new PeerStatus("c", id, "node-" + id, new PeerStatus.Self(7, IdentityState.READY, 1, true, false),
            new PeerStatus.Term(PeerStatus.NO_MEMBER, 1, false), new PeerStatus.Log(0, 100, 100), new PeerStatus.Digest(
                position, digest),
            new PeerStatus.Build(0, 1, 1, 0), PeerStatus.Ports.NONE, "", List.of(), List.of());
    }

    private void look(final long position, final long digest, final PeerStatus... others)
    {
        watch.watchDigest(new PeerStatus.Digest(position, digest), List.of(others));
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
