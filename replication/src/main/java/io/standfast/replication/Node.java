package io.standfast.replication;

import java.io.File;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import org.agrona.CloseHelper;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.AgentTerminationException;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.NoOpLock;
import org.agrona.concurrent.SleepingMillisIdleStrategy;
import org.agrona.concurrent.SystemNanoClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.aeron.archive.Archive;
import io.aeron.archive.ArchiveThreadingMode;
import io.aeron.archive.ArchivingMediaDriver;
import io.aeron.archive.client.AeronArchive;
import io.aeron.cluster.ConsensusModule;
import io.aeron.cluster.service.ClusteredServiceContainer;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.standfast.engine.Engine;
import io.standfast.engine.EngineContext;
import io.standfast.engine.ForeignCommandException;
import io.standfast.replication.identity.DataDirectory;
import io.standfast.replication.identity.Identity;
import io.standfast.replication.identity.NodeRefusedException;
import io.standfast.replication.log.ClusterIngress;
import io.standfast.replication.log.EventPublisher;
import io.standfast.replication.log.ServiceListener;
import io.standfast.replication.log.StreamingService;

/**
 * One member of a cluster, all its agents in this process: media driver, archive, consensus module, engine, file work.
 * Launched and closed by one thread.
 */
public final class Node implements AutoCloseable
{
    private static final Logger LOG = LoggerFactory.getLogger(Node.class);
    private static final int TERM_LENGTH = 16 * 1024 * 1024;
    private static final int SEGMENT_FILE_LENGTH = 64 * 1024 * 1024;
    private static final long SNAPSHOT_RESERVE = 32 * 1024 * 1024;
    private static final int ENDPOINTS = 5;
    /** How the consensus module says that the engine could not read its snapshot back. */
    private static final String SERVICE_NOT_STARTED = "failed to start clustered service";
    private static final long MAX_PARK_NS = TimeUnit.MICROSECONDS.toNanos(500);

    private final NodeContext context;
    private final DataDirectory dataDirectory;
    private final Leadership leadership = new Leadership();
    private final Identity identity;
    private final Engine engine;
    private final StreamingService service;
    private final String aeronDirectory;
    private final DiskWatch diskWatch;
    private final Supplier<IdleStrategy> idleStrategies = () -> new BackoffIdleStrategy(20, 5, 1000, MAX_PARK_NS);
    private ArchivingMediaDriver driver;
    private ConsensusModule consensusModule;
    private ClusteredServiceContainer container;
    private FileWorkAgent fileWork;
    private AgentRunner fileWorkRunner;
    private boolean isClosing;
    // Written by the engine thread, read by whichever agent meets an error.
    private volatile boolean isReady;

    private Node(final NodeContext context)
    {
        this.context = context;
        dataDirectory = new DataDirectory(context.dataDirectory(), context.clusterId());
        identity = dataDirectory.open();
        final EventPublisher publisher = new EventPublisher(context.outbox(), idleStrategies.get(),
            SystemNanoClock.INSTANCE, EventPublisher.FULL_TIMEOUT_DEFAULT_NS, context.gatewayDoorbell());
        final AtomicReference<StreamingService> scheduler = new AtomicReference<>();
        engine = new Engine(new EngineContext().storeDirectory(dataDirectory.store())
            .incarnation(identity.incarnation()).output(publisher)
            .timerScheduler(deadlineNs -> scheduler.get().schedule(deadlineNs)));
        service = new StreamingService(engine, publisher, new Supervisor());
        scheduler.set(service);
        diskWatch = new DiskWatch(context.dataDirectory(), 2L * engine.log().segmentCapacity() + 2L *
            SEGMENT_FILE_LENGTH + SNAPSHOT_RESERVE);
        aeronDirectory = AeronDirectory.choose(context.dataDirectory(), identity.stamp());
    }

    /**
     * Launch a node.
     *
     * @param context of the node.
     * @return the node, running; it serves when its gateway's gates open.
     */
    public static Node launch(final NodeContext context)
    {
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
        return identity;
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
     * Whether the disk has less room than the reserve. May be asked by any thread.
     *
     * @return true when publishes are to be refused.
     */
    public boolean isDiskLow()
    {
        return diskWatch.isLow();
    }

    /**
     * A way into the log for the gateway.
     *
     * @return ingress, not connected yet.
     */
    public ClusterIngress newIngress()
    {
        return new ClusterIngress(aeronDirectory, identity.incarnation(), leadership);
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

    @Override
    public void close()
    {
        isClosing = true;
        CloseHelper.quietCloseAll(fileWorkRunner, container, consensusModule, driver);
        CloseHelper.quietCloseAll(engine, dataDirectory);
        AeronDirectory.delete(aeronDirectory);
    }

    private void start()
    {
        LOG.info("Aeron's buffers are in {}", aeronDirectory);
        driver = ArchivingMediaDriver.launch(driverContext(), archiveContext());
        consensusModule = ConsensusModule.launch(consensusContext());
        container = ClusteredServiceContainer.launch(containerContext());
        fileWork = new FileWorkAgent(engine.log(), dataDirectory, consensusModule.context(), archiveClientContext(),
            context.snapshotIntervalBytes(), diskWatch, this::onTailLost);
        fileWorkRunner = new AgentRunner(new SleepingMillisIdleStrategy(20), errorHandler("file work"), null,
            fileWork);
        AgentRunner.startOnThread(fileWorkRunner);
    }

    private MediaDriver.Context driverContext()
    {
        return new MediaDriver.Context().aeronDirectoryName(aeronDirectory).dirDeleteOnStart(true)
            .dirDeleteOnShutdown(true).threadingMode(ThreadingMode.SHARED).termBufferSparseFile(true)
            .publicationTermBufferLength(TERM_LENGTH).ipcTermBufferLength(TERM_LENGTH)
            .sharedIdleStrategy(idleStrategies.get()).spiesSimulateConnection(true)
            .warnIfDirectoryExists(false).errorHandler(errorHandler("media driver"));
    }

    private Archive.Context archiveContext()
    {
        final int syncLevel = context.isFileSync() ? 1 : 0;
        return new Archive.Context().aeronDirectoryName(aeronDirectory).archiveDir(dataDirectory.archive().toFile())
            .controlChannelEnabled(false)
            .archiveClientContext(
                new AeronArchive.Context().controlResponseChannel("aeron:udp?endpoint=localhost:0"))
            .localControlChannel("aeron:ipc?term-length=64k")
            .replicationChannel("aeron:udp?endpoint=localhost:0").recordingEventsEnabled(false)
            .threadingMode(ArchiveThreadingMode.SHARED).idleStrategySupplier(idleStrategies)
            .segmentFileLength(SEGMENT_FILE_LENGTH).fileSyncLevel(syncLevel).catalogFileSyncLevel(syncLevel)
            .catalogCapacity(64 * 1024).errorHandler(errorHandler("archive"));
    }

    private AeronArchive.Context archiveClientContext()
    {
        return new AeronArchive.Context().lock(NoOpLock.INSTANCE).controlRequestChannel("aeron:ipc?term-length=64k")
            .controlResponseChannel("aeron:ipc?term-length=64k").aeronDirectoryName(aeronDirectory);
    }

    private ConsensusModule.Context consensusContext()
    {
        return new ConsensusModule.Context().clusterMemberId(0).clusterMembers(members())
            .clusterDir(dataDirectory.cluster().toFile()).aeronDirectoryName(aeronDirectory)
            .archiveContext(archiveClientContext()).serviceCount(1)
            .replicationChannel("aeron:udp?endpoint=localhost:0")
            .logChannel("aeron:udp?term-length=" + TERM_LENGTH).ingressChannel("aeron:udp?term-length=64k")
            .isIpcIngressAllowed(true).clusterClock(new NodeClock()).idleStrategySupplier(idleStrategies)
            .authenticatorSupplier(() -> new IncarnationAuthenticator(identity.incarnation()))
            .fileSyncLevel(context.isFileSync() ? 1 : 0).errorHandler(errorHandler("consensus module"))
            .terminationHook(() -> fail("the consensus module has ended", null));
    }

    private ClusteredServiceContainer.Context containerContext()
    {
        return new ClusteredServiceContainer.Context().aeronDirectoryName(aeronDirectory)
            .archiveContext(archiveClientContext()).clusterDir(dataDirectory.cluster().toFile())
            .clusteredService(service).serviceId(0).idleStrategySupplier(idleStrategies)
            .errorHandler(this::onEngineError)
            .terminationHook(() -> fail("the engine has ended", null));
    }

    /**
     * A single member talks to nobody: its endpoints are free ports of the loopback, new at every start.
     */
    private static String members()
    {
        final StringBuilder members = new StringBuilder("0");
        final DatagramSocket[] sockets = new DatagramSocket[ENDPOINTS];
        try
        {
            for (int i = 0; i < ENDPOINTS; i++)
            {
                sockets[i] = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                members.append(",localhost:").append(sockets[i].getLocalPort());
            }
        }
        catch (final IOException ex)
        {
            throw new IllegalStateException("no free ports on the loopback", ex);
        }
        finally
        {
            CloseHelper.quietCloseAll(sockets);
        }
        return members.toString();
    }

    private void onTailLost(final String reason)
    {
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
        final AgentErrors errors = new AgentErrors(agent, () -> consensusModule == null || container == null,
            this::onAgentFailure);
        return error ->
        {
            if (!isClosing)
            {
                errors.onError(error);
            }
        };
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
            leadership.lost();
            context.failure().onFailure(reason, cause);
        }
    }

    /**
     * Hears the service, on the engine thread.
     */
    private final class Supervisor implements ServiceListener
    {
        @Override
        public void onNotRestored(final RuntimeException cause)
        {
            fail("the state cannot be restored: " + cause.getMessage(), cause);
        }

        @Override
        public void onLead(final long leadershipTermId)
        {
            leadership.lead(leadershipTermId);
            context.gatewayDoorbell().run();
        }

        @Override
        public void onFollow()
        {
            leadership.lost();
            context.gatewayDoorbell().run();
        }

        @Override
        public void onFirstEntryApplied()
        {
            dataDirectory.markReady();
            isReady = true;
        }

        @Override
        public void onPoison(final long logPosition, final Throwable cause)
        {
            if (cause instanceof ForeignCommandException)
            {
                dataDirectory.markDamaged();
            }
            writePoison(logPosition, cause);
            fail("the entry at log position " + logPosition + " cannot be applied: " + cause, cause);
            throw new AgentTerminationException(cause);
        }

        private void writePoison(final long logPosition, final Throwable cause)
        {
            final Path file = dataDirectory.root().resolve("POISON");
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING))
            {
                channel.write(ByteBuffer.wrap((logPosition + " " + cause + "\n").getBytes(StandardCharsets.UTF_8)));
                channel.force(true);
            }
            catch (final IOException ex)
            {
                LOG.error("cannot write {}", new File(file.toString()), ex);
            }
        }
    }
}
