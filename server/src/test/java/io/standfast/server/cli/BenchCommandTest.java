package io.standfast.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Options of {@code standfast bench} that cannot be carried out.
 */
class BenchCommandTest
{
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(final String arguments)
    {
        return Main.run(Arrays.asList(("bench " + arguments).split(" ")), new PrintStream(out, true,
            StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "publish --rate 0 | --rate must be 1 to 10000000, or max",
        "publish --rate 1k, | --rate  is no rate",
        "publish --rate 1x | --rate 1x is no rate: expected one like 500, 20k or max",
        "publish --size 1XB | --size 1XB is no size",
        "publish --size 9MB | --size must be 0 to 8388608",
        "publish --size -1 | --size must be",
        "publish --clients 0 | --clients must be 1 to 1000",
        "publish --clients 1001 | --clients must be 1 to 1000",
        "publish --clients 1000 --size 1MB | --clients times --size",
        "publish --clients 1000 --window 65536 | --clients times --window",
        "publish --window 0 | --window must be",
        "publish --count 0 | --count must be",
        "publish --channels 0 | --channels must be 1 to 10000",
        "publish --channel a..b | --channel \"a..b\" is no channel name",
        "publish --channel a.* | --channel \"a.*\" is no channel name",
        "publish --client-id a.b | --client-id \"a.b\"",
        "publish --cluster-id a.> | --cluster-id \"a.>\"",
        "publish --duration 0s | --duration must be more than 0",
        "publish --duration 25h | --duration must be more than 0 and at most 24h",
        "publish --duration ten | --duration ten is no duration: expected one like 10s",
        "publish --warmup -1s | --warmup must be 0 to 24h",
        "publish --timeout 0 | --timeout must be more than 0",
        "publish --server tls://h | tls:// is not supported",
        "publish --clients many | Invalid value for option '--clients'",
        "publish --nonsense | bench publish: no option '--nonsense'",
        "roundtrip --size 15 | --size must be 16 to 8388608",
        "roundtrip --ack-wait 500ms | --ack-wait must be 1s to 24h",
        "roundtrip --max-in-flight 0 | --max-in-flight must be",
        "subscribe --start last | --start last: expected first, new or a sequence",
        "subscribe --durable d | --durable needs --client-id",
        "subscribe --durable a:b --queue q | --durable of a --queue cannot contain a colon",
    })
    void shouldSayOneLineAndEndWithOneWhenAnOptionIsWrong(final String arguments, final String text)
    {
        assertThat(run(arguments)).isEqualTo(1);

        assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("standfast: ").contains(text).hasLineCount(1);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nothing"})
    void shouldSayWhatIsMissingWhenThereIsNoKind(final String arguments)
    {
        assertThat(run(arguments)).isEqualTo(1);

        assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("standfast: ").hasLineCount(1);
    }

    @Test
    void shouldReadRatesWhenTheyHaveUnits()
    {
        assertThat(BenchOptions.rates("1k,5K, 20,max,2m")).containsExactly(1_000, 5_000, 20, 0, 2_000_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"publish", "subscribe", "roundtrip"})
    void shouldNameEveryOptionWhenAskedForHelp(final String kind)
    {
        assertThat(run(kind + " --help")).isZero();

        assertThat(out.toString(StandardCharsets.UTF_8)).contains("--server", "--cluster-id", "--client-id",
            "--channel", "--clients", "--duration", "--count", "--json", "--hdr");
    }

    @Test
    void shouldSayWhatToDoWhenNobodyListens() throws IOException
    {
        final int port;
        try (ServerSocket socket = new ServerSocket(0))
        {
            port = socket.getLocalPort();
        }

        assertThat(run("publish --server nats://127.0.0.1:" + port)).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("standfast: bench: cannot connect to " +
            "nats://127.0.0.1:" + port + " (Connection refused): does a server listen there?\n");
    }

    @Test
    void shouldSayThatNobodyGreetsWhenItIsNoNatsServer() throws IOException
    {
        try (ServerSocket silent = new ServerSocket(0))
        {
            final String url = "nats://127.0.0.1:" + silent.getLocalPort();

            assertThat(run("publish --timeout 100ms --server " + url)).isEqualTo(1);
            assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("standfast: bench: no NATS server greets at " +
                url + " within 100ms\n");
        }
    }

    @Test
    void shouldNotBeginWhenTheFileForTimingsCannotBeWritten()
    {
        assertThat(run("publish --hdr /no/such/file")).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("standfast: bench: cannot write --hdr " +
            "/no/such/file: NoSuchFileException: /no/such/file\n");
    }
}
