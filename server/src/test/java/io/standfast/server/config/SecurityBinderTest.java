package io.standfast.server.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import javax.net.ssl.SSLSocket;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.standfast.nats.link.LinkHandler;
import io.standfast.nats.link.LinkMessage;
import io.standfast.nats.link.listener.Listener;
import io.standfast.nats.link.listener.ListenerContext;
import io.standfast.nats.link.listener.ListenerTls;
import io.standfast.system.Certificates;

/**
 * Users, certificates and credentials as files and flags say them; nothing that is misspelt is overlooked.
 */
class SecurityBinderTest
{
    private static final String NKEY = "UDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF4";

    @TempDir
    private Path directory;

    private Settings bind(final String text, final String... flags)
    {
        try
        {
            final Path file = directory.resolve("c.conf");
            Files.write(file, text.getBytes(UTF_8));
            final List<String> arguments = new ArrayList<>(List.of(flags));
            arguments.addAll(List.of("-c", file.toString()));
            return ReadSettings.read(ProgramName.STANDFAST, arguments, Map.of()).settings();
        }
        catch (final IOException ex)
        {
            throw new AssertionError(ex);
        }
    }

    @Test
    void shouldReadUsersInTheWordsOfNatsServer()
    {
        final Settings settings = bind("""
            authorization {
              timeout: 1.5
              DEFAULT: { publish: { allow: "a.>", deny: ["a.b"] }, subscribe: ["c", "d q"], allow_responses: true }
              default_permissions: $DEFAULT
              default_channels { publish: "x.>" }
              users = [
                { user: ivy, password: s3cret }
                { username: bob, pass: "$2a$06$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i"
                  permission { pub: "z", publish_allow_responses: { max: 3, expires: "5s" } }
                  channels { subscribe: { deny: "secret" } }, client_ids: ["bob-*", bob] }
                { nkey: %s }
              ]
            }
            no_auth_user: ivy
            """.formatted(NKEY));

        assertThat(settings.security().listener().timeoutNs()).isEqualTo(1_500_000_000L);
        assertThat(settings.security().listener().authorization()).hasToString(
            "Authorization[users=2, nkeys=1, token=false]");
        assertThat(settings.warnings()).isEmpty();
        assertThat(settings.toString()).doesNotContain("s3cret");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "users: [ { user: a, pasword: b } ] | 1: key \"pasword\" is not known in a user; did you mean \"password\"?",
        "users: [ { user: a, password: 17 } ] | put it between quotation marks",
        "users: [ { password: b } ] | either \"user\" or \"nkey\"",
        "users: [ { user: a, password: b }, { user: a, password: c } ] | user \"a\" is there twice",
        "users: { user: a } | \"users\" is expected to be a list",
        "users: [ { nkey: UAAA } ] | 56 letters long",
        "users: [ { user: a, permissions: { publsh: x } } ] | key \"publsh\" is not known in permissions",
        "users: [ { user: a, permissions: { publish: \"a..b\" } } ] | \"a..b\" is not a valid subject",
        "users: [ { user: a, permissions: { publish: { alow: x } } } ] | key \"alow\" is not known in",
        "users: [ { user: a, channels: { subscribe: [\"a.>.b\"] } } ] | is not a valid subject",
        "users: [ { user: a, client_ids: \"a b\" } ] | is not a client ID",
        "users: [ { user: a, password: \"$2a$06$short\" } ] | bcrypt hash",
        "users: [ { user: a } ], user: b, password: c | cannot have both a list of users and a single user",
        "users: [ { user: a } ], token: t | cannot have both a list of users and a token",
        "users: [] | 1: \"users\" lists nobody, and everybody would be let in",
        "default_channels { publish: x } | 1: \"default_permissions\" and \"default_channels\" count for nobody",
        "default_permissions { publish: x } | count for nobody, and everybody would be let in",
        "default_permision { publish: x } | key \"default_permision\" is not known in authorization; did you mean",
        "default_channels { publsh: x } | key \"publsh\" is not known in channels"})
    void shouldSayWhatIsWrongWithUsers(final String text, final String problem)
    {
        assertThatThrownBy(() -> bind("authorization { " + text + " }")).isInstanceOf(SettingsException.class)
            .hasMessageContaining(problem).hasMessageNotContaining("short");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "tls { cert_fil: x } | key \"cert_fil\" is not known in tls",
        "tls { } | needs a certificate and its key",
        "tls { cert_file: \"/nowhere/c.pem\", key_file: \"/nowhere/k.pem\" } | /nowhere/c.pem does not exist",
        "tls { min_version: \"1.1\" } | \"min_version\" is \"1.2\" or \"1.3\"",
        "tls { cipher_suites: [\"NONE\"] } | cipher suite \"NONE\" is not one of this JVM's",
        "tls { verify: 1 } | is expected to be true or false",
        "https_port: 8443 | https_port needs a certificate",
        "streaming { tls { client_cert: \"/nowhere/c.pem\" } } | needs both client_cert and client_key",
        "streaming { tls { client_ca: \"/nowhere/ca.pem\" } } | /nowhere/ca.pem does not exist",
        "nkey_seed_file: \"/nowhere/s\" | nkey_seed_file: /nowhere/s does not exist",
        "no_auth_user: guest | no_auth_user \"guest\" is not one of the users"})
    void shouldSayWhatIsWrongWithTls(final String text, final String problem)
    {
        assertThatThrownBy(() -> bind(text)).isInstanceOf(SettingsException.class).hasMessageContaining(problem);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"user: a, password: b | \"user\":\"a\",\"pass\":\"b\"",
        "token: t | \"auth_token\":\"t\""})
    void shouldLetASingleUserOrTokenDoWhatTheDefaultsSay(final String single, final String proof) throws IOException
    {
        final Settings settings = bind("authorization { " + single + ", default_permissions { publish: x } }");
        final Listener listener = new Listener(new ListenerContext().host("127.0.0.1").port(0).security(settings
            .security().listener()));
        listener.open(new Unheard());
        try (SocketChannel client = SocketChannel.open(new InetSocketAddress("127.0.0.1", listener.boundPort())))
        {
            client.write(ByteBuffer.wrap(("CONNECT {\"verbose\":false," + proof +
                "}\r\nPUB x 0\r\n\r\nPUB y 0\r\n\r\nPING\r\n").getBytes(UTF_8)));
            client.configureBlocking(false);
            final ByteBuffer answer = ByteBuffer.allocate(4096);
            final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (!text(answer).endsWith("PONG\r\n") && System.nanoTime() - deadlineNs < 0)
            {
                listener.doWork(System.nanoTime());
                listener.flush();
                client.read(answer);
            }

            assertThat(text(answer)).endsWith("} \r\n-ERR 'Permissions Violation for Publish to \"y\"'\r\nPONG\r\n");
        }
        finally
        {
            listener.close();
        }
    }

    private static String text(final ByteBuffer bytes)
    {
        return new String(bytes.array(), 0, bytes.position(), UTF_8);
    }

    /**
     * A gateway that nothing is said to.
     */
    private static final class Unheard implements LinkHandler
    {
        @Override
        public void onMessage(final LinkMessage message)
        {
        }

        @Override
        public boolean isReady()
        {
            return true;
        }

        @Override
        public void onLinkUp(final String text)
        {
        }

        @Override
        public void onLinkDown(final String text)
        {
        }
    }

    @Test
    void shouldTakeEveryKeyOfTheListenersMapAndKnowUsersByTheirCertificates() throws Exception
    {
        final Certificates certificates = new Certificates(directory).issue("ivy", "DNS:ivy.example");
        final Settings settings = bind("""
            tls { cert_file: "%s", key_file: "%s", ca_file: "%s", verify_and_map: true, timeout: 1.5, min_version: "1.3"
                  cipher_suites: ["TLS_AES_128_GCM_SHA256"], handshake_first: true, curve_preferences: ["CurveP256"] }
            authorization { users: [ { user: ivy.example, permissions: { publish: x } } ] }
            """.formatted(certificates.file("server.pem"), certificates.file("server.key"), certificates.file(
            "ca.pem")));

        final ListenerTls tls = settings.security().listener().tls();
        assertThat(tls.timeoutNs()).isEqualTo(1_500_000_000L);
        assertThat(tls.isVerified()).isTrue();
        assertThat(settings.warnings()).isEmpty();
        final Listener listener = new Listener(new ListenerContext().host("127.0.0.1").port(0).security(settings
            .security().listener()));
        listener.open(new Unheard());
        final AtomicBoolean isEnough = new AtomicBoolean();
        final Thread thread = new Thread(() ->
        {
            while (!isEnough.get())
            {
                listener.doWork(System.nanoTime());
                listener.flush();
                listener.awaitWork(1_000_000);
            }
        });
        thread.start();
        try (SSLSocket client = (SSLSocket) certificates.showing("ivy").getSocketFactory().createSocket("127.0.0.1",
            listener.boundPort()))
        {
            client.setSoTimeout(20_000);
            client.getOutputStream().write("CONNECT {\"verbose\":false}\r\nPUB y 0\r\n\r\n".getBytes(UTF_8));
            final BufferedReader lines = new BufferedReader(new InputStreamReader(client.getInputStream(), UTF_8));

            assertThat(lines.readLine()).as("after the handshake").startsWith("INFO {");
            assertThat(lines.readLine()).isEqualTo("-ERR 'Permissions Violation for Publish to \"y\"'");
            assertThat(client.getSession().getProtocol()).isEqualTo("TLSv1.3");
            assertThat(client.getSession().getCipherSuite()).isEqualTo("TLS_AES_128_GCM_SHA256");
        }
        finally
        {
            isEnough.set(true);
            thread.join();
            listener.close();
        }
    }

    @Test
    void shouldNotOpenTheAeronDoorBesideAListOfUsers()
    {
        assertThatThrownBy(() -> bind("authorization { users: [ { user: a, password: b } ] }",
            "-aeron_door", "ipc")).hasMessageContaining("aeron_door");
        assertThatThrownBy(() -> bind("authorization { user: a, password: b, default_channels { publish: x } }",
            "-aeron_door", "ipc")).hasMessageContaining("aeron_door");
        assertThat(bind("authorization { user: a, password: b }", "-aeron_door", "ipc").aeronDoor()).isEqualTo("ipc");
    }

    @Test
    void shouldTakeTheTopForTheBrokerWhereItSpeaksOfAClient() throws IOException
    {
        final Path seed = Files.writeString(directory.resolve("seed"), "SU...");
        final Settings settings = bind(
            "tls { skip_verify: true, server_name: nats }\nnkey_seed_file: \"" + seed + "\"");

        assertThat(settings.security().listener().tls()).isNull();
        assertThat(settings.security().brokerTls().isVerified()).isFalse();
        assertThat(settings.security().brokerTls().serverName()).isEqualTo("nats");
        assertThat(settings.warnings()).singleElement().asString().contains("skip_verify");
        assertThat(settings.security().broker()).hasToString("BrokerCredentials[" + seed + "]");
        assertThat(bind("streaming { secure: true }").security().brokerTls().isVerified()).isTrue();
        assertThat(bind("").security().brokerTls()).isNull();
    }
}
