package io.standfast.replication.restore;

import static io.standfast.replication.identity.IdentityState.DAMAGED;
import static io.standfast.replication.identity.IdentityState.EMPTY;
import static io.standfast.replication.identity.IdentityState.FORMING;
import static io.standfast.replication.identity.IdentityState.READY;
import static io.standfast.replication.identity.IdentityState.SEEDING;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.standfast.replication.identity.IdentityState;
import io.standfast.replication.peer.PeerStatus;
import io.standfast.replication.restore.Verdict.Action;

/**
 * Who may vote: examples of the table, and its promises over every combination of what three members say first of all:
 * state, incarnation, whether they lead, and three lengths of a log.
 */
class AdmissionTableTest
{
    private static final long OURS = 7;
    private static final long FOREIGN = 8;

    private static PeerStatus member(final int id, final IdentityState state, final long incarnation, final long end)
    {
        return member(id, state, incarnation, end, false);
    }

    private static PeerStatus member(final int id, final IdentityState state, final long incarnation, final long end,
        final boolean isLeading)
    {
        return new PeerStatus("c", id, "node-" + id, new PeerStatus.Self(incarnation, state, 1, isLeading, false),
            new PeerStatus.Term(isLeading ? id : PeerStatus.NO_MEMBER, isLeading ? 3 : -1, isLeading),
            new PeerStatus.Log(0, end, isLeading ? end : PeerStatus.NO_POSITION), new PeerStatus.Digest(
                PeerStatus.NO_POSITION, 0),
            new PeerStatus.Build(0, 1, 1, 0), PeerStatus.Ports.NONE, "", List.of(), List.of());
    }

    private static PeerStatus remembering(final PeerStatus status, final int member, final long end)
    {
        return new PeerStatus(status.clusterId(), status.memberId(), status.name(), status.identity(), status.term(),
            status.log(), status.digest(), status.build(), PeerStatus.Ports.NONE, "",
            List.of(new PeerStatus.Remembered(member, 1, end)),
            List.of());
    }

    private static PeerStatus logFrom(final PeerStatus status, final long start)
    {
        return new PeerStatus(status.clusterId(), status.memberId(), status.name(), status.identity(), status.term(),
            new PeerStatus.Log(start, status.log().end(), status.log().commit()), status.digest(), status.build(),
            PeerStatus.Ports.NONE,
            "", List.of(),
            List.of());
    }

    private static Verdict decide(final PeerStatus self, final PeerStatus... others)
    {
        return AdmissionTable.decide(self, List.of(others), 3, Orders.NONE);
    }

    @Test
    void shouldLaunchWhenAMajorityHasTheSameCluster()
    {
        assertThat(decide(member(0, READY, OURS, 100), member(1, READY, OURS, 90)).action()).isEqualTo(Action.LAUNCH);
        assertThat(decide(member(0, READY, OURS, 100)).action()).isEqualTo(Action.WAIT);
        assertThat(decide(member(0, READY, OURS, 100), member(1, EMPTY, 0, -1), member(2, SEEDING, OURS, -1)).action())
            .isEqualTo(Action.WAIT);
    }

    @Test
    void shouldFormOnlyWhenAllAreEmptyAndByTheLowest()
    {
        final PeerStatus[] empty = {member(0, EMPTY, 0, -1), member(1, EMPTY, 0, -1), member(2, EMPTY, 0, -1)};

        assertThat(decide(empty[0], empty[1], empty[2]).action()).isEqualTo(Action.FORM);
        assertThat(decide(empty[1], empty[0], empty[2]).action()).isEqualTo(Action.WAIT);
        assertThat(decide(empty[0], empty[1]).action()).as("one is late").isEqualTo(Action.WAIT);
        assertThat(decide(empty[1], member(0, FORMING, OURS, -1), empty[2])).isEqualTo(new Verdict(Action.ADOPT, -1,
            OURS, "a new cluster is being formed"));
        assertThat(AdmissionTable.decide(empty[1], List.of(empty[2]), 3, new Orders(true, -1)).action())
            .as("on an operator's order")
            .isEqualTo(Action.FORM);
        assertThat(AdmissionTable
            .decide(empty[1], List.of(empty[2], member(0, READY, OURS, 5)), 3, new Orders(true, -1)).action()).as(
                "an order does not outweigh data")
            .isNotEqualTo(Action.FORM);
    }

    /**
     * The third has had no part in the cluster since it was begun, the others went on; now this one's disk is lost, and
     * the other one is late: the third and this one would be a majority without what was acknowledged.
     */
    @Test
    void shouldNotTakePartInAClusterThatWasBegunEarlierWhileSomebodyIsMissing()
    {
        final PeerStatus wiped = member(0, EMPTY, 0, -1);
        final PeerStatus begun = member(2, FORMING, OURS, -1);
        final PeerStatus again = new PeerStatus(begun.clusterId(), 2, begun.name(), new PeerStatus.Self(OURS, FORMING,
            2, false, false), begun.term(), begun.log(), begun.digest(), begun.build(), PeerStatus.Ports.NONE, "",
            List
                .of(),
            List.of());

        for (final PeerStatus third : List.of(again, member(2, FORMING, OURS, 100)))
        {
            final Verdict verdict = decide(wiped, third);
            assertThat(verdict.action()).isEqualTo(Action.WAIT);
            assertThat(verdict.reason()).contains("who is missing may have its data", "heard: node-2 (FORMING)");
            assertThat(decide(wiped, third, member(1, EMPTY, 0, -1)).action()).as("nobody is missing").isEqualTo(
                Action.ADOPT);
            assertThat(AdmissionTable.decide(wiped, List.of(third), 3, new Orders(true, -1)).action()).as("ordered")
                .isEqualTo(Action.ADOPT);
        }
        assertThat(decide(wiped, begun).action()).as("by -cluster_bootstrap, a moment ago").isEqualTo(Action.ADOPT);
    }

    /** The lowest forms it without an order: with the one that has one there would be two. */
    @Test
    void shouldLeaveItToTheLowestWhenAnotherIsOrderedToFormAndAllAnswer()
    {
        final PeerStatus zero = member(0, EMPTY, 0, -1);
        final PeerStatus one = member(1, EMPTY, 0, -1);
        final PeerStatus two = member(2, EMPTY, 0, -1);
        final Orders order = new Orders(true, -1);

        assertThat(AdmissionTable.decide(two, List.of(zero, one), 3, order).reason()).isEqualTo(
            "all members are empty: node-0 forms the cluster");
        assertThat(AdmissionTable.decide(zero, List.of(one, two), 3, order).action()).isEqualTo(Action.FORM);
        assertThat(AdmissionTable.decide(two, List.of(one), 3, order).action()).isEqualTo(Action.FORM);
    }

    /** Both were started with -cluster_bootstrap, at the same moment. */
    @Test
    void shouldSayWhatToDoWhenTwoHaveBegunAClusterEach()
    {
        final PeerStatus one = member(0, FORMING, OURS, -1);
        final PeerStatus two = member(1, FORMING, FOREIGN, -1);
        final String text = "two members have begun a cluster each: stop one, remove its data directory, start it " +
            "again";

        for (final Verdict verdict : List.of(decide(one, two), decide(two, one, member(2, EMPTY, 0, -1)), decide(member(
            2, EMPTY, 0, -1), one, two)))
        {
            assertThat(verdict.action()).isEqualTo(Action.WAIT);
            assertThat(verdict.reason()).startsWith(text);
        }
        assertThat(decide(one, two).reason()).endsWith("again (-cluster_bootstrap is for one of them); heard: node-1 " +
            "(FORMING)");
    }

    /** Two wiped members and one that is late (AERON-FACTS F2). */
    @Test
    void shouldWaitForTheLateOneAndThenCopyItWhenTwoAreWiped()
    {
        final PeerStatus wiped = member(1, EMPTY, 0, -1);
        assertThat(decide(member(0, EMPTY, 0, -1), wiped).action()).isEqualTo(Action.WAIT);

        final Verdict verdict = decide(member(0, EMPTY, 0, -1), wiped, member(2, READY, OURS, 500));

        assertThat(verdict.action()).isEqualTo(Action.COPY);
        assertThat(verdict.memberId()).isEqualTo(2);
        assertThat(decide(member(2, READY, OURS, 500), member(0, EMPTY, 0, -1), wiped).action()).isEqualTo(Action.WAIT);
    }

    /** The one that is left had been away: what the two others have acknowledged meanwhile is only on their disks. */
    @ParameterizedTest
    @EnumSource(names = {"DAMAGED", "SEEDING"})
    void shouldNotGiveUpWhatMembersRememberWithoutAnOrder(final IdentityState state)
    {
        final PeerStatus damaged = remembering(member(0, state, OURS, -1), 1, 900);
        final PeerStatus other = remembering(member(1, state, OURS, -1), 0, 900);
        final PeerStatus lagging = member(2, READY, OURS, 500);

        final Verdict verdict = decide(damaged, other, lagging);
        assertThat(verdict.action()).isEqualTo(Action.WAIT);
        assertThat(verdict.reason())
            .isEqualTo("members remember a log up to 900, the longest that is left is node-2's " +
                "and ends at 500: put back what was lost, or give it up with " +
                "'standfast cluster recover --from node-2'");
        assertThat(AdmissionTable.decide(damaged, List.of(other, lagging), 3, new Orders(false, 2)).action()).isEqualTo(
            Action.COPY);
        assertThat(decide(damaged, other, member(2, READY, OURS, 900)).action()).isEqualTo(Action.COPY);
    }

    /** Two of three disks are lost, and the third member with one of them will not come back. */
    @Test
    void shouldCopyAlthoughOneIsMissingWhenItIsOrdered()
    {
        final PeerStatus wiped = member(0, EMPTY, 0, -1);
        final PeerStatus survivor = member(2, READY, OURS, 500);
        final Orders order = new Orders(false, 2);

        assertThat(decide(wiped, survivor).action()).isEqualTo(Action.WAIT);
        final Verdict verdict = AdmissionTable.decide(wiped, List.of(survivor), 3, order);
        assertThat(verdict.action()).isEqualTo(Action.COPY);
        assertThat(verdict.memberId()).isEqualTo(2);
        assertThat(AdmissionTable.decide(wiped, List.of(member(1, READY, OURS, 400)), 3, order).action()).as(
            "the one that was named does not answer").isEqualTo(Action.WAIT);
        assertThat(AdmissionTable.decide(wiped, List.of(member(2, EMPTY, 0, -1)), 3, order).action()).as(
            "it has nothing").isEqualTo(Action.WAIT);
        assertThat(AdmissionTable.decide(wiped, List.of(survivor, member(1, READY, OURS, 400, true)), 3, order)
            .action()).as("a leader is better").isEqualTo(Action.SEED);
        assertThat(AdmissionTable.decide(member(0, READY, OURS, 400), List.of(survivor), 3, order).action()).as(
            "an order does not throw away what is whole").isEqualTo(Action.LAUNCH);
    }

    /** A wiped member must not vote for a lagging one (AERON-FACTS F1). */
    @ParameterizedTest
    @EnumSource(value = IdentityState.class, names = {"EMPTY", "DAMAGED", "SEEDING"})
    void shouldNeverLaunchWithoutWholeData(final IdentityState state)
    {
        final long incarnation = state == EMPTY ? 0 : OURS;
        final PeerStatus self = member(0, state, incarnation, -1);

        assertThat(decide(self, member(1, READY, OURS, 10)).action()).isEqualTo(Action.WAIT);
        final Verdict seeded = decide(self, member(1, READY, OURS, 10), member(2, READY, OURS, 20, true));
        assertThat(seeded.action()).isEqualTo(Action.SEED);
        assertThat(seeded.memberId()).isEqualTo(2);
        assertThat(seeded.incarnation()).isEqualTo(OURS);
    }

    /** A member of another incarnation that is longer must not win (AERON-FACTS F3, F4). */
    @Test
    void shouldSetAsideWhenAMajorityHasAnotherCluster()
    {
        final PeerStatus stale = member(0, READY, FOREIGN, 9_500);

        assertThat(decide(stale, member(1, READY, OURS, 1_000), member(2, READY, OURS, 1_000, true))).satisfies(
            verdict ->
            {
                assertThat(verdict.action()).isEqualTo(Action.SEED);
                assertThat(verdict.incarnation()).isEqualTo(OURS);
            });
        assertThat(decide(stale, member(1, READY, OURS, 1_000), member(2, READY, OURS, 1_000)).action()).isEqualTo(
            Action.WAIT);
        assertThat(decide(member(1, READY, OURS, 1_000), stale).action()).isEqualTo(Action.WAIT);
    }

    @Test
    void shouldSeedWhenTheOthersRememberMoreOfThisMember()
    {
        final PeerStatus old = member(0, READY, OURS, 100);
        final PeerStatus follower = remembering(member(1, READY, OURS, 400), 0, 300);

        assertThat(decide(old, follower).action()).as("nobody leads").isEqualTo(Action.WAIT);
        assertThat(decide(old, follower, member(2, READY, OURS, 400, true)).action()).isEqualTo(Action.SEED);
        assertThat(decide(member(0, READY, OURS, 300), follower).action()).isEqualTo(Action.LAUNCH);
    }

    /** A power failure with file_sync off: every log ends before what the others remember. */
    @Test
    void shouldGoOnFromTheLongestLogWhenAllAreShorterThanRemembered()
    {
        final PeerStatus one = rememberingAll(member(1, READY, OURS, 200), 900);
        final PeerStatus two = rememberingAll(member(2, READY, OURS, 150), 900);

        assertThat(decide(old(300), one, two).action()).isEqualTo(Action.LAUNCH);
        final Verdict copied = decide(old(100), one, two);
        assertThat(copied.action()).isEqualTo(Action.COPY);
        assertThat(copied.memberId()).isEqualTo(1);
        assertThat(decide(old(200), one, two).action()).as("the lower id of equals").isEqualTo(Action.LAUNCH);
        assertThat(decide(old(300), one).action()).as("one is missing").isEqualTo(Action.WAIT);
    }

    /** What it is an old copy of is not what that one leads. */
    @Test
    void shouldNotGiveUpAnOldCopyForTheLeaderOfAnotherCluster()
    {
        final PeerStatus follower = remembering(member(1, READY, OURS, 400), 0, 300);

        final Verdict verdict = decide(member(0, READY, OURS, 100), follower, member(2, READY, FOREIGN, 900, true));

        assertThat(verdict.action()).isEqualTo(Action.WAIT);
        assertThat(verdict.reason()).endsWith("the disk is an old copy, and node-2 leads another cluster");
    }

    /** Killed before its first entry was applied: it votes all the same, and its log may be the best. */
    @Test
    void shouldCountWhoHasNotAppliedItsFirstEntryYet()
    {
        final PeerStatus wiped = member(0, EMPTY, 0, -1);
        final PeerStatus ready = logOf(member(1, READY, OURS, 200), 1);
        final PeerStatus forming = logOf(member(2, FORMING, OURS, 300), 1);

        assertThat(decide(wiped, ready, forming).action()).as("they elect one").isEqualTo(Action.WAIT);
        assertThat(AdmissionTable.decide(wiped, List.of(ready, forming, member(3, EMPTY, 0, -1), member(4, EMPTY, 0,
            -1)), 5, Orders.NONE).memberId()).as("too few to elect one").isEqualTo(2);
    }

    /** Who has no log does not hide of which terms the others' are. */
    @Test
    void shouldCompareTermsAlthoughOneHasNoLogYet()
    {
        final PeerStatus committed = rememberingAll(logOf(member(1, READY, OURS, 500), 5), 900);
        final PeerStatus none = member(2, FORMING, OURS, -1);

        assertThat(decide(logOf(old(600), 4), committed, none).memberId()).isEqualTo(1);
    }

    /** What is not committed on one of them may be longer than what is committed on the other. */
    @Test
    void shouldWaitForALeaderWhenTheDiskIsAnOldCopyAndTheOthersCanElectOne()
    {
        final PeerStatus committed = rememberingAll(logOf(member(1, READY, OURS, 500), 5), 500);
        final PeerStatus tail = rememberingAll(logOf(member(2, READY, OURS, 600), 4), 500);

        final PeerStatus old = rememberingAll(logOf(member(0, READY, OURS, 100), 3), 500);

        final Verdict verdict = decide(old, committed, tail);

        assertThat(verdict.action()).isEqualTo(Action.WAIT);
        assertThat(verdict.reason()).endsWith("nobody leads: the others are enough to elect one of them");
        assertThat(decide(old, committed, logOf(member(2, READY, OURS, 600, true), 5)).action()).as("one leads")
            .isEqualTo(
                Action.SEED);
    }

    /** Who copied the longer log would bring back what a later term has replaced. */
    @Test
    void shouldCopyTheLogOfTheLatestTermWhenAllDisksAreOldCopies()
    {
        final PeerStatus committed = rememberingAll(logOf(member(1, READY, OURS, 500), 5), 900);
        final PeerStatus tail = rememberingAll(logOf(member(2, READY, OURS, 600), 4), 900);

        assertThat(decide(logOf(old(100), 3), committed, tail)).satisfies(verdict ->
        {
            assertThat(verdict.action()).isEqualTo(Action.COPY);
            assertThat(verdict.memberId()).isEqualTo(1);
        });
        assertThat(decide(logOf(old(800), 4), committed, tail).memberId()).as("longer, of an earlier term").isEqualTo(
            1);
        assertThat(decide(logOf(old(100), 6), committed, tail).action()).as("shorter, of a later term").isEqualTo(
            Action.LAUNCH);
        assertThat(decide(old(100), committed, tail).memberId())
            .as("one is of a build that does not say its term, and " +
                "lengths are all that is known of each")
            .isEqualTo(2);
    }

    /** Which of the five members has most does not depend on the order in which they are heard. */
    @Test
    void shouldCopyTheLogOfTheLatestTermWhenTooFewOfFiveAreLeft()
    {
        final PeerStatus committed = logOf(member(1, READY, OURS, 500), 5);
        final PeerStatus tail = logOf(member(2, READY, OURS, 600), 4);
        final PeerStatus wiped = member(3, EMPTY, 0, -1);
        final PeerStatus other = member(4, EMPTY, 0, -1);
        for (final List<PeerStatus> heard : List.of(List.of(committed, tail, wiped, other), List.of(other, tail, wiped,
            committed)))
        {
            final Verdict verdict = AdmissionTable.decide(member(0, EMPTY, 0, -1), heard, 5, Orders.NONE);

            assertThat(verdict.action()).isEqualTo(Action.COPY);
            assertThat(verdict.memberId()).isEqualTo(1);
        }
    }

    /** Member 0, whose log the others remember to be longer. */
    private static PeerStatus old(final long end)
    {
        return rememberingAll(member(0, READY, OURS, end), 900);
    }

    private static PeerStatus rememberingAll(final PeerStatus status, final long end)
    {
        return new PeerStatus(status.clusterId(), status.memberId(), status.name(), status.identity(), status.term(),
            status.log(), status.digest(), status.build(), PeerStatus.Ports.NONE, "", IntStream.range(0, 3).filter(
                member -> member != status.memberId()).mapToObj(member -> new PeerStatus.Remembered(member, 1, end))
                .toList(),
            List.of());
    }

    private static PeerStatus logOf(final PeerStatus status, final long term)
    {
        return new PeerStatus(status.clusterId(), status.memberId(), status.name(), status.identity(), status.term(),
            new PeerStatus.Log(0, status.log().end(), status.log().commit(), term), status.digest(), status.build(),
            PeerStatus.Ports.NONE, "", status.remembered(), List.of());
    }

    @Test
    void shouldSeedWhenTheLeadersLogBeginsBehindThisMembersEnd()
    {
        final PeerStatus leader = member(2, READY, OURS, 900, true);

        assertThat(decide(member(0, READY, OURS, 100), logFrom(leader, 200)).action()).isEqualTo(Action.SEED);
        assertThat(decide(member(0, READY, OURS, 200), logFrom(leader, 200)).action()).isEqualTo(Action.LAUNCH);
    }

    /**
     * Who launches has whole data and a majority of the same cluster; nobody forms while anybody has data; members that
     * see the same never form two clusters; who seeds copies one that runs.
     *
     * <p>Every combination of: a member that does not run, in each state, with this cluster's data or another's, and no
     * log, a shorter or a longer one; and two others that are silent or the same, and lead if their data is whole. The
     * rest is not varied here but above and in {@link AdmissionProperties}: what members remember of one another, of
     * which term a log is and where it begins, who runs without leading, orders of an operator, other numbers of
     * members. All have the same key and list of members.
     */
    @Test
    void shouldKeepItsPromisesInEveryCombination()
    {
        final List<PeerStatus> ones = all(1);
        final List<PeerStatus> twos = all(2);
        int launches = 0;
        for (final PeerStatus self : all(0))
        {
            for (final PeerStatus one : ones)
            {
                for (final PeerStatus two : twos)
                {
                    final List<PeerStatus> others = new ArrayList<>();
                    if (one != null)
                    {
                        others.add(one);
                    }
                    if (two != null)
                    {
                        others.add(two);
                    }
                    if (self != null && !self.identity().isRunning())
                    {
                        launches += check(self, others);
                    }
                }
            }
        }
        assertThat(launches).isPositive();
    }

    private static int check(final PeerStatus self, final List<PeerStatus> others)
    {
        final Verdict verdict = AdmissionTable.decide(self, others, 3, Orders.NONE);
        final String all = self.identity() + " " + others.stream().map(other -> other.identity().toString()).toList();
        if (verdict.action() == Action.LAUNCH)
        {
            assertThat(self.identity().state()).as(all).isIn(READY, FORMING);
            assertThat(others.stream()
                .filter(other -> other.identity().incarnation() == self.identity().incarnation() &&
                    (other.identity().state() == READY || other.identity().state() == FORMING))
                .count()).as(all).isPositive();
        }
        if (verdict.action() == Action.FORM || verdict.action() == Action.ADOPT)
        {
            assertThat(self.identity().state()).as(all).isEqualTo(EMPTY);
            assertThat(others).as(all).noneMatch(other -> other.identity().state() == READY || other.identity()
                .state() == DAMAGED || other.identity().state() == SEEDING);
        }
        if (verdict.action() == Action.ADOPT && others.size() < 2)
        {
            assertThat(others).as(all).allMatch(other -> other.log().end() == PeerStatus.NO_POSITION);
        }
        if (verdict.action() == Action.FORM)
        {
            assertThat(others).as(all).noneMatch(other -> isForming(other, self, others));
        }
        if (verdict.action() == Action.SEED)
        {
            assertThat(others).as(all).anyMatch(other -> other.memberId() == verdict.memberId() && other.identity()
                .isRunning());
        }
        return verdict.action() == Action.LAUNCH ? 1 : 0;
    }

    /** Whether one of the others would form a cluster, too, when it sees the same. */
    private static boolean isForming(final PeerStatus other, final PeerStatus self, final List<PeerStatus> others)
    {
        final List<PeerStatus> seen = new ArrayList<>(others);
        seen.remove(other);
        seen.add(self);
        return AdmissionTable.decide(other, seen, 3, Orders.NONE).action() == Action.FORM;
    }

    private static List<PeerStatus> all(final int id)
    {
        final List<PeerStatus> all = new ArrayList<>();
        all.add(null);
        for (final IdentityState state : IdentityState.values())
        {
            for (final long incarnation : state == EMPTY ? new long[]{0} : new long[]{OURS, FOREIGN})
            {
                for (final long end : new long[]{-1, 100, 200})
                {
                    all.add(member(id, state, incarnation, end));
                    if (state == READY || state == FORMING)
                    {
                        all.add(member(id, state, incarnation, end, true));
                    }
                }
            }
        }
        return all;
    }
}
