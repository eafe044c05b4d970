package io.standfast.perf.rig;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

import io.standfast.perf.report.Latencies;

/**
 * Publishers that each keep a window of unacknowledged messages full. Owned by the rig's thread, which sends and
 * receives.
 */
final class ClosedLoop implements Fleet.Recorder
{
    private static final long SILENCE_NS = TimeUnit.SECONDS.toNanos(30);

    private final Fleet fleet;
    private final int window;
    private final long[] sent;
    private final long[] acked;
    private final Latencies latencies = new Latencies();
    private long ackedInAll;
    private long delivered;
    private long lastNs;

    ClosedLoop(final Fleet fleet, final int window)
    {
        this.fleet = fleet;
        this.window = window;
        sent = new long[fleet.publishers()];
        acked = new long[fleet.publishers()];
    }

    /** From sending to the acknowledgement. */
    Latencies latencies()
    {
        return latencies;
    }

    /**
     * Publish, and receive as much as subscribers get of it.
     *
     * @param count in all.
     * @return seconds from the first message to the last acknowledgement or delivery.
     */
    double run(final long count) throws IOException
    {
        final long beginNs = System.nanoTime();
        lastNs = beginNs;
        final long deliveries = delivered + count * fleet.subscribers();
        final long goal = ackedInAll + count;
        final long share = count / sent.length;
        final long[] ends = new long[sent.length];
        for (int i = 0; i < ends.length; i++)
        {
            ends[i] = sent[i] + share + (i < count % sent.length ? 1 : 0);
        }
        while (ackedInAll < goal || delivered < deliveries)
        {
            fleet.poll(this, fill(ends) ? 1 : 0);
            if (System.nanoTime() - lastNs > SILENCE_NS)
            {
                throw new IOException((goal - ackedInAll) + " messages are not acknowledged and " + (deliveries -
                    delivered) + " not delivered for 30 s");
            }
        }
        return (lastNs - beginNs) / 1e9;
    }

    /** Whether all is on its way. */
    private boolean fill(final long[] ends) throws IOException
    {
        boolean isFlushed = true;
        for (int i = 0; i < sent.length; i++)
        {
            while (sent[i] < ends[i] && sent[i] - acked[i] < window && fleet.tryPublish(i, sent[i], System.nanoTime()))
            {
                sent[i]++;
            }
            isFlushed &= fleet.flush(i);
        }
        return isFlushed;
    }

    @Override
    public void onAck(final int publisher, final long stamp, final long nowNs)
    {
        acked[publisher]++;
        ackedInAll++;
        lastNs = nowNs;
        latencies.record(nowNs - stamp);
    }

    @Override
    public void onDelivery(final int subscriber, final long stamp, final long nowNs)
    {
        delivered++;
        lastNs = nowNs;
    }
}
