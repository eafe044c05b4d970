package io.standfast.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.standfast.server.bench.BenchPlan;
import io.standfast.server.bench.BenchPlan.Kind;
import io.standfast.server.bench.RateTally;
import io.standfast.server.bench.ServerAddress;
import io.standfast.server.bench.Tallies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The table, the notes below it, and the JSON document.
 */
class BenchReportTest
{
    private static BenchPlan plan(final Kind kind, final int channels)
    {
        return new BenchPlan(kind, new BenchPlan.Target(ServerAddress.parse("nats://ann:secret@host:1"), "c", "me",
            "orders", channels, 1), new BenchPlan.Load(2, 128, 256, 0, 1, 1, 1, false),
            new BenchPlan.Subscribing(4, 0,
                "billing", "", 10, 30));
    }

    private static String notes(final Kind kind, final RateTally tally)
    {
        return new BenchNotes(plan(kind, 1), List.of(tally), 0).text();
    }

    private static String problem(final RateTally tally)
    {
        return new BenchNotes(plan(Kind.PUBLISH, 1), List.of(tally), 0).problem();
    }

    @Test
    void shouldPrintALineARateWhenPublished()
    {
        final String[] lines = BenchTable.text(plan(Kind.PUBLISH, 12), List.of(Tallies.published(1_000, 0), Tallies
            .published(0, 0))).split("\n");

        assertThat(lines).hasSize(4);
        assertThat(lines[0]).isEqualTo("publish: nats://host:1, cluster c, 128 B, 2 clients, channels orders.00 to " +
            "orders.11");
        assertThat(lines[1].trim().split(" +")).containsExactly("rate/s", "reached", "p50", "p90", "p99", "p99.9",
            "max", "acked", "refused", "lost", "lag", "p99", "late", "cpu");
        assertThat(lines[2].trim().split(" {2,}")).containsExactly("1000", "1000", "500 ms", "900 ms", "990 ms",
            "999 ms", "1.00 s", "1000", "0", "0", "1.00 us", "0", "25%");
        assertThat(lines[3]).contains("max");
        assertThat(lines[2]).hasSameSizeAs(lines[1]).hasSameSizeAs(lines[3]);
    }

    @Test
    void shouldPrintGapsAndAgesWhenSubscribed()
    {
        final String text = BenchTable.text(plan(Kind.SUBSCRIBE, 1), List.of(Tallies.delivered()));

        assertThat(text).contains("between deliveries\n", "age of live messages\n", "3.00 ms");
        assertThat(text.split("\n")[2].trim().split(" {2,}")).startsWith("2", "1.0", "1.00 us").contains("2", "4");
    }

    @Test
    void shouldAccuseTheClientWhenItSentTooLate()
    {
        assertThat(notes(Kind.PUBLISH, Tallies.published(1_000, 11))).contains("1000/s: THIS CLIENT WAS THE BOTTLENECK",
            "11 of 1000");
        assertThat(notes(Kind.PUBLISH, Tallies.published(1_000, 10))).doesNotContain("BOTTLENECK");
        assertThat(notes(Kind.PUBLISH, Tallies.published(0, 0))).contains("closed loop, 256 in flight");
    }

    @Test
    void shouldNotAccuseTheClientWhenTheServerHeldBackMore()
    {
        assertThat(notes(Kind.PUBLISH, Tallies.held(1_000, 20, 500))).doesNotContain("BOTTLENECK").contains(
            "1000/s: the server did not take 500 messages when they were due");
        assertThat(notes(Kind.PUBLISH, Tallies.held(1_000, 20, 19))).contains("BOTTLENECK");
    }

    @Test
    void shouldSayWhatStaysBehindWhenItIsOver()
    {
        assertThat(notes(Kind.PUBLISH, Tallies.published(5, 0))).endsWith("Kept: 1000 messages were acknowledged " +
            "(warm-up included) and are on channel orders of nats://host:1; nothing was deleted.\n");
        assertThat(notes(Kind.SUBSCRIBE, Tallies.delivered())).contains("Kept: durable \"billing\" of channel orders");
    }

    @Test
    void shouldNameTheWorstProblemWhenThereAreSome()
    {
        assertThat(problem(Tallies.published(1, 0))).isNull();
        assertThat(problem(Tallies.broken("host has gone"))).isEqualTo("bench: host has gone; 1000 messages had been " +
            "acknowledged, 3 had no answer: they may be stored or not");
        assertThat(problem(Tallies.broken(null))).isEqualTo("bench: nats://host:1 refused 1 messages, the first one " +
            "with: too many channels");
    }

    @Test
    void shouldHaveTheFieldsOfTheDocumentAndNoOthersWhenPrintedAsJson() throws IOException
    {
        final String published = BenchJson.text(plan(Kind.PUBLISH, 1), List.of(Tallies.published(1_000, 0), Tallies
            .broken(null)));
        final String subscribed = BenchJson.text(plan(Kind.SUBSCRIBE, 1), List.of(Tallies.delivered()));
        final String document = Files.readString(Path.of("../docs/bench.md"));
        final Set<String> documented = names("`\\.?([a-z0-9_]+)(?:\\[\\])?`", document.substring(document.indexOf(
            "## `--json`") + 11, document.indexOf("## `--hdr")));
        documented.remove("subscribe");

        assertThat(names("\"([a-z0-9_]+)\":", published + subscribed)).isEqualTo(documented);
        assertThat(published).contains("\"kind\": \"publish\"", "\"server\": \"nats://host:1\"",
            "\"rate_per_s\": 1000", "\"first_refusal\": \"too many channels\"", "\"unacked\": 3")
            .doesNotContain("secret");
    }

    private static Set<String> names(final String pattern, final String text)
    {
        final Set<String> names = new TreeSet<>();
        final Matcher matcher = Pattern.compile(pattern).matcher(text);
        while (matcher.find())
        {
            names.add(matcher.group(1));
        }
        return names;
    }
}
