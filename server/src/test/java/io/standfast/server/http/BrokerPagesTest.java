package io.standfast.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.standfast.nats.link.listener.ConnectionView;
import io.standfast.nats.link.listener.ListenerView;

/**
 * The pages of the NATS listener.
 */
class BrokerPagesTest
{
    @TempDir
    private Path directory;
    private LiveSource source;

    @BeforeEach
    void setUp()
    {
        source = new LiveSource(directory);
        source.listener(new ListenerView(List.of(connection(1, 10, 5, 1, "one"), connection(2, 30, 1, 7, "two"),
            connection(3, 20, 9, 3, "three")), 9, new ConnectionView.Traffic(1, 2, 3, 4), 5, 6));
    }

    @AfterEach
    void tearDown()
    {
        source.close();
    }

    private static ConnectionView connection(final long id, final int pending, final long in, final long out,
        final String name)
    {
        return new ConnectionView(id, "10.0.0." + id, 999, 1_000 + id, id, pending, new ConnectionView.Traffic(in, 10 *
            in, out, 10 * out), new ConnectionView.About(name, "java", "2.26", ""), 1, List.of(
                new ConnectionView.InterestView("foo." + id, id == 2 ? "q" : null, "7", 3, 0)));
    }

    private String connz(final String query)
    {
        return new ConnzPage(source).answer(new PageRequest("/connz", query)).body();
    }

    @ParameterizedTest
    @CsvSource({"'', 1 2 3", "sort=pending, 2 3 1", "sort=msgs_from, 3 1 2", "sort=msgs_to, 2 3 1",
        "sort=bytes_from, 3 1 2", "sort=start, 1 2 3", "sort=idle, 3 2 1", "sort=last, 1 2 3", "offset=1, 2 3",
        "limit=1, 1", "sort=pending&limit=2, 2 3", "cid=3, 3", "cid=8, ''", "subs=1&sort=pending, 2 3 1"})
    void shouldSortAndPage(final String query, final String ids)
    {
        final String page = connz(query);

        assertThat(String.join(" ", page.lines().filter(line -> line.contains("\"cid\"")).map(line -> line.replaceAll(
            "\\D", "")).toList())).isEqualTo(ids);
    }

    @Test
    void shouldShowWhatNatsServerShows()
    {
        assertThat(connz("limit=1").replaceAll("\": \"\\d[^\"]*\"", "\": TEXT")).isEqualTo("""
            {
              "server_id": "SERVER",
              "now": TEXT,
              "num_connections": 1,
              "total": 3,
              "offset": 0,
              "limit": 1,
              "connections": [
                {
                  "cid": 1,
                  "kind": "Client",
                  "type": "nats",
                  "ip": TEXT,
                  "port": 999,
                  "start": TEXT,
                  "last_activity": TEXT,
                  "uptime": TEXT,
                  "idle": TEXT,
                  "pending_bytes": 10,
                  "in_msgs": 5,
                  "out_msgs": 1,
                  "in_bytes": 50,
                  "out_bytes": 10,
                  "subscriptions": 1,
                  "name": "one",
                  "lang": "java",
                  "version": TEXT
                }
              ]
            }""");
    }

    @Test
    void shouldShowSubjectsWhenAskedFor()
    {
        assertThat(LiveSource.lines(connz("cid=2&subs=1"))).contains("\"subscriptions_list\": [", "\"foo.2\"");
        assertThat(LiveSource.lines(connz("cid=2&subs=detail"))).contains("\"subscriptions_list_detail\": [",
            "\"subject\": \"foo.2\",", "\"qgroup\": \"q\",", "\"sid\": \"7\",", "\"msgs\": 3,");
        final String subsz = new SubszPage(source).answer(new PageRequest("/subsz", "subs=1&limit=2")).body();
        assertThat(LiveSource.lines(subsz)).contains("\"num_subscriptions\": 6,", "\"total\": 3,", "\"limit\": 2,",
            "\"subject\": \"foo.1\",", "\"subject\": \"foo.2\",").doesNotContain("\"subject\": \"foo.3\",");
        assertThat(new SubszPage(source).answer(new PageRequest("/subsz", null)).body()).doesNotContain("list");
    }

    @Test
    void shouldSayWhichOrdersThereAre()
    {
        assertThatThrownBy(() -> connz("sort=colour")).isInstanceOf(IllegalArgumentException.class).hasMessage(
            "invalid sorting option: colour; there are bytes_from, bytes_to, cid, idle, last, msgs_from, msgs_to, " +
                "pending, start, subs, uptime");
    }

    @Test
    void shouldShowNumbersOfTheListener()
    {
        final String varz = new VarzPage(source).answer(new PageRequest("/varz", null)).body();

        assertThat(LiveSource.lines(varz)).contains("\"server_id\": \"SERVER\",", "\"port\": 4222,",
            "\"auth_required\": true,", "\"http_port\": 8222,", "\"max_payload\": 1048576,", "\"connections\": 3,",
            "\"total_connections\": 9,", "\"in_msgs\": 1,", "\"out_msgs\": 3,", "\"in_bytes\": 2,", "\"out_bytes\": 4,",
            "\"slow_consumers\": 5,", "\"subscriptions\": 6", "\"server_name\": \"stan-1\",", "\"https_port\": 0,");
        assertThat(varz).doesNotContain("tls_required");
    }

    @Test
    void shouldSayWhatIsEncrypted()
    {
        source.listenerFacts(new ListenerFacts("x", "127.0.0.1", 4222, false, true, 1, 1, 1, 1, 2, 0, 8443));

        assertThat(LiveSource.lines(new VarzPage(source).answer(new PageRequest("/varz", null)).body())).contains(
            "\"tls_required\": true,", "\"http_port\": 0,", "\"https_port\": 8443,");
    }

    private static ConnectionView crowded(final long id, final int interests)
    {
        final List<ConnectionView.InterestView> views = new ArrayList<>();
        for (int i = 0; i < Math.min(interests, ConnectionView.INTERESTS_MAX); i++)
        {
            views.add(new ConnectionView.InterestView("s." + id + "." + i, null, "7", 0, 0));
        }
        return new ConnectionView(id, "10.0.0.1", 9, 1, 1, 0, new ConnectionView.Traffic(0, 0, 0, 0),
            new ConnectionView.About("", "", "", ""), interests, views);
    }

    @ParameterizedTest
    @CsvSource({"limit=1, s.1.0, 2", "offset=1&limit=2, s.1.1 s.3.0, 5", "offset=3&limit=1, s.3.1, 3",
        "offset=6, '', 0", "offset=2, s.3.0 s.3.1 s.3.2, 3"})
    void shouldCopySubjectsOfThePageOnly(final String query, final String subjects, final int looked)
    {
        source.listener(new ListenerView(List.of(crowded(1, 2), crowded(2, 0), crowded(3, 3)), 3,
            new ConnectionView.Traffic(0, 0, 0, 0), 0, 5));

        final String page = new SubszPage(source).answer(new PageRequest("/subsz", "subs=1&" + query)).body();

        assertThat(String.join(" ", page.lines().filter(line -> line.contains("\"subject\"")).map(line -> line
            .replaceAll(".*: \"|\",", "")).toList())).isEqualTo(subjects);
        assertThat(page).contains("\"total\": 5,");
        assertThat(source.interestsLooked()).isEqualTo(looked);
    }

    @Test
    void shouldEndPageEarlyWhenConnectionsHaveManySubjects()
    {
        final int most = ConnectionView.INTERESTS_MAX;
        source.listener(new ListenerView(LongStream.rangeClosed(1, 9).mapToObj(id -> crowded(id, 2 * most)).toList(), 9,
            new ConnectionView.Traffic(0, 0, 0, 0), 0, 9 * 2 * most));

        final String page = connz("subs=1");

        assertThat(page).contains("\"total\": 9,", "\"num_connections\": 5,", "\"subscriptions\": " + 2 * most);
        assertThat(source.interestsLooked()).isEqualTo(5 * most);
        assertThat(connz("subs=1&offset=5")).contains("\"num_connections\": 4,");
        assertThat(connz("")).contains("\"num_connections\": 9,");
        final String last = new SubszPage(source).answer(new PageRequest("/subsz", "subs=1&limit=1&offset=" + (9 *
            most - 1))).body();
        assertThat(last).contains("\"total\": " + 9 * most, "\"subject\": \"s.9." + (most - 1));
    }
}
