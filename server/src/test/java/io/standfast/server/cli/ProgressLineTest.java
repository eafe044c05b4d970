package io.standfast.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * How long work shows how far it is.
 */
class ProgressLineTest
{
    private final StringWriter text = new StringWriter();
    private final PrintWriter err = new PrintWriter(text, true);

    @Test
    void shouldPrintALineEveryFiveSecondsWhenNoTerminal()
    {
        final ProgressLine progress = new ProgressLine(err, false);
        for (int second = 0; second <= 11; second++)
        {
            progress.onProgress("importing", second, 20, second * 100L, TimeUnit.SECONDS.toNanos(second));
        }
        progress.end();

        assertThat(text).hasToString("importing  25%  500 messages  100/s  ETA 15 s\n" +
            "importing  50%  1000 messages  100/s  ETA 10 s\n");
    }

    @Test
    void shouldDrawABarOverItselfWhenTerminal()
    {
        final ProgressLine progress = new ProgressLine(err, true);
        progress.onProgress("importing", 0, 4, 0, 0);
        progress.onProgress("importing", 1, 4, 1, TimeUnit.MILLISECONDS.toNanos(100));
        progress.onProgress("importing", 2, 4, 2, TimeUnit.MILLISECONDS.toNanos(500));
        progress.end();

        assertThat(text).hasToString("\rimporting  [############------------]  50%  2 messages  4/s  ETA 1 s\u001b[K" +
            "\r\u001b[K");
    }

    @Test
    void shouldBeSilentWhenWorkIsShort()
    {
        final ProgressLine progress = new ProgressLine(err, false);
        progress.onProgress("checking", 1, 1, 1, 0);
        progress.end();

        assertThat(text).hasToString("");
    }

    @Test
    void shouldSayWhatIsWaitedForEveryFiveSecondsWhenNoTerminal()
    {
        final ProgressLine progress = new ProgressLine(err, false);
        for (int second = 0; second <= 11; second++)
        {
            progress.onWaiting("nobody\nleads", TimeUnit.SECONDS.toNanos(second));
        }
        progress.end();

        assertThat(text).hasToString("waiting 5 s: nobody leads\nwaiting 10 s: nobody leads\n");
    }

    @Test
    void shouldSayWhatIsWaitedForOverItselfWhenTerminal()
    {
        final ProgressLine progress = new ProgressLine(err, true);
        progress.onWaiting("nobody leads", 0);
        progress.onWaiting("nobody leads", TimeUnit.MILLISECONDS.toNanos(500));
        progress.onWaiting("b: seeding", TimeUnit.MILLISECONDS.toNanos(1000));
        progress.end();

        assertThat(text).hasToString("\rwaiting 0 s: nobody leads\u001b[K\rwaiting 1 s: b: seeding\u001b[K\r\u001b[K");
    }
}
