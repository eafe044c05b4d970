package io.standfast.perf.rig;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntUnaryOperator;

import io.standfast.server.bench.LeanClient;

/**
 * A client that publishes one message after the other and, when its connection is lost or nothing is acknowledged,
 * connects to the next node at once and goes on under its name, as the libraries' NATS connections do. Started and
 * stopped by the rig's thread, works on its own.
 */
final class FailoverClient implements AutoCloseable
{
    private static final int PAYLOAD = 128;
    private static final int CONNECT_MS = 500;
    private static final long PATIENCE_NS = TimeUnit.MILLISECONDS.toNanos(1_000);
    private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long POLL_NS = TimeUnit.MICROSECONDS.toNanos(200);

    private final IntUnaryOperator ports;
    private final Thread thread = new Thread(this::run, "failover-client");
    // Written by the rig's thread, read by the client's.
    private volatile boolean isStopped;
    // Written by the client's thread, read by the rig's.
    private volatile int connection;
    private volatile int acknowledgedConnection;
    private volatile long firstAckNs;
    private volatile int acknowledged;

    private FailoverClient(final IntUnaryOperator ports)
    {
        this.ports = ports;
    }

    /** Begin; the function knows where the nodes listen, by number. */
    static FailoverClient start(final IntUnaryOperator ports)
    {
        final FailoverClient client = new FailoverClient(ports);
        client.thread.setDaemon(true);
        client.thread.start();
        return client;
    }

    int acknowledged()
    {
        return acknowledged;
    }

    /** The newest connection, or attempt at one. */
    int connection()
    {
        return connection;
    }

    /**
     * When the first message of a connection that was begun later than another was acknowledged.
     *
     * @param earlier number of the other connection.
     * @return ns, or -1 while none has been.
     */
    long firstAckNs(final int earlier)
    {
        return acknowledgedConnection > earlier ? firstAckNs : -1;
    }

    private void run()
    {
        byte[] frame = null;
        while (!isStopped)
        {
            connection++;
            final int port = ports.applyAsInt(connection % Trio.SIZE);
            try (LeanClient client = frame == null ? Publishers.stan(port, "lean") : Publishers.again(port, "lean",
                CONNECT_MS))
            {
                frame = Publishers.stanFrame("lean", "failover", PAYLOAD);
                client.nonBlocking();
                publish(client, frame);
            }
            catch (final IOException ex)
            {
                LockSupport.parkNanos(PAUSE_NS);
            }
        }
    }

    /** Until something goes wrong. */
    private void publish(final LeanClient client, final byte[] frame) throws IOException
    {
        while (!isStopped)
        {
            client.send(frame);
            final long sentNs = System.nanoTime();
            while (client.poll() == 0)
            {
                if (System.nanoTime() - sentNs > PATIENCE_NS || isStopped)
                {
                    return;
                }
                LockSupport.parkNanos(POLL_NS);
            }
            if (acknowledgedConnection != connection)
            {
                firstAckNs = System.nanoTime();
                acknowledgedConnection = connection;
            }
            acknowledged++;
            LockSupport.parkNanos(PAUSE_NS);
        }
    }

    @Override
    public void close()
    {
        isStopped = true;
        try
        {
            thread.join();
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
        }
    }
}
