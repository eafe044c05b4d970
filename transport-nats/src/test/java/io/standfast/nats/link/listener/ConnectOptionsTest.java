package io.standfast.nats.link.listener;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a CONNECT line may hold. Whatever is no JSON is refused as a whole; nothing of it ends the server.
 */
class ConnectOptionsTest
{
    @Test
    void shouldReadEveryEscapeOfJson()
    {
        final ConnectOptions options = ConnectOptions.parse(
            "{\"name\":\"a\\u0041\\u00e9\\\"\\\\\\/\\b\\f\\n\\r\\t\", \"verbose\":true}");

        assertThat(options.text("name")).isEqualTo("aA\u00e9\"\\/\b\f\n\r\t");
        assertThat(options.isTrue("verbose", false)).isTrue();
    }

    @Test
    void shouldPassOverNestedValues()
    {
        final ConnectOptions options = ConnectOptions.parse("{\"x\":[1,{\"y\":\"}\"}],\"name\":\"n\"}");

        assertThat(options.text("name")).isEqualTo("n");
    }

    @Test
    void shouldSayWhyNobodyCanComeIn()
    {
        assertThat(refusal("\"protocol\":2")).isEqualTo("invalid client protocol");
        assertThat(refusal("\"protocol\":-1")).isEqualTo("invalid client protocol");
        assertThat(refusal("\"no_responders\":true")).isEqualTo("no responders requires headers support");
        assertThat(refusal("\"no_responders\":true,\"headers\":true,\"protocol\":1")).isNull();
        assertThat(refusal("\"no_responders\":false,\"protocol\":0")).isNull();
        assertThat(refusal("\"protocol\":null")).isNull();
    }

    private static String refusal(final String fields)
    {
        return ConnectOptions.parse("{" + fields + "}").refusal();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":\"\\ue,\"n\":1}", "{\"a\":\"\\u12\"}", "{\"a\":\"\\u-123\"}", "{\"a\":\"\\u",
        "{\"a\":\"\\",
        "{\"a\":\"\\x\"}", "{\"\\uzzzz\":1}", "{\"a\":[\"\\u+123\"]}", "", "{", "{\"a\"", "{\"a\":", "{\"a\":1",
        "{\"a\":1,}", "{}}"})
    void shouldRefuseWhatIsNoJson(final String text)
    {
        assertThat(ConnectOptions.parse(text)).isNull();
    }
}
