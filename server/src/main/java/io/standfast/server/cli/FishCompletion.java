package io.standfast.server.cli;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Completion for fish, which the command framework does not have: a line for each command and each option. Stateless.
 */
final class FishCompletion
{
    /** What has been typed so far, without options. */
    private static final String FUNCTIONS = """
        function __standfast_words
            set -l typed (commandline -opc)
            string match -v -- '-*' $typed[2..]
        end
        function __standfast_at
            set -l words (__standfast_words)
            test "$words" = "$argv"
        end
        function __standfast_in
            set -l words (__standfast_words)
            string match -q -- "$argv *" "$words "
        end
        """;

    private FishCompletion()
    {
    }

    /**
     * For a command and all below it.
     *
     * @param root command.
     * @return script.
     */
    static String text(final CommandSpec root)
    {
        final StringBuilder script = new StringBuilder(FUNCTIONS);
        add(script, root, "");
        return script.toString();
    }

    private static void add(final StringBuilder script, final CommandSpec command, final String words)
    {
        for (final OptionSpec option : command.options())
        {
            if (words.isEmpty() || !option.inherited())
            {
                add(script, words.isEmpty() ? "" : " -n '__standfast_in " + words + "'", option);
            }
        }
        for (final CommandLine below : ManualPage.distinct(command))
        {
            final String name = below.getCommandName();
            script.append("complete -c standfast -f -n '").append("__standfast_at ".concat(words).strip()).append(
                "' -a ").append(name).append(description(below.getCommandSpec().usageMessage().description()));
            add(script, below.getCommandSpec(), (words + " " + name).strip());
        }
    }

    private static void add(final StringBuilder script, final String condition, final OptionSpec option)
    {
        script.append("complete -c standfast").append(condition);
        for (final String name : option.names())
        {
            script.append(name.startsWith("--") ? " -l " : " -s ").append(name.replaceFirst("^-+", ""));
        }
        script.append(option.arity().max() > 0 ? " -r" : "").append(description(option.description()));
    }

    private static String description(final String[] lines)
    {
        final String first = lines.length == 0 ? "" : lines[0].replaceAll("\\s*\\(default: .*?\\)|%n.*", "");
        return " -d '" + first.replace("\\", "\\\\").replace("'", "\\'") + "'\n";
    }
}
