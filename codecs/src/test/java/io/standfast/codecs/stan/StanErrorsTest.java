package io.standfast.codecs.stan;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The texts against the list of STAN-SPEC 1.14, copied as it stands there.
 */
class StanErrorsTest
{
    private static final String[] TEXTS = {"stan: invalid subject", "stan: invalid start position",
        "stan: invalid subscription",
        "stan: clientID already registered", "stan: clientID missing",
        "stan: invalid clientID: only alphanumeric and `-` or `_` characters allowed",
        "stan: invalid ack wait time, should be >= 1s", "stan: invalid MaxInflight, should be >= 1",
        "stan: invalid connection request", "stan: invalid publish request", "stan: invalid subscription request",
        "stan: invalid unsubscribe request", "stan: invalid close request", "stan: duplicate durable registration",
        "stan: durable name of a durable queue subscriber can't contain the character ':'", "stan: unknown clientID",
        "stan: unknown channel", "stan: no configured channel",
        "stan: cannot restart server in clustered mode if it was not previously clustered",
        "stan: channel is being deleted", "client has been replaced or is no longer registered", "too many channels",
        "too many subscriptions per channel", "not found", "already exists"};

    @Test
    void shouldHaveExactlyTheTextsOfTheOriginal() throws IllegalAccessException
    {
        final List<String> constants = new ArrayList<>();
        for (final Field field : StanErrors.class.getFields())
        {
            constants.add((String) field.get(null));
        }

        assertThat(constants).containsExactlyInAnyOrder(TEXTS);
    }

    @Test
    void shouldNameBothChannelsWhenTheyDifferInCase()
    {
        assertThat(StanErrors.rejecting("foo", "Foo")).isEqualTo(
            "rejecting channel \"foo\" because channel \"Foo\" alreay exists (different cases not allowed)");
    }

    @Test
    void shouldWriteWrongIdUnsigned()
    {
        assertThat(StanErrors.wrongId("foo", -1)).isEqualTo(
            "unable to process subscription on channel \"foo\", wrong ID 18446744073709551615");
    }

    @Test
    void shouldQuoteAsGoDoes()
    {
        // The expected texts are those of Go's documentation and tests of strconv.Quote.
        assertThat(GoQuote.quote("\u0007\b\f\r\n\t\u000b")).isEqualTo("\"\\a\\b\\f\\r\\n\\t\\v\"");
        assertThat(GoQuote.quote("\\ \"")).isEqualTo("\"\\\\ \\\"\"");
        assertThat(GoQuote.quote("\u263a")).isEqualTo("\"\u263a\"");
        assertThat(GoQuote.quote("\u0000\u0004\u007f")).isEqualTo("\"\\x00\\x04\\x7f\"");
        assertThat(GoQuote.quote("\u0080\u00a0\u2028\ufeff")).isEqualTo("\"\\u0080\\u00a0\\u2028\\ufeff\"");
        assertThat(GoQuote.quote("\ud83d\ude00")).isEqualTo("\"\ud83d\ude00\"");
        assertThat(GoQuote.quote(new String(Character.toChars(0x10ffff)))).isEqualTo("\"\\U0010ffff\"");
        assertThat(GoQuote.quote("\ud800")).isEqualTo("\"\\ufffd\"");
        assertThat(GoQuote.quote("")).isEqualTo("\"\"");
    }
}
