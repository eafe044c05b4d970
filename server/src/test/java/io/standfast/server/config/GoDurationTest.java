package io.standfast.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Durations as Go reads and prints them.
 */
class GoDurationTest
{
    @ParameterizedTest
    @CsvSource({"0,0", "0s,0", "1h30m,5400000000000", "250ms,250000000", "1.5s,1500000000", ".5s,500000000",
        "-1s,-1000000000", "+2m,120000000000", "1h0m0.000000001s,3600000000001", "3us,3000", "3µs,3000", "7ns,7",
        "7d,604800000000000", "1d12h,129600000000000"})
    void shouldReadWhenTextIsDuration(final String text, final long expectedNs)
    {
        assertThat(GoDuration.parseNs(text)).isEqualTo(expectedNs);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", "5", "s", "1x", "1h ", " 1h", "1h30", "1..5s", ".s", "9999999h", "--1s"})
    void shouldRefuseWhenTextIsNoDuration(final String text)
    {
        assertThatThrownBy(() -> GoDuration.parseNs(text)).isInstanceOf(NumberFormatException.class);
    }

    @ParameterizedTest
    @CsvSource({"0,0s", "5400000000000,1h30m0s", "90000000000,1m30s", "250000000,250ms", "1500000000,1.5s",
        "-1000000000,-1s", "3000,3µs", "7,7ns", "36000000000000,10h0m0s", "10000000000,10s"})
    void shouldPrintLikeGoWhenFormatted(final long valueNs, final String expected)
    {
        assertThat(GoDuration.format(valueNs)).isEqualTo(expected);
    }
}
