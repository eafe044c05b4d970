package io.standfast.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.standfast.server.http.JsonReader;
import io.standfast.server.http.MonitorServer;
import io.standfast.server.http.Page;
import io.standfast.server.http.PageAnswer;
import io.standfast.server.http.PageRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The commands against pages that say what STAN-SPEC 7 says, and orders that are written down.
 */
class AdminCommandsTest
{
    private static final String ORDERS = """
        {"name": "orders", "msgs": 10, "bytes": 2000, "first_seq": 3, "last_seq": 12, "subs_count": 3,
         "subscriptions": [
          {"client_id": "me", "inbox": "i", "ack_inbox": "a", "durable_name": "dur", "is_durable": true,
           "is_offline": true, "max_inflight": 5, "ack_wait": 30, "last_sent": 4, "pending_count": 1,
           "is_stalled": false},
          {"client_id": "you", "inbox": "i", "ack_inbox": "a", "queue_name": "dq:crew", "is_durable": true,
           "is_offline": false, "max_inflight": 2, "ack_wait": 30, "last_sent": 12, "pending_count": 2,
           "is_stalled": true},
          {"client_id": "you", "inbox": "i", "ack_inbox": "a", "is_durable": false, "is_offline": false,
           "max_inflight": 9, "ack_wait": 30, "last_sent": 12, "pending_count": 0, "is_stalled": false}]}""";
    private static final String BILLS = """
        {"name": "bills", "msgs": 0, "bytes": 0, "first_seq": 0, "last_seq": 0, "subs_count": 0}""";

    private static final String HOLEY = """
        {"first": 3, "last": 9, "next": 10, "messages": [
         {"sequence": 3, "time": "t", "timestamp": 1, "size": 2, "payload": "aGk="},
         {"sequence": 6, "time": "t", "timestamp": 1, "size": 2, "payload": "aG8="},
         {"sequence": 7, "error": "checksum is wrong"},
         {"sequence": 9, "time": "t", "timestamp": 1, "size": 2, "payload": "aGE="}]}""";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final List<String> posted = new ArrayList<>();
    private final List<Long> times = new ArrayList<>();
    private final MonitorServer server = new MonitorServer("127.0.0.1", 0, Map.of("/streaming/channelsz",
        AdminCommandsTest::channels, "/streaming/clientsz", AdminCommandsTest::clients, "/adminz/", new Admin()));

    @TempDir
    private Path directory;

    /** Takes every order of the token's owner. */
    private final class Admin implements Page
    {
        @Override
        public Set<String> methods()
        {
            return Set.of("GET", "POST");
        }

        @Override
        public PageAnswer answer(final PageRequest request)
        {
            if (!"Bearer abc".equals(request.caller().authorization()))
            {
                return PageAnswer.json(401, "{\"error\":\"no\"}");
            }
            if (request.caller().isPost())
            {
                posted.add(request.path() + " " + request.caller().body().get().replaceAll("\\s", ""));
                return PageAnswer.json(200,
                    "{\"channel\":\"orders\",\"epoch\":7,\"messages\":10,\"last\":12,\"first\":13}");
            }
            if (!request.path().endsWith("/messages"))
            {
                return PageAnswer.json(200, "{\"last\":6}");
            }
            if (request.has("time"))
            {
                times.add(Long.parseLong(request.text("time")));
                return PageAnswer.json(200, messages(5));
            }
            return PageAnswer.json(200, request.path().contains("/holey/") ? HOLEY : messages(Long.parseLong(request
                .text("seq"))));
        }
    }

    private static String messages(final long from)
    {
        final StringBuilder json = new StringBuilder("{\"first\":3,\"last\":6,\"messages\":[");
        final long first = Math.max(3, from);
        for (long sequence = first; sequence <= Math.min(6, first + 1); sequence++)
        {
            json.append(sequence == first ? "" : ",").append("{\"sequence\":").append(sequence).append(
                ",\"time\":\"2026-11-30T00:00:00Z\",\"timestamp\":1,\"size\":2,\"payload\":\"aGk=\"}");
        }
        return json.append("],\"next\":").append(Math.min(7, first + 2)).append('}').toString();
    }

    private static PageAnswer channels(final PageRequest request)
    {
        if (request.has("channel"))
        {
            return request.text("channel").equals("orders") ? PageAnswer.json(200, ORDERS) : PageAnswer.text(404,
                "Channel " + request.text("channel") + " not found\n");
        }
        final String all = request.number("offset") == 0 ? ORDERS + "," : request.number("offset") == 1 ? BILLS : "";
        return PageAnswer.json(200, "{\"total\": 2, \"channels\": [" + all.replaceAll(",$", "") + "]}");
    }

    private static PageAnswer clients(final PageRequest request)
    {
        if (request.has("client") && !request.text("client").equals("me"))
        {
            return PageAnswer.text(404, "Client ID not found\n");
        }
        final String me = "{\"id\": \"me\", \"hb_inbox\": \"hb\", \"subs_count\": 1}";
        return PageAnswer.json(200, request.has("client") ? me : "{\"total\": 1, \"clients\": [" + me + "]}");
    }

    @BeforeEach
    void before() throws IOException
    {
        server.open();
        Files.writeString(directory.resolve("admin.token"), "abc\n");
    }

    @AfterEach
    void after()
    {
        server.close();
    }

    private int run(final String... arguments)
    {
        out.reset();
        err.reset();
        final List<String> all = new ArrayList<>(Arrays.asList(arguments));
        all.addAll(List.of("--server", "http://127.0.0.1:" + server.boundPort()));
        return Main.run(all, new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true,
            StandardCharsets.UTF_8));
    }

    private int runAsAdmin(final String... arguments)
    {
        final List<String> all = new ArrayList<>(Arrays.asList(arguments));
        all.addAll(List.of("--dir", directory.toString()));
        return run(all.toArray(new String[0]));
    }

    private String out()
    {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err()
    {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void shouldListChannelsOverPages()
    {
        assertThat(run("channel", "ls")).as(() -> err()).isZero();

        assertThat(out()).isEqualTo("CHANNEL\tMESSAGES\tBYTES\tFIRST\tLAST\tSUBSCRIPTIONS\n" +
            "orders\t10\t2000\t3\t12\t3\nbills\t0\t0\t0\t0\t0\n");
        assertThat(run("channel", "report", "--interval", "0s", "--sort", "lag")).isZero();
        assertThat(out()).contains("orders\t10\t2000\t-\t3\t1\t1\t3\t9\n");
    }

    @Test
    void shouldNameASimilarChannelWhenThereIsNone()
    {
        assertThat(run("channel", "info", "ordrs")).isEqualTo(1);

        assertThat(err()).isEqualTo("standfast: no channel \"ordrs\"; did you mean \"orders\"?\n");
        assertThat(run("client", "info", "mee")).isEqualTo(1);
        assertThat(err()).isEqualTo("standfast: no client \"mee\"; did you mean \"me\"?\n");
    }

    @Test
    void shouldShowSubscriptionsAndSayWhyTheyGetNothing()
    {
        assertThat(run("sub", "ls", "--stalled")).isZero();
        assertThat(out()).endsWith("orders\tyou\tdq\tcrew\tstalled\t12\t2\t2\t2\n").hasLineCount(2);
        assertThat(run("sub", "ls", "orders", "--offline", "--json")).isZero();
        assertThat(JsonReader.readObject(out()).toString()).contains("durable=dur", "lag=9", "state=offline");

        assertThat(run("sub", "explain", "orders")).isZero();

        assertThat(out()).hasLineCount(3).contains("is offline: no client has it open. It keeps its place, 9 messages",
            "is stalled: 2 messages are unacknowledged", "is current: everything has been sent and acknowledged");
        assertThat(run("client", "info", "me")).isZero();
        assertThat(out()).contains("1 subscriptions", "dur");
    }

    @Test
    void shouldShowAChannelAndWhoListens()
    {
        assertThat(run("channel", "info", "orders")).as(() -> err()).isZero();
        assertThat(out()).startsWith("Channel orders: 10 messages (1.95 KB), 3 to 12, 3 subscriptions\n").contains(
            "orders\tme\tdur\t-\toffline\t4\t1\t5\t9\n").hasLineCount(5);
        assertThat(run("channel", "info", "orders", "--json")).isZero();
        final Map<String, Object> json = JsonReader.readObject(out());
        assertThat(json.get("channel").toString()).contains("channel=orders", "messages=10", "lag=9", "stalled=1");
        assertThat((List<?>) json.get("subscriptions")).hasSize(3);
    }

    @Test
    void shouldShowTheSubscriptionsThatHaveAName()
    {
        for (final String name : List.of("dur", "me"))
        {
            assertThat(run("sub", "info", "orders", name)).as(() -> err()).isZero();
            assertThat(out()).endsWith("\norders\tme\tdur\t-\toffline\t4\t1\t5\t9\n").hasLineCount(2);
        }
        assertThat(run("sub", "info", "orders", "crew", "--json")).isZero();
        assertThat((List<?>) JsonReader.readObject(out()).get("subscriptions")).singleElement().asString().contains(
            "client=you", "durable=dq", "queue=crew", "state=stalled", "max_in_flight=2");

        assertThat(run("sub", "info", "orders", "crow")).isEqualTo(1);
        assertThat(err())
            .isEqualTo("standfast: no subscription of channel \"orders\" with a durable, queue or client " +
                "called \"crow\"; did you mean \"crew\"?\n");
        assertThat(run("sub", "info", "ordrs", "dur")).isEqualTo(1);
        assertThat(err()).isEqualTo("standfast: no channel \"ordrs\"; did you mean \"orders\"?\n");
    }

    @Test
    void shouldShowWhatWouldHappenAndChangeNothingWhenDry()
    {
        assertThat(runAsAdmin("channel", "purge", "orders", "--dry-run")).as(() -> err()).isZero();

        assertThat(out()).isEqualTo("All 10 messages of channel \"orders\" will be removed. Nothing has been changed " +
            "(--dry-run).\n");
        assertThat(posted).containsExactly("/adminz/channels/orders/purge {\"dry_run\":true}");
    }

    @Test
    void shouldRefuseToDestroyWhenNobodyCanBeAsked()
    {
        assertThat(runAsAdmin("channel", "rm", "orders")).isEqualTo(1);

        assertThat(err()).contains("Nobody can be asked, there is no terminal: give --force");
        assertThat(posted).containsExactly("/adminz/channels/orders/delete {\"dry_run\":true}");
    }

    @Test
    void shouldPostOrdersWhenForced()
    {
        assertThat(runAsAdmin("channel", "trim", "orders", "--older-than", "1h", "-f")).isZero();
        assertThat(runAsAdmin("channel", "rm", "a b", "--force", "--even-if-online", "--json")).isZero();
        assertThat(JsonReader.readObject(out()).get("messages")).isEqualTo(10L);
        assertThat(runAsAdmin("sub", "seek", "orders", "dur", "--client", "me", "--to", "first", "-f")).isZero();
        assertThat(runAsAdmin("sub", "rm", "orders", "dq", "--queue", "crew", "-f")).isZero();
        assertThat(runAsAdmin("client", "kick", "me", "-f")).isZero();

        assertThat(posted).containsExactly("/adminz/channels/orders/trim {\"older_than_ns\":3600000000000}",
            "/adminz/channels/a b/delete {\"even_if_online\":true}",
            "/adminz/channels/orders/durables/seek {\"durable\":\"dur\",\"client\":\"me\",\"to\":\"first\"}",
            "/adminz/channels/orders/durables/remove {\"durable\":\"dq\",\"queue\":\"crew\"}",
            "/adminz/clients/me/kick {}");
    }

    @Test
    void shouldSayHowToBeAnAdmin()
    {
        assertThat(run("channel", "purge", "orders", "-f")).isEqualTo(1);
        assertThat(err()).contains("for admins only: give --dir");

        assertThat(run("channel", "purge", "orders", "-f", "--dir", "/nowhere")).isEqualTo(1);
        assertThat(err()).contains("cannot read the admin token /nowhere/admin.token");
    }

    @Test
    void shouldShowMessagesPageByPage()
    {
        assertThat(runAsAdmin("channel", "view", "orders")).as(() -> err()).isZero();
        assertThat(out()).startsWith("3  2026-11-30T00:00:00Z  hi\n").hasLineCount(4);
        assertThat(runAsAdmin("channel", "view", "orders", "--from", "5", "--limit", "1", "--raw")).isZero();
        assertThat(out()).isEqualTo("hi\n");
        assertThat(runAsAdmin("channel", "get", "orders", "9")).isEqualTo(1);
        assertThat(err()).contains("channel \"orders\" has no message 9: it holds 3 to 6");
        System.setProperty(ProgressLine.INTERVAL_PROPERTY, "0");
        try
        {
            assertThat(runAsAdmin("channel", "gaps", "orders")).isZero();
            assertThat(err()).contains("reading orders  50%  2 messages", "reading orders 100%  4 messages");
        }
        finally
        {
            System.clearProperty(ProgressLine.INTERVAL_PROPERTY);
        }
        assertThat(out()).isEqualTo("4 messages read, 3 to 6, none missing, none damaged\n");
    }

    @Test
    void shouldBeginWhereItIsAskedToAndShowWhatContainsAText()
    {
        assertThat(runAsAdmin("channel", "view", "orders", "--last", "2")).as(() -> err()).isZero();
        assertThat(out()).startsWith("5  ").hasLineCount(2);
        final long beforeMs = System.currentTimeMillis();
        assertThat(runAsAdmin("channel", "view", "orders", "--since", "1h")).isZero();
        assertThat(out()).startsWith("5  ").hasLineCount(2);
        assertThat(times.get(0) / 1_000_000).isBetween(beforeMs - 3_600_000, System.currentTimeMillis() - 3_600_000);
        assertThat(runAsAdmin("channel", "view", "holey", "--grep", "h", "--raw")).isZero();
        assertThat(out()).isEqualTo("hi\nho\nha\n");
        assertThat(runAsAdmin("channel", "view", "holey", "--grep", "a", "--json")).isZero();
        assertThat(JsonReader.readObject(out())).containsEntry("sequence", 9L).containsEntry("payload", "aGE=");

        assertThat(runAsAdmin("channel", "view", "orders", "--last", "2", "--from", "1")).isEqualTo(1);

        assertThat(err()).isEqualTo("standfast: --from, --since and --last name several places to begin at: give one " +
            "of them\n");
    }

    @Test
    void shouldNameWhatIsMissingAndDamaged()
    {
        assertThat(runAsAdmin("channel", "gaps", "holey")).isEqualTo(1);
        assertThat(out()).isEqualTo("4 to 5 missing\n7 checksum is wrong\n8 to 8 missing\n4 messages read, 3 to 9, 3 " +
            "gaps\n");
        assertThat(runAsAdmin("channel", "gaps", "holey", "--json")).isEqualTo(1);
        assertThat(JsonReader.readObject(out())).containsEntry("read", 4L).containsEntry("gaps", List.of(
            "4 to 5 missing", "7 checksum is wrong", "8 to 8 missing"));
    }

    @Test
    void shouldMoveADurableToAnyPlace()
    {
        for (final String place : List.of("--to last", "--to new", "--sequence 5",
            "--time 2026-11-30T08:00:00.5+01:00"))
        {
            final List<String> words = new ArrayList<>(List.of("sub", "seek", "orders", "dq", "--queue", "crew", "-f"));
            words.addAll(Arrays.asList(place.split(" ")));
            assertThat(runAsAdmin(words.toArray(new String[0]))).as(() -> err()).isZero();
        }
        final String durable = "/adminz/channels/orders/durables/seek {\"durable\":\"dq\",\"queue\":\"crew\",";
        assertThat(posted).containsExactly(durable + "\"to\":\"last\"}", durable + "\"to\":\"new\"}", durable +
            "\"sequence\":5}", durable + "\"time_ns\":1796022000500000000}");
        posted.clear();

        final long beforeMs = System.currentTimeMillis();
        assertThat(runAsAdmin("sub", "seek", "orders", "dur", "--since", "1h", "-f")).isZero();

        final long timeMs = Long.parseLong(posted.get(0).replaceAll("\\D", "")) / 1_000_000;
        assertThat(timeMs).isBetween(beforeMs - 3_600_000, System.currentTimeMillis() - 3_600_000);
        assertThat(runAsAdmin("sub", "seek", "orders", "dur", "--time", "noon", "-f")).isEqualTo(1);
        assertThat(err()).contains("--time noon is no time");
        assertThat(runAsAdmin("sub", "seek", "orders", "dur", "-f")).isEqualTo(1);
        assertThat(posted).hasSize(1);
    }

    @Test
    void shouldTakeTheTokenFromAFile()
    {
        final String file = directory.resolve("admin.token").toString();

        assertThat(run("channel", "purge", "orders", "-f", "--token-file", file)).as(() -> err()).isZero();

        assertThat(posted).containsExactly("/adminz/channels/orders/purge {}");
    }

    @Test
    void shouldSayWhenNobodyAnswers()
    {
        server.close();

        assertThat(Main.run(List.of("channel", "ls", "--server", "http://127.0.0.1:1"), System.out, new PrintStream(err,
            true, StandardCharsets.UTF_8))).isEqualTo(1);
        assertThat(err()).contains("nobody answers at http://127.0.0.1:1", "start the server with -m PORT");
    }
}
