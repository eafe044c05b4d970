package io.standfast.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.streaming.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Servers that show a real nats-server who they are, and look at who it is. All of a test are started at once.
 */
class BrokerSecurityIT
{
    private static final Duration WAIT = Duration.ofSeconds(10);

    @TempDir
    private static Path directory;
    private static Certificates certificates;
    private static Path strangers;
    private final List<ServerProcess> servers = new ArrayList<>();

    @BeforeAll
    static void make() throws IOException
    {
        NatsServerProcess.assumeInstalled();
        certificates = new Certificates(directory).issue("broker", "DNS:nats.example").issue("me", "DNS:me");
        strangers = new Certificates(Files.createDirectories(directory.resolve("strangers"))).file("ca.pem");
    }

    @AfterEach
    void stop()
    {
        servers.forEach(ServerProcess::close);
    }

    /** A server of a cluster of its own, not waited for. */
    private ServerProcess run(final String name, final String url, final String... flags)
    {
        final List<String> all = new ArrayList<>(List.of("server", "-ns", url, "-cid", name));
        all.addAll(Arrays.asList(flags));
        final ServerProcess server = ServerProcess.run(directory.resolve(name), Map.of(), "standfast",
            all.toArray(new String[0]));
        servers.add(server);
        return server;
    }

    private static String file(final String name, final String tls) throws IOException
    {
        return Files.writeString(directory.resolve(name), "streaming { tls { " + tls + " } }\n").toString();
    }

    private static void publish(final String cluster, final io.nats.client.Options.Builder options) throws Exception
    {
        final Connection nats = Nats.connect(options.noReconnect().build());
        try
        {
            final Options own = new Options.Builder().natsConn(nats).connectWait(WAIT).pubAckWait(WAIT).build();
            try (StanClient client = StanClient.connect(own, "me", cluster))
            {
                client.publish("orders", "one");
            }
        }
        finally
        {
            nats.close();
        }
    }

    @Test
    void shouldTrustAndBeTrustedByABrokerWithTlsOnlyWhenAllIsRight() throws Exception
    {
        final Path broker = Files.writeString(directory.resolve("broker.conf"), "tls { cert_file: \"" + certificates
            .file("broker.pem") + "\", key_file: \"" + certificates.file("broker.key") + "\", ca_file: \"" +
            certificates.file("ca.pem") + "\", verify: true }\nauthorization { user: ivy, password: iv1s }\n");
        final String authority = certificates.file("ca.pem").toString();
        final String[] own = {"-user", "ivy", "-pass", "iv1s", "-tls_client_cert", certificates.file("me.pem")
            .toString(), "-tls_client_key", certificates.file("me.key").toString()};
        final String keys = "client_cert: \"" + certificates.file("me.pem") + "\", client_key: \"" + certificates.file(
            "me.key") + "\", ";
        try (NatsServerProcess theirs = NatsServerProcess.start(directory.resolve("tls"), ChildProcess.freePort(), "-c",
            broker.toString()))
        {
            final ServerProcess byFlags = run("flags", theirs.url(), with(own, "-secure", "-tls_client_cacert",
                authority, "-c", file("name.conf", "server_name: nats.example")));
            final ServerProcess trusting = run("trusting", theirs.url(), "-user", "ivy", "-pass", "iv1s", "-c", file(
                "skip.conf", keys + "skip_verify: true"));
            final ServerProcess otherAuthority = run("other", theirs.url(), with(own, "-tls_client_cacert", strangers
                .toString(), "-c", file("other.conf", "server_name: nats.example")));
            final ServerProcess otherName = run("name", theirs.url(), with(own, "-tls_client_cacert", authority));
            final ServerProcess unknown = run("unknown", theirs.url(), "-user", "ivy", "-pass", "iv1s",
                "-tls_client_cacert", authority, "-c", directory.resolve("name.conf").toString());

            byFlags.awaitReady();
            trusting.awaitReady();
            assertThat(trusting.process().output()).contains("skip_verify");
            assertRefused(otherAuthority, "its certificate is of no authority that is trusted here");
            assertRefused(otherName, "its certificate is for another name");
            // TLS 1.3 hears of a certificate that is missing when the handshake is over: the broker's log says why.
            unknown.process().awaitOutput("connection \"_NSS-unknown-general\" has been disconnected");
            assertThat(unknown.process().output()).doesNotContain("Streaming Server is ready");
            publish("flags", new io.nats.client.Options.Builder().server(theirs.url()).userInfo("ivy", "iv1s")
                .sslContext(certificates.showing("me")));
        }
    }

    private static String[] with(final String[] first, final String... more)
    {
        final List<String> all = new ArrayList<>(Arrays.asList(first));
        all.addAll(Arrays.asList(more));
        return all.toArray(new String[0]);
    }

    /** It says why, once, and goes on trying. */
    private static void assertRefused(final ServerProcess server, final String reason)
    {
        server.process().awaitOutput("The NATS server cannot be connected to: " + reason);
        assertThat(server.process().output()).containsOnlyOnce("The NATS server cannot be connected to")
            .doesNotContain("Streaming Server is ready", "iv1s");
        assertThat(server.process().isAlive()).isTrue();
    }

    @Test
    void shouldShowABrokerItsUserOrToken() throws Exception
    {
        try (NatsServerProcess users = NatsServerProcess.start(directory.resolve("users"), ChildProcess.freePort(),
            "--user", "ivy", "--pass", "iv1s");
            NatsServerProcess tokens = NatsServerProcess.start(directory.resolve("tokens"), ChildProcess.freePort(),
                "--auth", "t0ken"))
        {
            final ServerProcess user = run("user", users.url(), "-user", "ivy", "-pass", "iv1s");
            final ServerProcess token = run("token", tokens.url(), "-auth", "t0ken");
            final ServerProcess wrong = run("wrong", tokens.url(), "-auth", "t1ken");

            user.awaitReady();
            token.awaitReady();
            publish("user", new io.nats.client.Options.Builder().server(users.url()).userInfo("ivy", "iv1s"));
            publish("token", new io.nats.client.Options.Builder().server(tokens.url()).token("t0ken".toCharArray()));
            wrong.process().awaitOutput("The NATS server does not let this server in: Authorization Violation");
            assertThat(wrong.process().output()).doesNotContain("Streaming Server is ready", "t1ken");
            assertThat(user.process().output() + token.process().output()).doesNotContain("iv1s", "t0ken");
        }
    }
}
