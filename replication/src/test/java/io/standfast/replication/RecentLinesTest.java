package io.standfast.replication;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * What is met twenty times a second is said once an interval, whatever else is met in between.
 */
class RecentLinesTest
{
    @Test
    void shouldSayEachLineOnceAnInterval()
    {
        final RecentLines lines = new RecentLines(100);
        // The clock may begin anywhere, also where it wraps.
        final long beginNs = Long.sum(Long.MAX_VALUE, -50);

        assertThat(lines.isDue("no room", beginNs)).isTrue();
        assertThat(lines.isDue("no sidecar", beginNs + 1)).isTrue();
        assertThat(lines.isDue("no room", beginNs + 2)).as("they take turns").isFalse();
        assertThat(lines.isDue("no sidecar", beginNs + 99)).isFalse();
        assertThat(lines.isDue("no room", beginNs + 100)).isTrue();
        assertThat(lines.isDue("no room", beginNs + 101)).isFalse();
    }
}
