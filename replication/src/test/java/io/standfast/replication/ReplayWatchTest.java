package io.standfast.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import io.aeron.cluster.ElectionState;
import io.standfast.replication.identity.IdentityState;
import io.standfast.replication.peer.PeerStatus;
import io.standfast.replication.restore.RestoreProgress;
import io.standfast.replication.restore.RestoreProgress.Phase;

/**
 * What a member says of its log while it is read back, and when that is over.
 */
class ReplayWatchTest
{
    private final RestoreProgress progress = new RestoreProgress();
    private long applied;
    private long nowNs = System.nanoTime();
    private final ReplayWatch watch = new ReplayWatch(progress, () -> applied);

    private static PeerStatus member(final int id, final boolean isLeading, final long end, final long commit)
    {
        return new PeerStatus("c", id, "node-" + id, new PeerStatus.Self(7, IdentityState.READY, 1, true, false),
            new PeerStatus.Term(isLeading ? id : PeerStatus.NO_MEMBER, 1, isLeading),
            new PeerStatus.Log(0, end, commit),
            new PeerStatus.Digest(PeerStatus.NO_POSITION, 0), new PeerStatus.Build(0, 1, 1, 0), PeerStatus.Ports.NONE,
            "", List.of(), List.of());
    }

    private void look(final PeerStatus own, final ElectionState election, final PeerStatus... others)
    {
        nowNs += TimeUnit.SECONDS.toNanos(1);
        watch.look(own, List.of(others), election, nowNs);
    }

    @Test
    void shouldSayHowFarItIsAndHowFarTheLeaderIs()
    {
        progress.begin(Phase.REPLAY, 700);
        applied = 100;
        look(member(0, false, 700, 64), ElectionState.FOLLOWER_REPLAY);
        assertThat(progress.total()).as("nobody leads: its own log").isEqualTo(700);

        applied = 400;
        look(member(0, false, 700, 700), ElectionState.FOLLOWER_CATCHUP, member(1, true, 2_000, 1_900));

        assertThat(progress.phase()).isEqualTo(Phase.REPLAY);
        assertThat(progress.done()).isEqualTo(400);
        assertThat(progress.total()).isEqualTo(1_900);
        assertThat(progress.launched(nowNs)).matches("replaying the log: at 400 of 1900, 0 MB/s, \\d+ s left");
    }

    @Test
    void shouldBeOverWhenItHasWhatTheLeaderHas()
    {
        progress.begin(Phase.REPLAY, 700);
        look(member(0, false, 700, 700), ElectionState.CLOSED);
        assertThat(progress.phase()).as("nobody leads").isEqualTo(Phase.REPLAY);
        assertThat(progress.launched(nowNs)).matches("replaying the log: at 0 of 700, .*");
        applied = 700;
        look(member(0, false, 700, 700), ElectionState.CANVASS);
        assertThat(progress.launched(nowNs)).isEqualTo("has replayed its log, waits for a leader");
        look(member(0, false, 900, 900), ElectionState.CLOSED, member(1, true, 901, 901));
        assertThat(progress.phase()).as("it is behind").isEqualTo(Phase.REPLAY);
        look(member(0, false, 901, 901), ElectionState.FOLLOWER_CATCHUP, member(1, true, 901, 901));
        assertThat(progress.phase()).as("its engine has not had it all").isEqualTo(Phase.REPLAY);

        look(member(0, false, 901, 901), ElectionState.CLOSED, member(1, true, 901, 901));

        assertThat(progress.phase()).isEqualTo(Phase.LAUNCHED);
        assertThat(progress.launched(nowNs)).isEqualTo("running");
        look(member(0, false, 901, 901), ElectionState.CLOSED, member(1, true, 5_000, 5_000));
        assertThat(progress.phase()).as("it only lags").isEqualTo(Phase.LAUNCHED);
    }

    @Test
    void shouldBeOverWhenItLeadsItself()
    {
        progress.begin(Phase.REPLAY, 700);
        look(member(0, true, 700, 700), ElectionState.LEADER_REPLAY);
        assertThat(progress.phase()).isEqualTo(Phase.REPLAY);

        look(member(0, true, 700, 700), ElectionState.CLOSED);

        assertThat(progress.phase()).isEqualTo(Phase.LAUNCHED);
    }

    @Test
    void shouldStayOutOfOtherPhases()
    {
        progress.begin(Phase.SEGMENTS, 10);
        look(member(0, true, 700, 700), ElectionState.CLOSED);

        assertThat(progress.phase()).isEqualTo(Phase.SEGMENTS);
        assertThat(progress.total()).isEqualTo(10);
    }
}
