package io.standfast.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

import io.nats.streaming.SubscriptionOptions;
import io.standfast.server.http.metrics.Family;
import io.standfast.server.http.metrics.TextFormat;

/**
 * All pages of a real server, while real clients publish, subscribe, stall and go: STAN-SPEC 7.
 */
class MonitoringIT
{
    private static final Pattern MONITOR = Pattern.compile("Starting http monitor on \\S+:(\\d+)");
    private static final List<String> SUBSCRIPTION = List.of("client_id", "inbox", "ack_inbox", "is_durable",
        "is_offline", "max_inflight", "ack_wait", "last_sent", "pending_count", "is_stalled");

    @TempDir
    private static Path directory;
    private static ServerProcess server;
    private static StanClient publisher;
    private static StanClient subscriber;
    private static String base;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @BeforeAll
    static void startServerWithClientsOfAllKinds()
    {
        server = ServerProcess.start(directory, "-p", "-1", "-m", "-1", "-max_msgs", "1000");
        final Matcher port = MONITOR.matcher(server.process().output());
        assertThat(port.find()).isTrue();
        base = "http://127.0.0.1:" + port.group(1);
        publisher = StanClient.connect(server.url(), "pub");
        subscriber = StanClient.connect(server.url(), "sub");
        final StanInbox plain = subscriber.subscribe("orders", options().build());
        final StanInbox stalled = subscriber.subscribe("orders", options().manualAcks().maxInFlight(2).durableName(
            "stalled").build());
        final StanInbox offline = subscriber.subscribe("orders", options().durableName("offline").build());
        final StanInbox one = subscriber.subscribe("orders", "workers", options().build());
        final StanInbox group = subscriber.subscribe("orders", "workers", options().durableName("dur").build());
        for (int i = 0; i < 3; i++)
        {
            publisher.publish("orders", "order " + i);
        }
        publisher.publish("bills", "bill");
        plain.awaitCount(3);
        stalled.awaitCount(2);
        offline.awaitCount(3).close();
        one.awaitCount(3);
        group.awaitCount(3).close();
        publisher.publish("orders", "order 3");
        plain.awaitCount(4);
        one.awaitCount(4);
        Await.until("all acks have arrived", () -> pendings().equals(Set.of("stalled=2", "other=0")));
    }

    private static SubscriptionOptions.Builder options()
    {
        return new SubscriptionOptions.Builder().deliverAllAvailable().ackWait(Duration.ofSeconds(60));
    }

    private static Set<String> pendings()
    {
        return subscriptions().stream()
            .map(each -> ("stalled".equals(each.get("durable_name")) ? "stalled=" : "other=") +
                each.get("pending_count"))
            .collect(Collectors.toCollection(TreeSet::new));
    }

    @AfterAll
    static void stop()
    {
        publisher.close();
        subscriber.close();
        server.close();
    }

    private static HttpResponse<String> get(final String path)
    {
        try
        {
            return HTTP.send(HttpRequest.newBuilder(URI.create(base + path)).build(), BodyHandlers.ofString());
        }
        catch (final IOException ex)
        {
            throw new AssertionError(path, ex);
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
            throw new AssertionError(path, ex);
        }
    }

    /** Every JSON text is YAML; the order of the fields is kept. */
    private static Map<String, Object> json(final String path)
    {
        final HttpResponse<String> response = get(path);
        assertThat(response.statusCode()).as(path).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        return new Yaml(new SafeConstructor(new LoaderOptions())).load(response.body());
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> list(final Map<String, Object> of, final String name)
    {
        return (List<Map<String, Object>>) of.get(name);
    }

    private static List<Map<String, Object>> subscriptions()
    {
        return list(json("/streaming/channelsz?channel=orders&subs=1"), "subscriptions");
    }

    private static Map<String, Object> subscription(final String name, final String value)
    {
        return subscriptions().stream().filter(each -> value.equals(each.get(name))).findFirst().orElseThrow();
    }

    @Test
    void shouldShowServerz()
    {
        final Map<String, Object> serverz = json("/streaming/serverz");

        assertThat(serverz.keySet()).containsExactly("cluster_id", "server_id", "version", "go", "state", "now",
            "start_time", "uptime", "clients", "subscriptions", "channels", "total_msgs", "total_bytes", "in_msgs",
            "in_bytes", "out_msgs", "out_bytes", "open_fds", "max_fds");
        assertThat(serverz).containsEntry("state", "STANDALONE").containsEntry("clients", 2).containsEntry(
            "subscriptions", 5).containsEntry("channels", 2).containsEntry("total_msgs", 5).containsEntry("in_msgs",
                5);
        // Plain 4, stalled 2, offline 3, workers 4, the durable group 3.
        assertThat(serverz).containsEntry("out_msgs", 16);
        assertThat((Integer) serverz.get("in_bytes")).isGreaterThan(5 * "order".length());
        assertThat((Integer) serverz.get("out_bytes")).isGreaterThan(16 * "order".length());
    }

    @Test
    void shouldShowStorez()
    {
        final Map<String, Object> storez = json("/streaming/storez");

        assertThat(storez.keySet()).containsExactly("cluster_id", "server_id", "now", "type", "limits", "total_msgs",
            "total_bytes");
        assertThat(storez).containsEntry("type", "FILE").containsEntry("total_msgs", 5);
        assertThat(storez.get("limits").toString()).isEqualTo("{max_channels=100, max_msgs=1000, " +
            "max_bytes=1024000000, max_age=0, max_subscriptions=1000, max_inactivity=0}");
    }

    @Test
    void shouldShowChannelsz()
    {
        final Map<String, Object> channelsz = json("/streaming/channelsz");
        final Map<String, Object> closely = json("/streaming/channelsz?subs=1&offset=1&limit=1");

        assertThat(channelsz.keySet()).containsExactly("cluster_id", "server_id", "now", "offset", "limit", "count",
            "total", "names");
        assertThat(channelsz.get("names")).isEqualTo(List.of("bills", "orders"));
        assertThat(closely).containsEntry("count", 1).containsEntry("total", 2).containsEntry("limit", 1);
        assertThat(list(closely, "channels").get(0).keySet()).containsExactly("name", "msgs", "bytes", "first_seq",
            "last_seq", "subs_count", "subscriptions");
        assertThat(list(closely, "channels").get(0)).containsEntry("name", "orders").containsEntry("msgs", 4)
            .containsEntry("first_seq", 1).containsEntry("last_seq", 4).containsEntry("subs_count", 5);
    }

    @Test
    void shouldShowSubscriptionsOfAllKinds()
    {
        final Map<String, Object> stalled = subscription("durable_name", "stalled");
        final Map<String, Object> offline = subscription("durable_name", "offline");
        final Map<String, Object> shadow = subscription("queue_name", "dur:workers");
        final Map<String, Object> member = subscription("queue_name", "workers");

        assertThat(subscriptions()).hasSize(5).allSatisfy(each -> assertThat(each.keySet().stream().filter(
            name -> !Set.of("durable_name", "queue_name").contains(name)).toList()).isEqualTo(SUBSCRIPTION));
        assertThat(stalled).containsEntry("client_id", "sub").containsEntry("is_stalled", true).containsEntry(
            "is_offline", false).containsEntry("pending_count", 2).containsEntry("last_sent", 2).containsEntry(
                "max_inflight", 2)
            .containsEntry("ack_wait", 60).containsEntry("is_durable", true);
        assertThat(offline).containsEntry("client_id", "sub").containsEntry("is_offline", true).containsEntry(
            "last_sent", 3).containsEntry("is_stalled", false);
        assertThat(shadow).containsEntry("is_offline", true).containsEntry("is_durable", true).containsEntry(
            "last_sent", 3).doesNotContainKey("durable_name");
        assertThat(member).containsEntry("is_durable", false).containsEntry("last_sent", 4);
        assertThat((String) member.get("ack_inbox")).startsWith("_INBOX.");
    }

    @Test
    void shouldShowClientsz()
    {
        final Map<String, Object> clientsz = json("/streaming/clientsz");
        final Map<String, Object> one = json("/streaming/clientsz?client=sub&subs=1");

        assertThat(clientsz.keySet()).containsExactly("cluster_id", "server_id", "now", "offset", "limit", "count",
            "total", "clients");
        assertThat(list(clientsz, "clients")).extracting(client -> client.get("id")).containsExactly("pub", "sub");
        assertThat(one.keySet()).containsExactly("id", "hb_inbox", "subs_count", "subscriptions");
        assertThat(one).containsEntry("subs_count", 3);
        assertThat(((Map<?, ?>) one.get("subscriptions")).keySet().toString()).isEqualTo("[orders]");
    }

    @Test
    void shouldAnswerAsTheOriginalWhenThereIsNothing()
    {
        assertThat(get("/streaming/channelsz?channel=none").body()).isEqualTo("Channel none not found\n");
        assertThat(get("/streaming/channelsz?channel=none").statusCode()).isEqualTo(404);
        assertThat(get("/streaming/clientsz?client=none").body()).isEqualTo("Client none not found\n");
        assertThat(get("/streaming/isFTActive").statusCode()).isEqualTo(204);
        assertThat(get("/streaming/channelsz?callback=f").body()).startsWith("f({").endsWith("})");
        assertThat(get("/streaming/channelsz?callback=a(b)").statusCode()).isEqualTo(400);
        assertThat(get("/").body()).contains("/streaming/serverz", "/metrics");
        assertThat(get("/streaming").body()).contains("/streaming/channelsz");
    }

    @Test
    void shouldAnswerScriptsOfOtherOriginsAndHead() throws Exception
    {
        final HttpResponse<String> plain = get("/streaming/serverz");
        final HttpResponse<String> call = get("/streaming/serverz?callback=f");
        final HttpResponse<String> head = HTTP.send(HttpRequest.newBuilder(URI.create(base + "/streaming/serverz"))
            .method("HEAD", HttpRequest.BodyPublishers.noBody()).build(), BodyHandlers.ofString());

        assertThat(plain.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
        assertThat(call.headers().firstValue("Content-Type")).contains("application/javascript");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().firstValue("Content-Type")).contains("application/json");
    }

    @Test
    void shouldShowTheListenersPages()
    {
        final Map<String, Object> varz = json("/varz");
        final Map<String, Object> connz = json("/connz?subs=1&sort=msgs_from");

        assertThat(varz).containsEntry("connections", 2).containsEntry("port", server.port());
        assertThat((Integer) varz.get("in_msgs")).isGreaterThan(5);
        assertThat(list(connz, "connections")).hasSize(2).allSatisfy(each ->
        {
            assertThat(each).containsEntry("lang", "java").containsEntry("ip", "127.0.0.1");
            assertThat(((List<?>) each.get("subscriptions_list"))).hasSizeGreaterThan(1);
        });
        assertThat((Integer) json("/subsz").get("num_subscriptions")).isGreaterThan(8);
    }

    @Test
    void shouldExposeEveryMetricOfAServerAlone()
    {
        assertThatThrownBy(() -> publisher.subscribe("a..b", options().build())).hasStackTraceContaining(
            "stan: invalid subject");
        final HttpResponse<String> response = get("/metrics");
        final TextFormat metrics = TextFormat.parse(response.body());

        final Set<String> declared = Arrays.stream(Family.values()).map(family -> family.metric().name()).collect(
            Collectors.toCollection(TreeSet::new));
        declared.removeAll(Set.of("standfast_cluster_role", "standfast_cluster_follower_lag_bytes"));
        assertThat(metrics.types().keySet()).containsExactlyInAnyOrderElementsOf(declared);
        final String durable = "{channel=\"orders\",client_id=\"sub\",durable=\"stalled\",group=\"\"}";
        assertThat(metrics.samples()).containsEntry("standfast_durable_stalled" + durable, 1.0).containsEntry(
            "standfast_durable_lag_messages" + durable, 4.0).containsEntry("standfast_publishes_total", 5.0)
            .containsEntry("standfast_ready", 1.0).containsEntry("standfast_cluster_leader_known", 1.0).containsEntry(
                "standfast_restore_phase", 4.0);
        assertThat(metrics.samples().get("standfast_durable_lag_seconds" + durable)).isBetween(0.0, 600.0);
        for (final String stage : List.of("decode", "claim", "commit", "ack"))
        {
            assertThat(metrics.samples().get("standfast_publish_duration_seconds_count{stage=\"" + stage + "\"}")).as(
                stage).isPositive();
        }
        assertThat(metrics.samples()).containsEntry("standfast_refusals_total{reason=\"invalid_subject\"}", 1.0);
        metrics.samples().forEach((name, value) ->
        {
            if (name.startsWith("nss_server_"))
            {
                assertThat(value).as(name).isPositive();
            }
        });
        assertThat(metrics.samples().get("standfast_log_write_bytes_total")).isPositive();
        assertThat(metrics.samples().get("standfast_duty_cycle_max_seconds{agent=\"engine\"}")).isPositive();
    }

    @Test
    void shouldBeHealthy()
    {
        for (final String question : List.of("live", "ready", "leader", "startup"))
        {
            assertThat(json("/healthz?" + question)).as(question).containsEntry("status", "ok");
        }
        assertThat(list(json("/healthz"), "checks")).extracting(check -> check.get("name")).containsExactly("node",
            "data", "leader", "link", "gates", "disk");
    }

    @Test
    void shouldShowRoleAndOwnNumbersOnEveryNodeOfACluster(@TempDir final Path nodes)
    {
        try (TestCluster cluster = new TestCluster(nodes, 3))
        {
            cluster.startAll();
            final int leader = cluster.awaitLeader();
            BoundPorts.assertIsBoundWhereItIsToldOnly(cluster);
            try (StanClient client = StanClient.connect(cluster.url((leader + 1) % 3), "me"))
            {
                client.publish("orders", "one");
                IntStream.range(0, 3).forEach(node ->
                {
                    final boolean isLeader = node == leader;
                    Await.until("the message on " + node, () -> page(cluster, node, "/streaming/serverz").contains(
                        "\"total_msgs\": 1,"));
                    assertThat(page(cluster, node, "/streaming/serverz")).contains("\"state\": \"CLUSTERED\"",
                        "\"role\": \"" + (isLeader ? "Leader" : "Follower"), "\"node_id\": \"" + cluster.name(node) +
                            "\"",
                        "\"clients\": 1,", "\"in_msgs\": " + (isLeader ? 1 : 0));
                    assertThat(page(cluster, node, "/streaming/storez")).contains("\"type\": \"RAFT_FILE\"");
                    final TextFormat metrics = TextFormat.parse(page(cluster, node, "/metrics"));
                    assertThat(metrics.types().keySet()).contains("standfast_cluster_role",
                        "standfast_cluster_follower_lag_bytes");
                    assertThat(metrics.samples())
                        .containsEntry("standfast_cluster_role{role=\"Leader\"}", isLeader ? 1.0
                            : 0.0)
                        .containsEntry("standfast_cluster_members", 3.0).containsEntry(
                            "standfast_cluster_members_present", 3.0)
                        .containsEntry("standfast_serving", isLeader ? 1.0
                            : 0.0)
                        .containsEntry("standfast_ready", 1.0);
                    assertThat(metrics.samples().get("standfast_cluster_elections_total")).isPositive();
                });
            }
        }
    }

    private static String page(final TestCluster cluster, final int node, final String path)
    {
        final String page = cluster.monitor(node, path);
        return page == null ? "" : page;
    }
}
