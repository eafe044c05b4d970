package io.standfast.nats.gateway;

import java.util.concurrent.TimeUnit;

import org.agrona.concurrent.NanoClock;

import io.standfast.engine.view.DurationHistogram;

/**
 * How long publishes take, stage by stage, for one batch at a time and no more than some hundred in a second: all
 * others cost a comparison. Owned by the gateway thread; the histograms are for any.
 */
public final class PublishTimes
{
    private static final long INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long NO_BATCH = -1;

    private final DurationHistogram decode = new DurationHistogram();
    private final DurationHistogram claim = new DurationHistogram();
    private final DurationHistogram commit = new DurationHistogram();
    private final DurationHistogram ack = new DurationHistogram();
    private long commandId = NO_BATCH;
    private boolean isArrived;
    private boolean isOffered;
    private boolean isAnswered;
    private long arrivedNs;
    private long stageNs;
    private long nextNs;

    /**
     * From a message's arrival, decoded and checked, until it is in a batch.
     *
     * @return histogram.
     */
    public DurationHistogram decode()
    {
        return decode;
    }

    /**
     * From there until the batch is offered to the log.
     *
     * @return histogram.
     */
    public DurationHistogram claim()
    {
        return claim;
    }

    /**
     * From the offer until the gateway hears that the batch has been written, committed and applied.
     *
     * @return histogram.
     */
    public DurationHistogram commit()
    {
        return commit;
    }

    /**
     * From there until the acknowledgements have been handed to the network.
     *
     * @return histogram.
     */
    public DurationHistogram ack()
    {
        return ack;
    }

    /**
     * A message has come, which may be refused yet.
     *
     * @param cycleNs time of the duty cycle.
     * @param clock   read when this one is to be measured.
     */
    void onArrived(final long cycleNs, final NanoClock clock)
    {
        isArrived = isDue(cycleNs);
        if (isArrived)
        {
            arrivedNs = clock.nanoTime();
        }
    }

    private boolean isDue(final long cycleNs)
    {
        return commandId == NO_BATCH && cycleNs - nextNs >= 0;
    }

    /**
     * A message has been put into a batch.
     *
     * @param batchId of it.
     * @param cycleNs time of the duty cycle.
     * @param clock   read when this one is to be measured.
     */
    void onAdded(final long batchId, final long cycleNs, final NanoClock clock)
    {
        if (isArrived && isDue(cycleNs))
        {
            commandId = batchId;
            stageNs = clock.nanoTime();
            decode.record(stageNs - arrivedNs);
            nextNs = cycleNs + INTERVAL_NS;
        }
    }

    /**
     * Whether somebody must look if the batch has been offered.
     *
     * @return its id, or -1.
     */
    long awaitsOffer()
    {
        return isOffered ? NO_BATCH : commandId;
    }

    void onOffered(final long nowNs)
    {
        isOffered = true;
        claim.record(nowNs - stageNs);
        stageNs = nowNs;
    }

    void onResults(final long batchId, final NanoClock clock)
    {
        if (batchId == commandId && isOffered)
        {
            isAnswered = true;
            final long nowNs = clock.nanoTime();
            commit.record(nowNs - stageNs);
            stageNs = nowNs;
        }
    }

    /**
     * Everything has been handed to the network.
     *
     * @param clock read when that ends what is measured.
     */
    void onFlushed(final NanoClock clock)
    {
        if (isAnswered)
        {
            ack.record(clock.nanoTime() - stageNs);
            clear();
        }
    }

    void clear()
    {
        commandId = NO_BATCH;
        isOffered = false;
        isAnswered = false;
    }
}
