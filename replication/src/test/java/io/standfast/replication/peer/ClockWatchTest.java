package io.standfast.replication.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import io.standfast.replication.identity.IdentityState;

/**
 * Whose clock is off is said once, and again when it changed or ten minutes later.
 */
class ClockWatchTest
{
    private static final long HOUR = 3_600_000;
    private static final PeerStatus OTHER = new PeerStatus("c", 1, "node-b", new PeerStatus.Self(7,
        IdentityState.READY, 1, true, false), new PeerStatus.Term(PeerStatus.NO_MEMBER, 1, false),
        new PeerStatus.Log(0,
            1, 1),
        new PeerStatus.Digest(PeerStatus.NO_POSITION, 0), new PeerStatus.Build(0, 1, 1, 0), PeerStatus.Ports.NONE, "",
        List.of(), List
            .of());

    private final MemberClocks clocks = new MemberClocks();
    private final ClockWatch watch = new ClockWatch();
    private long nowNs = -5;

    private boolean look(final long aheadMs, final long afterMs)
    {
        nowNs += TimeUnit.MILLISECONDS.toNanos(afterMs);
        clocks.put(OTHER.memberId(), 1_000 * HOUR + aheadMs, 1_000 * HOUR);
        return watch.look(clocks, List.of(OTHER), nowNs);
    }

    private void report(final long aheadMs)
    {
        look(aheadMs, 200);
        assertThat(look(aheadMs, 2_000)).isTrue();
    }

    @Test
    void shouldSayOnceThatAClockIsOff()
    {
        report(HOUR);
        assertThat(watch.skewed()).containsExactly("node-b is 3600 s ahead");
        assertThat(look(HOUR + 40, 200)).isFalse();
        assertThat(look(HOUR, 599_000)).isFalse();
    }

    @Test
    void shouldSayAgainAfterTenMinutes()
    {
        report(HOUR);
        assertThat(look(HOUR, 600_000)).isTrue();
    }

    @Test
    void shouldSayAgainWhenItJumpsToTheOtherSide()
    {
        report(HOUR);
        assertThat(look(-HOUR, 200)).isTrue();
        assertThat(watch.skewed()).containsExactly("node-b is 3600 s behind");
    }

    @Test
    void shouldSayThatAllIsWell()
    {
        report(-HOUR);
        assertThat(look(3, 200)).isTrue();
        assertThat(watch.skewed()).isEmpty();
        assertThat(look(3, 700_000)).isFalse();
    }

    @Test
    void shouldNotTakeOldMessagesForAClockThatIsOff()
    {
        assertThat(look(-10_000, 200)).isFalse();
        assertThat(watch.skewed()).isEmpty();
        assertThat(look(-3, 200)).isFalse();
        assertThat(look(-10_000, 2_000)).isFalse();
        assertThat(watch.skewed()).isEmpty();
    }

    @Test
    void shouldNotSayWithoutEndWhenItIsAtTheLimit()
    {
        assertThat(look(MemberClocks.SKEW_MAX_MS, 5_000)).isFalse();
        assertThat(look(MemberClocks.SKEW_MAX_MS, 5_000)).isFalse();
        report(MemberClocks.SKEW_MAX_MS + 1);
        assertThat(look(MemberClocks.SKEW_MAX_MS - 1, 200)).isFalse();
        assertThat(look(MemberClocks.SKEW_MAX_MS + 1, 200)).isFalse();
        assertThat(look(MemberClocks.SKEW_MAX_MS / 2, 200)).isTrue();
    }

    @Test
    void shouldForgetWhoIsNotThere()
    {
        report(HOUR);
        assertThat(watch.look(clocks, List.of(), nowNs)).isTrue();
        assertThat(watch.skewed()).isEmpty();
        report(HOUR);
    }
}
