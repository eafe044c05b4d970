package io.standfast.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * JSON is read as it was written, and nothing else is taken for JSON.
 */
class JsonReaderTest
{
    @Example
    void shouldReadEveryKindOfValue()
    {
        assertThat(JsonReader.readObject(" {\"a\":[1,-2,2.5e1,true,false,null],\"b\":{},\"c\":\"\\u00e4\\n\\/\"}\n"))
            .isEqualTo(Map.of("a", Arrays.asList(1L, -2L, 25.0, true, false, null), "b", Map.of(), "c", "\u00e4\n/"));
    }

    @Example
    void shouldRefuseWhatIsNotJson()
    {
        Stream.of("", "{", "[1,]", "{\"a\"}", "{a:1}", "\"x", "\"\\x\"", "\"\\u12\"", "tru", "1 2", "--1", "{}}",
            "[".repeat(
                100))
            .forEach(text -> assertThatThrownBy(() -> JsonReader.read(text)).as(text).isInstanceOf(
                IllegalArgumentException.class));
        assertThatThrownBy(() -> JsonReader.readObject("[]")).hasMessage("a JSON object is expected");
    }

    @Property(tries = 500)
    void shouldReadWhatTheWriterWrites(@ForAll final String name, @ForAll final String text, @ForAll final long number,
        @ForAll final boolean flag)
    {
        final String json = new JsonWriter().beginObject().field(name, text).name("list").beginArray().value(text)
            .endArray().field("number", number).field("flag", flag).endObject().text();

        final Map<String, Object> read = JsonReader.readObject(json);

        assertThat(read.get("list")).isEqualTo(List.of(text));
        assertThat(read.get("number")).isEqualTo(number);
        assertThat(read.get("flag")).isEqualTo(flag);
    }

    @Property(tries = 2000)
    void shouldReadOrRefuseAndNeverFailOtherwise(@ForAll("nearlyJson") final String text)
    {
        try
        {
            JsonReader.read(text);
        }
        catch (final IllegalArgumentException ex)
        {
            assertThat(ex).hasMessageContaining("this is not JSON");
        }
    }

    @Provide
    Arbitrary<String> nearlyJson()
    {
        return Arbitraries
            .of("{", "}", "[", "]", "\"", ":", ",", "1", "-", "e", ".", "true", "null", "\\", "u0041", " ", "a")
            .list().ofMaxSize(20).map(parts -> String.join("", parts));
    }
}
