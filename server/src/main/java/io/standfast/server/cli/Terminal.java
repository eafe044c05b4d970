package io.standfast.server.cli;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Whether somebody sits there, and what they say. Stateless.
 */
final class Terminal
{
    private static final int OUTPUT = 1;

    private Terminal()
    {
    }

    /** Whether standard output is looked at, and not another program's input. */
    static boolean isLookedAt()
    {
        try
        {
            final String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + OUTPUT)).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
        }
        catch (final IOException | UnsupportedOperationException ex)
        {
            return System.console() != null;
        }
    }

    /**
     * Ask before something is destroyed.
     *
     * @param what     will happen, a whole sentence.
     * @param isForced whether it is not to be asked.
     */
    static void confirm(final String what, final boolean isForced)
    {
        if (isForced)
        {
            return;
        }
        final Console console = System.console();
        if (console == null || !isLookedAt())
        {
            throw new CliException(what + " Nobody can be asked, there is no terminal: give --force to do it, " +
                "--dry-run to see only");
        }
        final String answer = console.readLine("%s Go on? [y/N] ", what);
        if (answer == null || !answer.strip().toLowerCase(Locale.ROOT).startsWith("y"))
        {
            throw new CliException("nothing was changed");
        }
    }
}
