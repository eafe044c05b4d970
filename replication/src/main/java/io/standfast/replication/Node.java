package io.standfast.replication;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import org.agrona.CloseHelper;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.AgentInvoker;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.SleepingMillisIdleStrategy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.aeron.archive.Archive;
import io.aeron.cluster.ConsensusModule;
import io.aeron.cluster.service.ClusteredServiceContainer;
import io.standfast.engine.Engine;
import io.standfast.engine.EngineContext;
import io.standfast.engine.FeatureLevel;
import io.standfast.replication.fence.ConsensusFence;
import io.standfast.replication.identity.DataDirectory;
import io.standfast.replication.identity.Identity;
import io.standfast.replication.identity.IdentityState;
import io.standfast.replication.identity.NodeRefusedException;
import io.standfast.replication.log.ClusterIngress;
import io.standfast.replication.log.DoorCounters;
import io.standfast.replication.log.DoorPublisher;
import io.standfast.replication.log.PoisonedEntries;
import io.standfast.replication.log.StreamingService;
import io.standfast.replication.peer.MemberClocks;
import io.standfast.replication.peer.MemberLists;
import io.standfast.replication.peer.PeerAgent;
import io.standfast.replication.peer.PeerBoard;
import io.standfast.replication.peer.PeerContext;
import io.standfast.replication.peer.PeerMemory;
import io.standfast.replication.peer.PeerStatus;

/**
 * One member of a cluster, all its agents in this process: media driver, archive, consensus module, engine, file work.
 * Launched and closed by one thread.
 */
public final class Node implements AutoCloseable
{
    private static final Logger LOG = LoggerFactory.getLogger(Node.class);
    /** How the consensus module says that the engine could not read its snapshot back. */
    private static final String SERVICE_NOT_STARTED = "failed to start clustered service";

    private final NodeContext context;
    private final DataDirectory dataDirectory;
    private final Leadership leadership = new Leadership();
    private final StepDown stepDown;
    private final String aeronDirectory;
    private final AeronParts parts;
    private final DiskWatch diskWatch;
    private final MemberAdmission admission;
    private final PoisonedEntries poisoned;
    private final MemberWatch memberWatch;
    private final StartBackOff backOff;
    private final DoorCounters doorCounters = new DoorCounters();
    private final NodeNumbers numbers;
    // Written by the launching thread before it starts the consensus module, or anybody asks for an ingress.
    private IncarnationCredentials gatewayCredentials;
    private DriverTurn driver;
    // Of a node that is alone, else null.
    private OneThread oneThread;
    // Written by the launching thread, read by monitoring.
    private volatile DriverCounters counters;
    private Archive archive;
    private PeerMemory memory;
    private PeerAgent peers;
    private AgentRunner peerRunner;
    private ClusteredServiceContainer container;
    private FileWorkAgent fileWork;
    private AgentRunner fileWorkRunner;
    private AgentRunner scrubRunner;
    // Written by the launching thread, read by monitoring.
    private volatile StreamingService service;
    private boolean isClosing;
    private final AtomicBoolean isTailLost = new AtomicBoolean();
    // Written by whichever agent fails, read by the launching thread.
    private volatile boolean hasFailed;
    // Written by the launching thread, read by whichever agent meets an error.
    private volatile boolean isLaunching;
    private volatile boolean areAgentsLaunched;
    // Written by the launching thread, read by the peer thread and the gateway's.
    private volatile Engine engine;
    // Written by the launching thread, read by the peer thread.
    private volatile ConsensusModule consensusModule;
    // Written by the engine thread, read by whichever agent meets an error.
    private volatile boolean isReady;
    // Written by the engine thread, read by the peer thread.
    private volatile PeerStatus.Digest digest = new PeerStatus.Digest(PeerStatus.NO_POSITION, 0);
    // Owned by the archive's thread.
    private boolean isLogDamaged;
    // Written by the peer thread, read by the gateway's.
    private volatile boolean isPeersDiskLow;

    private Node(final NodeContext context)
    {
        this.context = context;
        stepDown = new StepDown(leadership, context.gatewayDoorbell());
        dataDirectory = new DataDirectory(context.dataDirectory(), context.clusterId());
        final Identity identity = context.isMember() ? dataDirectory.openMember() : dataDirectory.open();
        aeronDirectory = AeronDirectory.choose(context.dataDirectory(), identity.stamp());
        parts = new AeronParts(context, dataDirectory, aeronDirectory, this::errorHandler);
        diskWatch = new DiskWatch(context.dataDirectory(), EngineContext.SEGMENT_CAPACITY_DEFAULT,
            AeronParts.SEGMENT_FILE_LENGTH);
        backOff = new StartBackOff(context.dataDirectory(), System::currentTimeMillis);
        poisoned = LeftOutEntries.read(dataDirectory);
        admission = new MemberAdmission(context, dataDirectory, parts, aeronDirectory, poisoned);
        numbers = new NodeNumbers(() -> service, () -> counters, admission.progress());
        memberWatch = new MemberWatch(context.members().size(), dataDirectory, poisoned, this::status, this::election,
            reason -> fail(reason, null), new ReplayWatch(admission.progress(), () -> service == null
                ? PeerStatus.NO_POSITION : service.appliedPosition()));
    }

    /**
     * Launch a node. A member of a cluster waits here until it may vote, however long that takes.
     *
     * @param context of the node.
     * @return the node, running; it serves when its gateway's gates open.
     * @throws NodeStoppedException when somebody asked to stop before.
     */
    public static Node launch(final NodeContext context)
    {
        ConsensusFence.install();
        final Node node = new Node(context);
        try
        {
            node.start();
            return node;
        }
        catch (final RuntimeException ex)
        {
            node.close();
            throw ex;
        }
    }

    /**
     * Whether this node leads.
     *
     * @return leadership.
     */
    public Leadership leadership()
    {
        return leadership;
    }

    /**
     * Who this node is.
     *
     * @return identity.
     */
    public Identity identity()
    {
        return dataDirectory.identity();
    }

    /**
     * How far this member's log is committed.
     *
     * @return position, -1 while it is not running.
     */
    public long commitPosition()
    {
        final ConsensusModule running = consensusModule;
        return running == null || running.context().aeron().isClosed() ? PeerStatus.NO_POSITION : counters.value(
            running.context().commitPositionCounter());
    }

    /**
     * What the members said last.
     *
     * @return board, or null for a single member.
     */
    public PeerBoard board()
    {
        return peers == null ? null : peers.board();
    }

    /**
     * The engine, for a reader of its store.
     *
     * @return engine.
     */
    public Engine engine()
    {
        return engine;
    }

    /**
     * Whether the disk of this node, or of another that is there, has less room than the reserve. May be asked by any
     * thread.
     *
     * @return true when publishes are to be refused.
     */
    public boolean isDiskLow()
    {
        return diskWatch.isLow() || isPeersDiskLow || context.diskLow().getAsBoolean();
    }

    /**
     * What the members have in common.
     *
     * @return agreement, for any thread.
     */
    public NodeAgreement agreement()
    {
        return new NodeAgreement(context, memberWatch, engine);
    }

    /**
     * A way into the log for the gateway.
     *
     * @return ingress, not connected yet.
     */
    public ClusterIngress newIngress()
    {
        return new ClusterIngress(aeronDirectory, gatewayCredentials, leadership, parts.doorbell(),
            oneThread == null ? parts.asker() : oneThread.asker());
    }

    /**
     * Where the media driver's buffers are: what a client of the Aeron door on this machine must know.
     *
     * @return directory.
     */
    public String aeronDirectory()
    {
        return aeronDirectory;
    }

    /**
     * Numbers of the Aeron door.
     *
     * @return counters.
     */
    public DoorCounters doorCounters()
    {
        return doorCounters;
    }

    /**
     * What monitoring asks.
     *
     * @return numbers, for any thread.
     */
    public NodeNumbers numbers()
    {
        return numbers;
    }

    /**
     * Who answers questions about the engine.
     *
     * @return service, or null before it has been launched.
     */
    public StreamingService service()
    {
        return service;
    }

    /**
     * Take a snapshot now, so that the next start has nothing to replay. Blocks.
     *
     * @param timeoutMs longest wait.
     * @return whether it was taken.
     */
    public boolean snapshot(final long timeoutMs)
    {
        return fileWork != null && fileWork.snapshot(timeoutMs);
    }

    /** It serves: the next start need not wait. */
    public void served()
    {
        if (context.isMember())
        {
            backOff.forget();
        }
    }

    /**
     * Let the engine's thread do the gateway's turns, too, where a node is alone and its agents have no threads of
     * their own: a message wakes one thread then.
     *
     * @param gateway that has started.
     * @param end     of its own thread.
     */
    public void join(final GatewayTurn gateway, final Runnable end)
    {
        if (oneThread != null)
        {
            oneThread.join(gateway, end);
        }
    }

    /** The gateway's turns are the caller's again. Does nothing when they are already. */
    public void part()
    {
        if (oneThread != null)
        {
            oneThread.part();
        }
    }

    @Override
    public void close()
    {
        isClosing = true;
        if (oneThread != null)
        {
            CloseHelper.quietCloseAll(scrubRunner, fileWorkRunner);
            oneThread.stopEngine();
        }
        CloseHelper.quietCloseAll(scrubRunner, peerRunner, fileWorkRunner, container, oneThread, consensusModule,
            archive);
        if (fileWork != null)
        {
            fileWork.retreat();
        }
        admission.close();
        CloseHelper.quietCloseAll(driver, parts, counters, engine, dataDirectory);
        AeronDirectory.delete(aeronDirectory);
    }

    private void start()
    {
        if (context.isMember())
        {
            admission.backOff(backOff);
        }
        LOG.info("Aeron's buffers are in {}", aeronDirectory);
        driver = new DriverTurn(parts.driver(), AeronParts.idleStrategy(), errorHandler("media driver"));
        counters = new DriverCounters(aeronDirectory);
        if (context.isMember())
        {
            memory = new PeerMemory(dataDirectory.root().resolve("PEERS"), identity().incarnation());
            peers = new PeerAgent(new PeerContext(aeronDirectory, context.clusterId(), context.members(), context
                .memberId(), dataDirectory.store(), context.copyRate(), dataDirectory.cluster(), memory, this::status,
                this::watch));
            peerRunner = new AgentRunner(AeronParts.patientIdleStrategy(), errorHandler("peer"), null,
                NodeCounters.on(peers, this, context, admission.progress()));
            peers.open();
            AgentRunner.startOnThread(peerRunner);
            context.started().accept(this);
            archive = admission.admit(peers, this::status);
        }
        launchCluster();
    }

    private void launchCluster()
    {
        isLaunching = true;
        admission.launched();
        final long incarnation = identity().incarnation();
        gatewayCredentials = IncarnationCredentials.ofGateway(incarnation);
        final DoorPublisher publisher = NodeOutput.of(context, new EngineWait(context.threads().idleStrategy(AeronParts
            .idleStrategy()), () -> oneThread), () -> isDiskLow() || memberWatch.isSplit(), doorCounters);
        final AtomicReference<StreamingService> scheduler = new AtomicReference<>();
        engine = new Engine(new EngineContext().storeDirectory(dataDirectory.store()).incarnation(incarnation)
            .supportedLevel(context.supportedLevel())
            .output(publisher).problems(new StoreWarnings()).haltingOnDamage(context.isMember())
            .forcingEarly(context.isFileSync())
            .timerScheduler(deadlineNs -> scheduler.get().schedule(deadlineNs)));
        service = new StreamingService(engine, publisher,
            new Supervisor(context, dataDirectory, leadership, stepDown, this::fail, new OwnEar()),
            poisoned, doorCounters);
        scheduler.set(service);
        driver.handOver();
        launchAgents();
        fileWork = new FileWorkAgent(engine.log(), dataDirectory, consensusModule.context(), parts.archiveClient(),
            diskWatch, new NodeClusterView(context, leadership, counters, peers, this::isDiskLow, service),
            this::onTailLost);
        fileWorkRunner = new AgentRunner(AeronParts.patientIdleStrategy(), errorHandler("file work"), null,
            context.isMember() ? fileWork : NodeCounters.on(fileWork, this, context, admission.progress()));
        AgentRunner.startOnThread(fileWorkRunner);
        scrubRunner = new AgentRunner(new SleepingMillisIdleStrategy(100), errorHandler("scrub"), null,
            new ScrubAgent(engine.log().newScrub(), dataDirectory, context, peers));
        AgentRunner.startOnThread(scrubRunner);
    }

    private void launchAgents()
    {
        if (context.threads().isLowLatency() && !context.isMember())
        {
            archive = ArchiveLauncher.launch(parts);
            areAgentsLaunched = true;
        }
        if (context.isMember() || context.threads().isLowLatency())
        {
            consensusModule = ConsensusModule.launch(consensusContext(driver.invoker()));
            container = ClusteredServiceContainer.launch(containerContext(parts.container()));
            areAgentsLaunched = true;
            return;
        }
        archive = ArchiveLauncher.launch(parts, driver.invoker());
        oneThread = new OneThread(driver.invoker(), archive, parts, context, errorHandler("consensus module"));
        final ConsensusModule.Context consensus = consensusContext(oneThread.storage());
        areAgentsLaunched = true;
        oneThread.launch(consensus);
        container = oneThread.launch(containerContext(parts.container(oneThread)));
        consensusModule = oneThread.awaitLaunched(() -> hasFailed || context.stopping().getAsBoolean());
        if (consensusModule == null)
        {
            throw new NodeStoppedException();
        }
    }

    private ConsensusModule.Context consensusContext(final AgentInvoker driverInvoker)
    {
        final long incarnation = identity().incarnation();
        return parts.consensus(incarnation, poisoned.leftOut(), driverInvoker)
            .authenticatorSupplier(() -> new IncarnationAuthenticator(incarnation, gatewayCredentials, context.door(),
                new DoorRoom(() -> engine.featureLevel() >= FeatureLevel.AERON_DOOR, doorCounters::openSessions,
                    doorCounters::openedSessions)))
            .terminationHook(() -> fail("the consensus module has ended", null));
    }

    private ClusteredServiceContainer.Context containerContext(final ClusteredServiceContainer.Context container)
    {
        return container.clusteredService(service).errorHandler(this::onEngineError)
            .terminationHook(() -> fail("the engine has ended", null));
    }

    /**
     * What this member says of itself; asked by the peer thread, the launching one and monitoring.
     *
     * @return status.
     */
    public PeerStatus status()
    {
        final Identity identity = identity();
        final ConsensusModule running = consensusModule;
        final boolean isRunning = running != null && !running.context().aeron().isClosed();
        final PeerStatus.Log found = admission.log();
        final long commit = isRunning ? counters.value(running.context().commitPositionCounter())
            : PeerStatus.NO_POSITION;
        final PeerStatus.Log log = FileWorkAgent.log(fileWork, found, commit, leadership.latestTermId());
        final PeerStatus.Term term = new PeerStatus.Term(leadership.leadershipTermId() == Leadership.NULL_TERM
            ? PeerStatus.NO_MEMBER : context.memberId(), leadership.latestTermId(), context.serving().getAsBoolean(),
            isRunning && !election().isOver());
        return new PeerStatus(context.clusterId(), context.memberId(), context.own().name(),
            new PeerStatus.Self(identity
                .incarnation(), identity.state(), identity.startCount(), isRunning, diskWatch.isLow(),
                !diskWatch.hasRoomForSnapshot()),
            term, log, digest,
            new PeerStatus.Build(context.configurationHash(), context.supportedLevel(), engine == null ? admission
                .featureLevel() : engine.featureLevel(), System.currentTimeMillis(), context.keyCheck(),
                MemberLists.text(context.members())),
            context.ports().get(), isRunning ? admission.progress().launched(System.nanoTime())
                : admission.phase(),
            memory.list(), poisoned.leftOut());
    }

    /**
     * Called by the peer thread.
     */
    private void watch(final PeerBoard board, final MemberClocks clocks)
    {
        isPeersDiskLow = board.present().stream().anyMatch(status -> status.identity().isDiskLow());
        memberWatch.look(board, clocks);
        stepDown.look(() -> election().state());
    }

    private OwnElection election()
    {
        return OwnElection.read(consensusModule, counters);
    }

    /** Called by the engine's thread when it is to lead, and by the file thread. */
    private void onTailLost(final String reason)
    {
        if (isTailLost.getAndSet(true))
        {
            return;
        }
        if (!context.isFileSync())
        {
            LOG.warn("{}; with file_sync off that can happen at a power failure: what it held is gone", reason);
            return;
        }
        dataDirectory.markDamaged();
        fail(reason, new NodeRefusedException(reason));
    }

    /**
     * Before the first entry it is the snapshot that cannot be read back: the data is not whole.
     */
    private void onEngineError(final Throwable error)
    {
        final String reason = "the engine cannot go on: " + error.getMessage();
        fail(reason, isReady ? error : new NodeRefusedException(reason, error));
    }

    private ErrorHandler errorHandler(final String agent)
    {
        final AgentErrors errors = new AgentErrors(agent, this::isStarting, this::onAgentFailure);
        numbers.add(errors);
        final boolean isArchive = AeronParts.ARCHIVE.equals(agent);
        return error ->
        {
            if (isClosing)
            {
                return;
            }
            if (isArchive && ArchiveLauncher.isDamage(error))
            {
                onLogDamaged(error);
            }
            else
            {
                errors.onError(error);
            }
        };
    }

    /**
     * What is replayed, to this node or to another, is not what was recorded. The consensus module would ask for it
     * again and again.
     */
    private void onLogDamaged(final Throwable error)
    {
        if (isLogDamaged)
        {
            return;
        }
        String reason = "the log or a snapshot is damaged on this disk: " + error.getMessage();
        if (context.isMember() && consensusModule == null && identity().state() == IdentityState.READY)
        {
            // Found before it took part: admission looks again and copies everything.
            LOG.warn("{}; this member is copied from the others", reason);
            dataDirectory.markDamaged();
            return;
        }
        isLogDamaged = true;
        if (context.isMember())
        {
            dataDirectory.markDamaged();
            reason += "; this member is copied from the others at the next start";
        }
        fail(reason, new NodeRefusedException(reason, error));
    }

    /** While a member waits and copies, what goes wrong is tried again. */
    private boolean isStarting()
    {
        return (isLaunching || !context.isMember()) && !areAgentsLaunched;
    }

    /**
     * Before the first entry a service that did not start is a snapshot that cannot be read back.
     */
    private void onAgentFailure(final String reason, final Throwable cause)
    {
        fail(reason, isReady || !reason.contains(SERVICE_NOT_STARTED) ? cause
            : new NodeRefusedException(reason, cause));
    }

    private void fail(final String reason, final Throwable cause)
    {
        if (!isClosing)
        {
            hasFailed = true;
            leadership.lost();
            context.failure().onFailure(reason, cause);
        }
    }

    /** Of the supervisor. */
    private final class OwnEar implements Supervisor.Ear
    {
        @Override
        public void onFirstEntryApplied()
        {
            dataDirectory.markReady();
            isReady = true;
        }

        @Override
        public void onDigest(final PeerStatus.Digest newest)
        {
            digest = newest;
        }

        @Override
        public boolean isLogWhole(final long logPosition)
        {
            final long storePosition = engine.log().setAsidePosition();
            if (storePosition <= logPosition)
            {
                return true;
            }
            onTailLost("the log ends at position " + logPosition + ", but the store holds a message of position " +
                storePosition + ": the log has lost its tail");
            return !context.isFileSync();
        }
    }
}
