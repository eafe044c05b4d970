package io.standfast.server.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

import io.standfast.server.ExitCode;
import io.standfast.server.config.EffectiveSetting;
import io.standfast.server.config.ProgramName;
import io.standfast.server.config.ReadSettings;
import io.standfast.server.config.SettingsException;
import io.standfast.server.config.SettingsPage;
import io.standfast.server.http.JsonWriter;

/**
 * {@code standfast config check|show|reference}: reads flags and files as a server would, and starts none. Owned by the
 * main thread.
 */
final class ConfigCommand
{
    static final String USAGE = """
        Usage: standfast config check|show [--json] [server flags]
               standfast config reference

          check      Read flags and files as 'standfast server' would; say all that is wrong, with file and line.
                     Ends with 0, or with 2 when something is wrong.
          show       The settings in force and who said them: default, flag, file and line, or environment.
          reference  docs/settings.md: every setting there is.
          --json     As JSON.
        """;

    private static final String JSON = "--json";

    private final PrintStream out;
    private final PrintStream err;

    ConfigCommand(final PrintStream out, final PrintStream err)
    {
        this.out = out;
        this.err = err;
    }

    int run(final List<String> arguments)
    {
        final String verb = arguments.isEmpty() ? "" : arguments.get(0);
        final List<String> flags = new ArrayList<>(arguments.subList(Math.min(1, arguments.size()), arguments.size()));
        final boolean isJson = flags.remove(JSON);
        switch (verb)
        {
            case "check" -> {
                return check(flags, isJson);
            }
            case "show" -> {
                return show(flags, isJson);
            }
            case "reference" -> {
                out.print(new SettingsPage().text());
                return ExitCode.OK.code();
            }
            case "-h", "--help", "-help" -> {
                out.print(USAGE);
                return ExitCode.OK.code();
            }
            default -> {
                err.println("standfast config: check, show or reference expected (--help shows the usage)");
                return ExitCode.NOT_STARTED.code();
            }
        }
    }

    private static ReadSettings read(final List<String> flags)
    {
        return ReadSettings.read(ProgramName.STANDFAST, flags, System.getenv());
    }

    private int check(final List<String> flags, final boolean isJson)
    {
        List<String> problems = List.of();
        List<String> warnings = List.of();
        try
        {
            warnings = read(flags).settings().warnings();
        }
        catch (final SettingsException ex)
        {
            problems = ex.problems();
        }
        if (isJson)
        {
            out.println(json(problems, warnings));
        }
        else
        {
            problems.forEach(err::println);
            warnings.forEach(line -> err.println("warning: " + line));
            if (problems.isEmpty())
            {
                out.println("configuration is valid");
            }
        }
        return (problems.isEmpty() ? ExitCode.OK : ExitCode.HALTED).code();
    }

    private static String json(final List<String> problems, final List<String> warnings)
    {
        final JsonWriter json = new JsonWriter().beginObject().field("valid", problems.isEmpty());
        json.name("problems").beginArray();
        problems.forEach(json::value);
        json.endArray().name("warnings").beginArray();
        warnings.forEach(json::value);
        return json.endArray().endObject().text();
    }

    private int show(final List<String> flags, final boolean isJson)
    {
        final ReadSettings read;
        try
        {
            read = read(flags);
        }
        catch (final SettingsException ex)
        {
            ex.problems().forEach(err::println);
            return ExitCode.HALTED.code();
        }
        final List<EffectiveSetting> settings = read.effective().all();
        if (isJson)
        {
            out.println(json(settings));
        }
        else
        {
            table(settings);
        }
        return ExitCode.OK.code();
    }

    private static String json(final List<EffectiveSetting> settings)
    {
        final JsonWriter json = new JsonWriter().beginObject().name("settings").beginArray();
        settings.forEach(setting -> json.beginObject().field("name", setting.name()).field("value", setting.value())
            .field("origin", setting.origin()).field("reloadable", setting.isReloadable()).endObject());
        return json.endArray().endObject().text();
    }

    private void table(final List<EffectiveSetting> settings)
    {
        final int nameWidth = settings.stream().mapToInt(setting -> setting.name().length()).max().orElse(1);
        final int valueWidth = settings.stream().mapToInt(setting -> shown(setting).length()).max().orElse(1);
        final String row = "%-" + nameWidth + "s  %-" + valueWidth + "s  %s%n";
        settings.forEach(setting -> out.printf(row, setting.name(), shown(setting), setting.origin()));
    }

    private static String shown(final EffectiveSetting setting)
    {
        return setting.value().isEmpty() ? "-" : setting.value();
    }
}
