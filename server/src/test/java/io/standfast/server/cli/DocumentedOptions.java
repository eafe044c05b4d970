package io.standfast.server.cli;

import java.io.OutputStream;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * What a command line of the docs leaves unsaid. Stateless.
 */
public final class DocumentedOptions
{
    private DocumentedOptions()
    {
    }

    /**
     * Options that the command has and that the line does not give.
     *
     * @param words of the line, without the program's name.
     * @return defaults by long name, empty for those without.
     */
    public static Map<String, String> unsaid(final List<String> words)
    {
        final PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
        CommandLine.ParseResult parsed = StandfastCommand.commandLine(nowhere, nowhere).parseArgs(words.toArray(
            new String[0]));
        while (parsed.hasSubcommand())
        {
            parsed = parsed.subcommand();
        }
        final Map<String, String> unsaid = new LinkedHashMap<>();
        for (final OptionSpec option : parsed.commandSpec().options())
        {
            if (!parsed.hasMatchedOption(option))
            {
                unsaid.put(option.longestName(), option.defaultValue() == null ? "" : option.defaultValue());
            }
        }
        return unsaid;
    }
}
