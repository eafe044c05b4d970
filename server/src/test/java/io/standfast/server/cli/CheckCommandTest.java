package io.standfast.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What monitoring systems are told of pages that specification section 7 describes.
 */
class CheckCommandTest
{
    private static final String SUBSCRIPTION = """
        {"client_id": "%s", "inbox": "i", "ack_inbox": "a", "durable_name": "%s", "queue_name": "%s",
         "is_durable": true, "is_offline": %s, "max_inflight": 10, "ack_wait": 30, "last_sent": %d,
         "pending_count": %d, "is_stalled": %s}""";
    private FakeNode node;

    @BeforeEach
    void open() throws IOException
    {
        node = new FakeNode();
    }

    @AfterEach
    void close()
    {
        node.close();
    }

    private CommandOutput check(final String... arguments)
    {
        final List<String> all = new ArrayList<>(List.of("check"));
        all.addAll(Arrays.asList(arguments));
        all.addAll(List.of("--url", node.url()));
        return CommandOutput.of(all.toArray(new String[0]));
    }

    private void channel(final String... subscriptions)
    {
        node.page("/streaming/channelsz?orders", 200, "{\"name\": \"orders\", \"msgs\": 100, \"bytes\": 2000, " +
            "\"first_seq\": 1, \"last_seq\": 100, \"subscriptions\": [" + String.join(",", subscriptions) + "]}");
    }

    private static String subscription(final String client, final boolean isOffline, final int lastSent,
        final int pending, final boolean isStalled)
    {
        return SUBSCRIPTION.formatted(client, "billing", "", isOffline, lastSent, pending, isStalled);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', nullValues = "-", value = {"--messages;200,300;0", "--messages;50,300;1",
        "--messages;50,60;2", "--messages;,60;2", "--bytes;1KB;1", "--pending;5,6;1", "--lag;10,40;1",
        "--min-subscriptions;2;2", "--min-subscriptions;1;0"})
    void shouldEndWithNagiosCodeWhenChannelHasLimits(final String option, final String limits, final int code)
    {
        channel(subscription("me", false, 80, 6, false));

        assertThat(check("channel", "orders", option, limits).code()).isEqualTo(code);
    }

    @Test
    void shouldCountOnlyWhatIsStoredWhenChannelWasTrimmed()
    {
        node.page("/streaming/channelsz?orders", 200, "{\"name\": \"orders\", \"msgs\": 10, \"bytes\": 200, " +
            "\"first_seq\": 91, \"last_seq\": 100, \"subscriptions\": [" + subscription("me", true, 5, 0, false) +
            "]}");

        assertThat(check("channel", "orders", "--lag", "10,11").out()).startsWith("OK: ").contains("lag_max 10");
        assertThat(check("durable", "orders", "billing", "--lag", "10,11", "--offline", "ok").out()).startsWith("OK: ")
            .contains("lag 10");
    }

    @Test
    void shouldBeCriticalWhenChannelIsNotThere()
    {
        final CommandOutput output = check("channel", "ordrs");

        assertThat(output.code()).isEqualTo(2);
        assertThat(output.out()).startsWith("CRITICAL: channel: no channel \"ordrs\" at " + node.url());
    }

    @Test
    void shouldWriteEveryFormatWhenAsked()
    {
        channel(subscription("me", false, 80, 6, false));

        assertThat(check("channel", "orders", "--format", "nagios", "--lag", "10,40").out()).isEqualTo(
            "CHANNEL WARNING - lag_max 26 is beyond 10; channel \"orders\" has messages 1 to 100 | messages=100 " +
                "bytes=2000 subscriptions=1 pending_max=6 lag_max=26;10;40\n");
        assertThat(JsonValue.parse(check("channel", "orders", "--format", "json").out()).at("figures").at("lag_max")
            .number()).isEqualTo(26);
        assertThat(check("channel", "orders", "--json").out()).isEqualTo(check("channel", "orders", "--format", "json")
            .out());
        assertThat(check("channel", "orders", "--format", "prometheus").out()).contains(
            "standfast_check_status{check=\"channel\"} 0\n", "standfast_check_lag_max{check=\"channel\"} 26\n");
        assertThat(check("channel", "orders").out()).startsWith("OK: channel: ").hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource({"false,0,false,0", "true,0,false,1", "false,10,true,1", "false,0,false,0"})
    void shouldLookAtDurable(final boolean isOffline, final int pending, final boolean isStalled, final int code)
    {
        channel(subscription("me", isOffline, 100, pending, isStalled), subscription("other", false, 100, 0, false));

        final CommandOutput output = check("durable", "orders", "billing", "--client", "me");

        assertThat(output.code()).as(output.out()).isEqualTo(code);
    }

    @Test
    void shouldTakeMembersOfDurableGroupTogether()
    {
        channel(SUBSCRIPTION.formatted("a", "", "billing:workers", false, 90, 3, false), SUBSCRIPTION.formatted("b", "",
            "billing:workers", true, 80, 4, false), SUBSCRIPTION.formatted("c", "", "other:workers", true, 0, 9, true));

        final CommandOutput output = check("durable", "orders", "billing", "--group", "workers", "--pending", "7,8",
            "--lag", "17,20");

        assertThat(output.out()).isEqualTo("OK: durable: durable \"billing\" of channel \"orders\" is online: " +
            "pending 7, lag 17\n");
        assertThat(output.code()).isZero();
    }

    @Test
    void shouldBeCriticalWhenDurableIsNotThereOrOfflineMeansThat()
    {
        channel(subscription("me", true, 100, 0, false));

        assertThat(check("durable", "orders", "biling").out()).contains("has no durable \"biling\"");
        assertThat(check("durable", "orders", "biling").code()).isEqualTo(2);
        assertThat(check("durable", "orders", "billing", "--offline", "critical").code()).isEqualTo(2);
        assertThat(check("durable", "orders", "billing", "--offline", "ok").code()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"Leader,Follower,Follower,0", "Follower,Leader,Silent,1", "Leader,Silent,Silent,2",
        "Follower,Follower,Follower,2"})
    void shouldCountMembers(final String a, final String b, final String c, final int code)
    {
        node.page("/clusterz", 200, """
            {"may_stop": true, "reason": "", "notes": [], "members": [{"name": "a", "role": "%s"},
             {"name": "b", "role": "%s"}, {"name": "c", "role": "%s", "phase": "not heard for a moment"}]}"""
            .formatted(a, b, c));

        assertThat(check("cluster").code()).isEqualTo(code);
    }

    @Test
    void shouldSayWhyWhenNodeIsNotReady()
    {
        node.page("/healthz", 503, "{\"status\": \"unavailable\", \"checks\": [{\"name\": \"gates\", \"ok\": false, " +
            "\"reason\": \"segments 3 of 7 from b\"}]}");

        assertThat(check("cluster").code()).isEqualTo(2);
        assertThat(check("cluster").out()).contains("gates: segments 3 of 7 from b", "no node of a cluster");
    }

    @ParameterizedTest
    @CsvSource({"10,0", "85,1", "99,2"})
    void shouldWarnWhenChannelsNearTheirLimit(final int channels, final int code)
    {
        node.page("/streaming/storez", 200, "{\"cluster_id\": \"c\", \"total_msgs\": 5, \"total_bytes\": 50, " +
            "\"limits\": {\"max_channels\": 100}}");
        node.page("/streaming/serverz", 200, "{\"channels\": " + channels + "}");

        assertThat(check("store").code()).isEqualTo(code);
    }

    @Test
    void shouldBeUnknownWhenPageOrArgumentIsWrong()
    {
        assertThat(check("store").code()).isEqualTo(3);
        assertThat(check("chanel", "x").code()).isEqualTo(3);
        assertThat(check("channel", "orders", "--lag", "many").code()).isEqualTo(3);
        assertThat(check("channel").code()).isEqualTo(3);
    }

    @Test
    void shouldShowWhoAsksWhenATokenIsGiven(@TempDir final Path directory) throws IOException
    {
        final AtomicReference<String> shown = new AtomicReference<>();
        final HttpServer proxy = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        proxy.createContext("/", exchange ->
        {
            shown.set(exchange.getRequestHeaders().getFirst("Authorization"));
            exchange.sendResponseHeaders(503, -1);
            exchange.close();
        });
        proxy.start();
        final Path token = Files.writeString(directory.resolve("token"), "t0ken\n");

        CommandOutput.of("check", "channel", "orders", "--url", "http://127.0.0.1:" + proxy.getAddress().getPort(),
            "--token-file", token.toString());

        proxy.stop(0);
        assertThat(shown.get()).isEqualTo("Bearer t0ken");
    }

    @Test
    void shouldBeUnknownWhenWhatIsToBeShownOrTrustedCannotBeRead()
    {
        assertThat(check("store", "--token-file", "/nowhere").code()).isEqualTo(3);
        assertThat(check("store", "--ca-file", "/nowhere").out()).contains("--ca-file: ", "/nowhere");
    }

    @Test
    void shouldBeCriticalWhenNobodyAnswers()
    {
        node.close();

        final CommandOutput output = check("channel", "orders");

        assertThat(output.code()).isEqualTo(2);
        assertThat(output.out()).contains("nobody answers at " + node.url(), "-m PORT");
        final CommandOutput connection = CommandOutput.of("check", "connection", "--server", node.url().replace("http",
            "nats"), "--timeout", "1s");
        assertThat(connection.code()).isEqualTo(2);
        assertThat(connection.out()).contains("cannot connect to ");
    }
}
