package io.standfast.server;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ContextAwareBase;

/**
 * First configuration of logback, found through its service file: warnings to standard error, no XML read. The settings
 * are applied by {@link Logging}.
 */
public final class LogConfigurator extends ContextAwareBase implements Configurator
{
    @Override
    public ExecutionStatus configure(final LoggerContext loggerContext)
    {
        final ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(loggerContext);
        appender.setTarget("System.err");
        appender.setEncoder(encoder(loggerContext, new LogFormat(true, false)));
        appender.start();
        final Logger root = loggerContext.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        root.addAppender(appender);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    static LayoutWrappingEncoder<ILoggingEvent> encoder(final LoggerContext loggerContext, final LogFormat format)
    {
        format.setContext(loggerContext);
        format.start();
        final LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
        encoder.setContext(loggerContext);
        encoder.setLayout(format);
        encoder.start();
        return encoder;
    }
}
