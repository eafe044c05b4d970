package io.standfast.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.standfast.server.config.ProgramName;
import io.standfast.server.config.ReadSettings;
import io.standfast.server.config.Settings;

/**
 * What a second reading of the configuration does.
 */
class ReloadTest
{
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final BlockingQueue<Settings> applied = new LinkedBlockingQueue<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(Reload.class);
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>()
    {
        @Override
        protected void append(final ILoggingEvent event)
        {
            lines.add(event.getLevel() + " " + event.getFormattedMessage());
        }
    };

    @TempDir
    private Path directory;
    private Path file;
    private Reload reload;

    @BeforeEach
    void open() throws IOException
    {
        file = Files.writeString(directory.resolve("s.conf"), "port: 4333\nlimits { mm: 5 }");
        appender.start();
        logger.setLevel(Level.INFO);
        logger.addAppender(appender);
        reload = new Reload(read(), this::read, List.of((before, after) -> applied.add(after)));
    }

    @AfterEach
    void close()
    {
        reload.close();
        logger.detachAppender(appender);
        logger.setLevel(null);
    }

    private ReadSettings read()
    {
        return ReadSettings.read(ProgramName.STANDFAST, List.of("-c", file.toString(), "-mc", "7"), Map.of());
    }

    private String line() throws InterruptedException
    {
        return lines.poll(5, TimeUnit.SECONDS);
    }

    @Test
    void shouldApplyWhatMayChangeAndSayWhatMayNot() throws Exception
    {
        Files.writeString(file, "port: 4444\nlimits { mm: 6, mc: 99 }");

        reload.request();

        assertThat(line()).isEqualTo("INFO Reload: max_msgs changed from 5 to 6");
        assertThat(line()).isEqualTo("WARN Reload: port stays 4333: 4444 needs a restart");
        assertThat(line()).isEqualTo("INFO Reloaded configuration: 1 changed, 1 need a restart");
        assertThat(applied.poll().limits().maxMessages()).isEqualTo(6);
        reload.request();
        assertThat(line()).isEqualTo("WARN Reload: port stays 4333: 4444 needs a restart");
        assertThat(line()).isEqualTo("INFO Reloaded configuration: 0 changed, 1 need a restart");
        assertThat(applied).isEmpty();
    }

    @Test
    void shouldSayThatSecretsHaveChangedAndNotWhatTheyAre() throws Exception
    {
        Files.writeString(file, "port: 4333\nlimits { mm: 5 }\nauthorization { token: sesame-1 }\n" +
            "admin { user: ops, password: sesame-2 }\nns: \"nats://me:sesame-3@h:1\"");

        reload.request();

        final List<String> said = new ArrayList<>();
        do
        {
            said.add(line());
        }
        while (!said.get(said.size() - 1).contains("Reloaded configuration"));
        assertThat(said.toString()).contains("auth changed from none to (hidden)", "nats_server stays none: " +
            "nats://(hidden)@h:1 needs a restart").doesNotContain("sesame");
    }

    @Test
    void shouldTryAgainWhenAPartHasFailed() throws Exception
    {
        final AtomicBoolean isBroken = new AtomicBoolean(true);
        try (Reload failing = new Reload(read(), this::read, List.of((before, after) ->
        {
            if (isBroken.getAndSet(false))
            {
                throw new IllegalStateException("no room");
            }
            applied.add(after);
        })))
        {
            Files.writeString(file, "port: 4333\nlimits { mm: 6 }");

            failing.request();

            assertThat(line()).startsWith("ERROR Reload failed, some of it may be in force: ").contains("no room");
            failing.request();
            assertThat(line()).isEqualTo("INFO Reload: max_msgs changed from 5 to 6");
            assertThat(line()).isEqualTo("INFO Reloaded configuration: 1 changed, 0 need a restart");
            assertThat(applied.poll().limits().maxMessages()).isEqualTo(6);
        }
    }

    @Test
    void shouldChangeNothingWhenFileIsWrong() throws Exception
    {
        Files.writeString(file, "limits { mm: 6, mb: lots }\nport: x");

        reload.request();

        assertThat(line())
            .isEqualTo("ERROR Reload: " + file + ":2: parameter \"port\" value is expected to be int64, " +
                "got string");
        assertThat(line()).isEqualTo("ERROR Reload: " + file + ":1: mb should be a size, got 'lots'");
        assertThat(line()).isEqualTo("ERROR Reload refused: nothing was changed, the settings in force stay");
        assertThat(applied).isEmpty();
    }

    @Test
    void shouldSayThatNothingHasChanged() throws Exception
    {
        reload.request();

        assertThat(line()).isEqualTo("INFO Reloaded configuration: 0 changed, 0 need a restart");
        assertThat(applied).isEmpty();
    }
}
