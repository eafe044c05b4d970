package io.standfast.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.standfast.server.http.JsonWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What pages say is read as they mean it.
 */
class JsonValueTest
{
    @Test
    void shouldReadWhatOurPagesWrite()
    {
        final String name = "a \"b\" \\ \n <ü>\u2028\u0001";
        final String text = new JsonWriter().beginObject().field("name", name).field("count", Long.MAX_VALUE / 100)
            .field("ok", true).field("none", (String) null).name("list").beginArray().value("x").value("y").endArray()
            .name("empty").beginArray().endArray().endObject().text();

        final JsonValue value = JsonValue.parse(text);

        assertThat(value.at("name").text()).isEqualTo(name);
        assertThat(value.at("count").number()).isEqualTo(Long.MAX_VALUE / 100);
        assertThat(value.at("ok").isTrue()).isTrue();
        assertThat(value.at("none").isMissing()).isTrue();
        assertThat(value.at("list").items()).extracting(JsonValue::text).containsExactly("x", "y");
        assertThat(value.at("empty").items()).isEmpty();
        assertThat(value.names()).containsExactly("name", "count", "ok", "none", "list", "empty");
    }

    @Test
    void shouldReadNothingWhenSomethingIsMissing()
    {
        final JsonValue value = JsonValue.parse(" { \"a\" : { } , \"n\":-1.5e1 } ");

        assertThat(value.at("b").at("c").text()).isEmpty();
        assertThat(value.at("a").number()).isZero();
        assertThat(value.at("a").items()).isEmpty();
        assertThat(value.at("n").number()).isEqualTo(-15);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{\"a\"}", "{\"a\":}", "[1,]", "[1 2]", "\"open", "tru", "{} x", "\"\\u12g4\"",
        "<html>",
        "1.2.3"})
    void shouldNameThePositionWhenItIsNoJson(final String text)
    {
        assertThatThrownBy(() -> JsonValue.parse(text)).isInstanceOf(IllegalArgumentException.class)
            .hasMessageStartingWith("this is not JSON: ").hasMessageMatching(".* at character \\d+");
    }

    @Test
    void shouldRefuseWhenNestedWithoutEnd()
    {
        assertThatThrownBy(() -> JsonValue.parse("[".repeat(10_000))).hasMessageContaining("no more than 32 levels");
    }
}
