package io.standfast.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import org.junit.jupiter.api.Test;

import io.standfast.server.cli.ChannelComparison.Row;

/**
 * Whether a follower is complete.
 */
class ChannelComparisonTest
{
    private static final String URL = "http://b:8222";
    private final ChannelComparison comparison = new ChannelComparison();

    private static Map<String, Row> holds(final long epoch, final long last, final String digest)
    {
        return Map.of("orders", new Row(epoch, 1, last, digest));
    }

    @Test
    void shouldBeCompleteWhenAllIsEqual()
    {
        assertThat(comparison.look(holds(1, 5, "aa"), holds(1, 5, "aa"))).isTrue();

        assertThat(comparison.isComplete()).isTrue();
        assertThat(comparison.text(URL)).isEqualTo("http://b:8222: 1 of 1 channels are equal; it is complete\n");
    }

    @Test
    void shouldBeCompleteWhenItHasWhatTheOtherHadAtTheFirstLook()
    {
        assertThat(comparison.look(holds(1, 5, "aa"), holds(1, 4, "bb"))).isFalse();
        assertThat(comparison.isComplete()).isFalse();
        assertThat(comparison.text(URL)).startsWith("orders: behind at http://b:8222\n");

        assertThat(comparison.look(holds(1, 7, "cc"), holds(1, 6, "dd"))).isFalse();
        assertThat(comparison.isComplete()).isTrue();
        assertThat(comparison.text(URL)).startsWith("orders: moving at http://b:8222\n");
    }

    @Test
    void shouldTellOtherMessagesFromFewer()
    {
        comparison.look(holds(1, 5, "aa"), holds(1, 5, "bb"));
        assertThat(comparison.text(URL)).startsWith("orders: different");

        comparison.look(holds(2, 5, "aa"), holds(1, 9, "bb"));
        assertThat(comparison.text(URL)).startsWith("orders: different");
        assertThat(comparison.isComplete()).isFalse();
    }

    @Test
    void shouldMissWhatOnlyOneHas()
    {
        comparison.look(holds(1, 5, "aa"), Map.of());
        assertThat(comparison.text(URL)).isEqualTo("""
            orders: missing at http://b:8222
            http://b:8222: 0 of 1 channels are equal; it is not complete
            """);

        comparison.look(Map.of(), holds(1, 5, "aa"));
        assertThat(comparison.isComplete()).isFalse();
    }
}
