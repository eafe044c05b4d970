package io.standfast.replication;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.standfast.replication.identity.DataDirectory;
import io.standfast.replication.log.PoisonedEntries;
import io.standfast.replication.peer.Agreement;
import io.standfast.replication.peer.ClockWatch;
import io.standfast.replication.peer.DigestCheck;
import io.standfast.replication.peer.MemberClocks;
import io.standfast.replication.peer.MemberLists;
import io.standfast.replication.peer.PeerBoard;
import io.standfast.replication.peer.PeerStatus;
import io.standfast.replication.restore.LeftOutRule;

/**
 * What a member concludes from what the others say: whether it has diverged, leaves out other entries than the
 * majority, or waits in an election that others have ended; and what all have in common: limits, feature level, time.
 * Owned by the peer thread.
 */
final class MemberWatch
{
    private static final Logger LOG = LoggerFactory.getLogger(MemberWatch.class);

    private final int clusterSize;
    private final DataDirectory dataDirectory;
    private final PoisonedEntries poisoned;
    private final Supplier<PeerStatus> self;
    private final Supplier<OwnElection> election;
    private final Consumer<String> failure;
    private final ReplayWatch replay;
    private final StuckElection stuckElection = new StuckElection();
    private final ClockWatch clockWatch = new ClockWatch();
    private List<String> otherwiseReported = List.of();
    private String listsReported = "";
    // Written by the peer thread, read by the gateway's.
    private volatile Agreed agreement = new Agreed(false, 0);
    private volatile int agreedLevel;
    private volatile long agreedAheadMs;
    private volatile List<String> skewedClocks = List.of();
    private long splitReported = PeerStatus.NO_POSITION;
    // Written by the peer thread, read by whoever takes publishes.
    private volatile boolean isSplit;

    /**
     * A watch.
     *
     * @param clusterSize   members in all.
     * @param dataDirectory of this member, marked when its data is not whole.
     * @param poisoned      entries that it leaves out.
     * @param self          what it says of itself.
     * @param election      its election.
     * @param failure       ends the node and says why.
     * @param replay        told what is seen.
     */
    MemberWatch(final int clusterSize, final DataDirectory dataDirectory, final PoisonedEntries poisoned,
        final Supplier<PeerStatus> self, final Supplier<OwnElection> election, final Consumer<String> failure,
        final ReplayWatch replay)
    {
        this.clusterSize = clusterSize;
        this.dataDirectory = dataDirectory;
        this.poisoned = poisoned;
        this.self = self;
        this.election = election;
        this.failure = failure;
        this.replay = replay;
    }

    void look(final PeerBoard board, final MemberClocks clocks)
    {
        final PeerStatus own = self.get();
        final List<PeerStatus> others = board.present();
        final OwnElection current = election.get();
        if (current.state() != null)
        {
            watchLeftOut(own, others);
            watchElection(current, own, board.leader() != null, System.nanoTime());
        }
        watchConfiguration(own, others);
        if (board.twins() == null)
        {
            watchLists(own, others);
        }
        watchClocks(clocks, others, System.nanoTime());
        agreedLevel = Agreement.level(own, others, clusterSize);
        watchDigest(own.digest(), others);
        replay.look(own, others, current.state(), System.nanoTime());
    }

    void watchElection(final OwnElection current, final PeerStatus own, final boolean isAnotherLeading,
        final long nowNs)
    {
        if (stuckElection.isStuck(current.state(), isAnotherLeading, nowNs))
        {
            failure.accept("this member was elected and cut off before a majority had its log, and another " +
                "member leads: start it again, it follows then");
        }
        if (stuckElection.isUnheard(current, own.term().leaderId() == own.memberId(), own.log(), nowNs))
        {
            failure.accept("this member was elected, but no majority has recorded its log beyond position " + own
                .log().commit() + " (it has up to " + own.log().end() + "): start it again, there is another " +
                "election then; if that does not help, look at the disks of the others");
        }
    }

    /** Whether all members that are there are set to this. May be asked by any thread. */
    boolean isConfigurationAgreed(final long configurationHash)
    {
        final Agreed current = agreement;
        return current.isAgreed() && current.configurationHash() == configurationHash;
    }

    /** Highest feature level that all members follow, 0 while one is not there. May be asked by any thread. */
    int agreedLevel()
    {
        return agreedLevel;
    }

    private void watchConfiguration(final PeerStatus own, final List<PeerStatus> others)
    {
        final List<String> otherwise = Agreement.setOtherwise(own, others);
        agreement = new Agreed(otherwise.isEmpty(), own.build().configurationHash());
        if (!otherwise.equals(otherwiseReported))
        {
            otherwiseReported = otherwise;
            if (otherwise.isEmpty())
            {
                LOG.info("all nodes that are there have the same limits");
            }
            else
            {
                LOG.warn("nodes {} have other limits than this node: the limits in force stay as they are until all " +
                    "have the same; compare their flags and configuration files, and reload or restart those that " +
                    "are to change", otherwise);
            }
        }
    }

    private void watchLists(final PeerStatus own, final List<PeerStatus> others)
    {
        final String otherwise = MemberLists.otherwise(own, others);
        if (!otherwise.equals(listsReported))
        {
            listsReported = otherwise;
            if (otherwise.isEmpty())
            {
                LOG.info("all nodes that are there have the same list of members");
            }
            else
            {
                LOG.warn("{}", otherwise);
            }
        }
    }

    /** What the members' wall clocks agree on, ms ahead of this one's. May be asked by any thread. */
    long agreedAheadMs()
    {
        return agreedAheadMs;
    }

    /** Members whose clocks are too far from this one's, for people. May be asked by any thread. */
    List<String> skewedClocks()
    {
        return skewedClocks;
    }

    private void watchClocks(final MemberClocks clocks, final List<PeerStatus> others, final long nowNs)
    {
        agreedAheadMs = clocks.agreedAheadMs(others);
        final boolean isDue = clockWatch.look(clocks, others, nowNs);
        final List<String> skewed = clockWatch.skewed();
        skewedClocks = skewed;
        if (isDue && skewed.isEmpty())
        {
            LOG.info("the clocks of all nodes that are there agree");
        }
        else if (isDue)
        {
            LOG.warn("clocks differ: {} of this node's; the cluster's time follows most of them and nothing is " +
                "lost, but set the machines' clocks (NTP)", String.join(", ", skewed));
        }
    }

    private void watchLeftOut(final PeerStatus own, final List<PeerStatus> others)
    {
        final List<Long> agreed = LeftOutRule.majority(own, others, clusterSize);
        if (agreed != null && !agreed.equals(poisoned.leftOut()))
        {
            failure.accept("a majority leaves out the entries at log positions " + agreed + ", this member " +
                poisoned.leftOut() + ": start it again, it takes that over");
        }
    }

    void watchDigest(final PeerStatus.Digest own, final List<PeerStatus> others)
    {
        switch (DigestCheck.check(own, others, clusterSize))
        {
            case AGREED :
                onAgreed(own, others);
                break;
            case OUTVOTED :
                dataDirectory.markDamaged();
                failure.accept("the state at log position " + own.position() + " differs from the majority's: this " +
                    "member has diverged; it is copied from the others at the next start");
                break;
            case SPLIT :
                isSplit = true;
                if (splitReported != own.position())
                {
                    splitReported = own.position();
                    LOG.error(
                        "members have different states at log position {}, and none has a majority: publishes are " +
                            "refused; keep the data of all, and report it",
                        own.position());
                }
                break;
        }
    }

    /** As long as the others are not heard of the same snapshot, nothing is known to be better than before. */
    private void onAgreed(final PeerStatus.Digest own, final List<PeerStatus> others)
    {
        if (isSplit && DigestCheck.isAgreedByMajority(own, others, clusterSize))
        {
            isSplit = false;
            LOG.warn("a majority has the same state at log position {}: publishes are taken again", own.position());
        }
    }

    /** Whether members hold different states and none has a majority. May be asked by any thread. */
    boolean isSplit()
    {
        return isSplit;
    }

    /**
     * Both in one: agreed about one thing is never taken for agreed about another.
     *
     * @param isAgreed          whether all members that are there are set to this.
     * @param configurationHash what this one was set to then.
     */
    private record Agreed(boolean isAgreed, long configurationHash)
    {
    }
}
