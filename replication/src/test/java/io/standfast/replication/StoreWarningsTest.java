package io.standfast.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

/**
 * A problem that is met twenty times a second is said once a minute, another one at once.
 */
class StoreWarningsTest
{
    private long nowNs;

    @Test
    void shouldSayTheSameOnceAMinute()
    {
        final StoreWarnings warnings = new StoreWarnings(() -> nowNs);

        assertThat(warnings.isNews("no room")).isTrue();
        assertThat(warnings.isNews("no room")).isFalse();
        assertThat(warnings.isNews("no sidecar")).isTrue();
        assertThat(warnings.isNews("no room")).isTrue();
        nowNs += TimeUnit.SECONDS.toNanos(59);
        assertThat(warnings.isNews("no room")).isFalse();
        nowNs += TimeUnit.SECONDS.toNanos(1);
        assertThat(warnings.isNews("no room")).isTrue();
    }
}
