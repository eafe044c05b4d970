package io.standfast.server.cli;

import io.standfast.server.ExitCode;
import io.standfast.server.cli.CheckResult.Status;
import io.standfast.server.config.Nearest;
import java.util.Collection;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Says in one line what is wrong with a command line, and what may have been meant. Stateless.
 */
final class WrongArguments implements IParameterExceptionHandler
{
    @Override
    public int handleParseException(final ParameterException ex, final String[] args)
    {
        final CommandLine command = ex.getCommandLine();
        command.getErr().println("standfast: " + what(ex) + " (--help shows the usage)");
        // To a monitoring system 1 would be a warning about the server.
        return command.getCommandSpec().qualifiedName(" ").startsWith("standfast check") ? Status.UNKNOWN.code()
            : ExitCode.NOT_STARTED.code();
    }

    private static String what(final ParameterException ex)
    {
        if (!(ex instanceof UnmatchedArgumentException unmatched) || unmatched.getUnmatched().isEmpty())
        {
            return ex.getMessage();
        }
        final String word = unmatched.getUnmatched().get(0);
        final CommandLine command = ex.getCommandLine();
        final boolean isOption = word.startsWith("-");
        final Collection<String> known = isOption ? command.getCommandSpec().optionsMap().keySet()
            : command.getSubcommands().keySet();
        final String nearest = Nearest.to(word, known);
        final String kind = isOption ? "no option '" : command.getSubcommands().isEmpty() ? "one word too many: '"
            : "no command '";
        final String parent = command.getCommandSpec().qualifiedName(" ").replaceFirst("^standfast ?", "");
        return (parent.isEmpty() ? "" : parent + ": ") + kind + word + "'" +
            (nearest == null ? "" : "; did you mean '" +
                nearest + "'?");
    }
}
