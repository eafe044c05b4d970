package io.standfast.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The grammar of NATS' configuration files.
 */
class ConfParserTest
{
    @TempDir
    private Path directory;

    @Test
    void shouldTakeEverySeparatorAndTerminator() throws IOException
    {
        final ConfMap map = parse("""
            # a comment
            a = 1
            b: two // another
            c 3KB; d = on, "quoted key" : 'single $x'
            e {f: 1.5, g: "x\\ty\\x41"} h{ i=-7 }
            """);

        assertThat(map.get("a").value()).isEqualTo(1L);
        assertThat(map.get("B").value()).isEqualTo("two");
        assertThat(map.get("c").value()).isEqualTo(3072L);
        assertThat(map.get("d").value()).isEqualTo(true);
        assertThat(map.get("quoted key").value()).isEqualTo("single $x");
        assertThat(inner(map, "e").get("f").value()).isEqualTo(1.5);
        assertThat(inner(map, "e").get("g").value()).isEqualTo("x\ty" + "A");
        assertThat(inner(map, "h").get("i").value()).isEqualTo(-7L);
    }

    @Test
    void shouldTakeJsonToo() throws IOException
    {
        final ConfMap map = parse("\"streaming\": {\"id\": \"x\", \"peers\": [\"a\", \"b\"], \"n\": 5}");

        assertThat(inner(map, "streaming").get("id").value()).isEqualTo("x");
        assertThat(texts(inner(map, "streaming").get("peers"))).containsExactly("a", "b");
    }

    @Test
    void shouldTakeAFileInBraces() throws IOException
    {
        final ConfMap map = parse("# whole\n{\n  \"port\": 4333,\n  \"streaming\": {\"id\": \"x\"}\n}\n# end\n");

        assertThat(map.get("port").value()).isEqualTo(4333L);
        assertThat(inner(map, "streaming").get("id").value()).isEqualTo("x");
    }

    @Test
    void shouldTakeArraysOverSeveralLines() throws IOException
    {
        assertThat(texts(parse("routes = [\n  nats://a:1 # first\n  nats://b:2,\n nats://c:3 ]").get("routes")))
            .containsExactly("nats://a:1", "nats://b:2", "nats://c:3");
    }

    @Test
    void shouldTakeABlockAsItStands() throws IOException
    {
        assertThat(parse("k (\n  {not a map}\n  # no comment\n)\nl: 1").get("k").value()).isEqualTo(
            "\n  {not a map}\n  # no comment\n");
    }

    @Test
    void shouldLookForVariablesFromTheInsideOut() throws IOException
    {
        final ConfMap map = parse("v: outer\nm { v: inner, w: $v }\nx: $v\ny: $SIZE\nz: $2a$11$hash");

        assertThat(inner(map, "m").get("w").value()).isEqualTo("inner");
        assertThat(map.get("x").value()).isEqualTo("outer");
        assertThat(map.get("y").value()).isEqualTo(5L * 1024 * 1024);
        assertThat(map.get("z").value()).isEqualTo("$2a$11$hash");
    }

    @Test
    void shouldIncludeFilesRelativeToTheOneThatIncludes() throws IOException
    {
        Files.createDirectories(directory.resolve("sub"));
        Files.writeString(directory.resolve("sub/inner.conf"), "b: 2\ninclude 'more.conf'");
        Files.writeString(directory.resolve("sub/more.conf"), "c: $a");

        final ConfMap map = parse("a: 1\ninclude ./sub/inner.conf\n");

        assertThat(map.get("b").value()).isEqualTo(2L);
        assertThat(map.get("c").value()).isEqualTo(1L);
    }

    @Test
    void shouldSayWhereAValueStands() throws IOException
    {
        assertThat(parse("\n\nm {\n a: 1\n}").get("m").place()).endsWith("test.conf:3");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "a: {                  | :1: the file ends before \"}\"",
        "a: [1                 | :1: the file ends before \"]\"",
        "a: \"x                | :1: the string is not closed",
        "a: 'x                 | :1: the string is not closed",
        "a (x                  | :1: the block is not closed by a line with \")\"",
        "a:                    | :1: a value is missing",
        "a }                   | :1: a value is missing",
        "}                     | :1: expected a key, found \"}\"",
        "a: \"\\q\"             | :1: invalid escape character 'q': only",
        "a: \"\\xZZ\"           | :1: expected two hexadecimal digits after \\x, found \"ZZ\"",
        "a: $nowhere           | :1: variable reference for 'nowhere' cannot be found",
        "a: $LOOP              | variable reference cycle for 'LOOP'",
        "{a: 1} b: 2           | :1: expected the end of the file after \"}\", found \"b\"",
        "{a: 1                 | :1: the file ends before \"}\"",
        "a: \"x\" y             | :1: expected the end of the value, found \"y\"",
        "include none.conf     | none.conf does not exist",
        "include test.conf     | more than 10 files include one another"})
    void shouldSayFileLineAndReasonWhenItIsWrong(final String text, final String message)
    {
        assertThatThrownBy(() -> parse(text)).isInstanceOf(SettingsException.class).hasMessageContaining(message);
    }

    @Test
    void shouldRefuseWhatIsNestedTooDeep()
    {
        assertThatThrownBy(() -> parse("a " + "{a ".repeat(100))).hasMessageContaining("nested more than 64 deep");
        assertThatThrownBy(() -> parse("a " + "[".repeat(100_000))).hasMessageContaining("nested more than 64 deep");
    }

    private ConfMap parse(final String text) throws IOException
    {
        final Path file = Files.writeString(directory.resolve("test.conf"), text);
        return new ConfParser(Map.of("SIZE", "5MB", "LOOP", "$LOOP")).parse(file);
    }

    private static ConfMap inner(final ConfMap map, final String name)
    {
        return (ConfMap) map.get(name).value();
    }

    private static List<Object> texts(final ConfValue value)
    {
        return ((List<?>) value.value()).stream().map(element -> ((ConfValue) element).value()).toList();
    }
}
