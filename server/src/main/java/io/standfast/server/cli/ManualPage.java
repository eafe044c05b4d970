package io.standfast.server.cli;

import io.standfast.server.config.ProgramName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Writes the manual page of a command in roff, from the same model that parses its command line. Stateless.
 */
final class ManualPage
{
    private ManualPage()
    {
    }

    /**
     * Name of a page.
     *
     * @param spec of the command.
     * @return for example {@code standfast-cluster-status}.
     */
    static String name(final CommandSpec spec)
    {
        return spec.qualifiedName("-");
    }

    /**
     * Write a page.
     *
     * @param spec of the command.
     * @return roff.
     */
    static String text(final CommandSpec spec)
    {
        final StringBuilder page = new StringBuilder();
        final String name = name(spec);
        final String[] description = spec.usageMessage().description();
        page.append(".TH ").append(quoted(name.toUpperCase(Locale.ROOT))).append(" 1 \"\" ")
            .append(quoted("standfast " +
                ProgramName.VERSION))
            .append('\n');
        section(page, "NAME").append(escaped(name)).append(" \\- ").append(escaped(description.length == 0 ? ""
            : format(spec, description[0]))).append('\n');
        section(page, "SYNOPSIS").append(".nf\n").append(escaped(synopsis(spec))).append("\n.fi\n");
        if (description.length > 0)
        {
            section(page, "DESCRIPTION");
            for (final String line : description)
            {
                page.append(escaped(format(spec, line))).append('\n');
            }
        }
        parameters(page, spec);
        options(page, spec);
        commands(page, spec);
        section(page, "EXIT STATUS").append("0 when it is done; see exit\\-codes.md among the documentation.\n");
        return page.toString();
    }

    private static StringBuilder section(final StringBuilder page, final String title)
    {
        return page.append(".SH ").append(quoted(title)).append('\n');
    }

    private static String synopsis(final CommandSpec spec)
    {
        final CommandLine.Help help = new CommandLine.Help(spec, CommandLine.Help.defaultColorScheme(
            CommandLine.Help.Ansi.OFF));
        return help.synopsis(0).strip();
    }

    private static void parameters(final StringBuilder page, final CommandSpec spec)
    {
        if (spec.positionalParameters().isEmpty())
        {
            return;
        }
        section(page, "PARAMETERS");
        for (final PositionalParamSpec parameter : spec.positionalParameters())
        {
            item(page, parameter.paramLabel(), parameter.description());
        }
    }

    private static void options(final StringBuilder page, final CommandSpec spec)
    {
        section(page, "OPTIONS");
        for (final OptionSpec option : spec.options())
        {
            final String names = String.join(", ", option.names());
            item(page, option.arity().max() == 0 ? names : names + " " + option.paramLabel(), option
                .description());
        }
    }

    private static void commands(final StringBuilder page, final CommandSpec spec)
    {
        if (spec.subcommands().isEmpty())
        {
            return;
        }
        section(page, "COMMANDS");
        for (final CommandLine each : distinct(spec))
        {
            final String[] description = each.getCommandSpec().usageMessage().description();
            item(page, name(each.getCommandSpec()) + "(1)", new String[]{description.length == 0 ? ""
                : format(each.getCommandSpec(), description[0])});
        }
    }

    /** Commands below another one, without their other names. */
    static List<CommandLine> distinct(final CommandSpec spec)
    {
        final List<CommandLine> commands = new ArrayList<>();
        spec.subcommands().forEach((name, command) ->
        {
            if (name.equals(command.getCommandSpec().name()) && !command.getCommandSpec().usageMessage().hidden())
            {
                commands.add(command);
            }
        });
        return commands;
    }

    private static void item(final StringBuilder page, final String what, final String[] lines)
    {
        page.append(".TP\n.B ").append(escaped(what)).append('\n');
        for (final String line : lines)
        {
            page.append(escaped(line)).append('\n');
        }
    }

    private static String format(final CommandSpec spec, final String text)
    {
        return CommandLine.Help.Ansi.OFF.string(text.replace("%%", "%").replace("%n", "\n")).strip();
    }

    /** A dot or a quote at the begin of a line would be a command. */
    private static String escaped(final String text)
    {
        return text.replace("\\", "\\e").replace("-", "\\-").replaceAll("(?m)^([.'])", "\\\\&$1");
    }

    private static String quoted(final String text)
    {
        return '"' + escaped(text).replace("\"", "\\(dq") + '"';
    }
}
