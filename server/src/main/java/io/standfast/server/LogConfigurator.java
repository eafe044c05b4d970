package io.standfast.server;

import ch.qos.logback.classic.ClassicConstants;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.util.List;

/**
 * First configuration of logback, found through its service file: warnings to standard error, no XML read. The settings
 * are applied by {@link Logging}. Steps back where the application has a configuration of its own.
 */
@ConfiguratorRank(ConfiguratorRank.FALLBACK)
public final class LogConfigurator extends ContextAwareBase implements Configurator
{
    private static final List<String> FILES = List.of(ClassicConstants.TEST_AUTOCONFIG_FILE,
        ClassicConstants.AUTOCONFIG_FILE);

    @Override
    public ExecutionStatus configure(final LoggerContext loggerContext)
    {
        // Logback would ask for these after us.
        final ClassLoader loader = LogConfigurator.class.getClassLoader();
        if (System.getProperty(ClassicConstants.CONFIG_FILE_PROPERTY) != null || FILES.stream().anyMatch(
            name -> loader.getResource(name) != null))
        {
            return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        }
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
