package io.standfast.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.standfast.server.config.LogTarget;
import io.standfast.server.config.ProgramName;
import io.standfast.server.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which lines go where.
 */
class LoggingTest
{
    private static final Logger STREAMING = LoggerFactory.getLogger("io.standfast.engine");
    private static final Logger NATS = LoggerFactory.getLogger("io.standfast.nats.link.listener");
    private static final Logger AERON = LoggerFactory.getLogger("io.aeron");

    @TempDir
    private Path directory;
    private Logging logging;

    private Path open(final boolean isDebug, final boolean isTrace, final boolean isNatsDebug)
    {
        final Path file = directory.resolve("log");
        logging = new Logging(new Settings.Log(LogTarget.file(file, 0), isDebug, isTrace, isNatsDebug, false, false,
            false), ProgramName.STANDFAST);
        logging.open();
        return file;
    }

    @AfterEach
    void close()
    {
        logging.close();
        // The next test of this JVM logs to standard error again.
        logging = new Logging(new Settings.Log(LogTarget.STANDARD_ERROR, false, false, false, false, true, false),
            ProgramName.STANDFAST);
        logging.open();
    }

    private static void say(final Logger logger)
    {
        logger.trace("trace");
        logger.debug("debug");
        logger.info("info");
        logger.warn("warn");
    }

    @Test
    void shouldShowInfoWhenNothingIsAskedFor() throws IOException
    {
        final Path file = open(false, false, false);
        say(STREAMING);

        assertThat(Files.readString(file)).contains("info", "warn").doesNotContain("debug", "trace");
    }

    @Test
    void shouldShowOnlyWarningsWhenOthersLog() throws IOException
    {
        final Path file = open(true, true, true);
        say(AERON);

        assertThat(Files.readString(file)).contains("warn").doesNotContain("info");
    }

    @Test
    void shouldShowTraceWithoutDebugWhenOnlyTraceIsAskedFor() throws IOException
    {
        final Path file = open(false, true, false);
        say(STREAMING);

        assertThat(Files.readString(file)).contains("[TRC]", "[INF]").doesNotContain("[DBG]");
    }

    @Test
    void shouldShowDebugOfListenerOnlyWhenThatIsAskedFor() throws IOException
    {
        final Path file = open(false, false, true);
        STREAMING.debug("streaming");
        NATS.debug("nats");

        assertThat(Files.readString(file)).contains("nats").doesNotContain("streaming");
    }

    @Test
    void shouldWriteToNewFileWhenReopenedAfterMove() throws IOException
    {
        final Path file = open(false, false, false);
        STREAMING.info("before");
        Files.move(file, directory.resolve("log.1"));

        logging.reopen();
        STREAMING.info("after");

        assertThat(Files.readString(directory.resolve("log.1"))).contains("before").doesNotContain("after");
        assertThat(Files.readString(file)).contains("File log re-opened", "after").doesNotContain("before");
    }
}
