package io.standfast.replication.restore;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import io.standfast.replication.identity.IdentityState;
import io.standfast.replication.peer.KeyAgreement;
import io.standfast.replication.peer.MemberLists;
import io.standfast.replication.peer.PeerBoard;
import io.standfast.replication.peer.PeerStatus;
import io.standfast.replication.restore.Verdict.Action;

/**
 * Who may vote (design 6). A pure function of what this member is and what the others said a moment ago: no member with
 * a wiped, stale or foreign disk comes as far as an election, because Aeron would let it vote (AERON-FACTS F1 to F4).
 */
public final class AdmissionTable
{
    private static final String TWO_CLUSTERS = "two members have begun a cluster each: stop one, remove its data " +
        "directory, start it again";

    private final PeerStatus self;
    private final List<PeerStatus> others;
    private final int members;
    private final int majority;

    private AdmissionTable(final PeerStatus self, final List<PeerStatus> others, final int members)
    {
        this.self = self;
        this.others = others;
        this.members = members;
        majority = members / 2 + 1;
    }

    /**
     * Decide.
     *
     * @param self    what this member is.
     * @param others  what the members that were heard a moment ago said.
     * @param members number of members of the cluster.
     * @param orders  of an operator to this member.
     * @return what to do now.
     */
    public static Verdict decide(final PeerStatus self, final List<PeerStatus> others, final int members,
        final Orders orders)
    {
        final String otherKey = KeyAgreement.difference(self, others, members);
        if (otherKey != null)
        {
            return await(otherKey);
        }
        final String otherList = MemberLists.difference(self, others, members);
        if (otherList != null)
        {
            return await(otherList);
        }
        final AdmissionTable table = new AdmissionTable(self, others, members);
        return switch (self.identity().state())
        {
            case READY, FORMING -> table.decideWhole();
            case EMPTY -> table.decideEmpty(orders);
            case DAMAGED, SEEDING -> table.decideWithoutData(orders);
        };
    }

    private Verdict decideWhole()
    {
        final long incarnation = self.identity().incarnation();
        final PeerStatus leader = PeerBoard.leader(others);
        final long foreign = foreignMajority(incarnation);
        if (foreign != 0)
        {
            return leader != null && leader.identity().incarnation() == foreign
                ? seed(leader, "a majority has another cluster: this member's data is set aside")
                : await(
                    "a majority has another cluster (incarnation " + Long.toHexString(foreign) + ", this member's " +
                        "is " + Long.toHexString(incarnation) + "), and nobody leads it");
        }
        final int same = 1 + holders(incarnation);
        if (same < majority && self.identity().state() == IdentityState.FORMING && others.stream().anyMatch(
            other -> other.identity().state() == IdentityState.FORMING && other.identity()
                .incarnation() != incarnation))
        {
            return await(TWO_CLUSTERS + " (-cluster_bootstrap is for one of them)" + silent());
        }
        if (same < majority)
        {
            return await(same + " of " + members + " members have this cluster's data and answer, " + majority +
                " are needed" + silent());
        }
        final long remembered = rememberedEnd(self);
        if (remembered > self.log().end())
        {
            return doubtful(decideOldCopy(remembered, leader));
        }
        if (leader != null && leader.identity().incarnation() == incarnation &&
            leader.log().start() > Math.max(0, self.log().end()))
        {
            return seed(leader, "the leader's log begins at " + leader.log().start() + ", this member's ends at " +
                self.log().end());
        }
        return new Verdict(Action.LAUNCH, PeerStatus.NO_MEMBER, incarnation, same + " of " + members +
            " members have this cluster's data");
    }

    /**
     * With a leader its log is copied. Without one it is waited for when the others are enough to elect it: what is not
     * committed on one of them may be longer than what is committed on the others. When they are not, and all members
     * answer, nothing better exists than the log of the latest term and, of these, the longest: who has it takes part,
     * the others copy it first.
     */
    private Verdict decideOldCopy(final long remembered, final PeerStatus leader)
    {
        final String reason = "the others remember this member's log up to " + remembered + ", it ends at " + self.log()
            .end() + ": the disk is an old copy";
        if (leader != null)
        {
            return leader.identity().incarnation() == self.identity().incarnation() ? seed(leader, reason)
                : await(reason + ", and " + leader.name() + " leads another cluster");
        }
        final List<PeerStatus> whole = whole(self.identity().incarnation());
        if (whole.stream().filter(other -> other.log().end() >= Math.max(0, rememberedEnd(other))).count() >= majority)
        {
            return await(reason + ", and nobody leads: the others are enough to elect one of them");
        }
        if (others.size() + 1 < members)
        {
            return await(reason + ", and nobody leads" + silent());
        }
        final Comparator<PeerStatus> order = order(Stream.concat(whole.stream(), Stream.of(self)));
        final PeerStatus best = whole.stream().max(order).orElseThrow();
        final int compared = order.compare(self, best);
        final boolean isBest = compared > 0 || compared == 0 && self.memberId() < best.memberId();
        return isBest
            ? new Verdict(Action.LAUNCH, PeerStatus.NO_MEMBER, self.identity().incarnation(), reason +
                ", and yet no member has a better log")
            : new Verdict(Action.COPY, best.memberId(), best.identity().incarnation(), reason + "; " + best.name() +
                " has the best log");
    }

    private Verdict decideEmpty(final Orders orders)
    {
        final boolean isBlankEverywhere = others.stream().allMatch(other -> other.identity()
            .state() == IdentityState.EMPTY || other.identity().state() == IdentityState.FORMING);
        if (PeerBoard.leader(others) != null || !isBlankEverywhere)
        {
            return decideWithoutData(orders);
        }
        final List<Long> formed = others.stream().filter(other -> other.identity().state() == IdentityState.FORMING)
            .map(other -> other.identity().incarnation()).distinct().toList();
        if (formed.size() > 1)
        {
            return await(TWO_CLUSTERS);
        }
        if (formed.size() == 1 && others.size() + 1 < members && !orders.isBootstrap() && !isJustBegun())
        {
            return await("a cluster was begun earlier, and who is missing may have its data: start it, or this one " +
                "with -cluster_bootstrap if it never had any" + silent());
        }
        if (formed.size() == 1)
        {
            return new Verdict(Action.ADOPT, PeerStatus.NO_MEMBER, formed.get(0), "a new cluster is being formed");
        }
        if (others.size() + 1 < members)
        {
            // When all answer, the lowest forms it without an order: nobody else may then, or there are two.
            if (orders.isBootstrap() && others.size() + 1 >= majority)
            {
                return new Verdict(Action.FORM, PeerStatus.NO_MEMBER, 0, "ordered by -cluster_bootstrap");
            }
            return await("a new cluster is formed when all " + members + " members answer" + silent());
        }
        final int lowest = others.stream().mapToInt(PeerStatus::memberId).min().orElse(Integer.MAX_VALUE);
        return self.memberId() < lowest
            ? doubtful(new Verdict(Action.FORM, PeerStatus.NO_MEMBER, 0, "all " + members + " members are empty"))
            : await("all members are empty: " + nameOf(lowest) + " forms the cluster");
    }

    /**
     * Whoever has begun the cluster has not been started again since, and has recorded nothing. Otherwise it may be one
     * that was away ever since, while this one, whose disk is lost, and those that are missing went on: the two of them
     * would be a majority without what was acknowledged.
     */
    private boolean isJustBegun()
    {
        return others.stream().filter(other -> other.identity().state() == IdentityState.FORMING).allMatch(
            other -> other.identity().startCount() <= 1 && other.log().end() == PeerStatus.NO_POSITION);
    }

    private Verdict decideWithoutData(final Orders orders)
    {
        final PeerStatus leader = PeerBoard.leader(others);
        if (leader != null)
        {
            return seed(leader, "this member's data is " + self.identity().state());
        }
        final List<PeerStatus> ready = others.stream().filter(other -> other.identity().state() == IdentityState.READY)
            .toList();
        final boolean isOneCluster = ready.stream().map(other -> other.identity().incarnation()).distinct()
            .count() == 1;
        // Who has not applied its first entry yet votes, too, and may have the best log.
        final List<PeerStatus> whole = isOneCluster ? whole(ready.get(0).identity().incarnation()) : List.of();
        if (others.size() + 1 == members && isOneCluster && whole.size() < majority)
        {
            final PeerStatus best = whole.stream().max(order(whole.stream())).orElseThrow();
            final long committed = rememberedCommit(best.identity().incarnation());
            if (committed <= best.log().end())
            {
                return new Verdict(Action.COPY, best.memberId(), best.identity().incarnation(),
                    "nobody can lead and all members answer: " + best.name() + " has the best log");
            }
            if (orders.recoverFrom() < 0)
            {
                return await("members remember a log up to " + committed + ", the longest that is left is " + best
                    .name() + "'s and ends at " + best.log().end() +
                    ": put back what was lost, or give it up with " +
                    "'standfast cluster recover --from " + best.name() + "'");
            }
        }
        final PeerStatus ordered = ready.stream().filter(other -> other.memberId() == orders.recoverFrom()).findFirst()
            .orElse(null);
        if (ordered != null)
        {
            return new Verdict(Action.COPY, ordered.memberId(), ordered.identity().incarnation(), "an operator has " +
                "ordered this member to be recovered from " + ordered.name());
        }
        return await("this member's data is " + self.identity().state() + " and nobody leads" + silent());
    }

    /** How far any log of this cluster came, as far as anybody knows. */
    private long rememberedCommit(final long incarnation)
    {
        return Stream.concat(Stream.of(self), others.stream()).filter(status -> status.identity()
            .incarnation() == incarnation).flatMap(status -> status.remembered().stream()).mapToLong(
                PeerStatus.Remembered::logEnd)
            .max().orElse(PeerStatus.NO_POSITION);
    }

    /** How far a member's log came, as far as the members of its cluster know. */
    private long rememberedEnd(final PeerStatus member)
    {
        final long incarnation = self.identity().incarnation();
        return Stream.concat(Stream.of(self), others.stream()).filter(status -> status.identity()
            .incarnation() == incarnation).mapToLong(status -> status.rememberedEnd(member.memberId())).max().orElse(
                PeerStatus.NO_POSITION);
    }

    /**
     * As an election prefers them: a later term outweighs a longer log. Builds before feature level 6 do not say of
     * which term their log is: as long as one of them is among these, lengths decide.
     */
    private static Comparator<PeerStatus> order(final Stream<PeerStatus> candidates)
    {
        final Comparator<PeerStatus> byLength = Comparator.comparingLong(status -> status.log().end());
        return candidates.anyMatch(status -> status.log().end() != PeerStatus.NO_POSITION && status.log()
            .term() == PeerStatus.NO_TERM) ? byLength
                : Comparator.<PeerStatus>comparingLong(status -> status.log().term()).thenComparing(byLength);
    }

    /** Members that hold data of an incarnation and may vote. */
    private int holders(final long incarnation)
    {
        return whole(incarnation).size();
    }

    private List<PeerStatus> whole(final long incarnation)
    {
        return others.stream().filter(other -> isWhole(other) && other.identity().incarnation() == incarnation)
            .toList();
    }

    private long foreignMajority(final long own)
    {
        return others.stream().filter(AdmissionTable::isWhole).map(other -> other.identity().incarnation()).filter(
            incarnation -> incarnation != own && holders(incarnation) >= majority).findFirst().orElse(0L);
    }

    private static boolean isWhole(final PeerStatus status)
    {
        return status.identity().state() == IdentityState.READY || status.identity().state() == IdentityState.FORMING;
    }

    private String nameOf(final int memberId)
    {
        return others.stream().filter(other -> other.memberId() == memberId).map(PeerStatus::name).findFirst().orElse(
            "member " + memberId);
    }

    private String silent()
    {
        return "; heard: " + PeerStatus.names(others);
    }

    private static Verdict seed(final PeerStatus leader, final String reason)
    {
        return new Verdict(Action.SEED, leader.memberId(), leader.identity().incarnation(), reason + "; " + leader
            .name() + " leads");
    }

    /** It rests on comparing what one member says with what others have heard of it at another moment. */
    private static Verdict doubtful(final Verdict verdict)
    {
        return new Verdict(verdict.action(), verdict.memberId(), verdict.incarnation(), verdict.reason(), verdict
            .action() != Action.WAIT);
    }

    private static Verdict await(final String reason)
    {
        return new Verdict(Action.WAIT, PeerStatus.NO_MEMBER, 0, reason);
    }
}
