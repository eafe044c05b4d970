package io.standfast.server.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What is refused before anything is sent.
 */
class StanCommandsTest
{
    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "sub orders --since 1h --start first;--since 1h and --start first name two places to start at: give one of " +
            "them",
        "sub orders --since 1h --start last;--since 1h and --start last name two places to start at: give one of them",
        "sub orders --since 1h --start 7;--since 1h and --start 7 name two places to start at: give one of them",
        "sub orders --since soon;--since soon is no duration: expected one like 10s, 500ms or 1h30m",
        "sub orders --start soon;--start soon is none of new, last, first, or a sequence",
        "sub orders --durable d;--durable needs --client-id: a durable belongs to a client id, and a random one " +
            "leaves it behind for ever",
        "pub orders;pub wants one of MESSAGE, --file and --lines",
        "pub orders text --lines;pub wants one of MESSAGE, --file and --lines"})
    void shouldSayWhatIsWrong(final String arguments, final String text)
    {
        final CommandOutput output = CommandOutput.of((arguments + " --server nats://127.0.0.1:1").split(" "));

        assertThat(output.err()).isEqualTo("standfast: " + text + "\n");
        assertThat(output.code()).isEqualTo(1);
        assertThat(output.out()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"nats://me:sesame@127.0.0.1:1", "nats://me:se@sesame@127.0.0.1:1", "me:sesame@127.0.0.1:1"})
    void shouldNotShowPasswordWhenNobodyAnswers(final String url)
    {
        final CommandOutput output = CommandOutput.of("pub", "orders", "text", "--timeout", "500ms", "--server", url);

        assertThat(output.err()).contains("cannot connect to ", "127.0.0.1:1").doesNotContain("sesame").hasLineCount(1);
        assertThat(output.code()).isEqualTo(1);
    }

    /** The library would go from one to the next for ever. */
    @Test
    void shouldEndWhenAServerThatNamesOthersDoesNotTakeThePassword() throws IOException
    {
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress()))
        {
            final int port = server.getLocalPort();
            final Thread refusing = new Thread(() -> refuse(server,
                "INFO {\"server_id\":\"S\",\"version\":\"2.9.24\"," +
                    "\"proto\":1,\"max_payload\":1048576,\"auth_required\":true,\"connect_urls\":[\"127.0.0.2:" + port +
                    "\",\"127.0.0.3:" + port + "\",\"127.0.0.1:" + port + "\"]} \r\n"));
            refusing.start();

            final CommandOutput output = assertTimeoutPreemptively(Duration.ofSeconds(30), () -> CommandOutput.of("pub",
                "orders", "text", "--timeout", "200ms", "--server", "nats://ivy:guess@127.0.0.1:" + port));

            assertThat(output.err()).contains("Authorization Violation", "does it take these credentials?")
                .doesNotContain("guess").hasLineCount(1);
            assertThat(output.code()).isEqualTo(1);
        }
    }

    private static void refuse(final ServerSocket server, final String info)
    {
        while (!server.isClosed())
        {
            try (Socket client = server.accept())
            {
                client.getOutputStream().write(info.getBytes(UTF_8));
                client.getInputStream().read(new byte[1024]);
                client.getOutputStream().write("-ERR 'Authorization Violation'\r\n".getBytes(UTF_8));
            }
            catch (final IOException ex)
            {
                // The test is over, or the client is gone.
                continue;
            }
        }
    }

    @Test
    void shouldCheckConfigurationAndEndWhenServerIsAsked()
    {
        final CommandOutput right = CommandOutput.of("nats-streaming-server", "-t", "-mc", "5", "-ft_group", "g");
        final CommandOutput wrong = CommandOutput.of("server", "-t", "-mc", "-1");

        assertThat(right.err()).startsWith("nats-streaming-server: configuration is valid\nFlag -ft_group has no " +
            "effect here: ").hasLineCount(2);
        assertThat(right.code()).isZero();
        assertThat(wrong.err()).isEqualTo("standfast: max channels limit cannot be negative (-1)\n");
        assertThat(wrong.code()).isEqualTo(1);
    }

    @Test
    void shouldShowFlagsOfTlsWhenServerIsAsked()
    {
        final CommandOutput output = CommandOutput.of("server", "-help_tls");

        assertThat(output.code()).isZero();
        assertThat(output.out()).startsWith("TLS options:\n").contains("--tlscert", "--tlsverify", "--secure",
            "--tls_client_key");
        assertThat(output.out()).doesNotContain("--cluster_id");
    }
}
