package io.standfast.server.cli;

import io.standfast.server.ExitCode;
import io.standfast.server.migrate.MigrationException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * How far long work is: a bar on a terminal, else a line every five seconds. Owned by the thread that works.
 */
final class ProgressLine
{
    private static final long BAR_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long LINE_INTERVAL_NS = TimeUnit.SECONDS.toNanos(5);
    /** A system property, nanoseconds: short work that a test looks at says something, too. */
    static final String INTERVAL_PROPERTY = "standfast.progress.ns";
    private static final int BAR_LENGTH = 24;
    private static final double NS_PER_S = 1e9;
    private static final long NS_PER_WHOLE_S = TimeUnit.SECONDS.toNanos(1);

    private final PrintWriter err;
    private final boolean isTerminal;
    private final long intervalNs;
    private String phase = "";
    private long phaseNs;
    private long shownNs;
    private boolean isShown;

    ProgressLine(final PrintWriter err)
    {
        this(err, isTerminal());
    }

    ProgressLine(final PrintWriter err, final boolean isTerminal)
    {
        this.err = err;
        this.isTerminal = isTerminal;
        intervalNs = Long.getLong(INTERVAL_PROPERTY, isTerminal ? BAR_INTERVAL_NS : LINE_INTERVAL_NS);
    }

    private static boolean isTerminal()
    {
        try
        {
            final String target = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
        }
        catch (final IOException | UnsupportedOperationException ex)
        {
            return System.console() != null;
        }
    }

    /** Something has been done. */
    void onProgress(final String current, final long done, final long total, final long messages)
    {
        onProgress(current, done, total, messages, System.nanoTime());
    }

    void onProgress(final String current, final long done, final long total, final long messages, final long nowNs)
    {
        if (!current.equals(phase))
        {
            phase = current;
            phaseNs = nowNs;
            shownNs = nowNs;
        }
        if (nowNs - shownNs >= intervalNs)
        {
            shownNs = nowNs;
            show(done, total, messages, nowNs);
        }
    }

    private void show(final long done, final long total, final long messages, final long nowNs)
    {
        final double share = total == 0 ? 1 : Math.min(1, (double) done / total);
        final double seconds = (nowNs - phaseNs) / NS_PER_S;
        final String numbers = String.format(Locale.ROOT, "%3d%%  %d messages  %d/s  %s", Math.round(share * 100),
            messages, Math.round(messages / seconds), share == 0 ? "" : "ETA " + Math.round(seconds / share - seconds) +
                " s");
        final int filled = (int) Math.round(share * BAR_LENGTH);
        err.print(isTerminal
            ? "\r" + phase + "  [" + "#".repeat(filled) + "-".repeat(BAR_LENGTH - filled) + "] " + numbers + "\033[K"
            : phase + " " + numbers + "\n");
        err.flush();
        isShown = true;
    }

    /** Nothing of it can be counted: what is waited for. */
    void onWaiting(final String what, final long nowNs)
    {
        if (phase.isEmpty())
        {
            phase = "waiting";
            phaseNs = nowNs;
            shownNs = nowNs;
        }
        if (nowNs - shownNs >= intervalNs)
        {
            shownNs = nowNs;
            final String line = phase + " " + (nowNs - phaseNs) / NS_PER_WHOLE_S + " s: " +
                what.replaceAll("\\s+", " ");
            err.print(isTerminal ? "\r" + line + "\033[K" : line + "\n");
            err.flush();
            isShown = true;
        }
    }

    /** Make room for other lines. */
    void end()
    {
        if (isTerminal && isShown)
        {
            err.print("\r\033[K");
            err.flush();
            isShown = false;
        }
    }

    /**
     * Say why the work has ended.
     *
     * @param reason        of the end.
     * @param whatIfDamaged said behind the reason when what was read is damaged.
     * @return what the process ends with.
     */
    int failed(final MigrationException reason, final String whatIfDamaged)
    {
        end();
        err.println("standfast: " + reason.getMessage() + (reason.isDamage() ? whatIfDamaged : ""));
        return (reason.isDamage() ? ExitCode.DAMAGED : ExitCode.NOT_STARTED).code();
    }
}
