package io.standfast.nats.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import io.standfast.engine.view.DurationHistogram;

/**
 * One batch at a time is measured, stage by stage.
 */
class PublishTimesTest
{
    private final PublishTimes times = new PublishTimes();
    private long nowNs = 1;

    private static long count(final DurationHistogram histogram)
    {
        long count = 0;
        for (int i = 0; i <= DurationHistogram.bounds(); i++)
        {
            count += histogram.count(i);
        }
        return count;
    }

    private void add(final long batchId, final long cycleNs)
    {
        times.onArrived(cycleNs, () -> nowNs);
        times.onAdded(batchId, cycleNs, () -> nowNs);
    }

    @Test
    void shouldMeasureEveryStageOfABatch()
    {
        times.onArrived(nowNs, () -> nowNs);
        nowNs += 400;
        times.onAdded(7, nowNs, () -> nowNs);
        assertThat(times.awaitsOffer()).isEqualTo(7);
        nowNs += 100;
        times.onOffered(nowNs);
        nowNs += 2_000_000;
        times.onResults(7, () -> nowNs);
        nowNs += 30;
        times.onFlushed(() -> nowNs);

        assertThat(times.decode().sumNs()).isEqualTo(400);
        assertThat(times.claim().sumNs()).isEqualTo(100);
        assertThat(times.commit().sumNs()).isEqualTo(2_000_000);
        assertThat(times.ack().sumNs()).isEqualTo(30);
        assertThat(times.awaitsOffer()).isNegative();
    }

    @Test
    void shouldMeasureOneBatchAtATimeAndNotTooOften()
    {
        add(7, nowNs);
        add(8, nowNs + 1_000_000_000);
        times.onOffered(nowNs);
        times.onResults(8, () -> nowNs);
        assertThat(count(times.commit())).isZero();
        times.onResults(7, () -> nowNs);
        times.onFlushed(() -> nowNs);

        add(9, nowNs + 4_000_000);
        assertThat(times.awaitsOffer()).isNegative();
        add(10, nowNs + 5_000_000);
        assertThat(times.awaitsOffer()).isEqualTo(10);
        assertThat(count(times.commit())).isEqualTo(1);
    }

    @Test
    void shouldForgetABatchThatIsNeverAnswered()
    {
        add(7, nowNs);
        times.onOffered(nowNs);
        times.clear();
        times.onResults(7, () -> nowNs);
        times.onFlushed(() -> nowNs);

        assertThat(count(times.commit())).isZero();
        assertThat(count(times.ack())).isZero();
    }

    @Test
    void shouldMeasureFromTheArrivalOfTheMessageThatIsTaken()
    {
        times.onArrived(nowNs, () -> nowNs);
        nowNs += 1_000_000;
        times.onArrived(nowNs, () -> nowNs);
        nowNs += 7;
        times.onAdded(7, nowNs, () -> nowNs);

        assertThat(times.decode().sumNs()).as("the first was refused").isEqualTo(7);
    }

    @Test
    void shouldReadNoClockWhenAMessageIsNotMeasured()
    {
        add(7, nowNs);

        times.onArrived(nowNs, () ->
        {
            throw new AssertionError("the time was taken");
        });
        times.onAdded(7, nowNs, () ->
        {
            throw new AssertionError("the time was taken");
        });

        assertThat(count(times.decode())).isEqualTo(1);
    }
}
