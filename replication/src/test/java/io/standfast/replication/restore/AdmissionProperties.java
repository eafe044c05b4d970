package io.standfast.replication.restore;

import static io.standfast.replication.identity.IdentityState.DAMAGED;
import static io.standfast.replication.identity.IdentityState.EMPTY;
import static io.standfast.replication.identity.IdentityState.FORMING;
import static io.standfast.replication.identity.IdentityState.READY;
import static io.standfast.replication.identity.IdentityState.SEEDING;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;

import io.standfast.replication.identity.IdentityState;
import io.standfast.replication.peer.PeerStatus;
import io.standfast.replication.restore.Verdict.Action;

/**
 * What the table promises of three, five and seven members that see the same, whatever they have of the log, remember
 * of one another and were ordered. A failure prints the seed and the view.
 */
class AdmissionProperties
{
    private static final long OURS = 7;
    private static final long FOREIGN = 8;
    private static final int MEMBERS_MAX = 7;
    private static final int NUMBERS = 10;
    private static final int HUNDRED = 100;
    private static final long[] ENDS = {200, 100, 300, 500, PeerStatus.NO_POSITION};
    private static final long[] REMEMBERED_ENDS = {PeerStatus.NO_POSITION, 100, 200, 300, 500, 900};
    private static final IdentityState[][] STATES = {
        {READY, READY, READY, READY, EMPTY, FORMING, DAMAGED, SEEDING},
        {READY, READY, READY, READY, READY, READY, READY, FORMING},
        {EMPTY, EMPTY, EMPTY, EMPTY, EMPTY, EMPTY, EMPTY, FORMING},
        {EMPTY, EMPTY, READY, READY, FORMING, DAMAGED, DAMAGED, SEEDING}};

    /**
     * Members that are there, in an order in which they may be heard, and what each was ordered.
     */
    record View(int size, List<PeerStatus> present, List<Orders> orders)
    {
        List<PeerStatus> others(final PeerStatus self)
        {
            return present.stream().filter(other -> other != self).toList();
        }

        boolean isComplete()
        {
            return present.size() == size;
        }

        int majority()
        {
            return size / 2 + 1;
        }

        boolean hasLeader()
        {
            return present.stream().anyMatch(AdmissionProperties::leads);
        }

        /** Those that have data of a cluster and may vote. */
        List<PeerStatus> whole(final long incarnation)
        {
            return present.stream().filter(each -> isWhole(each) && each.identity().incarnation() == incarnation)
                .toList();
        }

        /** How far anybody of a cluster knows that the log of a member came, or of any. */
        long remembered(final long incarnation, final int member)
        {
            return present.stream().filter(each -> each.identity().incarnation() == incarnation).flatMap(
                each -> each.remembered().stream()).filter(
                    each -> member == PeerStatus.NO_MEMBER || each.memberId() == member)
                .mapToLong(PeerStatus.Remembered::logEnd)
                .max().orElse(PeerStatus.NO_POSITION);
        }

        /** Nobody's log is of a later term, or of the same and longer. */
        boolean isBest(final PeerStatus member)
        {
            final List<PeerStatus> candidates = whole(member.identity().incarnation());
            final boolean areTermsKnown = candidates.stream().noneMatch(
                each -> each.log().end() >= 0 && each.log().term() < 0);
            final Comparator<PeerStatus> order = areTermsKnown
                ? Comparator.comparingLong((PeerStatus each) -> each.log().term()).thenComparingLong(
                    each -> each.log().end())
                : Comparator.comparingLong(each -> each.log().end());
            return candidates.stream().allMatch(each -> order.compare(each, member) <= 0);
        }
    }

    @Property(tries = 20_000, shrinking = ShrinkingMode.OFF)
    @StatisticsReport(onFailureOnly = true)
    void shouldKeepItsPromisesWhateverMembersHaveAndRemember(@ForAll("views") final View view)
    {
        final List<Verdict> verdicts = new ArrayList<>();
        for (final PeerStatus self : view.present)
        {
            if (!self.identity().isRunning())
            {
                final Orders orders = view.orders.get(self.memberId());
                final Verdict verdict = AdmissionTable.decide(self, view.others(self), view.size, orders);
                check(view, self, orders, verdict);
                verdicts.add(verdict);
                Statistics.label("verdicts").collect(verdict.action()).coverage(coverage -> Stream.of(Action.values())
                    .forEach(action -> coverage.check(action).count(count -> count > HUNDRED)));
            }
        }
        checkTogether(view, verdicts);
    }

    private static void check(final View view, final PeerStatus self, final Orders orders, final Verdict verdict)
    {
        final String all = self.memberId() + " " + orders + " " + verdict + " in " + view;
        switch (verdict.action())
        {
            case LAUNCH -> checkLaunch(view, self, all);
            case COPY -> checkCopy(view, self, orders, verdict, all);
            case SEED -> checkSeed(view, self, verdict, all);
            case FORM, ADOPT -> checkBeginning(view, orders, verdict, all);
            case WAIT -> assertThat(verdict.reason()).as(all).isNotEmpty();
        }
    }

    /** Nobody has data, and who is not heard had no part in it either, unless an operator says so. */
    private static void checkBeginning(final View view, final Orders orders, final Verdict verdict, final String all)
    {
        assertThat(view.present).as(all).allMatch(each -> each.identity().state() == EMPTY || each.identity()
            .state() == FORMING);
        if (verdict.action() == Action.ADOPT && !view.isComplete() && !orders.isBootstrap())
        {
            assertThat(view.present).as(all).allMatch(each -> each.log().end() == PeerStatus.NO_POSITION);
        }
    }

    /** Its data is a majority's, and not an old copy, unless there is nothing better anywhere. */
    private static void checkLaunch(final View view, final PeerStatus self, final String all)
    {
        assertThat(isWhole(self)).as(all).isTrue();
        assertThat(view.whole(self.identity().incarnation())).as(all).hasSizeGreaterThanOrEqualTo(view.majority());
        if (isOldCopy(view, self))
        {
            assertThat(view.isComplete() && !view.hasLeader() && view.isBest(self)).as(all).isTrue();
        }
    }

    /**
     * Nobody leads, and all are asked, or an operator has named the source. The source has data and may vote: it is
     * READY, or, as the best that its cluster has, FORMING with a log: when all lose power before the first entry is
     * applied, there is no other.
     */
    private static void checkCopy(final View view, final PeerStatus self, final Orders orders, final Verdict verdict,
        final String all)
    {
        final PeerStatus source = member(view, verdict.memberId());
        final long incarnation = source.identity().incarnation();
        assertThat(source).as(all).isNotSameAs(self);
        assertThat(verdict.incarnation()).as(all).isEqualTo(incarnation);
        assertThat(view.hasLeader()).as(all).isFalse();
        if (isWhole(self))
        {
            assertThat(incarnation).as(all).isEqualTo(self.identity().incarnation());
            assertThat(isOldCopy(view, self) && view.isComplete() && view.isBest(source)).as(all).isTrue();
        }
        else if (orders.recoverFrom() == source.memberId())
        {
            assertThat(source.identity().state()).as(all).isIn(READY, FORMING);
        }
        else
        {
            assertThat(view.isComplete() && view.isBest(source)).as(all).isTrue();
            assertThat(view.present.stream().filter(each -> each.identity().state() == READY).map(each -> each
                .identity().incarnation()).distinct()).as(all).containsExactly(incarnation);
            assertThat(view.whole(incarnation)).as("they are enough to elect one: %s", all).hasSizeLessThan(view
                .majority());
            assertThat(source.log().end()).as("what anybody remembers is given up: %s", all).isGreaterThanOrEqualTo(
                view.remembered(incarnation, PeerStatus.NO_MEMBER));
        }
        assertThat(source.identity().state() == READY || isWhole(source) && view.isBest(source)).as(all).isTrue();
    }

    /** Who has data gives it up for nobody but its own cluster, and that of a majority. */
    private static void checkSeed(final View view, final PeerStatus self, final Verdict verdict, final String all)
    {
        final PeerStatus source = member(view, verdict.memberId());
        assertThat(leads(source)).as(all).isTrue();
        assertThat(verdict.incarnation()).as(all).isEqualTo(source.identity().incarnation());
        if (isWhole(self) && source.identity().incarnation() != self.identity().incarnation())
        {
            assertThat(view.whole(source.identity().incarnation())).as(all).hasSizeGreaterThanOrEqualTo(view
                .majority());
        }
    }

    /**
     * Two members never form two clusters, unless two were ordered to: {@code -cluster_bootstrap} is for one, and none
     * knows the others' orders.
     */
    private static void checkTogether(final View view, final List<Verdict> verdicts)
    {
        final String all = verdicts + " in " + view;
        final List<Action> actions = verdicts.stream().map(Verdict::action).toList();
        final long bootstraps = view.present.stream().filter(each -> view.orders.get(each.memberId()).isBootstrap())
            .count();
        if (actions.contains(Action.FORM))
        {
            assertThat(actions).as(all).doesNotContain(Action.LAUNCH, Action.SEED, Action.COPY, Action.ADOPT);
            assertThat(bootstraps > 1 || actions.stream().filter(each -> each == Action.FORM).count() == 1).as(all)
                .isTrue();
        }
        assertThat(verdicts.stream().filter(each -> each.action() == Action.LAUNCH).map(Verdict::incarnation)
            .distinct().count()).as(all).isLessThanOrEqualTo(1);
    }

    private static boolean isOldCopy(final View view, final PeerStatus self)
    {
        return view.remembered(self.identity().incarnation(), self.memberId()) > self.log().end();
    }

    private static boolean isWhole(final PeerStatus status)
    {
        return status.identity().state() == READY || status.identity().state() == FORMING;
    }

    private static boolean leads(final PeerStatus status)
    {
        return status.identity().isRunning() && status.term().leaderId() == status.memberId();
    }

    private static PeerStatus member(final View view, final int id)
    {
        return view.present.stream().filter(each -> each.memberId() == id).findFirst().orElseThrow();
    }

    @Provide
    Arbitrary<View> views()
    {
        final Arbitrary<Integer> number = Arbitraries.integers().between(0, HUNDRED - 1).withDistribution(
            RandomDistribution.uniform());
        final Arbitrary<List<Integer>> member = number.list().ofSize(NUMBERS + MEMBERS_MAX);
        return Combinators.combine(Arbitraries.of(3, 5, MEMBERS_MAX), number, member.list().ofSize(MEMBERS_MAX)).as(
            AdmissionProperties::view);
    }

    /** A third of the views has leaders, a quarter has members that are silent. */
    private static View view(final int size, final int kind, final List<List<Integer>> numbers)
    {
        final List<PeerStatus> present = new ArrayList<>();
        final List<Orders> orders = new ArrayList<>();
        for (int id = 0; id < size; id++)
        {
            final List<Integer> own = numbers.get(id);
            orders.add(new Orders(own.get(0) >= 80, own.get(1) >= 80 ? own.get(1) % size : PeerStatus.NO_MEMBER));
            if (kind % 4 != 3 || own.get(2) < 75)
            {
                present.add(own.get(3) % (present.size() + 1), member(id, size, kind, own));
            }
        }
        return new View(size, present, orders);
    }

    private static PeerStatus member(final int id, final int size, final int kind, final List<Integer> numbers)
    {
        final IdentityState[] states = STATES[kind / 4 % STATES.length];
        final IdentityState state = states[numbers.get(4) % states.length];
        final boolean isWhole = state == READY || state == FORMING;
        final boolean isLeading = isWhole && kind % 3 == 2 && numbers.get(5) >= 75;
        final boolean isRunning = isLeading || isWhole && numbers.get(5) >= 90;
        final long incarnation = state == EMPTY ? 0 : numbers.get(6) >= 85 ? FOREIGN : OURS;
        final long end = isWhole ? ENDS[numbers.get(7) % ENDS.length] : PeerStatus.NO_POSITION;
        final long term = end < 0 || numbers.get(8) >= 95 ? PeerStatus.NO_TERM : 3 + numbers.get(8) % 3;
        final long start = end < 0 || numbers.get(9) < 70 ? 0 : end / 2;
        final List<PeerStatus.Remembered> remembered = state == EMPTY ? List.of() : IntStream.range(0, size).filter(
            other -> other != id).mapToObj(
                other -> new PeerStatus.Remembered(other, 1, rememberedEnd(kind, numbers.get(
                    NUMBERS + other))))
            .toList();
        return new PeerStatus("c", id, "node-" + id, new PeerStatus.Self(incarnation, state, 1, isRunning, false),
            new PeerStatus.Term(isLeading ? id : PeerStatus.NO_MEMBER, isLeading ? 3 + numbers.get(3) % 3
                : PeerStatus.NO_TERM, isLeading),
            new PeerStatus.Log(start, end, isRunning ? end : PeerStatus.NO_POSITION, term),
            new PeerStatus.Digest(PeerStatus.NO_POSITION, 0), new PeerStatus.Build(0, 1, 1, 0), PeerStatus.Ports.NONE,
            "", remembered, List.of());
    }

    /** In some views nobody remembers more than there is, in some all remember much. */
    private static long rememberedEnd(final int kind, final int number)
    {
        final int kinds = kind / 16 % 3;
        return kinds == 0 ? REMEMBERED_ENDS[number % 2]
            : REMEMBERED_ENDS[kinds == 1 ? number % REMEMBERED_ENDS.length : REMEMBERED_ENDS.length - 1];
    }
}
