package io.standfast.server;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import io.standfast.server.config.LogTarget;
import io.standfast.server.config.ProgramName;
import io.standfast.server.config.Settings;
import java.io.IOException;
import java.io.OutputStream;
import org.slf4j.LoggerFactory;

/**
 * Where log lines go and which. Opened and closed by the main thread, reopened and changed by the threads of signals.
 */
public final class Logging implements AutoCloseable, Reloadable
{
    private static final String OURS = "io.standfast";
    private static final String NATS_ENDPOINT = "io.standfast.nats.link";
    /** Lines that may wait for a slow syslog; then they are dropped, the server does not wait. */
    private static final int SYSLOG_QUEUE = 4096;
    private static final org.slf4j.Logger LOGGER = LoggerFactory.getLogger(Logging.class);

    private final LogTarget target;
    private final ProgramName program;
    private final LogFormat format;
    private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    private Appender<ILoggingEvent> appender;
    // Null unless it is a file.
    private OutputStreamAppender<ILoggingEvent> fileAppender;
    // Written by the main thread and by a reload, read by every thread that logs.
    private volatile Settings.Log settings;

    /**
     * Not yet open.
     *
     * @param settings what the operator wants to see and where.
     * @param program  what the server calls itself in a syslog.
     */
    public Logging(final Settings.Log settings, final ProgramName program)
    {
        this.settings = settings;
        this.target = settings.target();
        this.program = program;
        this.format = new LogFormat(settings.hasTime(), settings.isUtc());
    }

    /** Apply the settings. */
    public void open()
    {
        appender = switch (target.kind())
        {
            case STANDARD_ERROR -> consoleAppender();
            case FILE -> fileAppender();
            case SYSLOG -> syslogAppender(localSyslog());
            case REMOTE_SYSLOG -> syslogAppender(new RemoteSyslog(target.remote(), program.text()));
        };
        appender.addFilter(new DebugFilter());
        appender.start();
        final Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.detachAndStopAllAppenders();
        root.addAppender(appender);
        applyLevels();
    }

    private Appender<ILoggingEvent> consoleAppender()
    {
        final ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setEncoder(LogConfigurator.encoder(context, format));
        console.setTarget("System.err");
        return console;
    }

    private Appender<ILoggingEvent> fileAppender()
    {
        fileAppender = new OutputStreamAppender<>();
        fileAppender.setContext(context);
        fileAppender.setEncoder(LogConfigurator.encoder(context, format));
        fileAppender.setOutputStream(openFile());
        return fileAppender;
    }

    private OutputStream openFile()
    {
        try
        {
            return new LogFile(target.file(), target.sizeLimit(), format::line);
        }
        catch (final IOException ex)
        {
            throw new ServerException(ExitCode.NOT_STARTED, "could not open log file " + target.file() + ": " +
                OneLine.of(ex), ex);
        }
    }

    private LocalSyslog localSyslog()
    {
        if (!LocalSyslog.isThere())
        {
            throw new ServerException(ExitCode.NOT_STARTED, "-syslog: this machine has no syslog (/dev/log): leave " +
                "it out, or name one with -remote_syslog");
        }
        final LocalSyslog syslog = LocalSyslog.of(program.text());
        try
        {
            syslog.open();
        }
        catch (final IOException ex)
        {
            throw new ServerException(ExitCode.NOT_STARTED, "-syslog needs the program logger (" + OneLine.of(ex) +
                "): install it, or name a syslog with -remote_syslog", ex);
        }
        return syslog;
    }

    /** A syslog may be slow or far away: no thread of the server waits for it. */
    private Appender<ILoggingEvent> syslogAppender(final SyslogSink sink)
    {
        final SyslogAppender syslog = new SyslogAppender(sink, format, System.err);
        syslog.setContext(context);
        syslog.start();
        final AsyncAppender queue = new AsyncAppender();
        queue.setContext(context);
        queue.setQueueSize(SYSLOG_QUEUE);
        queue.setNeverBlock(true);
        queue.addAppender(syslog);
        return queue;
    }

    private void applyLevels()
    {
        context.getLogger(OURS).setLevel(level(settings.isDebug(), settings.isTrace()));
        context.getLogger(NATS_ENDPOINT).setLevel(level(settings.isNatsDebug(), settings.isNatsTrace()));
    }

    private static Level level(final boolean isDebug, final boolean isTrace)
    {
        if (isTrace)
        {
            return Level.TRACE;
        }
        return isDebug ? Level.DEBUG : Level.INFO;
    }

    @Override
    public void onReload(final Settings before, final Settings after)
    {
        settings = after.log();
        applyLevels();
    }

    /** Open the log file again, after somebody has moved it away. */
    public void reopen()
    {
        if (fileAppender == null)
        {
            LOGGER.info("File log re-open ignored, not a file logger");
            return;
        }
        try
        {
            // Closes the previous stream under the appender's own lock: no line is lost.
            fileAppender.setOutputStream(openFile());
            LOGGER.info("File log re-opened");
        }
        catch (final ServerException ex)
        {
            LOGGER.error("{}; lines go on to the old file", ex.getMessage());
        }
    }

    @Override
    public void close()
    {
        if (appender != null && target.kind() != LogTarget.Kind.STANDARD_ERROR)
        {
            context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).detachAppender(appender);
            appender.stop();
            appender = null;
            fileAppender = null;
        }
    }

    /**
     * The old server could show trace lines without debug lines; logback's levels cannot.
     */
    private final class DebugFilter extends Filter<ILoggingEvent>
    {
        @Override
        public FilterReply decide(final ILoggingEvent event)
        {
            if (event.getLevel() != Level.DEBUG)
            {
                return FilterReply.NEUTRAL;
            }
            final Settings.Log current = settings;
            final boolean isShown = event.getLoggerName().startsWith(NATS_ENDPOINT) ? current.isNatsDebug()
                : current.isDebug();
            return isShown ? FilterReply.NEUTRAL : FilterReply.DENY;
        }
    }
}
