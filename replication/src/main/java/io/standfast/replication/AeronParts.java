package io.standfast.replication;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import org.agrona.CloseHelper;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.AgentInvoker;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.NoOpLock;

import io.aeron.Aeron;
import io.aeron.AeronCounters;
import io.aeron.RethrowingErrorHandler;
import io.aeron.archive.Archive;
import io.aeron.archive.ArchiveThreadingMode;
import io.aeron.archive.checksum.Checksums;
import io.aeron.archive.client.AeronArchive;
import io.aeron.cluster.ConsensusModule;
import io.aeron.cluster.service.ClusteredServiceContainer;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.aeron.security.AuthorisationService;
import io.standfast.replication.client.DoorCredentials;
import io.standfast.replication.identity.DataDirectory;
import io.standfast.replication.peer.PeerAgent;

/**
 * How a node wants Aeron's parts to be. Immutable.
 */
final class AeronParts implements AutoCloseable
{
    static final int TERM_LENGTH = 16 * 1024 * 1024;
    static final int SEGMENT_FILE_LENGTH = 64 * 1024 * 1024;
    /** Of 8,192 counters, where no strangers come; unless set Aeron has eight times as many. */
    private static final int COUNTER_VALUES_LENGTH = 1024 * 1024;
    private static final long LOW_STORAGE = 1024 * 1024;
    /** Of every frame of the log and of snapshots, in its recording. */
    static final String CHECKSUM = "CRC-32C";
    /** Name of the archive for people, and for whoever handles its errors. */
    static final String ARCHIVE = "archive";
    private static final int ENDPOINTS = 5;
    private static final long DOOR_PARK_NS = TimeUnit.MICROSECONDS.toNanos(100);
    /**
     * Sessions that wait to be let in, or are. Strangers must not keep out the gateway, nor whom it serves; and the
     * sessions of earlier leaders' gateways stay until they have been silent for ten seconds under one leader: with
     * Aeron's default of ten, leaders that change faster than that were waited for.
     */
    private static final int SESSIONS_MAX = 4096;
    private static final long MAX_PARK_NS = TimeUnit.MICROSECONDS.toNanos(500);
    private static final long DEEP_PARK_NS = TimeUnit.MILLISECONDS.toNanos(10);
    // Of those who have nothing to do but what comes through the consensus module's thread, which rings for them.
    private static final long RUNG_PARK_NS = TimeUnit.MILLISECONDS.toNanos(40);
    private static final long HEARTBEAT_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long HEARTBEAT_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long ELECTION_TIMEOUT_NS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long CANVASS_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(5);

    private final NodeContext context;
    private final DataDirectory dataDirectory;
    private final String aeronDirectory;
    private final Function<String, ErrorHandler> errors;
    private final AgentThreads threads;
    private final Doorbell doorbell = new Doorbell();
    // Of a member that nothing else makes look more often.
    private final NetworkBell network;

    AeronParts(final NodeContext context, final DataDirectory dataDirectory, final String aeronDirectory,
        final Function<String, ErrorHandler> errors)
    {
        this.context = context;
        this.dataDirectory = dataDirectory;
        this.aeronDirectory = aeronDirectory;
        this.errors = errors;
        threads = context.threads();
        network = context.isMember() && context.door() == null && !threads.isLowLatency() ? new NetworkBell(
            PeerAgent.STREAM_ID) : null;
    }

    static IdleStrategy idleStrategy()
    {
        return new BackoffIdleStrategy(20, 5, 1000, MAX_PARK_NS);
    }

    /** For a thread that has little to do, and then something to copy. */
    static IdleStrategy patientIdleStrategy()
    {
        return new BackoffIdleStrategy(0, 1, TimeUnit.MILLISECONDS.toNanos(1), TimeUnit.MILLISECONDS.toNanos(32));
    }

    /** Rung by whoever has work for Aeron's agents. */
    Doorbell doorbell()
    {
        return doorbell;
    }

    /** How an agent waits that is woken when something comes. */
    IdleStrategy idleStrategy(final Doorbell.Station station)
    {
        if (threads.isLowLatency())
        {
            return station == Doorbell.Station.ASIDE ? patientIdleStrategy() : threads.wakeful();
        }
        return station == Doorbell.Station.CONSENSUS ? doorbell.newIdleStrategy(station, consensusParkNs(), network)
            : doorbell.newIdleStrategy(station, RUNG_PARK_NS);
    }

    /** How somebody waits who has asked an agent something and cannot go on before it answers. */
    IdleStrategy asker()
    {
        return threads.idleStrategy(doorbell.askersIdleStrategy());
    }

    /** Clients of the door cannot ring when they are on this machine. */
    long consensusParkNs()
    {
        return context.door() != null ? DOOR_PARK_NS : DEEP_PARK_NS;
    }

    MediaDriver.Context driver()
    {
        final MediaDriver.Context driver = new MediaDriver.Context().aeronDirectoryName(aeronDirectory)
            .dirDeleteOnStart(true)
            .dirDeleteOnShutdown(true).epochClock(ProcessClock.EPOCH).threadingMode(ThreadingMode.INVOKER)
            .nameResolver(new PeerNames(ownHost())).termBufferSparseFile(true)
            .publicationTermBufferLength(TERM_LENGTH).ipcTermBufferLength(TERM_LENGTH)
            .asyncExecutorIdleStrategy(idleStrategy(Doorbell.Station.ASIDE))
            .spiesSimulateConnection(true)
            .warnIfDirectoryExists(false).errorHandler(errors.apply("media driver"));
        if (context.door() == null)
        {
            // Aeron fills them with zeros, with five bytes for each of the values: they are memory from the start.
            driver.counterValuesBufferLength(COUNTER_VALUES_LENGTH);
        }
        if (threads.isLowLatency())
        {
            return threads.apply(driver);
        }
        return network == null ? driver : network.watch(driver);
    }

    Archive.Context archive()
    {
        final int syncLevel = context.isFileSync() ? 1 : 0;
        final Archive.Context archive = new Archive.Context().aeronDirectoryName(aeronDirectory).archiveDir(
            dataDirectory.archive().toFile()).epochClock(ProcessClock.EPOCH)
            .archiveClientContext(
                new AeronArchive.Context().controlResponseChannel("aeron:udp?endpoint=" + ownHost() + ":0"))
            .localControlChannel("aeron:ipc?term-length=64k")
            .replicationChannel("aeron:udp?endpoint=" + ownHost() + ":0").recordingEventsEnabled(false)
            .threadingMode(ArchiveThreadingMode.SHARED).threadFactory(threads.factory(AgentThreads.Seat.ARCHIVE))
            .idleStrategySupplier(() -> idleStrategy(Doorbell.Station.ARCHIVE))
            // Its own limit, 128 MB, is above what DiskWatch keeps for a snapshot: refused, one ends the node.
            .lowStorageSpaceThreshold(LOW_STORAGE).segmentFileLength(SEGMENT_FILE_LENGTH).fileSyncLevel(syncLevel)
            .catalogFileSyncLevel(syncLevel)
            .recordChecksum(Checksums.newInstance(CHECKSUM)).replayChecksum(Checksums.newInstance(CHECKSUM))
            .catalogCapacity(64 * 1024).errorHandler(errors.apply(ARCHIVE));
        // A single member opens no port but its clients'.
        return context.isMember() ? archive.controlChannel("aeron:udp?term-length=64k|endpoint=" + context.own()
            .archiveEndpoint()) : archive.controlChannelEnabled(false);
    }

    AeronArchive.Context archiveClient()
    {
        return new AeronArchive.Context().idleStrategy(doorbell.askersIdleStrategy()).lock(NoOpLock.INSTANCE)
            .controlRequestChannel("aeron:ipc?term-length=64k")
            .controlResponseChannel("aeron:ipc?term-length=64k").aeronDirectoryName(aeronDirectory);
    }

    /**
     * The consensus module runs the driver that it waits for.
     *
     * @param incarnation of the cluster.
     * @param leftOut     log positions of entries that are not applied.
     * @param driver      and whoever else runs on its thread; null when each has a thread of its own.
     * @return context.
     */
    ConsensusModule.Context consensus(final long incarnation, final List<Long> leftOut, final AgentInvoker driver)
    {
        final ConsensusModule.Context consensus = consensus(incarnation, leftOut);
        if (driver == null)
        {
            consensus.archiveContext().idleStrategy(asker());
            return consensus.threadFactory(threads.factory(AgentThreads.Seat.CONSENSUS));
        }
        consensus.archiveContext().agentInvoker(driver);
        final Aeron aeron = Aeron.connect(ProcessClock.client(aeronDirectory).errorHandler(consensus.errorHandler())
            .subscriberErrorHandler(RethrowingErrorHandler.INSTANCE).clientLock(NoOpLock.INSTANCE)
            .useConductorAgentInvoker(true).driverAgentInvoker(driver));
        return consensus.aeron(aeron).ownsAeronClient(true).errorCounter(aeron.addCounter(
            AeronCounters.CLUSTER_CONSENSUS_MODULE_ERROR_COUNT_TYPE_ID, "Cluster Errors - clusterId=0"))
            .idleStrategySupplier(() -> DriverTurn.on(driver, idleStrategy(Doorbell.Station.CONSENSUS)));
    }

    ConsensusModule.Context consensus(final long incarnation, final List<Long> leftOut)
    {
        final ConsensusModule.Context consensus = new ConsensusModule.Context().clusterDir(dataDirectory.cluster()
            .toFile()).aeronDirectoryName(aeronDirectory).archiveContext(archiveClient()).serviceCount(1)
            .replicationChannel("aeron:udp?endpoint=" + ownHost() + ":0")
            .logChannel("aeron:udp?term-length=" + TERM_LENGTH).ingressChannel("aeron:udp?term-length=64k")
            .isIpcIngressAllowed(true).clusterClock(new NodeClock()).epochClock(ProcessClock.EPOCH)
            .idleStrategySupplier(() -> idleStrategy(Doorbell.Station.CONSENSUS))
            .authenticatorSupplier(() -> new IncarnationAuthenticator(incarnation, IncarnationCredentials.ofGateway(
                incarnation), null, null))
            .fileSyncLevel(context.isFileSync() ? 1 : 0).errorHandler(errors.apply("consensus module"))
            .maxConcurrentSessions(SESSIONS_MAX);
        if (context.door() != null)
        {
            // Who may publish may not copy the log, nor ask for snapshots.
            final AuthorisationService others = ConsensusModule.Configuration.authorisationServiceSupplier().get();
            consensus.authorisationServiceSupplier(() -> (protocolId, actionId, type,
                principal) -> !DoorCredentials.isPrincipal(principal) && others.isAuthorised(protocolId,
                    actionId, type, principal));
        }
        if (!context.isMember())
        {
            return consensus.clusterMemberId(0).clusterMembers(loopbackEndpoints(context.door() == null ? null
                : context.door().endpoint()));
        }
        return consensus.clusterMemberId(context.memberId()).clusterMembers(Member.endpoints(context.members()))
            .consensusStreamId(Member.consensusStreamId(incarnation, leftOut))
            .leaderHeartbeatIntervalNs(HEARTBEAT_INTERVAL_NS)
            .leaderHeartbeatTimeoutNs(HEARTBEAT_TIMEOUT_NS).electionTimeoutNs(ELECTION_TIMEOUT_NS)
            .electionStatusIntervalNs(HEARTBEAT_INTERVAL_NS).startupCanvassTimeoutNs(CANVASS_TIMEOUT_NS);
    }

    ClusteredServiceContainer.Context container()
    {
        return new ClusteredServiceContainer.Context().aeronDirectoryName(aeronDirectory).epochClock(ProcessClock.EPOCH)
            .threadFactory(threads.factory(AgentThreads.Seat.ENGINE)).archiveContext(archiveClient().idleStrategy(
                asker()))
            .clusterDir(dataDirectory.cluster().toFile()).serviceId(0)
            .idleStrategySupplier(() -> idleStrategy(Doorbell.Station.SERVICE));
    }

    /**
     * The container of a node whose agents will run on the engine's thread.
     *
     * @param thread of all.
     * @return context.
     */
    ClusteredServiceContainer.Context container(final OneThread thread)
    {
        final Aeron aeron = Aeron.connect(ProcessClock.client(aeronDirectory).errorHandler(errors.apply("engine"))
            .subscriberErrorHandler(RethrowingErrorHandler.INSTANCE).clientLock(NoOpLock.INSTANCE)
            .useConductorAgentInvoker(true).awaitingIdleStrategy(thread.asker()));
        final ClusteredServiceContainer.Context container = container();
        container.archiveContext().idleStrategy(thread.asker());
        return container.aeron(aeron).ownsAeronClient(true).errorCounter(aeron.addCounter(
            AeronCounters.CLUSTER_CLUSTERED_SERVICE_ERROR_COUNT_TYPE_ID,
            "Cluster Container Errors - clusterId=0 serviceId=0")).idleStrategySupplier(thread::engineIdle);
    }

    /** Nobody waits any more. */
    @Override
    public void close()
    {
        CloseHelper.quietClose(network);
    }

    private String ownHost()
    {
        return context.isMember() ? context.own().host() : "localhost";
    }

    /**
     * A single member talks to nobody: its endpoints are free ports of the loopback, new at every start; but for the
     * first, when clients of the Aeron door come over the network.
     */
    private static String loopbackEndpoints(final String door)
    {
        final StringBuilder members = new StringBuilder("0");
        final DatagramSocket[] sockets = new DatagramSocket[ENDPOINTS];
        try
        {
            for (int i = 0; i < ENDPOINTS; i++)
            {
                sockets[i] = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                members.append(',').append(i == 0 && door != null ? door : "localhost:" + sockets[i].getLocalPort());
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
}
