package io.standfast.replication;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.aeron.archive.Archive;
import io.aeron.archive.client.ArchiveException;
import io.aeron.cluster.NodeStateFile;
import io.aeron.exceptions.TimeoutException;
import io.standfast.engine.FeatureLevelException;
import io.standfast.replication.identity.DataDirectory;
import io.standfast.replication.identity.IdentityState;
import io.standfast.replication.identity.NodeRefusedException;
import io.standfast.replication.log.PoisonedEntries;
import io.standfast.replication.peer.Agreement;
import io.standfast.replication.peer.PeerAgent;
import io.standfast.replication.peer.PeerBoard;
import io.standfast.replication.peer.PeerStatus;
import io.standfast.replication.restore.AdmissionTable;
import io.standfast.replication.restore.CopySession;
import io.standfast.replication.restore.LeftOutRule;
import io.standfast.replication.restore.LogFacts;
import io.standfast.replication.restore.Orders;
import io.standfast.replication.restore.RepeatedVerdict;
import io.standfast.replication.restore.RestoreProgress;
import io.standfast.replication.restore.SeedContext;
import io.standfast.replication.restore.SeedSession;
import io.standfast.replication.restore.SegmentFetcher;
import io.standfast.replication.restore.SnapshotManifest;
import io.standfast.replication.restore.Verdict;

/**
 * What happens between the start of a member and its first vote: the others are heard, and its data is formed, kept or
 * copied as {@link AdmissionTable} says, again and again until it may be launched. Owned by the launching thread; what
 * it
 * knows of itself is read by the peer thread.
 */
final class MemberAdmission
{
    private static final Logger LOG = LoggerFactory.getLogger(MemberAdmission.class);
    private static final long PAUSE_MS = 50;
    /** All that answer are asked for each segment that is lost, again and again. */
    private static final int PAUSES_BETWEEN_REPAIRS = 20;
    private static final long REPEAT_NS = TimeUnit.SECONDS.toNanos(10);
    private static final long LEADER_LOST_NS = TimeUnit.SECONDS.toNanos(10);

    private final NodeContext context;
    private final DataDirectory dataDirectory;
    private final AeronParts parts;
    private final String aeronDirectory;
    private final PoisonedEntries poisoned;
    private Archive archive;
    private final RecentLines said = new RecentLines(REPEAT_NS);
    private final RepeatedVerdict repeated = new RepeatedVerdict();
    private String unknownName = "";
    // Written by the launching thread, read by the peer thread.
    private volatile PeerStatus.Log log = new PeerStatus.Log(0, PeerStatus.NO_POSITION, PeerStatus.NO_POSITION);
    private volatile String phase = "starting";
    private volatile int featureLevel;
    // Owned by the launching thread: what the copying is for, while it copies.
    private String restoring = "";
    private String unavailable = "";
    private final RestoreProgress progress = new RestoreProgress(text -> phase(restoring + ": " + text));

    MemberAdmission(final NodeContext context, final DataDirectory dataDirectory, final AeronParts parts,
        final String aeronDirectory, final PoisonedEntries poisoned)
    {
        this.context = context;
        this.dataDirectory = dataDirectory;
        this.parts = parts;
        this.aeronDirectory = aeronDirectory;
        this.poisoned = poisoned;
    }

    /** Log as it was found on the disk. */
    PeerStatus.Log log()
    {
        return log;
    }

    /** Of the snapshot on the disk, 0 while it is not known. */
    int featureLevel()
    {
        return featureLevel;
    }

    /** The data is whole: a member has its log replayed, and what it has missed. */
    void launched()
    {
        progress.begin(context.isMember() ? RestoreProgress.Phase.REPLAY : RestoreProgress.Phase.LAUNCHED, Math
            .max(0, log.end()));
    }

    /** How far it is, for any thread. */
    RestoreProgress progress()
    {
        return progress;
    }

    String phase()
    {
        return phase;
    }

    /** Before the others hear of it. */
    void backOff(final StartBackOff backOff)
    {
        final long waitMs = backOff.begin();
        if (waitMs == 0)
        {
            return;
        }
        say(StartBackOff.text(waitMs));
        final long beginNs = System.nanoTime();
        try
        {
            while (System.nanoTime() - beginNs < TimeUnit.MILLISECONDS.toNanos(waitMs))
            {
                pause();
            }
        }
        catch (final NodeStoppedException ex)
        {
            backOff.forget();
            throw ex;
        }
    }

    /**
     * Wait until this member may vote.
     *
     * @param peers heard and asked for segments.
     * @param self  what this member says of itself.
     * @return the archive, running.
     */
    Archive admit(final PeerAgent peers, final Supplier<PeerStatus> self)
    {
        final IdentityState state = dataDirectory.identity().state();
        if (state == IdentityState.READY || state == IdentityState.FORMING)
        {
            openArchive();
        }
        boolean isAdmitted = false;
        while (!isAdmitted)
        {
            final List<PeerStatus> others = peers.board().present();
            final Verdict verdict = repeated.check(AdmissionTable.decide(self.get(), others, context.members().size(),
                orders()), others).unless(peers.board().twins());
            say(verdict.action() + ": " + verdict.reason());
            isAdmitted = act(verdict, peers, self);
            pause();
        }
        return archive;
    }

    void close()
    {
        closeArchive();
    }

    private boolean act(final Verdict verdict, final PeerAgent peers, final Supplier<PeerStatus> self)
    {
        switch (verdict.action())
        {
            case LAUNCH :
                return isLevelKnown(verdict, peers.board()) && isReady(verdict, peers, self);
            case FORM :
                form(0);
                return false;
            case ADOPT :
                form(verdict.incarnation());
                return false;
            case SEED, COPY :
                if (isLevelKnown(verdict, peers.board()))
                {
                    restore(verdict, peers);
                }
                return false;
            case WAIT :
                progress.begin(RestoreProgress.Phase.WAITING, 0);
                return false;
        }
        throw new IllegalStateException("unknown action: " + verdict.action());
    }

    /** A state whose rules this node does not know is neither copied nor gone on with. */
    private boolean isLevelKnown(final Verdict verdict, final PeerBoard board)
    {
        return isLevelKnown(Agreement.reached(verdict.incarnation(), board.present()));
    }

    private boolean isLevelKnown(final int level)
    {
        if (level > context.supportedLevel())
        {
            say("WAIT: " + FeatureLevelException.text(level, context.supportedLevel()));
            return false;
        }
        return true;
    }

    private Orders orders()
    {
        final String name = dataDirectory.recoverFrom();
        final int from = context.members().stream().map(Member::name).toList().indexOf(name);
        if (!name.isEmpty() && from < 0 && !name.equals(unknownName))
        {
            unknownName = name;
            LOG.warn("an operator has ordered to recover from \"{}\", which is no member of this cluster", name);
        }
        return new Orders(context.isBootstrap(), from);
    }

    private void phase(final String text)
    {
        phase = text;
        context.phase().accept(text);
    }

    private void say(final String text)
    {
        phase(text);
        if (said.isDue(text, System.nanoTime()))
        {
            LOG.info("admission: {}", text);
        }
    }

    private void form(final long incarnation)
    {
        closeArchive();
        dataDirectory.formMember(incarnation);
        LOG.info("admission: cluster {} is formed", Long.toHexString(dataDirectory.identity().incarnation()));
        openArchive();
    }

    /** Log and snapshot of another member, then the segments that the snapshot lists: all of it, or not ready. */
    private void restore(final Verdict verdict, final PeerAgent peers)
    {
        closeArchive();
        dataDirectory.beginSeeding(verdict.incarnation(), context.setAsideLimit());
        openArchive();
        final PeerStatus source = peers.board().last(verdict.memberId());
        restoring = verdict.action().toString();
        try
        {
            final boolean isComplete = verdict.action() == Verdict.Action.SEED ? seed(verdict, source, peers)
                : copy(verdict, peers);
            if (isComplete)
            {
                finish(source);
            }
        }
        catch (final IOException ex)
        {
            throw cannotWrite(ex);
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
            throw new NodeStoppedException();
        }
    }

    /** The log goes on being recorded while segments are copied. */
    private boolean seed(final Verdict verdict, final PeerStatus leader, final PeerAgent peers) throws IOException,
        InterruptedException
    {
        try (SeedSession session = new SeedSession(new SeedContext(aeronDirectory, dataDirectory.cluster(), parts
            .archiveClient(), context.members(), context.memberId(), verdict.incarnation(), leader.leftOut())))
        {
            return awaitLog(session, leader.log().commit(), peers.board()) && fetchSegments(verdict, peers);
        }
    }

    /** Nobody leads, and nobody can: log and snapshot become those of the member that has the longest log. */
    private boolean copy(final Verdict verdict, final PeerAgent peers) throws IOException, InterruptedException
    {
        return new CopySession(aeronDirectory, dataDirectory.cluster(), parts.archiveClient(), context.own(), context
            .members().get(verdict.memberId()), progress).copy(peers.logIndex(), verdict.incarnation()) &&
            fetchSegments(verdict, peers);
    }

    private boolean awaitLog(final SeedSession session, final long target, final PeerBoard board)
    {
        long ledNs = System.nanoTime();
        long saidProgressNs = ledNs;
        progress.begin(RestoreProgress.Phase.LOG, target);
        while (!session.isCaughtUp(target))
        {
            pause();
            final long nowNs = System.nanoTime();
            if (board.leader() != null)
            {
                ledNs = nowNs;
            }
            else if (nowNs - ledNs > LEADER_LOST_NS)
            {
                LOG.warn("seeding: given up, nobody has led for {} s", TimeUnit.NANOSECONDS.toSeconds(LEADER_LOST_NS));
                return false;
            }
            progress.done(session.livePosition());
            phase("SEED: log at " + session.livePosition() + " of " + target + ", " + progress.pace(nowNs));
            if (nowNs - saidProgressNs > TimeUnit.SECONDS.toNanos(1))
            {
                saidProgressNs = nowNs;
                LOG.info("seeding: log at {} of {}, {}", session.livePosition(), target, progress.pace(nowNs));
            }
        }
        return true;
    }

    private boolean fetchSegments(final Verdict verdict, final PeerAgent peers) throws IOException, InterruptedException
    {
        final SnapshotManifest manifest = SnapshotManifest.read(dataDirectory.cluster(), parts.archiveClient())
            .requireOf(verdict.incarnation());
        phase(restoring + ": " + manifest.segments().size() + " segments of the snapshot at " + manifest.logPosition());
        final SegmentFetcher fetcher = fetcher(verdict, peers);
        return fetcher.fetch(fetcher.missing(manifest.segments()));
    }

    private SegmentFetcher fetcher(final Verdict verdict, final PeerAgent peers)
    {
        return new SegmentFetcher(dataDirectory.store(), dataDirectory.setAsideStores(), peers.inbox(), verdict
            .incarnation(), context.memberId(),
            attempt -> peers.board().holder(verdict
                .incarnation(), verdict.memberId(), attempt),
            progress);
    }

    private boolean isReady(final Verdict verdict, final PeerAgent peers, final Supplier<PeerStatus> self)
    {
        if (dataDirectory.identity().state() == IdentityState.READY)
        {
            final SnapshotManifest manifest = ownManifest();
            if (manifest == null)
            {
                return false;
            }
            featureLevel = manifest.featureLevel();
            if (!isLevelKnown(featureLevel))
            {
                return false;
            }
            final LeftOutRule.Decision leftOut = LeftOutRule.decide(self.get(), peers.board().present(), context
                .members().size(), manifest.logPosition());
            if (!isLeavingOutTheSame(leftOut) || !isStoreWhole(verdict, peers, manifest))
            {
                return false;
            }
        }
        phase("launching");
        return true;
    }

    /** Without its snapshot nothing can be made of the rest. */
    private SnapshotManifest ownManifest()
    {
        try
        {
            return SnapshotManifest.read(dataDirectory.cluster(), parts.archiveClient());
        }
        catch (final TimeoutException ex)
        {
            // All members of a machine that is too slow would have to be copied, and nobody could be.
            say("WAIT: the newest snapshot on this disk cannot be read now (" + ex.getMessage() +
                "): it is tried again");
            return null;
        }
        catch (final ArchiveException | IllegalStateException ex)
        {
            LOG.warn("the newest snapshot on this disk cannot be read ({}): everything is copied from the others", ex
                .getMessage());
            dataDirectory.markDamaged();
            return null;
        }
    }

    private boolean isLeavingOutTheSame(final LeftOutRule.Decision decision)
    {
        switch (decision.action())
        {
            case ADOPT :
                LOG.warn("a majority leaves out the entries at log positions {}, this member {}: now it does the same",
                    decision.leftOut(), poisoned.leftOut());
                leaveOut(decision.leftOut());
                return false;
            case COPY :
                LOG.warn("a majority leaves out the entries at log positions {}, this member {}, and its snapshot is " +
                    "behind them: everything is copied", decision.leftOut(), poisoned.leftOut());
                dataDirectory.markDamaged();
                return false;
            case WAIT :
                say("WAIT: ordered to leave out the entries at log positions " + decision.leftOut() +
                    ", but not on a majority: order it on the other nodes that halted there, and start them");
                return false;
            case AGREED :
                return true;
        }
        throw new IllegalStateException("unknown action: " + decision.action());
    }

    private void leaveOut(final List<Long> positions)
    {
        try
        {
            poisoned.leaveOut(positions);
        }
        catch (final IOException ex)
        {
            throw cannotWrite(ex);
        }
    }

    /**
     * Log and snapshot are this member's own; segments that its disk has lost or changed are got from the others. When
     * they have let go of them, everything is copied.
     */
    private boolean isStoreWhole(final Verdict verdict, final PeerAgent peers, final SnapshotManifest manifest)
    {
        final SegmentFetcher fetcher = fetcher(verdict, peers);
        final List<SnapshotManifest.Entry> missing = fetcher.missing(manifest.segments());
        if (missing.isEmpty())
        {
            return true;
        }
        final List<Integer> numbers = missing.stream().map(SnapshotManifest.Entry::segment).toList();
        final String reason = "segments " + numbers + " of the store are missing or damaged on this disk";
        if (said.isDue(reason, System.nanoTime()))
        {
            LOG.warn("restore: {}: they are fetched from the other members", reason);
        }
        restoring = "REPAIR";
        phase(restoring + ": " + reason + unavailable);
        try
        {
            if (fetcher.fetch(missing))
            {
                unavailable = "";
                return false;
            }
        }
        catch (final IOException ex)
        {
            throw cannotWrite(ex);
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
            throw new NodeStoppedException();
        }
        if (peers.board().leader() != null || isRecoveryOrdered(peers.board().present()))
        {
            LOG.warn("restore: no member has segments {} any more: everything is copied", numbers);
            dataDirectory.markDamaged();
        }
        else
        {
            unavailable = "; no member that answers has them, and nobody leads: start the others, or give up what " +
                "only this disk has with 'standfast cluster recover'; heard: " + PeerStatus.names(peers.board()
                    .present());
            say("WAIT: " + reason + unavailable);
            for (int i = 0; i < PAUSES_BETWEEN_REPAIRS; i++)
            {
                pause();
            }
        }
        return false;
    }

    /** An operator gives up what only this disk has, for a member that answers and is whole. */
    private boolean isRecoveryOrdered(final List<PeerStatus> others)
    {
        final int from = orders().recoverFrom();
        return others.stream().anyMatch(other -> other.memberId() == from && other.identity()
            .state() == IdentityState.READY && other.identity().incarnation() == dataDirectory.identity()
                .incarnation());
    }

    private NodeRefusedException cannotWrite(final IOException ex)
    {
        return new NodeRefusedException("cannot write to " + dataDirectory.root() + ": " + ex.getMessage(), ex);
    }

    private void finish(final PeerStatus leader)
    {
        leaveOut(leader.leftOut());
        log = LogFacts.read(dataDirectory.cluster(), parts.archiveClient());
        final long nowMs = System.currentTimeMillis();
        try (NodeStateFile nodeState = new NodeStateFile(dataDirectory.cluster().toFile(), true, 2))
        {
            // Its vote in earlier terms is forgotten with the disk: it must not vote in them once more. Who does not
            // run knows of no term but those of its log.
            nodeState.proposeMaxCandidateTermId(Math.max(leader.term().leadershipTermId(), log.term()), Math.max(leader
                .log().commit(), 0), nowMs);
        }
        catch (final IOException ex)
        {
            throw new NodeRefusedException("cannot write the vote floor to " + dataDirectory.cluster() + ": " + ex
                .getMessage(), ex);
        }
        dataDirectory.markReady();
        dataDirectory.releaseSetAside();
        dataDirectory.forgetRecoverFrom();
        LOG.info("seeding: complete, the log ends at {}", log.end());
    }

    private void openArchive()
    {
        archive = ArchiveLauncher.launch(parts);
        log = LogFacts.read(dataDirectory.cluster(), parts.archiveClient());
    }

    private void closeArchive()
    {
        if (archive != null)
        {
            archive.close();
            archive = null;
        }
    }

    private void pause()
    {
        try
        {
            if (context.stopping().getAsBoolean())
            {
                throw new NodeStoppedException();
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
            throw new NodeStoppedException();
        }
    }
}
