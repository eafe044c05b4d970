package io.standfast.server.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * When messages are due.
 */
class RateScheduleTest
{
    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);

    @Test
    void shouldSpreadMessagesOverClientsWhenThereAreSeveral()
    {
        final RateSchedule schedule = new RateSchedule(1_000, 4);

        assertThat(schedule.dueNs(0, 0)).isZero();
        assertThat(schedule.dueNs(3, 0)).isEqualTo(3_000_000);
        assertThat(schedule.dueNs(0, 1)).isEqualTo(4_000_000);
    }

    @Test
    void shouldNotDriftWhenTheIntervalIsNoWholeNumber()
    {
        final RateSchedule schedule = new RateSchedule(300_000, 1);

        assertThat(schedule.dueNs(0, 300_000L * 3_600 * 24)).isBetween(24 * 3_600 * SECOND_NS - 100_000, 24 * 3_600 *
            SECOND_NS + 100_000);
        assertThat(schedule.due(10 * SECOND_NS)).isEqualTo(3_000_000);
        assertThat(schedule.durationNs(3_000_000)).isEqualTo(10 * SECOND_NS);
    }

    @Test
    void shouldNeverEndWhenThereIsNoRate()
    {
        final RateSchedule schedule = new RateSchedule(RateSchedule.MAX, 2);

        assertThat(schedule.isOpen()).isFalse();
        assertThat(schedule.due(SECOND_NS)).isEqualTo(Long.MAX_VALUE);
        assertThat(schedule.durationNs(1)).isEqualTo(Long.MAX_VALUE);
    }
}
