package io.standfast.server;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/**
 * Log lines as the old server wrote them: {@code [pid] 2026/11/24 06:31:00.123456 [INF] STREAM: text}.
 */
final class LogFormat extends LayoutBase<ILoggingEvent>
{
    private static final int NS_PER_US = 1000;
    private static final int MICROS_DIGITS = 6;
    private static final int LINE_LENGTH = 128;

    private final String pid = "[" + ProcessHandle.current().pid() + "] ";
    private final boolean hasTime;
    private final ZoneId zone;

    LogFormat(final boolean hasTime, final boolean isUtc)
    {
        this.hasTime = hasTime;
        this.zone = isUtc ? ZoneOffset.UTC : ZoneId.systemDefault();
    }

    @Override
    public String doLayout(final ILoggingEvent event)
    {
        final StringBuilder line = new StringBuilder(LINE_LENGTH).append(pid);
        if (hasTime)
        {
            appendTime(line, LocalDateTime.ofInstant(event.getInstant(), zone));
        }
        line.append('[').append(levelOf(event)).append("] STREAM: ").append(event.getFormattedMessage()).append('\n');
        if (event.getThrowableProxy() != null)
        {
            line.append(ThrowableProxyUtil.asString(event.getThrowableProxy()));
        }
        return line.toString();
    }

    /** A line of our own that does not come through a logger. */
    String line(final String text)
    {
        final StringBuilder line = new StringBuilder(LINE_LENGTH).append(pid);
        if (hasTime)
        {
            appendTime(line, LocalDateTime.now(zone));
        }
        return line.append("[INF] STREAM: ").append(text).append('\n').toString();
    }

    /** Without process id, time and level, for a syslog that has them all. */
    List<String> bareLines(final ILoggingEvent event)
    {
        final List<String> lines = new ArrayList<>(List.of(("STREAM: " + event.getFormattedMessage()).split("\\R")));
        if (event.getThrowableProxy() != null)
        {
            lines.addAll(List.of(ThrowableProxyUtil.asString(event.getThrowableProxy()).split("\\R")));
        }
        return lines;
    }

    static boolean isFatal(final ILoggingEvent event)
    {
        return event.getMarkerList() != null && event.getMarkerList().contains(OperatorLines.FATAL);
    }

    private static void appendTime(final StringBuilder line, final LocalDateTime time)
    {
        line.append(time.getYear()).append('/');
        append(line, time.getMonthValue(), 2).append('/');
        append(line, time.getDayOfMonth(), 2).append(' ');
        append(line, time.getHour(), 2).append(':');
        append(line, time.getMinute(), 2).append(':');
        append(line, time.getSecond(), 2).append('.');
        append(line, time.getNano() / NS_PER_US, MICROS_DIGITS).append(' ');
    }

    private static StringBuilder append(final StringBuilder line, final int value, final int digits)
    {
        final String text = Integer.toString(value);
        for (int i = text.length(); i < digits; i++)
        {
            line.append('0');
        }
        return line.append(text);
    }

    private static String levelOf(final ILoggingEvent event)
    {
        if (isFatal(event))
        {
            return "FTL";
        }
        return switch (event.getLevel().toInt())
        {
            case Level.TRACE_INT -> "TRC";
            case Level.DEBUG_INT -> "DBG";
            case Level.INFO_INT -> "INF";
            case Level.WARN_INT -> "WRN";
            default -> "ERR";
        };
    }
}
