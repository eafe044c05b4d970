package io.standfast.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * Channels as they move.
 */
class TopTableTest
{
    private static List<JsonValue> channels(final long first, final long second)
    {
        return JsonValue.parse("""
            [{"name": "slow", "msgs": 10, "bytes": 1000, "last_seq": %d, "subscriptions": [
               {"last_sent": 5, "pending_count": 3, "is_stalled": true}, {"last_sent": 9, "pending_count": 1}]},
             {"name": "fast", "msgs": 20, "bytes": 2000, "last_seq": %d, "subscriptions": []}]""".formatted(first,
            second)).items();
    }

    @Test
    void shouldShowRatesFromTheSecondLookOn()
    {
        final TopTable table = new TopTable("rate", 10);
        final String before = table.text(channels(10, 20), 0);

        final String after = table.text(channels(12, 120), TimeUnit.SECONDS.toNanos(2));

        assertThat(before.lines().toList().get(1)).startsWith("fast ").contains(" - ");
        assertThat(after.lines().toList().get(1)).startsWith("fast ").contains(" 50.0 ");
        assertThat(after.lines().toList().get(2)).startsWith("slow ").matches(".* 1\\.0 .* 2 +10 +4 +1$");
    }

    @Test
    void shouldCountOnlyWhatIsStoredWhenChannelWasTrimmed()
    {
        final List<JsonValue> trimmed = JsonValue.parse("""
            [{"name": "trimmed", "first_seq": 991, "last_seq": 1000, "subscriptions": [{"last_sent": 0}]},
             {"name": "whole", "first_seq": 1, "last_seq": 100, "subscriptions": [{"last_sent": 80}]}]""").items();

        final List<String> lines = new TopTable("lag", 10).text(trimmed, 0).lines().toList();

        assertThat(lines.get(1)).startsWith("whole ").matches(".* 1 +20 +0 +0$");
        assertThat(lines.get(2)).startsWith("trimmed ").matches(".* 1 +10 +0 +0$");
    }

    @Test
    void shouldLookAtEveryChannelWhenPagesEndEarly() throws Exception
    {
        try (FakeNode node = new FakeNode())
        {
            node.page("/streaming/serverz", 200, "{}");
            node.page("/streaming/channelsz", 200, "{\"total\": 2, \"channels\": [{\"name\": \"a\"}]}");
            node.page("/streaming/channelsz@1", 200, "{\"total\": 2, \"channels\": [{\"name\": \"b\"}]}");
            final TopLook look = new TopLook(new MonitorClient(), node.url(), new TopTable("name", 9), () -> 1);

            look.look();

            assertThat(look.text().lines().filter(line -> line.matches("[ab] .*"))).hasSize(2);
        }
    }

    @Test
    void shouldDivideByTheTimeThatPassed() throws Exception
    {
        final AtomicLong nowNs = new AtomicLong(1);
        try (FakeNode node = new FakeNode())
        {
            node.page("/streaming/serverz", 200, "{\"in_msgs\": 100, \"out_msgs\": 10}");
            node.page("/streaming/channelsz", 200, "{\"total\": 1, \"channels\": [{\"name\": \"a\"}]}");
            final TopLook look = new TopLook(new MonitorClient(), node.url(), new TopTable("name", 9), nowNs::get);
            look.look();
            look.text();
            node.page("/streaming/serverz", 200, "{\"in_msgs\": 180, \"out_msgs\": 30}");
            nowNs.addAndGet(TimeUnit.SECONDS.toNanos(4));

            look.look();

            assertThat(look.text()).contains("20.0 msgs/s in, 5.0 msgs/s out");
            assertThat(look.json()).doesNotContain("\n").contains("\"in_per_s\": 20.0", "\"channel\": \"a\"");
        }
    }

    @Test
    void shouldSortAndCutOffWhenAsked()
    {
        final String text = new TopTable("lag", 1).text(channels(10, 20), 1);

        assertThat(text.lines().toList().get(1)).startsWith("slow ");
        assertThat(text).endsWith("1 more channels (--rows)\n");
    }

    @Test
    void shouldPrintOneTableWhenItIsNoTerminal() throws IOException
    {
        try (FakeNode node = new FakeNode())
        {
            node.page("/streaming/serverz", 200,
                "{\"cluster_id\": \"c\", \"state\": \"STANDALONE\", \"uptime\": \"1s\"}");
            node.page("/streaming/channelsz", 200, "{\"channels\": [{\"name\": \"orders\", \"last_seq\": 1}]}");

            final CommandOutput output = CommandOutput.of("top", "--url", node.url(), "--interval", "100ms", "--count",
                "2");

            assertThat(output.code()).as(output.err()).isZero();
            assertThat(output.out()).contains("c STANDALONE, up 1s: ");
            assertThat(output.out().lines().filter(line -> line.startsWith("orders "))).hasSize(2);
            final CommandOutput json = CommandOutput.of("top", "--url", node.url(), "--interval", "100ms", "--count",
                "2", "--json");
            assertThat(json.out()).hasLineCount(2).startsWith("{ \"cluster_id\": \"c\", \"role\": \"STANDALONE\"");
        }
    }

    @Test
    void shouldSayWhatIsPossibleWhenOrderIsNot()
    {
        final CommandOutput output = CommandOutput.of("top", "--sort", "lags");

        assertThat(output.code()).isEqualTo(1);
        assertThat(output.err()).contains("did you mean 'lag'?").hasLineCount(1);
    }
}
