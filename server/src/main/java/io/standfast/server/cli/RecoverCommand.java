package io.standfast.server.cli;

import io.standfast.server.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Shows the choices that the owner of a damaged data directory has. Changes nothing.
 */
@Command(name = "recover", description = "Show the choices for a damaged data directory; changes nothing.")
final class RecoverCommand implements Callable<Integer>
{
    private static final String CHOICES = """
        The server does not start on a damaged data directory by itself, because every way on either needs a copy
        or gives something up. Nothing in %1$s has been moved or deleted.

        1. Look first: what is damaged?
             standfast store verify %1$s
        2. Put back a copy of the whole directory (store, log and snapshots belong together, from one moment):
             mv %1$s %1$s.damaged
             cp -a YOUR-COPY %1$s
           Everything up to the moment of the copy is back.
        3. Begin anew and keep the damaged one for later:
             mv %1$s %1$s.damaged
             standfast server -dir %1$s
           Channels, durables and messages begin empty; clients connect as before. What can still be read stays
           readable with: standfast store dump %1$s.damaged
        """;

    /** Begins the lines of the text above that can be typed. */
    private static final String COMMAND = " ".repeat(5);
    private static final Pattern BEGIN = Pattern.compile("(?m)^\\d\\. ");

    @Spec
    private CommandSpec spec;
    @Mixin
    private JsonOption json;
    @Parameters(paramLabel = "DIR", description = "Data directory.")
    private Path directory;

    @Override
    public Integer call()
    {
        if (!Files.isDirectory(directory))
        {
            spec.commandLine().getErr().println("standfast: no directory " + directory);
            return ExitCode.NOT_STARTED.code();
        }
        json.print(spec, CHOICES.formatted(directory), document ->
        {
            document.field("directory", directory.toString()).field("changed", false).name("choices").beginArray();
            for (final String part : BEGIN.splitAsStream(CHOICES).skip(1).toList())
            {
                final String choice = part.formatted(directory);
                document.beginObject().field("choice", choice.substring(0, choice.indexOf(':'))).name("commands")
                    .beginArray();
                choice.lines().filter(line -> line.startsWith(COMMAND)).forEach(line -> document.value(line.strip()));
                document.endArray().endObject();
            }
            document.endArray();
        });
        return ExitCode.OK.code();
    }
}
