package io.standfast.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
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
        assertThat(after.lines().toList().get(2)).startsWith("slow ").matches(".* 1\\.0 .* 2 +7 +4 +1$");
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
