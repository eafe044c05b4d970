package io.standfast.server.cli;

import io.standfast.server.ExitCode;
import io.standfast.server.migrate.JsonLinesSource;
import io.standfast.server.migrate.MigrationException;
import io.standfast.server.migrate.MigrationPlan;
import io.standfast.server.migrate.MigrationSession;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Makes a data directory out of what {@code standfast backup} or {@code standfast export} has written.
 */
@Command(name = "restore", description = "Make a data directory out of what backup or export has written.")
final class RestoreCommand implements Callable<Integer>
{
    @Spec
    private CommandSpec spec;
    @Parameters(index = "0", paramLabel = "FILE", description = "File that standfast backup or export has written.")
    private Path file;
    @Parameters(index = "1", paramLabel = "DIR", description = "Data directory; must not exist, or be empty.")
    private Path directory;
    @Option(names = "--cluster-id", defaultValue = "", description = "Cluster id of the data; else that of the file.")
    private String clusterId;
    @Option(names = "--encrypt", description = "Encrypt the messages, with the key in " + SourceArguments.KEY_VARIABLE +
        ".")
    private boolean isEncrypted;
    @Mixin
    private JsonOption json;

    @Override
    public Integer call()
    {
        final ProgressLine progress = new ProgressLine(spec.commandLine().getErr());
        try (JsonLinesSource source = JsonLinesSource.open(file))
        {
            final MigrationPlan plan = source.plan(progress::onProgress);
            new MigrationSession(source, plan, directory, clusterId, progress::onProgress).encrypted(isEncrypted).run();
            progress.end();
            json.print(spec, "restored " + plan.channels().size() + " channels, " + plan.messages() + " messages, " +
                plan.durables() + " durables to " + directory + "; everything was read back and compared\n" +
                (isEncrypted || plan.keyId() != 0
                    ? "messages are encrypted: start the server with their key in " + SourceArguments.KEY_VARIABLE +
                        "\n"
                    : ""),
                document -> document.field("directory", directory.toString()).field("channels", plan.channels().size())
                    .field("messages", plan.messages()).field("durables", plan.durables()));
            return ExitCode.OK.code();
        }
        catch (final MigrationException ex)
        {
            return progress.failed(ex, "");
        }
    }
}
