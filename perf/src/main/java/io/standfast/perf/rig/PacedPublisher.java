package io.standfast.perf.rig;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.standfast.perf.report.Latencies;
import io.standfast.server.bench.LeanClient;

/**
 * Publishes at a fixed rate, whatever the server does: a latency counts from the time at which a message was to be
 * sent. Owned by the rig's thread.
 */
final class PacedPublisher
{
    private static final long PARK_NS = TimeUnit.MICROSECONDS.toNanos(20);
    private static final long DRAIN_NS = TimeUnit.SECONDS.toNanos(30);

    /** When to stop. */
    @FunctionalInterface
    interface Condition
    {
        boolean isMet() throws IOException;
    }

    private final LeanClient client;
    private final byte[] frame;
    private final long intervalNs;

    PacedPublisher(final LeanClient client, final byte[] frame, final int ratePerSecond) throws IOException
    {
        this.client = client;
        this.frame = frame;
        intervalNs = TimeUnit.SECONDS.toNanos(1) / ratePerSecond;
        client.nonBlocking();
    }

    static Condition after(final int seconds)
    {
        final long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        return () -> System.nanoTime() - endNs >= 0;
    }

    /**
     * Publish.
     *
     * @param isOver asked about ten times a second.
     * @return from the intended time of each message to its acknowledgement; acknowledgements come in order.
     */
    Latencies run(final Condition isOver) throws IOException
    {
        final Latencies latencies = new Latencies();
        final long beginNs = System.nanoTime();
        final long askInterval = Math.max(1, TimeUnit.MILLISECONDS.toNanos(100) / intervalNs);
        long sent = 0;
        long acked = 0;
        long lastAckNs = beginNs;
        boolean isEnding = false;
        while (!isEnding || acked < sent)
        {
            final long nowNs = System.nanoTime();
            if (!isEnding && nowNs - beginNs >= sent * intervalNs)
            {
                client.send(frame);
                sent++;
                isEnding = sent % askInterval == 0 && isOver.isMet();
            }
            final int acks = client.poll();
            for (int i = 0; i < acks; i++)
            {
                lastAckNs = System.nanoTime();
                latencies.record(lastAckNs - beginNs - acked++ * intervalNs);
            }
            if (acks == 0)
            {
                LockSupport.parkNanos(PARK_NS);
            }
            if (nowNs - lastAckNs > DRAIN_NS)
            {
                throw new IOException(sent - acked + " messages are not acknowledged for 30 s");
            }
        }
        return latencies;
    }
}
