package io.standfast.replication.log;

import java.util.concurrent.TimeUnit;

import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.IdleStrategy;

import io.aeron.Aeron;
import io.aeron.cluster.client.AeronCluster;
import io.aeron.cluster.client.ClusterException;
import io.aeron.exceptions.AeronException;
import io.standfast.replication.Doorbell;
import io.standfast.replication.ProcessClock;
import io.standfast.replication.IncarnationCredentials;
import io.standfast.replication.Leadership;

/**
 * The gateway's session with the consensus module of its own process, over IPC. Owned by the gateway thread; connects
 * whenever this node leads.
 */
public final class ClusterIngress implements Ingress, AutoCloseable
{
    private static final int TERM_LENGTH = 16 * 1024 * 1024;
    static final int MAX_COMMAND_LENGTH = TERM_LENGTH / 8 - 1024;
    private static final long KEEP_ALIVE_INTERVAL_NS = TimeUnit.SECONDS.toNanos(1);

    private final String aeronDirectory;
    private final IncarnationCredentials credentials;
    private final Leadership leadership;
    private final Doorbell doorbell;
    private final IdleStrategy asker;
    private AeronCluster.AsyncConnect connecting;
    private AeronCluster session;
    private long keepAliveNs;

    /**
     * An ingress that is not connected.
     *
     * @param aeronDirectory of the node's media driver.
     * @param credentials    of the gateway.
     * @param leadership     of the node.
     * @param doorbell       rung when something was sent.
     * @param asker          how the gateway waits for the driver's answers.
     */
    public ClusterIngress(final String aeronDirectory, final IncarnationCredentials credentials,
        final Leadership leadership, final Doorbell doorbell, final IdleStrategy asker)
    {
        this.asker = asker;
        this.aeronDirectory = aeronDirectory;
        this.credentials = credentials;
        this.leadership = leadership;
        this.doorbell = doorbell;
    }

    /**
     * Connect, keep alive, or let go.
     *
     * @param nowNs time of the duty cycle.
     * @return amount of work done.
     */
    public int doWork(final long nowNs)
    {
        if (leadership.leadershipTermId() == Leadership.NULL_TERM)
        {
            close();
            return 0;
        }
        if (session == null)
        {
            return connect();
        }
        if (session.isClosed())
        {
            close();
            return 1;
        }
        if (nowNs - keepAliveNs > KEEP_ALIVE_INTERVAL_NS)
        {
            keepAliveNs = nowNs;
            session.sendKeepAlive();
        }
        return session.pollEgress();
    }

    /**
     * Whether commands can be sent.
     *
     * @return true if so.
     */
    public boolean isConnected()
    {
        return session != null && !session.isClosed();
    }

    @Override
    public int maxCommandLength()
    {
        return MAX_COMMAND_LENGTH;
    }

    @Override
    public boolean tryOffer(final DirectBuffer buffer, final int offset, final int length)
    {
        if (!isConnected() || session.offer(buffer, offset, length) <= 0)
        {
            return false;
        }
        doorbell.ring();
        return true;
    }

    @Override
    public void close()
    {
        CloseHelper.quietCloseAll(connecting, session);
        connecting = null;
        session = null;
    }

    private int connect()
    {
        try
        {
            if (connecting == null)
            {
                connecting = AeronCluster.asyncConnect(new AeronCluster.Context()
                    .aeron(Aeron.connect(ProcessClock.client(aeronDirectory).awaitingIdleStrategy(asker)))
                    .ownsAeronClient(true)
                    .ingressChannel("aeron:ipc?term-length=" + TERM_LENGTH)
                    .egressChannel("aeron:ipc?term-length=64k").isIngressExclusive(true)
                    .credentialsSupplier(credentials));
            }
            session = connecting.poll();
            if (session != null)
            {
                connecting = null;
            }
            return session == null ? 0 : 1;
        }
        catch (final AeronException ex)
        {
            // The consensus module is not there yet, or not any more: the next cycle tries again.
            CloseHelper.quietClose(connecting);
            connecting = null;
            return ex instanceof ClusterException ? 0 : 1;
        }
    }
}
