package io.standfast.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The original's pages, field by field (STAN-SPEC 7), over a real engine.
 */
class StreamingPagesTest
{
    @TempDir
    private Path directory;
    private LiveSource source;

    @BeforeEach
    void setUp()
    {
        source = new LiveSource(directory);
        source.connect("me");
    }

    @AfterEach
    void tearDown()
    {
        source.close();
    }

    private String channelsz(final String query)
    {
        return body(new ChannelszPage(source).answer(new PageRequest("/streaming/channelsz", query)));
    }

    private String clientsz(final String query)
    {
        return body(new ClientszPage(source).answer(new PageRequest("/streaming/clientsz", query)));
    }

    private static String body(final PageAnswer answer)
    {
        assertThat(answer.status()).isEqualTo(200);
        return answer.body().replaceAll("\"now\": \"\\d{4}-\\d\\d-\\d\\dT[0-9:.]+(Z|[+-]\\d\\d:\\d\\d)\"",
            "\"now\": \"NOW\"");
    }

    @Test
    void shouldListNames()
    {
        source.publish("me", "foo", "one");
        source.publish("me", "bar", "one");

        assertThat(channelsz(null)).isEqualTo("""
            {
              "cluster_id": "test-cluster",
              "server_id": "SERVER",
              "now": "NOW",
              "offset": 0,
              "limit": 1024,
              "count": 2,
              "total": 2,
              "names": [
                "bar",
                "foo"
              ]
            }""");
    }

    @Test
    void shouldShowChannelsWithSubscriptions()
    {
        source.publish("me", "foo", "one");
        source.publish("me", "foo", "two");
        source.subscribe("me", "foo", "", "dur", 1);
        source.subscribe("me", "foo", "group", "dur", 10);

        assertThat(channelsz("subs=1")).isEqualTo("""
            {
              "cluster_id": "test-cluster",
              "server_id": "SERVER",
              "now": "NOW",
              "offset": 0,
              "limit": 1024,
              "count": 1,
              "total": 1,
              "channels": [
                {
                  "name": "foo",
                  "msgs": 2,
                  "bytes": BYTES,
                  "first_seq": 1,
                  "last_seq": 2,
                  "subs_count": 2,
                  "subscriptions": [
                    {
                      "client_id": "me",
                      "inbox": "inbox.me",
                      "ack_inbox": "_INBOX.ack.1",
                      "durable_name": "dur",
                      "is_durable": true,
                      "is_offline": false,
                      "max_inflight": 1,
                      "ack_wait": 30,
                      "last_sent": 1,
                      "pending_count": 1,
                      "is_stalled": true
                    },
                    {
                      "client_id": "me",
                      "inbox": "inbox.me",
                      "ack_inbox": "_INBOX.ack.3",
                      "queue_name": "dur:group",
                      "is_durable": true,
                      "is_offline": false,
                      "max_inflight": 10,
                      "ack_wait": 30,
                      "last_sent": 2,
                      "pending_count": 2,
                      "is_stalled": false
                    }
                  ]
                }
              ]
            }""".replace("BYTES", bytesOf("foo")));
    }

    private String bytesOf(final String channel)
    {
        return channelsz("channel=" + channel).lines().filter(line -> line.contains("\"bytes\"")).findFirst()
            .orElseThrow().replaceAll("\\D", "");
    }

    @Test
    void shouldShowOneChannel()
    {
        source.subscribe("me", "empty", "", "", 1);

        assertThat(channelsz("channel=empty")).isEqualTo("""
            {
              "name": "empty",
              "msgs": 0,
              "bytes": 0,
              "first_seq": 0,
              "last_seq": 0,
              "subs_count": 1
            }""");
        assertThat(channelsz("channel=empty&subs=1")).contains("\"subscriptions\": [");
        assertThat(channelsz("channel=empty&subs=1&durable=other")).doesNotContain("\"subscriptions\": [");
    }

    @Test
    void shouldAnswerInTheOriginalsWordsWhenThereIsNone()
    {
        final PageAnswer channel = new ChannelszPage(source).answer(new PageRequest("", "channel=no%3Cp%3E"));
        final PageAnswer client = new ClientszPage(source).answer(new PageRequest("", "client=nobody"));

        assertThat(channel.status()).isEqualTo(404);
        assertThat(channel.body()).isEqualTo("Channel no<p> not found\n");
        assertThat(channel.type()).startsWith("text/plain");
        assertThat(channel.headers()).containsEntry("X-Content-Type-Options", "nosniff");
        assertThat(client.status()).isEqualTo(404);
        assertThat(client.body()).isEqualTo("Client nobody not found\n");
    }

    @ParameterizedTest
    @CsvSource({"match=OO, 2, food foo", "match=d, 1, food", "match=x, 0, ''", "match=o&limit=1&offset=1, 2, food",
        "match=, 3, bar foo food"})
    void shouldPickChannelsByAPartOfTheName(final String query, final int total, final String names)
    {
        source.publish("me", "foo", "one");
        source.publish("me", "food", "one");
        source.publish("me", "bar", "one");

        final String plain = channelsz(query);
        final String closely = channelsz(query + "&subs=1");

        assertThat(plain).contains("\"total\": " + total + (total == 0 ? "\n" : ","));
        assertThat(Stream.of("bar", "foo", "food")).allSatisfy(name ->
        {
            assertThat(plain.contains('"' + name + '"')).isEqualTo(List.of(names.split(" ")).contains(name));
            assertThat(closely.contains('"' + name + '"')).isEqualTo(List.of(names.split(" ")).contains(name));
        });
    }

    @Test
    void shouldPickClientsByAPartOfTheirId()
    {
        source.connect("other");

        assertThat(clientsz("match=THE")).contains("\"total\": 1,", "\"other\"").doesNotContain("\"me\"");
    }

    @ParameterizedTest
    @CsvSource({"'', 0, 1024, 5", "offset=2, 2, 1024, 3", "offset=-2, 0, 1024, 5", "limit=2, 0, 2, 2",
        "offset=4&limit=3, 4, 3, 1", "offset=9, 9, 1024, 0", "limit=0, 0, 1024, 5", "limit=-1, 0, 1024, 5",
        "limit=x, 0, 1024, 5", "limit=2147483647, 0, 10000, 5", "offset=2147483647, 2147483647, 1024, 0"})
    void shouldPageThroughNames(final String query, final int offset, final int limit, final int count)
    {
        IntStream.range(0, 5).forEach(i -> source.publish("me", "c" + i, "x"));

        final String page = channelsz(query);

        assertThat(page).contains("\"offset\": " + offset + ",", "\"limit\": " + limit + ",", "\"count\": " + count +
            ",", "\"total\": 5");
        assertThat(page.contains("\"names\"")).isEqualTo(count > 0);
        assertThat(channelsz(query + "&subs=1").contains("\"channels\"")).isEqualTo(count > 0);
    }

    @Test
    void shouldShowClients()
    {
        source.subscribe("me", "foo", "", "", 1);
        source.connect("another");

        assertThat(clientsz("")).isEqualTo("""
            {
              "cluster_id": "test-cluster",
              "server_id": "SERVER",
              "now": "NOW",
              "offset": 0,
              "limit": 1024,
              "count": 2,
              "total": 2,
              "clients": [
                {
                  "id": "another",
                  "hb_inbox": "hb.another",
                  "subs_count": 0
                },
                {
                  "id": "me",
                  "hb_inbox": "hb.me",
                  "subs_count": 1
                }
              ]
            }""");
        assertThat(clientsz("offset=5")).contains("\"clients\": []");
        assertThat(LiveSource.lines(clientsz("client=me&subs=1"))).startsWith("{", "\"id\": \"me\",",
            "\"hb_inbox\": \"hb.me\",", "\"subs_count\": 1,", "\"subscriptions\": {", "\"foo\": [", "{",
            "\"client_id\": \"me\",");
        assertThat(clientsz("subs=1")).contains("\"foo\": [");
    }

    @Test
    void shouldShowLimitsAndTotals()
    {
        source.limits("foo.*");
        source.publish("me", "foo", "one");

        assertThat(body(new StorezPage(source).answer(new PageRequest("", null)))).isEqualTo("""
            {
              "cluster_id": "test-cluster",
              "server_id": "SERVER",
              "now": "NOW",
              "type": "FILE",
              "limits": {
                "max_channels": 9,
                "max_msgs": 5,
                "max_bytes": 1000,
                "max_age": 3600000000000,
                "max_subscriptions": 8,
                "max_inactivity": 0,
                "channels": {
                  "foo.*": {
                    "max_msgs": 1,
                    "max_bytes": 1000,
                    "max_age": 3600000000000,
                    "max_subscriptions": 8,
                    "max_inactivity": 0
                  }
                }
              },
              "total_msgs": 1,
              "total_bytes": BYTES
            }""".replace("BYTES", bytesOf("foo")));
    }

    @Test
    void shouldShowTheServer()
    {
        source.publish("me", "foo", "one");
        source.subscribe("me", "foo", "", "", 1);

        final String page = body(new ServerzPage(source).answer(new PageRequest("", null)));

        assertThat(LiveSource.lines(page).stream()
            .map(line -> line.replaceAll("\"(uptime|open_fds|max_fds)\": .*?(,?)$",
                "\"$1\"$2"))
            .toList()).containsExactly("{", "\"cluster_id\": \"test-cluster\",",
                "\"server_id\": \"SERVER\",", "\"version\": \"0.1.0\",", "\"go\": \"java17\",",
                "\"state\": \"STANDALONE\",", "\"now\": \"NOW\",", "\"start_time\": \"2026-11-30T01:02:03.5Z\",",
                "\"uptime\",", "\"clients\": 1,", "\"subscriptions\": 1,", "\"channels\": 1,", "\"total_msgs\": 1,",
                "\"total_bytes\": " + bytesOf("foo") + ",", "\"in_msgs\": 1,", "\"in_bytes\": 2,", "\"out_msgs\": 3,",
                "\"out_bytes\": 4,", "\"open_fds\",", "\"max_fds\"", "}");
    }

    @ParameterizedTest
    @CsvSource({"0, 0s", "59, 59s", "60, 1m0s", "3661, 1h1m1s", "86400, 1d0h0m0s", "31536000, 1y0d0h0m0s",
        "34218061, 1y31d1h1m1s"})
    void shouldWriteUptimeAsTheOriginalDoes(final long seconds, final String text)
    {
        assertThat(ServerzPage.uptime(Duration.ofSeconds(seconds))).isEqualTo(text);
    }

    @Test
    void shouldCallAFunctionWhenAskedTo()
    {
        source.publish("me", "foo", "one");

        final PageAnswer answer = new ChannelszPage(source).answer(new PageRequest("", "channel=foo&callback=jQ.f"));
        final PageAnswer plain = new ChannelszPage(source).answer(new PageRequest("", "channel=foo"));

        assertThat(answer.type()).isEqualTo("application/javascript");
        assertThat(answer.body()).isEqualTo("jQ.f(" + plain.body() + ")");
        assertThat(plain.type()).isEqualTo("application/json");
        assertThat(plain.headers()).containsEntry("Access-Control-Allow-Origin", "*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a(b)", "alert(1)//", "<script>", "1a", "a b"})
    void shouldCallNothingElse(final String callback)
    {
        final PageRequest request = new PageRequest("", "callback=" + callback.replace(" ", "%20"));

        assertThatThrownBy(() -> new ClientszPage(source).answer(request)).isInstanceOf(
            IllegalArgumentException.class).hasMessageContaining("callback");
    }

    @Test
    void shouldHaveNobodyActive()
    {
        assertThat(new ActivePage().answer(new PageRequest("", null)).status()).isEqualTo(204);
    }

    @Test
    void shouldShowMostSubscriptionsThatFitWhenThereAreMany()
    {
        IntStream.range(0, 21).forEach(
            c -> IntStream.range(0, 1000).forEach(i -> source.subscribe("me", "c" + (char) ('a' + c), "", "", 1)));

        assertThat(channelsz("subs=1")).contains("\"count\": 20,", "\"total\": 21");
        assertThat(channelsz("subs=1&offset=20")).contains("\"count\": 1,", "\"total\": 21");
    }
}
