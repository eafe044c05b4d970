package io.standfast.replication.restore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.standfast.replication.identity.IdentityState;
import io.standfast.replication.peer.PeerStatus;
import io.standfast.replication.restore.Verdict.Action;

/**
 * A member whose disk is an old copy, and words of the others that are not of one moment.
 */
class RepeatedVerdictTest
{
    private static final long OURS = 7;
    private static final long OLD = 300;

    private final RepeatedVerdict repeated = new RepeatedVerdict();

    /** A member with a log, and what it remembers of every other. */
    private static PeerStatus member(final int id, final long end, final long remembered)
    {
        return new PeerStatus("c", id, "node-" + id, new PeerStatus.Self(OURS, IdentityState.READY, 1, false, false),
            new PeerStatus.Term(PeerStatus.NO_MEMBER, -1, false), new PeerStatus.Log(0, end, PeerStatus.NO_POSITION, 3),
            new PeerStatus.Digest(PeerStatus.NO_POSITION, 0), new PeerStatus.Build(0, 6, 6, 0), PeerStatus.Ports.NONE,
            "", List.of(new PeerStatus.Remembered((id + 1) % 3, 1, remembered), new PeerStatus.Remembered((id + 2) % 3,
                1, remembered)),
            List.of());
    }

    private Verdict hear(final PeerStatus... others)
    {
        final List<PeerStatus> present = Arrays.asList(others);
        return repeated.check(AdmissionTable.decide(member(0, OLD, OLD), present, 3, Orders.NONE), present);
    }

    /** What the second remembers of the first is newer than the first's own last word. */
    @Test
    void shouldNotTakeTheOthersForOldCopiesWhenOneWasHeardEarlier()
    {
        final PeerStatus one = member(1, 400, 400);
        final PeerStatus two = member(2, 500, 500);
        final List<PeerStatus> mixed = List.of(one, two);
        final Verdict hasty = AdmissionTable.decide(member(0, OLD, OLD), mixed, 3, Orders.NONE);
        assertThat(hasty.action()).as("what one look at them says").isEqualTo(Action.COPY);
        assertThat(hasty.isDoubtful()).isTrue();

        final Verdict first = hear(one, two);
        assertThat(first.action()).isEqualTo(Action.WAIT);
        assertThat(first.reason()).startsWith("the others remember this member's log up to 500, it ends at 300")
            .endsWith(
                "; node-2 has the best log; the others are heard once more before COPY");
        final Verdict second = hear(member(1, 500, 500), member(2, 500, 500));
        assertThat(second.action()).isEqualTo(Action.WAIT);
        assertThat(second.reason()).endsWith("nobody leads: the others are enough to elect one of them");
    }

    @Test
    void shouldActWhenItComesOutTwiceOfFreshWords()
    {
        final PeerStatus one = member(1, 400, 900);
        final PeerStatus two = member(2, 450, 900);
        assertThat(hear(one, two).action()).isEqualTo(Action.WAIT);
        assertThat(hear(one, two).action()).as("nobody has spoken since").isEqualTo(Action.WAIT);
        assertThat(hear(member(1, 400, 900), two).action()).as("one has not").isEqualTo(Action.WAIT);

        final Verdict verdict = hear(member(1, 400, 900), member(2, 450, 900));

        assertThat(verdict.action()).isEqualTo(Action.COPY);
        assertThat(verdict.memberId()).isEqualTo(2);
    }

    @Test
    void shouldBeginAnewWhenItComesOutOtherwise()
    {
        assertThat(hear(member(1, 400, 900), member(2, 450, 900)).action()).isEqualTo(Action.WAIT);
        assertThat(hear(member(1, 600, 900), member(2, 450, 900)).action()).as("another one is best").isEqualTo(
            Action.WAIT);
        assertThat(hear(member(1, 600, 900)).action()).as("one is missing").isEqualTo(Action.WAIT);
        assertThat(hear(member(1, 600, 900), member(2, 450, 900)).action()).as("it is back").isEqualTo(Action.WAIT);

        assertThat(hear(member(1, 600, 900), member(2, 450, 900)).memberId()).isEqualTo(1);
    }

    @Test
    void shouldActAtOnceWhenNothingIsDoubtful()
    {
        final List<PeerStatus> present = List.of(member(1, OLD, OLD), member(2, OLD, OLD));

        assertThat(hear(present.toArray(new PeerStatus[0])).action()).isEqualTo(Action.LAUNCH);
    }
}
