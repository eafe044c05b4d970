package io.standfast.server.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads the command line as Go does: one dash or two, {@code -flag=value} or
 * {@code -flag value}, a boolean flag alone is true. Stateless.
 */
public final class LegacyFlags
{
    private static final Set<String> COMMANDS = Set.of("help", "version");

    /**
     * Read the command line.
     *
     * @param arguments after the program's name.
     * @return flags.
     * @throws SettingsException with one line that says what is wrong.
     */
    public ParsedFlags parse(final List<String> arguments)
    {
        final Map<String, String> values = new HashMap<>();
        final Map<String, String> origins = new HashMap<>();
        final List<String> warnings = new ArrayList<>();
        int next = 0;
        while (next < arguments.size() && isFlag(arguments.get(next)))
        {
            final String argument = arguments.get(next++);
            if (argument.equals("--"))
            {
                break;
            }
            final Given given = split(argument);
            final DeclaredSetting setting = lookUp(given.name());
            String value = given.value();
            if (value == null && setting.kind() == SettingKind.BOOL)
            {
                value = "true";
            }
            else if (value == null)
            {
                value = valueAfter(given.name(), arguments, next++);
            }
            setting.kind().check(given.name(), value);
            if (isTaken(setting, given.name(), value, warnings))
            {
                values.put(setting.name(), value);
                origins.put(setting.name(), "flag -" + given.name());
            }
        }
        takeCommands(arguments.subList(next, arguments.size()), values);
        return new ParsedFlags(Map.copyOf(values), Map.copyOf(origins), Map.of(), List.copyOf(warnings), List.of());
    }

    private static boolean isFlag(final String argument)
    {
        return argument.length() > 1 && argument.charAt(0) == '-';
    }

    private static Given split(final String argument)
    {
        final String body = argument.substring(argument.startsWith("--") ? 2 : 1);
        if (body.isEmpty() || body.charAt(0) == '-' || body.charAt(0) == '=')
        {
            throw new SettingsException("bad flag syntax: " + argument);
        }
        final int equals = body.indexOf('=');
        return equals < 0 ? new Given(body, null) : new Given(body.substring(0, equals), body.substring(equals + 1));
    }

    private static DeclaredSetting lookUp(final String name)
    {
        final DeclaredSetting setting = DeclaredSettings.ALL.byFlag(name);
        if (setting == null)
        {
            throw new SettingsException("flag provided but not defined: -" + name + " (-h lists the flags)");
        }
        return setting;
    }

    private static String valueAfter(final String name, final List<String> arguments, final int index)
    {
        if (index >= arguments.size())
        {
            throw new SettingsException("flag needs an argument: -" + name);
        }
        return arguments.get(index);
    }

    private static boolean isTaken(final DeclaredSetting setting, final String name, final String value,
        final List<String> warnings)
    {
        switch (setting.support())
        {
            case INERT -> warnings.add(setting.inertLine("Flag -" + name));
            case REFUSED -> {
                if (setting.isAskedFor(value))
                {
                    throw new SettingsException(setting.refusedLine("flag -" + name));
                }
            }
            case HONOURED -> {
                return true;
            }
        }
        return false;
    }

    private static void takeCommands(final List<String> words, final Map<String, String> values)
    {
        for (final String word : words)
        {
            if (!COMMANDS.contains(word))
            {
                throw new SettingsException("unrecognized command: \"" + word + "\" (-h lists the flags)");
            }
            values.put(word, "true");
        }
    }

    /**
     * The text of {@code -h}.
     *
     * @param program name to show.
     * @return lines.
     */
    public static String usage(final ProgramName program)
    {
        return new UsageText(program).text();
    }

    /**
     * The text of {@code -help_tls}.
     *
     * @param program name to show.
     * @return lines.
     */
    public static String tlsUsage(final ProgramName program)
    {
        return new UsageText(program).tls();
    }

    /**
     * A flag as typed.
     *
     * @param name  without dashes.
     * @param value after the equals sign, or null.
     */
    private record Given(String name, String value)
    {
    }
}
