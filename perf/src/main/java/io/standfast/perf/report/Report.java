package io.standfast.perf.report;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * What one run of a rig says, on standard output and at the end of {@code results/RIG.txt}. Owned by the rig's thread.
 */
public final class Report implements AutoCloseable
{
    private final PrintStream console = System.out;
    private final PrintStream file;

    private Report(final PrintStream file)
    {
        this.file = file;
    }

    /**
     * Begin with the time, the command, the machine and its load.
     *
     * @param rig     name.
     * @param run     what is being run.
     * @return report.
     */
    public static Report open(final String rig, final Run run)
    {
        try
        {
            Files.createDirectories(run.results());
            final Report report = new Report(new PrintStream(Files.newOutputStream(run.results().resolve(rig + ".txt"),
                StandardOpenOption.CREATE, StandardOpenOption.APPEND), true, StandardCharsets.UTF_8));
            report.line("");
            report.line("== " + rig + " " + Instant.now().truncatedTo(ChronoUnit.SECONDS));
            report.line("command: " + run.command());
            report.line("machine: " + Machine.describe(run.root()));
            report.line("load before: " + Machine.load());
            return report;
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException("cannot write " + run.results(), ex);
        }
    }

    /**
     * One line.
     *
     * @param text of it.
     */
    public void line(final String text)
    {
        console.println(text);
        file.println(text);
    }

    /**
     * One formatted line.
     *
     * @param format    as of {@link String#format}.
     * @param arguments of it.
     */
    public void line(final String format, final Object... arguments)
    {
        line(String.format(format, arguments));
    }

    /**
     * A line for whoever watches; not kept.
     *
     * @param text of it.
     */
    public void progress(final String text)
    {
        console.println("   ... " + text);
    }

    @Override
    public void close()
    {
        line("load after: " + Machine.load());
        file.close();
    }
}
