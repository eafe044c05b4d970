package io.standfast.server.cli;

import io.standfast.server.ExitCode;
import io.standfast.server.migrate.FileStoreSource;
import io.standfast.server.migrate.JsonLines;
import io.standfast.server.migrate.MigrationException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Writes everything that a stopped server has as JSON lines: ours, or a nats-streaming-server's FILE store.
 */
@Command(name = "export", description = "Write channels, messages and durables of a stopped server as JSON lines.")
final class ExportCommand implements Callable<Integer>
{
    @Spec
    private CommandSpec spec;
    // @formatter:off
    @Parameters(paramLabel = "DIR",
        description = "Data directory of this server, or the FILE store of a nats-streaming-server.")
    // @formatter:on
    private Path directory;
    @Option(names = "--output", paramLabel = "FILE", description = "New file to write to; else standard " +
        "output, which --json does not change.")
    private Path output;
    @Mixin
    private SourceArguments arguments;
    @Mixin
    private JsonOption json;

    @Override
    public Integer call()
    {
        final PrintWriter err = spec.commandLine().getErr();
        final ProgressLine progress = new ProgressLine(err);
        try
        {
            export(progress);
            return ExitCode.OK.code();
        }
        catch (final MigrationException ex)
        {
            return progress.failed(ex, "");
        }
        catch (final IOException | UncheckedIOException ex)
        {
            progress.end();
            err.println("standfast: cannot export: " + ex.getMessage());
            return ExitCode.NOT_STARTED.code();
        }
    }

    private void export(final ProgressLine progress) throws IOException
    {
        final PrintWriter stdout = spec.commandLine().getOut();
        if (output == null)
        {
            final Writer lines = new BufferedWriter(stdout);
            write(new JsonLines(lines), progress);
            lines.flush();
            progress.end();
            return;
        }
        final long messages;
        boolean isWhole = false;
        final Writer file = Files.newBufferedWriter(output, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (Writer lines = file)
        {
            messages = write(new JsonLines(lines), progress);
            isWhole = true;
        }
        finally
        {
            if (!isWhole)
            {
                // Nobody is to take it for all there is, and the next attempt may have the same name.
                Files.deleteIfExists(output);
            }
        }
        progress.end();
        json.print(spec, "exported " + messages + " messages to " + output + "\n", document -> document.field("file",
            output.toString()).field("messages", messages));
    }

    private long write(final JsonLines lines, final ProgressLine progress) throws IOException
    {
        if (JsonLines.isOwn(directory))
        {
            return lines.write(directory, progress::onProgress);
        }
        try (FileStoreSource source = FileStoreSource.open(arguments.options(directory, spec.commandLine().getErr())))
        {
            return lines.write(source, source.plan(progress::onProgress), progress::onProgress);
        }
    }
}
