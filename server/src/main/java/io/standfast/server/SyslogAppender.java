package io.standfast.server;

import java.io.IOException;
import java.io.PrintStream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;

/**
 * Hands log lines to a syslog. What cannot be handed over is lost, which is said once on standard error, and once when
 * it works again. Owned by the thread of the asynchronous appender before it.
 */
final class SyslogAppender extends AppenderBase<ILoggingEvent>
{
    private static final int DAEMON = 3 << 3;
    private static final int CRITICAL = 2;
    private static final int ERROR = 3;
    private static final int WARNING = 4;
    private static final int NOTICE = 5;
    private static final int DEBUG = 7;

    private final SyslogSink sink;
    private final LogFormat format;
    private final PrintStream err;
    private boolean isLosing;

    /**
     * Not yet started.
     *
     * @param sink   way to the syslog.
     * @param format of a line, without process id and time.
     * @param err    where it is said that lines are lost.
     */
    SyslogAppender(final SyslogSink sink, final LogFormat format, final PrintStream err)
    {
        this.sink = sink;
        this.format = format;
        this.err = err;
    }

    @Override
    protected void append(final ILoggingEvent event)
    {
        try
        {
            for (final String line : format.bareLines(event))
            {
                sink.send(DAEMON | severity(event), line);
            }
            if (isLosing)
            {
                isLosing = false;
                err.println("the syslog takes log lines again");
            }
        }
        catch (final IOException ex)
        {
            if (!isLosing)
            {
                isLosing = true;
                err.println("the syslog does not take log lines (" + OneLine.of(ex) + "): they are lost until it does");
            }
        }
    }

    private static int severity(final ILoggingEvent event)
    {
        if (LogFormat.isFatal(event))
        {
            return CRITICAL;
        }
        return switch (event.getLevel().toInt())
        {
            case Level.ERROR_INT -> ERROR;
            case Level.WARN_INT -> WARNING;
            case Level.INFO_INT -> NOTICE;
            default -> DEBUG;
        };
    }

    @Override
    public void stop()
    {
        super.stop();
        try
        {
            sink.close();
        }
        catch (final IOException ex)
        {
            err.println("the way to the syslog did not close: " + OneLine.of(ex));
        }
    }
}
