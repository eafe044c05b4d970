package io.standfast.server.bench;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What was counted and timed at one rate. Written by the bench's thread; another one may read counters and take the
 * intervals of the timings meanwhile, all the rest when the rate is done. Times are of what counts, after the warm-up.
 */
public final class RateTally
{
    /** A message that is sent later than this by the client's fault is late. */
    static final long LATE_NS = TimeUnit.MILLISECONDS.toNanos(1);
    /** With more late ones than one in so many, the client is what was measured. */
    private static final long LATE_SHARE = 100;
    private static final double BUSY_PERCENT = 90;

    private final long rate;
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong acked = new AtomicLong();
    private final AtomicLong stored = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong delivered = new AtomicLong();
    private final AtomicLong late = new AtomicLong();
    private final Timings latencies = new Timings();
    private final Timings lags = new Timings();
    private long held;
    private long noResponders;
    private long unacked;
    private long undelivered;
    private long unsent;
    private long redelivered;
    private long missing;
    private long payloadBytes;
    private long elapsedNs;
    private long cpuNs;
    private String firstRefusal;
    private String failure;
    private boolean isInterrupted;

    /**
     * With nothing counted.
     *
     * @param rate messages a second, or 0 for as fast as the window lets.
     */
    public RateTally(final long rate)
    {
        this.rate = rate;
    }

    void onSent(final boolean isMeasured)
    {
        if (isMeasured)
        {
            increment(sent);
        }
    }

    /**
     * How late a message was sent.
     *
     * @param lagNs  after it was due.
     * @param isHeld whether the server did not take it: that is no fault of this client.
     */
    void onLag(final long lagNs, final boolean isHeld)
    {
        lags.record(lagNs);
        if (lagNs > LATE_NS)
        {
            if (isHeld)
            {
                held++;
            }
            else
            {
                increment(late);
            }
        }
    }

    void onAcked(final boolean isMeasured)
    {
        increment(stored);
        if (isMeasured)
        {
            increment(acked);
        }
    }

    void onRefused(final String words)
    {
        increment(refused);
        if (firstRefusal == null)
        {
            firstRefusal = words;
        }
    }

    void onNoResponders()
    {
        noResponders++;
    }

    void onDelivered(final int bytes)
    {
        payloadBytes += bytes;
        increment(delivered);
    }

    void onRedelivered()
    {
        redelivered++;
    }

    void onMissing(final long sequences)
    {
        missing += sequences;
    }

    void onTime(final long latencyNs)
    {
        latencies.record(latencyNs);
    }

    /** Between one delivery and the next one. */
    void onGap(final long gapNs)
    {
        lags.record(gapNs);
    }

    /**
     * What is left at the end.
     *
     * @param publishes  without an acknowledgement.
     * @param deliveries that have not come.
     * @param neverSent  although they were due.
     */
    void onLeft(final long publishes, final long deliveries, final long neverSent)
    {
        unacked += publishes;
        undelivered += deliveries;
        unsent += neverSent;
    }

    void onEnd(final long tookNs, final long processorNs, final boolean isStopped)
    {
        elapsedNs = tookNs;
        cpuNs = processorNs;
        isInterrupted = isStopped;
    }

    void onFailure(final String words)
    {
        failure = words;
    }

    private static void increment(final AtomicLong counter)
    {
        counter.lazySet(counter.getPlain() + 1);
    }

    /**
     * What was asked for.
     *
     * @return messages a second of all clients, or 0 for as fast as the window lets.
     */
    public long rate()
    {
        return rate;
    }

    /**
     * Messages that were published and count.
     *
     * @return count.
     */
    public long sent()
    {
        return sent.get();
    }

    /**
     * Messages that were acknowledged and count.
     *
     * @return count.
     */
    public long acked()
    {
        return acked.get();
    }

    /**
     * Messages that were acknowledged, those of the warm-up too: the server has them.
     *
     * @return count.
     */
    public long stored()
    {
        return stored.get();
    }

    /**
     * Messages that the server did not take, those of the warm-up too.
     *
     * @return count.
     */
    public long refused()
    {
        return refused.get();
    }

    /**
     * Messages that were delivered and count, each once.
     *
     * @return count.
     */
    public long delivered()
    {
        return delivered.get();
    }

    /**
     * Messages that this client sent more than 1 ms after they were due, although the server would have taken them.
     *
     * @return count.
     */
    public long late()
    {
        return late.get();
    }

    /**
     * Messages that were sent more than 1 ms after they were due because the server did not take them.
     *
     * @return count.
     */
    public long held()
    {
        return held;
    }

    /**
     * Publishes that nobody listened to: there was no STAN server behind the NATS server.
     *
     * @return count; they are among those that are not acknowledged.
     */
    public long noResponders()
    {
        return noResponders;
    }

    /**
     * Messages that were sent and never answered.
     *
     * @return count.
     */
    public long unacked()
    {
        return unacked;
    }

    /**
     * Messages that were acknowledged, or at least sent, and never delivered.
     *
     * @return count.
     */
    public long undelivered()
    {
        return undelivered;
    }

    /**
     * Messages that were due and never sent.
     *
     * @return count.
     */
    public long unsent()
    {
        return unsent;
    }

    /**
     * Deliveries of what had been delivered before.
     *
     * @return count.
     */
    public long redelivered()
    {
        return redelivered;
    }

    /**
     * Sequences that were left out in what was delivered.
     *
     * @return count.
     */
    public long missing()
    {
        return missing;
    }

    /**
     * Bytes of the payloads that were delivered.
     *
     * @return count.
     */
    public long payloadBytes()
    {
        return payloadBytes;
    }

    /**
     * From the end of the warm-up to the last answer.
     *
     * @return ns.
     */
    public long elapsedNs()
    {
        return elapsedNs;
    }

    /**
     * What was reached.
     *
     * @param count of messages.
     * @return messages a second.
     */
    public double perSecond(final long count)
    {
        return elapsedNs <= 0 ? 0 : count * (double) TimeUnit.SECONDS.toNanos(1) / elapsedNs;
    }

    /**
     * What this process used of one core.
     *
     * @return percent.
     */
    public double cpuPercent()
    {
        return elapsedNs <= 0 ? 0 : 100.0 * cpuNs / elapsedNs;
    }

    /**
     * Publish: from due to acknowledged. Round trip: from due to delivered. Subscribe: the age at delivery.
     *
     * @return timings.
     */
    public Timings latencies()
    {
        return latencies;
    }

    /**
     * Publish and round trip: from due to sent. Subscribe: from one delivery to the next.
     *
     * @return timings.
     */
    public Timings lags()
    {
        return lags;
    }

    /**
     * The server's first words when it refused something.
     *
     * @return words, or null.
     */
    public String firstRefusal()
    {
        return firstRefusal;
    }

    /**
     * Why it ended before its time.
     *
     * @return one line, or null.
     */
    public String failure()
    {
        return failure;
    }

    /**
     * Whether somebody stopped it.
     *
     * @return true if so.
     */
    public boolean isInterrupted()
    {
        return isInterrupted;
    }

    /**
     * Whether this client, and not the server, set the pace: then the latencies are its own.
     *
     * @return true when more than one message in a hundred was late, and more than the server held back; without a
     *         rate, when this client's thread never rested.
     */
    public boolean isClientBottleneck()
    {
        return late() * LATE_SHARE > Math.max(1, sent()) && late() > held || rate == 0 && cpuPercent() > BUSY_PERCENT;
    }

    /**
     * Whether everything that was sent was taken, answered and delivered.
     *
     * @return true if so.
     */
    public boolean isClean()
    {
        return failure == null && refused() == 0 && unacked == 0 && undelivered == 0 && unsent == 0;
    }
}
