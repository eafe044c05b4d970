package io.standfast.replication.restore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * What a member that restores itself says of its pace.
 */
class RestoreProgressTest
{
    private static final long MB = 1 << 20;

    @Test
    void shouldNotCountWhatWasThereWhenItSaysItsPace()
    {
        final RestoreProgress progress = new RestoreProgress();
        progress.begin(RestoreProgress.Phase.LOG, 1_100 * MB);
        progress.done(1_000 * MB);
        progress.done(1_025 * MB);

        // 25 MB in 10 s, and as much as the test takes.
        assertThat(progress.pace(System.nanoTime() + TimeUnit.SECONDS.toNanos(10))).matches("2 MB/s, 3\\d s left");
        assertThat(progress.done()).isEqualTo(1_025 * MB);
    }

    @Test
    void shouldStartAnewWithEveryPhase()
    {
        final RestoreProgress progress = new RestoreProgress();
        progress.begin(RestoreProgress.Phase.LOG, 10 * MB);
        progress.done(10 * MB);
        progress.begin(RestoreProgress.Phase.SEGMENTS, 20 * MB);

        assertThat(progress.done()).isZero();
        assertThat(progress.pace(System.nanoTime())).isEqualTo("just begun");
    }

    @Test
    void shouldSayRateAndTimeLeftAsNumbers()
    {
        final RestoreProgress progress = new RestoreProgress();
        assertThat(progress.leftS(System.nanoTime())).as("nothing is to be copied").isZero();
        progress.begin(RestoreProgress.Phase.SEGMENTS, 100 * MB);
        assertThat(progress.leftS(System.nanoTime())).isEqualTo(RestoreProgress.UNKNOWN);
        assertThat(progress.bytesPerSecond(System.nanoTime())).isZero();
        progress.done(10 * MB);
        progress.done(40 * MB);

        final long laterNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        assertThat(progress.bytesPerSecond(laterNs)).isBetween(MB / 2, MB);
        assertThat(progress.leftS(laterNs)).isBetween(60L, 120L);
        progress.done(101 * MB);
        assertThat(progress.leftS(laterNs)).as("a segment was damaged and came again").isZero();
    }

    @Test
    void shouldTellWhoeverShowsIt()
    {
        final List<String> texts = new ArrayList<>();

        new RestoreProgress(texts::add).say("half");

        assertThat(texts).containsExactly("half");
    }
}
