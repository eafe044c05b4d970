package io.standfast.replication.client;

import java.util.concurrent.TimeUnit;

import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;

import io.aeron.Aeron;
import io.aeron.DirectBufferVector;
import io.aeron.Publication;
import io.aeron.cluster.client.AeronCluster;
import io.aeron.cluster.client.EgressListener;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.aeron.security.AuthenticationException;

/**
 * A client's session with the cluster, and the media driver when it has one of its own. Owned by the client's thread.
 */
final class ClientSessionLink
{
    private static final long RETRY_NS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long CONDUCTOR_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long KEEP_ALIVE_INTERVAL_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long CONNECT_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(5);
    private static final int ADMIN_ACTION_RETRIES = 3;
    private static final int STREAM_BASE = 0x40000000;
    private static final int STREAM_MASK = 0x3FFFFFFF;

    private final ClientContext context;
    private final EgressListener egress;
    private MediaDriver ownDriver;
    private DriverClock clock;
    private Aeron aeron;
    private AeronCluster.AsyncConnect connecting;
    private AeronCluster session;
    private long retryNs = System.nanoTime();
    private long conductorNs = System.nanoTime();
    private long keepAliveNs = System.nanoTime();
    private boolean isRefused;
    private boolean isFailed;

    /**
     * A link without a session.
     *
     * @param context of the client.
     * @param egress  takes what the server sends.
     */
    ClientSessionLink(final ClientContext context, final EgressListener egress)
    {
        this.context = context;
        this.egress = egress;
    }

    /**
     * Begin to open a session when it is time and there is a media driver.
     *
     * @param nowNs time of the duty cycle.
     * @return whether it has begun.
     */
    boolean tryOpen(final long nowNs)
    {
        if (nowNs - retryNs < 0)
        {
            return false;
        }
        retryNs = nowNs + RETRY_NS;
        if (context.aeronDirectory() == null && ownDriver == null)
        {
            ownDriver = MediaDriver.launchEmbedded(new MediaDriver.Context().threadingMode(ThreadingMode.SHARED)
                .termBufferSparseFile(true).dirDeleteOnShutdown(true).warnIfDirectoryExists(false)
                .errorHandler(context.errorHandler()));
        }
        final String directory = ownDriver == null ? context.aeronDirectory() : ownDriver.aeronDirectoryName();
        clock = clock == null ? new DriverClock(directory) : clock;
        if (!clock.tryStart())
        {
            return false;
        }
        isRefused = false;
        isFailed = false;
        aeron = Aeron.connect(new Aeron.Context().aeronDirectoryName(directory).epochClock(clock)
            .useConductorAgentInvoker(true).errorHandler(context.errorHandler()));
        connecting = AeronCluster.asyncConnect(new AeronCluster.Context().aeron(aeron).ownsAeronClient(false)
            .agentInvoker(aeron.conductorAgentInvoker()).isIngressExclusive(true)
            .ingressChannel(context.ingressChannel()).ingressEndpoints(context.ingressEndpoints())
            .egressChannel(context.egressChannel()).egressStreamId(egressStreamId()).egressListener(egress)
            .messageTimeoutNs(CONNECT_TIMEOUT_NS).newLeaderTimeoutNs(context.newLeaderTimeoutNs())
            .errorHandler(context.errorHandler()).credentialsSupplier(context.credentials()));
        return true;
    }

    /**
     * Go on opening.
     *
     * @param nowNs time of the duty cycle.
     * @return whether the session is open.
     */
    boolean pollConnect(final long nowNs)
    {
        invokeConductor(nowNs);
        try
        {
            session = connecting.poll();
        }
        catch (final AuthenticationException ex)
        {
            isRefused = true;
            throw ex;
        }
        if (session == null)
        {
            return false;
        }
        connecting = null;
        keepAliveNs = nowNs + KEEP_ALIVE_INTERVAL_NS;
        return true;
    }

    int poll(final long nowNs)
    {
        invokeConductor(nowNs);
        if (nowNs - keepAliveNs >= 0)
        {
            keepAliveNs = nowNs + KEEP_ALIVE_INTERVAL_NS;
            session.sendKeepAlive();
        }
        return session.pollEgress();
    }

    /** The server does not know the client any more. */
    void fail()
    {
        isFailed = true;
    }

    /** The session may not know it when the driver is gone: its time runs out with an answer that cannot come. */
    boolean isClosed()
    {
        return isFailed || session.isClosed() || aeron.conductorAgentInvoker().isClosed();
    }

    /** Whether the server does not let such a client in: trying again makes no sense. */
    boolean isRefused()
    {
        return isRefused;
    }

    /** Longest message that the stream takes; any while there is none, because offering says so. */
    int maxMessageLength()
    {
        return isOpen() ? session.ingressPublication().maxMessageLength() - AeronCluster.SESSION_HEADER_LENGTH
            : Integer.MAX_VALUE;
    }

    long offer(final DirectBuffer buffer, final int length)
    {
        long result = isOpen() ? session.offer(buffer, 0, length) : Publication.NOT_CONNECTED;
        for (int i = 1; i < ADMIN_ACTION_RETRIES && result == Publication.ADMIN_ACTION; i++)
        {
            result = session.offer(buffer, 0, length);
        }
        return status(result);
    }

    long offer(final DirectBufferVector[] vectors)
    {
        long result = isOpen() ? session.offer(vectors) : Publication.NOT_CONNECTED;
        for (int i = 1; i < ADMIN_ACTION_RETRIES && result == Publication.ADMIN_ACTION; i++)
        {
            result = session.offer(vectors);
        }
        return status(result);
    }

    /**
     * Let go of the session; another one is tried later.
     *
     * @param nowNs time of the duty cycle.
     */
    void giveUp(final long nowNs)
    {
        CloseHelper.quietCloseAll(connecting, session, aeron);
        connecting = null;
        session = null;
        aeron = null;
        retryNs = nowNs + RETRY_NS;
    }

    void close()
    {
        giveUp(System.nanoTime());
        CloseHelper.quietClose(ownDriver);
        ownDriver = null;
    }

    /** Over IPC all that have the same stream share it, and wait for the slowest. */
    private int egressStreamId()
    {
        return STREAM_BASE | (int) aeron.nextCorrelationId() & STREAM_MASK;
    }

    private boolean isOpen()
    {
        final Publication ingress = session.ingressPublication();
        return ingress != null && !ingress.isClosed();
    }

    private void invokeConductor(final long nowNs)
    {
        if (nowNs - conductorNs >= 0)
        {
            conductorNs = nowNs + CONDUCTOR_INTERVAL_NS;
            aeron.conductorAgentInvoker().invoke();
        }
    }

    private static long status(final long result)
    {
        if (result > 0)
        {
            return result;
        }
        return result == Publication.BACK_PRESSURED || result == Publication.ADMIN_ACTION
            ? StandfastClient.BACK_PRESSURED : StandfastClient.NOT_READY;
    }
}
