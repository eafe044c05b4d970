package io.standfast.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nats.streaming.Options;
import io.nats.streaming.SubscriptionOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The link to a real nats-server that goes away and comes back.
 */
class BrokerIT
{
    @TempDir
    private Path directory;
    private int port;

    @BeforeEach
    void check()
    {
        NatsServerProcess.assumeInstalled();
        port = ChildProcess.freePort();
    }

    @Test
    void shouldServeAgainWhenTheBrokerWasKilledAndComesBack() throws Exception
    {
        NatsServerProcess broker = NatsServerProcess.start(directory.resolve("broker-1"), port);
        try (ServerProcess server = ServerProcess.start(directory, "-ns", broker.url(), "-m", "-1"))
        {
            assertHasPagesButNoListener(server);
            server.process().awaitOutput("Connected to NATS Server at \"" + broker.url() + "\"");
            final String url = broker.url();
            publish(url, "before", 1, 10);

            broker.kill9();
            server.process().awaitOutput("connection \"_NSS-test-cluster-general\" has been disconnected: ");
            broker = NatsServerProcess.start(directory.resolve("broker-2"), port);
            server.process().awaitOutput("connection \"_NSS-test-cluster-general\" reconnected to NATS Server at \"");

            publish(url, "after", 11, 20);
            try (StanClient client = StanClient.connect(url, "reader"))
            {
                final StanInbox inbox = client.subscribe("orders", new SubscriptionOptions.Builder()
                    .deliverAllAvailable().build()).awaitCount(20);
                assertThat(inbox.texts()).isEqualTo(texts(1, 20));
            }
        }
        finally
        {
            broker.close();
        }
    }

    /** The client's connection is to the broker and stays; it publishes again as soon as another node leads. */
    @Test
    void shouldServeTheSameConnectionWhenAnotherNodeLeads()
    {
        try (NatsServerProcess broker = NatsServerProcess.start(directory.resolve("broker"), port);
            TestCluster cluster = new TestCluster(directory, 3, "-ns", broker.url()))
        {
            cluster.startAll();
            final int leader = cluster.awaitLeader();
            try (StanClient client = StanClient.connect(broker.url(), "steady"))
            {
                final StanInbox inbox = client.subscribe("orders", new SubscriptionOptions.Builder()
                    .durableName("d").build());
                IntStream.rangeClosed(1, 20).forEach(i -> client.publish("orders", "m" + i));
                inbox.awaitCount(20);

                cluster.kill9(leader);
                Await.until("another leader", () -> cluster.leader() >= 0 && cluster.leader() != leader);
                IntStream.rangeClosed(21, 40).forEach(i -> client.publish("orders", "m" + i));
                cluster.start(leader);
                cluster.awaitReady(leader);
                IntStream.rangeClosed(41, 60).forEach(i -> client.publish("orders", "m" + i));

                Await.until("all messages", () -> inbox.texts().containsAll(texts(1, 60)));
                assertThat(inbox.texts().stream().distinct().toList()).isEqualTo(texts(1, 60));
            }
        }
    }

    @Test
    void shouldWaitWhenTheBrokerStartsLater()
    {
        try (ServerProcess server = ServerProcess.run(directory, "standfast", "server", "-ns", "nats://127.0.0.1:" +
            port))
        {
            server.process().awaitOutput("Not ready after 5 s: no NATS server answers at nats://127.0.0.1:" + port);
            assertThat(server.process().output()).doesNotContain("Streaming Server is ready");
            try (NatsServerProcess broker = NatsServerProcess.start(directory.resolve("broker"), port))
            {
                server.awaitReady();
                publish(broker.url(), "late", 1, 5);
            }
        }
    }

    @Test
    void shouldStopOrderlyWhenTheBrokerNeverCame()
    {
        try (ServerProcess server = ServerProcess.run(directory, "standfast", "server", "-ns", "nats://me:secret@" +
            "127.0.0.1:" + port))
        {
            server.process().awaitOutput("Not ready after 5 s: no NATS server answers at nats://[REDACTED]@127.0.0.1");

            assertThat(server.sigint()).isZero();
        }
    }

    @Test
    void shouldRefuseToStartWhenAnotherServerHasTheClusterId() throws IOException
    {
        try (NatsServerProcess broker = NatsServerProcess.start(directory.resolve("broker"), port);
            ServerProcess first = ServerProcess.start(directory.resolve("first"), "-ns", broker.url());
            ServerProcess second = ServerProcess.run(directory.resolve("second"), "standfast", "server", "-ns", broker
                .url());
            ServerProcess other = ServerProcess.start(directory.resolve("other"), "-ns", broker.url(), "-cid", "other",
                "-sc", Files.writeString(directory.resolve("other.conf"), "discover_prefix: \"find.me\"").toString()))
        {
            assertThat(second.process().awaitExit()).isEqualTo(1);
            assertThat(second.process().output()).contains(
                "Failed to start: discovered another streaming server with cluster ID \"test-cluster\"");

            // The probe has registered as a client of this name and said good-bye.
            publish(broker.url(), "test-cluster", 1, 1);
            final Options there = new Options.Builder().natsUrl(broker.url()).discoverPrefix("find.me").build();
            StanClient.connect(there, "me", "other").close();
            final Options here = new Options.Builder().natsUrl(broker.url()).connectWait(Duration.ofMillis(300))
                .build();
            assertThatThrownBy(() -> StanClient.connect(here, "me", "other")).as("where it is not any more")
                .hasMessageContaining("connect me");
            assertThat(first.sigint()).isZero();
            assertThat(other.sigint()).isZero();
        }
    }

    /** The listener is the broker's. */
    private static void assertHasPagesButNoListener(final ServerProcess server) throws Exception
    {
        final String port = server.process().output().replaceFirst("(?s).*http monitor on \\S+:(\\d+).*", "$1");
        final HttpClient http = HttpClient.newHttpClient();
        final URI base = URI.create("http://127.0.0.1:" + port);
        final HttpResponse<String> serverz = http.send(HttpRequest.newBuilder(base.resolve("/streaming/serverz"))
            .build(),
            HttpResponse.BodyHandlers.ofString());
        final HttpResponse<String> varz = http.send(HttpRequest.newBuilder(base.resolve("/varz")).build(),
            HttpResponse.BodyHandlers.ofString());

        assertThat(serverz.statusCode()).isEqualTo(200);
        assertThat(serverz.body()).contains("\"state\": \"STANDALONE\"");
        assertThat(varz.statusCode()).isEqualTo(404);
        assertThat(varz.body()).contains("it is a client of a NATS server: ask that one");
    }

    private static void publish(final String url, final String clientId, final int from, final int to)
    {
        try (StanClient client = StanClient.connect(url, clientId))
        {
            IntStream.rangeClosed(from, to).forEach(i -> client.publish("orders", "m" + i));
        }
    }

    private static List<String> texts(final int from, final int to)
    {
        return IntStream.rangeClosed(from, to).mapToObj(i -> "m" + i).toList();
    }
}
