package io.standfast.server.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;

/**
 * A command that ran in this process. Immutable.
 *
 * @param code with which it ended.
 * @param out  what it said.
 * @param err  what it complained of.
 */
public record CommandOutput(int code, String out, String err)
{
    /**
     * Run one.
     *
     * @param arguments as the shell hands them over, without the program's name.
     * @return what came of it.
     */
    public static CommandOutput of(final String... arguments)
    {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        final ByteArrayOutputStream err = new ByteArrayOutputStream();
        final int code = Main.run(List.of(arguments), new PrintStream(out, true, UTF_8), new PrintStream(err, true,
            UTF_8));
        return new CommandOutput(code, out.toString(UTF_8), err.toString(UTF_8));
    }
}
