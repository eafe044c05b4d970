package io.standfast.replication;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.agrona.CloseHelper;

import io.aeron.archive.Archive;
import io.aeron.archive.status.RecordingPos;
import io.aeron.cluster.ConsensusModule;
import io.aeron.cluster.ElectionState;
import io.aeron.cluster.service.Cluster;
import io.aeron.cluster.service.ClusteredServiceContainer;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.standfast.replication.fence.ConsensusFence;
import io.standfast.replication.identity.DataDirectory;
import io.standfast.replication.peer.PeerStatus;

/**
 * One member with the product's consensus settings, an {@link AppliedList} for its engine and a network that can be
 * cut. Owned by the test's thread.
 */
final class TailMember implements AutoCloseable
{
    static final long INCARNATION = 0x7A11;
    /** Elections take a quarter of the time that they take in the product. */
    private static final long SCALE = Long.getLong("standfast.tail.scale", 4);

    private final int id;
    private final String aeronDirectory;
    private final AeronParts parts;
    private final Cut cut = new Cut();
    private final NominationDelay nominationDelay = new NominationDelay();
    private final ConcurrentLinkedQueue<String> errors = new ConcurrentLinkedQueue<>();
    private boolean wasUnheard;
    private StuckElection stuckElection = new StuckElection(SCALE);
    private AppliedList applied = new AppliedList();
    private HeldClock clock;
    private MediaDriver driver;
    private DriverCounters counters;
    private Archive archive;
    private ConsensusModule consensusModule;
    private ClusteredServiceContainer container;
    // Written by the agents of the member, read by the test's thread.
    private volatile boolean hasEnded;

    TailMember(final int id, final Path root, final List<Member> members)
    {
        this.id = id;
        aeronDirectory = root.resolve("aeron" + id).toString();
        final DataDirectory data = new DataDirectory(root.resolve("data" + id), "tail");
        parts = new AeronParts(new NodeContext().dataDirectory(data.root()).fileSync(false).members(members, id), data,
            aeronDirectory, agent -> error -> errors.add(agent + ": " + error));
        try
        {
            Files.createDirectories(data.root());
        }
        catch (final IOException ex)
        {
            throw new IllegalStateException("cannot create " + data.root(), ex);
        }
    }

    void start()
    {
        if (!Boolean.getBoolean("standfast.tail.unfenced"))
        {
            ConsensusFence.install();
        }
        hasEnded = false;
        stuckElection = new StuckElection(SCALE);
        applied = new AppliedList();
        driver = MediaDriver.launch(cut.into(parts.driver().threadingMode(ThreadingMode.SHARED)));
        counters = new DriverCounters(aeronDirectory);
        archive = ArchiveLauncher.launch(parts);
        final ConsensusModule.Context consensus = parts.consensus(INCARNATION, List.of());
        clock = new HeldClock(consensus.clusterClock());
        consensusModule = ConsensusModule.launch(consensus.clusterClock(clock).random(nominationDelay)
            .leaderHeartbeatIntervalNs(consensus
                .leaderHeartbeatIntervalNs() / SCALE)
            .leaderHeartbeatTimeoutNs(consensus.leaderHeartbeatTimeoutNs() / SCALE)
            .electionTimeoutNs(consensus.electionTimeoutNs() / SCALE).electionStatusIntervalNs(consensus
                .electionStatusIntervalNs() / SCALE)
            .startupCanvassTimeoutNs(consensus.startupCanvassTimeoutNs() / SCALE).terminationHook(this::onEnd));
        container = ClusteredServiceContainer.launch(parts.container().clusteredService(applied).errorHandler(
            error -> errors.add("service: " + error)).terminationHook(this::onEnd));
    }

    /** As others see a killed process: it is silent at once; what it has written stays. */
    void kill()
    {
        cut.off();
        close();
    }

    boolean isRunning()
    {
        return consensusModule != null && !hasEnded && !consensusModule.context().aeron().isClosed();
    }

    boolean hasEnded()
    {
        return hasEnded;
    }

    boolean isLeader()
    {
        return isRunning() &&
            role() == Cluster.Role.LEADER && isSettled();
    }

    /** Whether the node would have ended by itself, to be started again. */
    boolean isStuck(final boolean isAnotherLeading)
    {
        final long nowNs = System.nanoTime();
        return isRunning() && (stuckElection.isStuck(election(), isAnotherLeading, nowNs) || isUnheard(nowNs));
    }

    private boolean isUnheard(final long nowNs)
    {
        final boolean isUnheard = stuckElection.isUnheard(OwnElection.read(consensusModule, counters), applied
            .leader() == id, new PeerStatus.Log(0, recorded(), committed()), nowNs);
        wasUnheard |= isUnheard;
        return isUnheard;
    }

    /** Whether it would ever have ended because no majority recorded the term that it led. */
    boolean wasUnheard()
    {
        return wasUnheard;
    }

    /** How far it has recorded the log. */
    long recorded()
    {
        return counters.ofType(RecordingPos.RECORDING_POSITION_TYPE_ID);
    }

    long committed()
    {
        return counters.value(consensusModule.context().commitPositionCounter());
    }

    boolean isSettled()
    {
        return isRunning() && election() == ElectionState.CLOSED;
    }

    private Cluster.Role role()
    {
        return Cluster.Role.get(counters.value(consensusModule.context().clusterNodeRoleCounter()));
    }

    ElectionState election()
    {
        return ElectionState.get(counters.value(consensusModule.context().electionStateCounter()));
    }

    /** Last term in which it was asked for its vote. */
    long candidateTerm()
    {
        return consensusModule.context().nodeStateFile().candidateTerm().candidateTermId();
    }

    HeldClock clock()
    {
        return clock;
    }

    /** Whether it waits as long as it may before it asks for votes, or not at all; at random if nobody says so. */
    void nominatesLate(final boolean isLate)
    {
        nominationDelay.fraction = isLate ? 1 : 0;
    }

    int id()
    {
        return id;
    }

    Cut cut()
    {
        return cut;
    }

    AppliedList applied()
    {
        return applied;
    }

    String aeronDirectory()
    {
        return aeronDirectory;
    }

    List<String> errors()
    {
        return List.copyOf(errors);
    }

    private void onEnd()
    {
        hasEnded = true;
    }

    @Override
    public String toString()
    {
        return "member " + id + (isRunning() ? " " + role() + " " + election() + " commit=" + committed()
            : " down") + " applied=" + applied.size();
    }

    @Override
    public void close()
    {
        if (clock != null)
        {
            clock.release();
        }
        CloseHelper.quietCloseAll(container, consensusModule, archive, driver);
        container = null;
        consensusModule = null;
        archive = null;
        driver = null;
        hasEnded = false;
    }

    /** Set by the test's thread. */
    private static final class NominationDelay extends Random
    {
        private static final long serialVersionUID = 1L;
        private volatile double fraction = Double.NaN;

        @Override
        public double nextDouble()
        {
            final double wanted = fraction;
            return Double.isNaN(wanted) ? super.nextDouble() : wanted;
        }
    }
}
