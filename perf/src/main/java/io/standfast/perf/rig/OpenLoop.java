package io.standfast.perf.rig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Publishers that send at a fixed rate, whatever the server does: a message is stamped with the time at which it was to
 * be sent. One thread sends, the rig's thread receives; the connections are all that they share.
 */
final class OpenLoop
{
    private static final long FLUSH_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long LONGEST_PARK_NS = TimeUnit.MILLISECONDS.toNanos(1);
    /** A server that is too slow is not waited for longer than this, of the time that it should have taken. */
    private static final double LATEST = 1.5;
    /** How long what is missing is waited for when nothing comes any more. */
    private static final long SILENCE_NS = TimeUnit.SECONDS.toNanos(5);

    /**
     * What has become of it.
     *
     * @param sent      messages.
     * @param acked     of these.
     * @param delivered to all subscribers together.
     * @param rate      acknowledged a second, until the last acknowledgement or delivery.
     */
    record Outcome(long sent, long acked, long delivered, double rate)
    {
    }

    private final Fleet fleet;
    private final int rate;
    private final long beginNs;
    private final long endNs;
    private final long count;
    private final long[] counts;
    private final boolean[] isQueued;
    // Written by the sender when it is done, -1 before.
    private volatile long sentInAll = -1;
    private volatile long sentNs;
    private volatile Throwable failure;
    // Written by the receiver, read by the sender.
    private volatile boolean isOver;

    private OpenLoop(final Fleet fleet, final int rate, final double seconds)
    {
        this.fleet = fleet;
        this.rate = rate;
        // The sender is there when the first message is due.
        beginNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(5);
        endNs = beginNs + (long) (seconds * LATEST * 1e9);
        count = (long) (seconds * rate);
        counts = new long[fleet.publishers()];
        isQueued = new boolean[fleet.publishers()];
    }

    /**
     * Publish for a while.
     *
     * @param recorder gets what comes back.
     * @return when all has come back, or nothing has come for 5 s.
     */
    static Outcome run(final Fleet fleet, final int rate, final double seconds, final Fleet.Recorder recorder)
        throws IOException
    {
        final OpenLoop loop = new OpenLoop(fleet, rate, seconds);
        final Thread sender = new Thread(loop::send, "sender");
        sender.setUncaughtExceptionHandler((thread, ex) -> loop.failure = ex);
        sender.start();
        try
        {
            return loop.receive(recorder);
        }
        finally
        {
            loop.isOver = true;
            join(sender);
        }
    }

    private static void join(final Thread sender)
    {
        try
        {
            sender.join();
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
        }
    }

    private void send()
    {
        finerTimers();
        long sent = 0;
        long flushedNs = beginNs;
        long nowNs = System.nanoTime();
        try
        {
            while (sent < count && nowNs - endNs < 0 && !isOver)
            {
                sent = publishWhatIsDue(sent, nowNs);
                final boolean isFlushed = flush(nowNs - flushedNs > FLUSH_INTERVAL_NS);
                flushedNs = nowNs - flushedNs > FLUSH_INTERVAL_NS ? nowNs : flushedNs;
                nowNs = System.nanoTime();
                final long dueNs = beginNs + intended(sent) - nowNs;
                if (isFlushed && dueNs > 0)
                {
                    LockSupport.parkNanos(Math.min(dueNs, LONGEST_PARK_NS));
                    nowNs = System.nanoTime();
                }
            }
            sentNs = System.nanoTime();
            sentInAll = sent;
            // What has not been taken by the connections yet, and heartbeats.
            while (!isOver)
            {
                LockSupport.parkNanos(flush(true) ? LONGEST_PARK_NS : 1);
            }
        }
        catch (final IOException ex)
        {
            failure = ex;
        }
    }

    private long intended(final long index)
    {
        return (long) (index * (1e9 / rate));
    }

    private long publishWhatIsDue(final long sent, final long nowNs)
    {
        long next = sent;
        while (next < count && nowNs - beginNs >= intended(next))
        {
            final int publisher = (int) (next % counts.length);
            if (!fleet.tryPublish(publisher, counts[publisher], beginNs + intended(next)))
            {
                isQueued[publisher] = true;
                return next;
            }
            isQueued[publisher] = true;
            counts[publisher]++;
            next++;
        }
        return next;
    }

    private boolean flush(final boolean isEverything) throws IOException
    {
        boolean isFlushed = true;
        for (int i = 0; i < isQueued.length; i++)
        {
            if (isQueued[i] || isEverything)
            {
                isQueued[i] = !fleet.flush(i);
                isFlushed &= !isQueued[i];
            }
        }
        return isFlushed;
    }

    /** A thread's timers are late by 50 us unless it says that it minds. */
    private static void finerTimers()
    {
        try
        {
            final Path thread = Files.readSymbolicLink(Path.of("/proc/thread-self")).getFileName();
            Files.writeString(Path.of("/proc/" + thread + "/timerslack_ns"), "1");
        }
        catch (final IOException ex)
        {
            // An old kernel: the figures of both subjects are 50 us worse.
        }
    }

    private Outcome receive(final Fleet.Recorder recorder) throws IOException
    {
        final Counter counter = new Counter(recorder, beginNs);
        while (!isComplete(counter))
        {
            fleet.poll(counter, 1);
            if (failure != null)
            {
                throw new IOException("the sender has failed", failure);
            }
        }
        final double seconds = Math.max(intended(count), counter.lastNs - beginNs) / 1e9;
        return new Outcome(sentInAll, counter.acked, counter.delivered, counter.acked / seconds);
    }

    private boolean isComplete(final Counter counter)
    {
        final long sent = sentInAll;
        return sent >= 0 && (counter.acked >= sent && counter.delivered >= sent * fleet.subscribers() || System
            .nanoTime() - Math.max(sentNs, counter.lastNs) > SILENCE_NS);
    }

    /** Counts what comes. */
    private static final class Counter implements Fleet.Recorder
    {
        private final Fleet.Recorder recorder;
        private long acked;
        private long delivered;
        private long lastNs;

        Counter(final Fleet.Recorder recorder, final long beginNs)
        {
            this.recorder = recorder;
            lastNs = beginNs;
        }

        @Override
        public void onAck(final int publisher, final long stamp, final long nowNs)
        {
            acked++;
            lastNs = nowNs;
            recorder.onAck(publisher, stamp, nowNs);
        }

        @Override
        public void onDelivery(final int subscriber, final long stamp, final long nowNs)
        {
            delivered++;
            lastNs = nowNs;
            recorder.onDelivery(subscriber, stamp, nowNs);
        }
    }
}
