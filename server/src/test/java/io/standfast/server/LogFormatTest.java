package io.standfast.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Log lines as the old server wrote them.
 */
class LogFormatTest
{
    private static final String PID = "[" + ProcessHandle.current().pid() + "] ";

    private static LoggingEvent event(final Level level, final String text)
    {
        final LoggingEvent event = new LoggingEvent();
        event.setLevel(level);
        event.setMessage(text);
        event.setInstant(Instant.parse("2026-01-02T03:04:05.006007008Z"));
        return event;
    }

    @Test
    void shouldLookLikeTheOldServersWhenFormatted()
    {
        final LogFormat format = new LogFormat(true, true);

        assertThat(format.doLayout(event(Level.INFO, "Streaming Server is ready"))).isEqualTo(PID +
            "2026/01/02 03:04:05.006007 [INF] STREAM: Streaming Server is ready\n");
    }

    @Test
    void shouldLeaveTimeOutWhenNotWanted()
    {
        assertThat(new LogFormat(false, false).doLayout(event(Level.INFO, "x"))).isEqualTo(PID +
            "[INF] STREAM: x\n");
    }

    @ParameterizedTest
    @CsvSource({"TRACE,TRC", "DEBUG,DBG", "INFO,INF", "WARN,WRN", "ERROR,ERR"})
    void shouldNameLevelInThreeLettersWhenFormatted(final String level, final String expected)
    {
        assertThat(new LogFormat(false, false).doLayout(event(Level.toLevel(level), "x"))).contains("[" + expected +
            "]");
    }

    @Test
    void shouldSayFatalWhenMarked()
    {
        final LoggingEvent event = event(Level.ERROR, "x");
        event.addMarker(OperatorLines.FATAL);

        assertThat(new LogFormat(false, false).doLayout(event)).contains("[FTL]");
    }
}
