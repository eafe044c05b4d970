package io.standfast.server;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import io.standfast.server.config.Settings;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;

/**
 * Where log lines go and which. Opened and closed by the main thread, reopened by the signal thread.
 */
public final class Logging implements AutoCloseable
{
    private static final String OURS = "io.standfast";
    private static final String NATS_ENDPOINT = "io.standfast.nats.link";
    private static final org.slf4j.Logger LOGGER = LoggerFactory.getLogger(Logging.class);

    private final Settings.Log settings;
    private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    private OutputStreamAppender<ILoggingEvent> appender;

    /**
     * Not yet open.
     *
     * @param settings what the operator wants to see and where.
     */
    public Logging(final Settings.Log settings)
    {
        this.settings = settings;
    }

    /** Apply the settings. */
    public void open()
    {
        appender = settings.file() == null ? consoleAppender() : new OutputStreamAppender<>();
        appender.setContext(context);
        appender.setEncoder(LogConfigurator.encoder(context, new LogFormat(settings.hasTime(), settings.isUtc())));
        if (settings.file() != null)
        {
            appender.setOutputStream(openFile());
        }
        if (settings.isTrace() && !settings.isDebug() || settings.isNatsTrace() && !settings.isNatsDebug())
        {
            appender.addFilter(new DebugFilter(settings));
        }
        appender.start();
        final Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.detachAndStopAllAppenders();
        root.addAppender(appender);
        context.getLogger(OURS).setLevel(level(settings.isDebug(), settings.isTrace()));
        context.getLogger(NATS_ENDPOINT).setLevel(level(settings.isNatsDebug(), settings.isNatsTrace()));
    }

    private static ConsoleAppender<ILoggingEvent> consoleAppender()
    {
        final ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setTarget("System.err");
        return console;
    }

    private OutputStream openFile()
    {
        final Path file = settings.file();
        try
        {
            return new FileOutputStream(file.toFile(), true);
        }
        catch (final IOException ex)
        {
            throw new ServerException(ExitCode.NOT_STARTED, "could not open log file " + file + ": " +
                OneLine.of(ex), ex);
        }
    }

    private static Level level(final boolean isDebug, final boolean isTrace)
    {
        if (isTrace)
        {
            return Level.TRACE;
        }
        return isDebug ? Level.DEBUG : Level.INFO;
    }

    /** Open the log file again, after somebody has moved it away. */
    public void reopen()
    {
        if (settings.file() == null)
        {
            LOGGER.info("File log re-open ignored, not a file logger");
            return;
        }
        try
        {
            // Closes the previous stream under the appender's own lock: no line is lost.
            appender.setOutputStream(openFile());
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
        if (appender != null && settings.file() != null)
        {
            context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).detachAppender(appender);
            appender.stop();
            appender = null;
        }
    }

    /**
     * The old server could show trace lines without debug lines; logback's levels cannot.
     */
    private static final class DebugFilter extends Filter<ILoggingEvent>
    {
        private final Settings.Log settings;

        DebugFilter(final Settings.Log settings)
        {
            this.settings = settings;
        }

        @Override
        public FilterReply decide(final ILoggingEvent event)
        {
            final boolean isShown = event.getLoggerName().startsWith(NATS_ENDPOINT) ? settings.isNatsDebug()
                : settings.isDebug();
            return event.getLevel() == Level.DEBUG && !isShown ? FilterReply.DENY : FilterReply.NEUTRAL;
        }
    }
}
