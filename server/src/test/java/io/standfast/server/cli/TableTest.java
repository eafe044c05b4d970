package io.standfast.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Columns for people, tabs for programs.
 */
class TableTest
{
    private final Table table = new Table("CHANNEL", "MESSAGES", "STATE");

    @BeforeEach
    void fill()
    {
        table.add("orders", 12, "offline");
        table.add("a\nb", 1_234_567_890, "-");
    }

    @Test
    void shouldAlignColumnsForPeople()
    {
        assertThat(table.text(true)).isEqualTo("""
            CHANNEL    MESSAGES  STATE
            orders           12  offline
            a?b      1234567890  -
            """);
    }

    @Test
    void shouldSeparateByTabsForPrograms()
    {
        assertThat(table.text(false)).isEqualTo("CHANNEL\tMESSAGES\tSTATE\norders\t12\toffline\na?b\t1234567890\t-\n");
    }
}
