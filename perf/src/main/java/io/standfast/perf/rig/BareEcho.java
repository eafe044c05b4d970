package io.standfast.perf.rig;

import java.io.File;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.UnsafeBuffer;

import io.aeron.ExclusivePublication;
import io.aeron.Image;
import io.aeron.archive.Archive;
import io.aeron.archive.ArchiveThreadingMode;
import io.aeron.archive.ArchivingMediaDriver;
import io.aeron.archive.client.AeronArchive;
import io.aeron.cluster.ConsensusModule;
import io.aeron.cluster.client.AeronCluster;
import io.aeron.cluster.client.EgressListener;
import io.aeron.cluster.codecs.CloseReason;
import io.aeron.cluster.service.ClientSession;
import io.aeron.cluster.service.Cluster;
import io.aeron.cluster.service.ClusteredService;
import io.aeron.cluster.service.ClusteredServiceContainer;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.aeron.logbuffer.Header;

/**
 * A bare Aeron Cluster of one member whose service sends back what it gets: what our node cannot be faster than. Owned
 * by the rig's thread; settings as in {@code io.standfast.replication.Node}.
 */
final class BareEcho implements AutoCloseable, EgressListener
{
    private static final int TERM_LENGTH = 16 * 1024 * 1024;
    private static final int LENGTH = 256;
    private static final int ENDPOINTS = 5;

    private final Supplier<IdleStrategy> idle = () -> new BackoffIdleStrategy(20, 5, 1000,
        TimeUnit.MICROSECONDS.toNanos(
            500));
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[LENGTH]);
    private final ArchivingMediaDriver driver;
    private final ConsensusModule consensusModule;
    private final ClusteredServiceContainer container;
    private final AeronCluster client;
    private long echoes;

    BareEcho(final Path directory, final boolean isSynced) throws IOException
    {
        final String aeron = new File("/dev/shm", "bare-echo-" + ProcessHandle.current().pid()).getPath();
        final int sync = isSynced ? 1 : 0;
        driver = ArchivingMediaDriver.launch(new MediaDriver.Context().aeronDirectoryName(aeron).dirDeleteOnStart(true)
            .dirDeleteOnShutdown(true).threadingMode(ThreadingMode.SHARED).termBufferSparseFile(true)
            .publicationTermBufferLength(TERM_LENGTH).ipcTermBufferLength(TERM_LENGTH).sharedIdleStrategy(idle.get())
            .spiesSimulateConnection(true),
            new Archive.Context().aeronDirectoryName(aeron).archiveDir(directory
                .resolve("archive").toFile()).controlChannelEnabled(false).localControlChannel(
                    "aeron:ipc?term-length=64k")
                .replicationChannel("aeron:udp?endpoint=localhost:0")
                .archiveClientContext(new AeronArchive.Context().controlResponseChannel(
                    "aeron:udp?endpoint=localhost:0"))
                .recordingEventsEnabled(false).threadingMode(
                    ArchiveThreadingMode.SHARED)
                .idleStrategySupplier(idle).fileSyncLevel(sync)
                .catalogFileSyncLevel(sync));
        consensusModule = ConsensusModule.launch(new ConsensusModule.Context().clusterMemberId(0).clusterMembers(
            members()).clusterDir(directory.resolve("cluster").toFile()).aeronDirectoryName(aeron).archiveContext(
                archive(aeron))
            .serviceCount(1).replicationChannel("aeron:udp?endpoint=localhost:0").logChannel(
                "aeron:udp?term-length=" + TERM_LENGTH)
            .ingressChannel("aeron:udp?term-length=64k")
            .isIpcIngressAllowed(true).idleStrategySupplier(idle).fileSyncLevel(sync));
        container = ClusteredServiceContainer.launch(new ClusteredServiceContainer.Context().aeronDirectoryName(aeron)
            .archiveContext(archive(aeron)).clusterDir(directory.resolve("cluster").toFile()).clusteredService(
                new Echo())
            .serviceId(0).idleStrategySupplier(idle));
        client = AeronCluster.connect(new AeronCluster.Context().aeronDirectoryName(aeron).ingressChannel("aeron:ipc")
            .egressChannel("aeron:ipc?term-length=64k").egressListener(this));
    }

    private static AeronArchive.Context archive(final String aeron)
    {
        return new AeronArchive.Context().controlRequestChannel("aeron:ipc?term-length=64k").controlResponseChannel(
            "aeron:ipc?term-length=64k").aeronDirectoryName(aeron);
    }

    private static String members() throws IOException
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
        finally
        {
            CloseHelper.quietCloseAll(sockets);
        }
        return members.toString();
    }

    void roundTrip()
    {
        final long before = echoes;
        while (client.offer(message, 0, LENGTH) < 0)
        {
            client.pollEgress();
        }
        while (echoes == before)
        {
            client.pollEgress();
        }
    }

    @Override
    public void onMessage(final long clusterSessionId, final long timestamp, final DirectBuffer buffer,
        final int offset, final int length, final Header header)
    {
        echoes++;
    }

    @Override
    public void close()
    {
        CloseHelper.quietCloseAll(client, container, consensusModule, driver);
    }

    /**
     * Sends back what it gets.
     */
    private static final class Echo implements ClusteredService
    {
        private Cluster cluster;

        @Override
        public void onStart(final Cluster started, final Image snapshotImage)
        {
            cluster = started;
        }

        @Override
        public void onSessionOpen(final ClientSession session, final long timestamp)
        {
        }

        @Override
        public void onSessionClose(final ClientSession session, final long timestamp, final CloseReason closeReason)
        {
        }

        @Override
        public void onSessionMessage(final ClientSession session, final long timestamp, final DirectBuffer buffer,
            final int offset, final int length, final Header header)
        {
            while (session.offer(buffer, offset, length) < 0)
            {
                cluster.idleStrategy().idle();
            }
        }

        @Override
        public void onTimerEvent(final long correlationId, final long timestamp)
        {
        }

        @Override
        public void onTakeSnapshot(final ExclusivePublication snapshotPublication)
        {
        }

        @Override
        public void onRoleChange(final Cluster.Role newRole)
        {
        }

        @Override
        public void onTerminate(final Cluster terminated)
        {
        }
    }
}
