package io.standfast.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Sizes as the NATS configuration writes them.
 */
class ByteSizeTest
{
    @ParameterizedTest
    @CsvSource({"0,0", "1024000000,1024000000", "1k,1000", "1KB,1024", "1Ki,1024", "1kib,1024", "2MB,2097152",
        "1gb,1073741824", "1 GB,1073741824", "-1,-1", "3T,3000000000000"})
    void shouldReadWhenTextIsSize(final String text, final long expected)
    {
        assertThat(ByteSize.parse(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "KB", "1XB", "1.5MB", "1 K B", "9EB", "99999999999999999999"})
    void shouldRefuseWhenTextIsNoSize(final String text)
    {
        assertThatThrownBy(() -> ByteSize.parse(text)).isInstanceOf(NumberFormatException.class);
    }

    @ParameterizedTest
    @CsvSource({"1023,1023 B", "1024,1.00 KB", "1024000000,976.56 MB", "1073741824,1.00 GB"})
    void shouldPrintLikeTheOldServerWhenFriendly(final long bytes, final String expected)
    {
        assertThat(ByteSize.friendly(bytes)).isEqualTo(expected);
    }
}
