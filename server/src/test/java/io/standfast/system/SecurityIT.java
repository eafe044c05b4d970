package io.standfast.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nats.client.AuthenticationException;
import io.nats.client.Connection;
import io.nats.client.NKey;
import io.nats.client.Nats;
import io.nats.streaming.Options;
import io.nats.streaming.SubscriptionOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Users, permissions, channels, client ids and TLS, with the real clients and beside the real nats-server.
 */
class SecurityIT
{
    private static final Duration WAIT = Duration.ofSeconds(10);
    private static final String BCRYPT_OF_ABC = "$2a$06$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i";
    private static final String SCRIPT_USERS = """
        authorization {
          IVY: { publish: { allow: ["foo.*", "x.>"], deny: "x.secret" }
                 subscribe: { allow: ["foo.*", "_INBOX.>", "q v1", "w.>"], deny: ["foo.no", "w.*.z"] } }
          users: [ { user: ivy, password: "%s", permissions: $IVY }, { user: bob, password: "b0bs" },
                   { user: clerk, password: "cl3rks", permissions: { subscribe: "ask", allow_responses: true } } ]
        }
        """.formatted(BCRYPT_OF_ABC);
    private static final String IVY = "CONNECT {\"verbose\":true,\"user\":\"ivy\",\"pass\":\"abc\"}\r\n";

    @TempDir
    private static Path directory;
    private static Certificates certificates;
    private final List<Connection> connections = new ArrayList<>();

    @BeforeAll
    static void make()
    {
        certificates = new Certificates(directory);
    }

    private static Path write(final String name, final String text) throws IOException
    {
        return Files.writeString(directory.resolve(name), text);
    }

    @AfterEach
    void disconnect() throws InterruptedException
    {
        for (final Connection each : connections)
        {
            each.close();
        }
    }

    private static io.nats.client.Options.Builder options(final String url)
    {
        return new io.nats.client.Options.Builder().server(url).noReconnect().sslContext(certificates.trusting())
            .errorListener(new StanClient.SilentListener());
    }

    private Connection nats(final io.nats.client.Options.Builder options) throws Exception
    {
        final Connection connection = Nats.connect(options.build());
        connections.add(connection);
        return connection;
    }

    private Connection nats(final String url, final String user, final String password) throws Exception
    {
        return nats(options(url).userInfo(user, password));
    }

    private static StanClient stan(final Connection nats, final String clientId)
    {
        return StanClient.connect(new Options.Builder().natsConn(nats).connectWait(WAIT).pubAckWait(WAIT).build(),
            clientId);
    }

    @Test
    void shouldRefuseInTheWordsOfNatsServer() throws Exception
    {
        NatsServerProcess.assumeInstalled();
        final Path configuration = write("script.conf", SCRIPT_USERS);
        try (NatsServerProcess theirs = NatsServerProcess.start(directory.resolve("theirs"), ChildProcess.freePort(),
            "-c", configuration.toString());
            ServerProcess ours = ServerProcess.start(directory.resolve("script"), "-p", "-1", "-c", configuration
                .toString()))
        {
            final int theirPort = URI.create(theirs.url()).getPort();
            for (final String said : new String[]{"SUB foo.* 1\r\nSUB foo.no 2\r\nSUB * 3\r\nSUB q 4\r\nSUB q v1 5\r\n",
                "SUB q v2 6\r\nSUB w.> 7\r\nSUB w.*.z 8\r\nSUB \"a qq 9\r\n",
                "PUB foo.a 1\r\nx\r\nPUB x.secret 1\r\ny\r\n",
                "PUB w.a.z 1\r\nz\r\nPUB \"q\" 1\r\nz\r\nPUB x.a.b 1\r\nz\r\n"})
            {
                assertThat(answer(ours.port(), IVY + said)).isEqualTo(answer(theirPort, IVY + said));
            }
            for (final String stranger : new String[]{IVY.replace("abc", "abd"), IVY.replace("ivy", "eve"),
                "CONNECT {}\r\n", "PING\r\n", "SUB foo.a 1\r\n", "PUB foo.a 1\r\nx\r\n"})
            {
                assertThat(end(ours.port(), stranger)).isEqualTo(end(theirPort, stranger));
            }
            assertThat(answers(ours.port())).isEqualTo(answers(theirPort));
            reload(ours, configuration);
            assertThat(ours.process().output()).doesNotContain("abd", "b0bs", "cl3rks", "ch4nged", "$2a$");
        }
    }

    /** What a clerk may answer, and what the one that asked gets. */
    private static String answers(final int port)
    {
        final String hello = "CONNECT {\"verbose\":false,\"user\":\"%s\",\"pass\":\"%s\"}\r\n";
        try (Conversation clerk = Conversation.open(port); Conversation bob = Conversation.open(port))
        {
            clerk.send(hello.formatted("clerk", "cl3rks") + "SUB ask 1\r\n").awaitAnswer();
            bob.send(hello.formatted("bob", "b0bs") + "SUB r 1\r\nPUB ask r 1\r\n?\r\n").awaitAnswer();
            clerk.awaitText("MSG ask");
            clerk.send("PUB r 1\r\n!\r\nPUB r 1\r\n!\r\nPUB s 1\r\n!\r\n");
            return clerk.awaitAnswer() + bob.awaitAnswer();
        }
    }

    private static void reload(final ServerProcess ours, final Path configuration) throws IOException
    {
        final String bob = "CONNECT {\"verbose\":false,\"user\":\"bob\",\"pass\":\"%s\"}\r\n";
        try (Conversation before = Conversation.open(ours.port()))
        {
            before.send(bob.formatted("b0bs")).awaitAnswer();
            Files.writeString(configuration, SCRIPT_USERS.replace("b0bs", "ch4nged"));
            ours.process().signal("HUP");
            assertThat(before.awaitEnd()).contains("-ERR 'Authorization Violation'");
        }
        assertThat(answer(ours.port(), bob.formatted("ch4nged"))).isEqualTo("PONG\r\n");
    }

    private static String answer(final int port, final String bytes)
    {
        try (Conversation conversation = Conversation.open(port))
        {
            return conversation.send(bytes).awaitAnswer();
        }
    }

    private static String end(final int port, final String bytes)
    {
        try (Conversation conversation = Conversation.open(port))
        {
            return conversation.send(bytes).awaitEnd();
        }
    }

    @Test
    void shouldGuardChannelsAndClientIdsOverTls() throws Exception
    {
        final NKey key = NKey.createUser(new SecureRandom());
        final Path configuration = write("guard.conf", certificates.serverMap() + """
            https_port: -1
            authorization { users: [
              { user: ivy, password: "iv1s", client_ids: ["ivy-*"]
                channels: { publish: { allow: "orders.>", deny: "orders.secret" }, subscribe: "orders.*" } }
              { user: boss, password: "b0ss" }, { nkey: %s } ] }
            """.formatted(new String(key.getPublicKey())));
        try (ServerProcess server = ServerProcess.start(directory.resolve("guard"), "-p", "-1", "-c", configuration
            .toString()))
        {
            final Connection ivys = nats(tls(server), "ivy", "iv1s");
            try (StanClient ivy = stan(ivys, "ivy-1");
                StanClient boss = stan(nats(tls(server), "boss", "b0ss"), "boss"))
            {
                exercise(ivy, boss);
                assertThatThrownBy(() -> stan(ivys, "boss")).hasStackTraceContaining("may not use client ID \"boss\"");
            }
            nats(options(tls(server)).authHandler(new KeyHandler(key))).flush(WAIT);
            assertThatThrownBy(() -> nats(tls(server), "ivy", "guess")).hasMessageContaining("Authorization Violation");
            assertThat(overTls(server, "/healthz", null).body()).contains("ok");
            assertThat(overTls(server, "/metrics", null).body()).contains("\nstandfast_ready 1");
            assertThat(overTls(server, "/streaming/serverz", null).body()).contains("\"total_msgs\": 2,");
            final HttpResponse<String> stranger = overTls(server, "/adminz/channels/bills/purge", "{}");
            assertThat(stranger.statusCode()).as(stranger.body()).isEqualTo(401);
            lookOverTls(server);
            assertThat(server.process().output()).contains("user \"ivy\" may not publish to channel \"bills\"")
                .doesNotContain("iv1s", "b0ss");
        }
    }

    private static void exercise(final StanClient ivy, final StanClient boss)
    {
        final SubscriptionOptions all = new SubscriptionOptions.Builder().deliverAllAvailable().build();
        ivy.publish("orders.a", "one");
        assertThatThrownBy(() -> ivy.publish("bills", "two")).hasStackTraceContaining(
            "permission denied: user \"ivy\" may not publish to channel \"bills\"");
        assertThatThrownBy(() -> ivy.publish("orders.secret", "x")).hasStackTraceContaining("permission denied");
        assertThatThrownBy(() -> ivy.subscribe("orders.a.b", all)).hasStackTraceContaining(
            "permission denied: user \"ivy\" may not subscribe to channel \"orders.a.b\"");
        boss.publish("bills", "three");
        assertThat(ivy.subscribe("orders.a", all).awaitCount(1).texts()).containsExactly("one");
        assertThat(boss.subscribe("bills", all).awaitCount(1).texts()).containsExactly("three");
    }

    private static String tls(final ServerProcess server)
    {
        return "tls://localhost:" + server.port();
    }

    private static String pages(final ServerProcess server)
    {
        return "https://localhost:" + server.process().output().replaceFirst("(?s).*https monitor on \\S+:(\\d+).*",
            "$1");
    }

    private static void lookOverTls(final ServerProcess server)
    {
        final String authority = certificates.file("ca.pem").toString();
        assertThat(standfast(0, "check", "store", "--url", pages(server), "--ca-file", authority)).contains("has room");
        assertThat(standfast(2, "check", "store", "--url", pages(server))).contains("nobody answers");
        assertThat(standfast(0, "top", "--count", "1", "--interval", "100ms", "--url", pages(server), "--ca-file",
            authority)).contains("orders.a");
    }

    private static String standfast(final int exitCode, final String... arguments)
    {
        try (ServerProcess command = ServerProcess.run(directory.resolve("command"), Map.of(),
            "standfast", arguments))
        {
            assertThat(command.process().awaitExit()).as(() -> command.process().output()).isEqualTo(exitCode);
            return command.process().output();
        }
    }

    /** Their bytes pass through the node that follows, unread: the leader's listener is who speaks TLS and looks. */
    @Test
    void shouldGuardChannelsOverTlsThroughAnyNodeOfACluster() throws Exception
    {
        final Path configuration = write("cluster.conf", certificates.serverMap() + """
            authorization { users: [
              { user: ivy, password: "iv1s", client_ids: ["ivy-*"]
                channels: { publish: { allow: "orders.>", deny: "orders.secret" }, subscribe: "orders.*" } }
              { user: boss, password: "b0ss" } ] }
            """);
        try (TestCluster cluster = new TestCluster(directory.resolve("cluster"), 3, "-c", configuration.toString()))
        {
            cluster.startAll();
            final int leader = cluster.awaitLeader();
            final int follower = (leader + 1) % 3;
            final String door = tls(cluster, follower);
            try (StanClient ivy = stan(nats(door, "ivy", "iv1s"), "ivy-1");
                StanClient boss = stan(nats(door, "boss", "b0ss"), "boss"))
            {
                exercise(ivy, boss);
            }
            assertThatThrownBy(() -> nats(options(door).userInfo("ivy", "guess").ignoreDiscoveredServers()))
                .isInstanceOf(AuthenticationException.class).hasMessageContaining("Authorization Violation");
            assertThatThrownBy(() -> nats(new io.nats.client.Options.Builder().server(cluster.url(follower)).userInfo(
                "boss", "b0ss").noReconnect())).as("without TLS").isInstanceOf(IOException.class);
            assertThat(cluster.node(leader).process().output()).contains(
                "user \"ivy\" may not publish to channel \"bills\"");

            cluster.kill9(leader);
            Await.until("another one leads", () -> cluster.leader() >= 0 && cluster.leader() != leader);
            final int last = 3 - leader - cluster.leader();
            try (StanClient ivy = stan(nats(tls(cluster, last), "ivy", "iv1s"), "ivy-2"))
            {
                ivy.publish("orders.a", "two");
                assertThatThrownBy(() -> ivy.publish("bills", "x")).hasStackTraceContaining("permission denied");
                assertThat(ivy.subscribe("orders.a", new SubscriptionOptions.Builder().deliverAllAvailable().build())
                    .awaitCount(2).texts()).containsExactly("one", "two");
            }
            cluster.verifyExits();
        }
    }

    private static String tls(final TestCluster cluster, final int node)
    {
        return cluster.url(node).replace("nats://127.0.0.1", "tls://localhost");
    }

    @Test
    void shouldSpeakTlsAndAskForCertificatesWhenFlagsSaySo() throws Exception
    {
        certificates.issue("ivy", "email:ivy@example.com");
        try (ServerProcess server = ServerProcess.run(directory.resolve("flags"), Map.of(), "standfast",
            "server", "-p", "-1", "-ms", "-1", "-tls", "-tlsverify", "-tlscert", certificates.file("server.pem")
                .toString(),
            "-tlskey", certificates.file("server.key").toString(), "-tlscacert", certificates.file("ca.pem").toString())
            .awaitReady())
        {
            try (StanClient ivy = stan(nats(options(tls(server)).sslContext(certificates.showing("ivy"))), "ivy"))
            {
                ivy.publish("orders", "one");
            }
            assertThatThrownBy(() -> nats(options(tls(server)))).as("without a certificate").isInstanceOf(
                IOException.class);
            server.process().awaitOutput("a TLS handshake of a client at 127.0.0.1 has failed: it has shown no " +
                "certificate, and the listener wants one");
            assertThat(overTls(server, "/healthz", null).body()).contains("ok");
        }
    }

    private static HttpResponse<String> overTls(final ServerProcess server, final String page, final String order)
        throws Exception
    {
        final String output = server.process().output();
        final int port = Integer.parseInt(output.replaceFirst("(?s).*https monitor on \\S+:(\\d+).*", "$1"));
        final HttpRequest request = HttpRequest.newBuilder(URI.create("https://localhost:" + port + page)).header(
            "Content-Type", "application/json").method(order == null ? "GET" : "POST",
                order == null
                    ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(order))
            .build();
        return HttpClient.newBuilder().sslContext(certificates.trusting()).build().send(request,
            HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void shouldReachABrokerWithTlsAndAnNkey() throws Exception
    {
        NatsServerProcess.assumeInstalled();
        final NKey key = NKey.createUser(new SecureRandom());
        final Path seed = write("server.seed", "-----BEGIN USER NKEY SEED-----\n" + new String(key.getSeed()) +
            "\n------END USER NKEY SEED------\n");
        final Path broker = write("broker.conf", certificates.serverMap() + "authorization { users: [ { nkey: " +
            new String(key.getPublicKey()) + " }, { user: ivy, password: iv1s } ] }\n");
        final Path ours = write("link.conf", "streaming { nkey_seed_file: \"" + seed + "\", tls { client_ca: \"" +
            certificates.file("ca.pem") + "\" } }\n");
        try (NatsServerProcess theirs = NatsServerProcess.start(directory.resolve("broker"), ChildProcess.freePort(),
            "-c", broker.toString());
            ServerProcess server = ServerProcess.start(directory.resolve("link"), "-ns", theirs.url().replace("nats:",
                "tls:"), "-c", ours.toString());
            StanClient ivy = stan(nats(theirs.url().replace("nats:", "tls:"), "ivy", "iv1s"), "ivy"))
        {
            ivy.publish("orders", "one");
            assertThat(server.process().output()).doesNotContain(new String(key.getSeed()));
        }
    }

    @Test
    void shouldReachABrokerThatKnowsItsUsersByJwt() throws Exception
    {
        NatsServerProcess.assumeInstalled();
        final JwtOperator operator = new JwtOperator();
        final Path broker = write("jwt.conf", operator.configuration());
        final Path ours = write("creds.conf", "streaming { credentials: \"" + operator.credentials(directory.resolve(
            "server.creds")) + "\" }\n");
        final String user = operator.credentials(directory.resolve("user.creds")).toString();
        try (NatsServerProcess theirs = NatsServerProcess.start(directory.resolve("jwt"), ChildProcess.freePort(), "-c",
            broker.toString());
            ServerProcess server = ServerProcess.start(directory.resolve("creds"), "-ns", theirs.url(), "-c", ours
                .toString()))
        {
            standfast(0, "pub", "orders", "one", "--server", theirs.url(), "--creds", user);
            assertThat(standfast(0, "sub", "orders", "--start", "first", "--count", "1", "--raw", "--server", theirs
                .url(), "--creds", user)).contains("one");
            assertThat(standfast(1, "pub", "orders", "two", "--server", theirs.url())).contains("credentials");
            assertThat(server.process().output()).doesNotContain("SEED");
        }
    }

    /**
     * Signs with a key.
     */
    private record KeyHandler(NKey key) implements io.nats.client.AuthHandler
    {
        @Override
        public byte[] sign(final byte[] nonce)
        {
            try
            {
                return key.sign(nonce);
            }
            catch (final GeneralSecurityException | IOException ex)
            {
                throw new AssertionError(ex);
            }
        }

        @Override
        public char[] getID()
        {
            try
            {
                return key.getPublicKey();
            }
            catch (final GeneralSecurityException | IOException ex)
            {
                throw new AssertionError(ex);
            }
        }

        @Override
        public char[] getJWT()
        {
            return null;
        }
    }
}
