package io.standfast.perf.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a figure was measured. Stateless.
 */
public final class Machine
{
    private Machine()
    {
    }

    /**
     * Cores, kernel, JDK and commit on one line.
     *
     * @param root of the tree whose commit is named.
     * @return line.
     */
    public static String describe(final Path root)
    {
        return Runtime.getRuntime().availableProcessors() + " cores, " + memoryGb() + " GB, " + property("os.name") +
            " " + property("os.version") + " " + property("os.arch") + ", JDK " + property("java.runtime.version") +
            " (" + property("java.vendor") + "), commit " + commit(root);
    }

    /**
     * Load average of 1, 5 and 15 minutes.
     *
     * @return as the kernel says it.
     */
    public static String load()
    {
        try
        {
            final String[] words = Files.readString(Path.of("/proc/loadavg")).split(" ");
            return words[0] + " " + words[1] + " " + words[2];
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException("no load average", ex);
        }
    }

    private static long memoryGb()
    {
        try
        {
            final String total = Files.readAllLines(Path.of("/proc/meminfo")).get(0).replaceAll("\\D", "");
            return Long.parseLong(total) >> 20;
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException("no /proc/meminfo", ex);
        }
    }

    private static String commit(final Path root)
    {
        final String commit = git(root, "rev-parse", "--short", "HEAD");
        final String changes = git(root, "status", "--porcelain", "--untracked-files=no", "--", ".",
            ":!perf/results");
        return commit + (changes.isEmpty() ? "" : " with uncommitted changes");
    }

    private static String git(final Path root, final String... arguments)
    {
        final String[] command = new String[arguments.length + 3];
        command[0] = "git";
        command[1] = "-C";
        command[2] = root.toString();
        System.arraycopy(arguments, 0, command, 3, arguments.length);
        try
        {
            final Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        }
        catch (final IOException ex)
        {
            return "unknown";
        }
    }

    private static String property(final String name)
    {
        return System.getProperty(name);
    }
}
