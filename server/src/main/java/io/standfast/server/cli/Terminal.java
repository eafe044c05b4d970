package io.standfast.server.cli;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Supplier;

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
     * Ask for the password of an admin.
     *
     * @param name of the admin.
     * @return password.
     */
    static String password(final String name)
    {
        final Console console = System.console();
        if (console == null)
        {
            throw new CliException("the password of admin \"" + name + "\" is missing: set STANDFAST_ADMIN_PASSWORD");
        }
        return password(name, () -> console.readPassword("Password of %s: ", name));
    }

    /** Null is the end of what is typed: Ctrl-D. */
    static String password(final String name, final Supplier<char[]> typed)
    {
        final char[] password = typed.get();
        if (password == null)
        {
            throw new CliException("no password was typed for admin \"" + name + "\": nothing was asked of the server");
        }
        final String text = new String(password);
        Arrays.fill(password, ' ');
        return text;
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
