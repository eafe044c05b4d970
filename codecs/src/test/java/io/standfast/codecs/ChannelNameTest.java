package io.standfast.codecs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The rules of STAN-SPEC 1.13 for names and patterns, and those for client ids.
 */
class ChannelNameTest
{
    @ParameterizedTest
    @ValueSource(strings = {"a", "foo", "foo.bar", "a.b.c.d", "foo-bar_1:x", "Grüße", "日本", "$x", "\u0001", "a\u000b"})
    void shouldAcceptNameWhenItsTokensAreLiteral(final String name)
    {
        assertThat(isName(name)).isTrue();
        assertThat(isPattern(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", ".a", "a.", "a..b", "a/b", "/", "a b", " ", "a\tb", "a\r", "a\n", "a.b/"})
    void shouldRefuseNameWhenItIsNoSubject(final String name)
    {
        assertThat(isName(name)).isFalse();
        assertThat(isPattern(name)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", ">", "*.*", "foo.*", "foo.>", "*.bar", "*.>", "a.*.b", "a.*.>"})
    void shouldAcceptWildcardsInPatternOnly(final String name)
    {
        assertThat(isPattern(name)).isTrue();
        assertThat(isName(name)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a*", "*a", "a>", ">a", "**", ">>", "*>", ">*", ">.a", "a.>.b", "a.b*.c", "a.*b", "a.>.",
        "a.*.", ">.>", "a.>b",
        "a.**"})
    void shouldRefuseWildcardsWhenNoWholeTokenOrNotLast(final String name)
    {
        assertThat(isPattern(name)).isFalse();
        assertThat(isName(name)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "Z", "0", "-", "_", "me-and_You-09"})
    void shouldAcceptClientId(final String id)
    {
        assertThat(isClientId(id)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a.b", "a b", "ü", "a\n", "a@", "`", "{", "[", "/", ":"})
    void shouldRefuseClientIdWhenItHasOtherCharacters(final String id)
    {
        assertThat(isClientId(id)).isFalse();
    }

    private static boolean isName(final String name)
    {
        final byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        final boolean isValid = ChannelName.isValid(bytes);
        assertThat(ChannelName.isValid(surrounded(bytes), 3, bytes.length)).isEqualTo(isValid);
        return isValid;
    }

    private static boolean isPattern(final String name)
    {
        final byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        final boolean isValid = ChannelName.isValidPattern(bytes);
        assertThat(ChannelName.isValidPattern(surrounded(bytes), 3, bytes.length)).isEqualTo(isValid);
        return isValid;
    }

    private static boolean isClientId(final String id)
    {
        final byte[] bytes = id.getBytes(StandardCharsets.UTF_8);
        final boolean isValid = ClientId.isValid(bytes);
        assertThat(ClientId.isValid(surrounded(bytes), 3, bytes.length)).isEqualTo(isValid);
        return isValid;
    }

    private static UnsafeBuffer surrounded(final byte[] bytes)
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[bytes.length + 6]);
        buffer.setMemory(0, buffer.capacity(), (byte) '/');
        buffer.putBytes(3, bytes);
        return buffer;
    }
}
