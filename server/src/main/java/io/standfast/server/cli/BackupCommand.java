package io.standfast.server.cli;

import io.standfast.server.ExitCode;
import io.standfast.server.config.ByteSize;
import io.standfast.server.http.JsonWriter;
import io.standfast.server.migrate.BackupReport;
import io.standfast.server.migrate.BackupSession;
import io.standfast.server.migrate.MigrationException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Backs up a running server into one file.
 */
// @formatter:off
@Command(name = "backup", subcommands = BackupVerifyCommand.class,
    description = "Back up a running server into a file that restore takes; goes on where it was cut off.")
// @formatter:on
final class BackupCommand implements Callable<Integer>
{
    private static final long NS_PER_S = 1_000_000_000L;

    @Spec
    private CommandSpec spec;
    @Mixin
    private MonitorOptions options;
    @Mixin
    private ChangeOptions change;
    // @formatter:off
    @Option(names = "--rate", paramLabel = "SIZE", defaultValue = "16MB",
        description = "Bytes a second, 0: as fast as it can be (default: ${DEFAULT-VALUE}).")
    private String rate;
    @Option(names = "--anew", description = "Throw away what an earlier call has left in FILE.part.")
    private boolean isAnew;
    @Parameters(paramLabel = "FILE", arity = "0..1", description = "New file; FILE.part until it is whole.")
    private Path file;
    // @formatter:on

    @Override
    public Integer call()
    {
        if (file == null)
        {
            // It is not for those who call a command below this one.
            throw new ParameterException(spec.commandLine(), "Missing required parameter: 'FILE'");
        }
        final PrintWriter err = spec.commandLine().getErr();
        final ProgressLine progress = new ProgressLine(err);
        final long bytesPerSecond = bytesPerSecond();
        final boolean isDestroying = isAnew && BackupSession.isBegun(file);
        if (!change.isMeantLocally(options, isDestroying, plan(isDestroying)))
        {
            return ExitCode.OK.code();
        }
        try
        {
            final BackupPages pages = new BackupPages(options.api());
            final String unready = pages.unready();
            if (!unready.isEmpty())
            {
                err.println("note: this node is not ready, what it holds may be old: " + unready.replaceAll("\\s+",
                    " "));
            }
            final BackupReport report = new BackupSession(pages, file, bytesPerSecond, progress::onProgress).run(
                isAnew);
            progress.end();
            show(report, err);
            return ExitCode.OK.code();
        }
        catch (final MigrationException ex)
        {
            return progress.failed(ex, "; --anew begins anew");
        }
        catch (final CliException ex)
        {
            progress.end();
            throw BackupSession.isBegun(file) ? new CliException(ex.getMessage() + "; " + file +
                ".part is gone on with when the same is called again", ex) : ex;
        }
    }

    private String plan(final boolean isDestroying)
    {
        if (isDestroying)
        {
            return "What an earlier call has read into " + file +
                ".part will be thrown away, and the backup is begun " +
                "anew.";
        }
        return BackupSession.isBegun(file) ? "The backup in " + file + ".part will be gone on with."
            : "A backup into " + file + " will be begun.";
    }

    private long bytesPerSecond()
    {
        try
        {
            final long bytes = ByteSize.parse(rate);
            if (bytes >= 0)
            {
                return bytes;
            }
        }
        catch (final NumberFormatException ex)
        {
            // Said below.
        }
        throw new CliException("--rate " + rate + " is no size: expected one like 16MB, or 0");
    }

    private void show(final BackupReport report, final PrintWriter err)
    {
        report.gone().forEach(
            channel -> err.println("note: channel \"" + Table.printable(channel) + "\" was deleted while it was " +
                "backed up and is not in the backup"));
        if (report.removed() > 0)
        {
            err.println("note: " + report.removed() + " messages were removed by limits or by order while they were " +
                "backed up and are not in the backup");
        }
        options.print(options.isJson() ? json(report) : (report.isResumed() ? "went on with the part that was there; "
            : "") + "backed up " + report.channels() + " channels, " + report.messages() + " messages, " + report
                .durables() +
            " durables to " + file + ": what there was at log position " + report.position() +
            ", " + time(report.takenNs()) + "\n");
    }

    private String json(final BackupReport report)
    {
        final JsonWriter json = new JsonWriter().beginObject().field("file", file.toString()).field("position", report
            .position()).field("taken", time(report.takenNs())).field("channels", report.channels()).field("messages",
                report.messages())
            .field("durables", report.durables()).field("bytes", report.bytes()).field("resumed", report.isResumed())
            .field("removed_meanwhile", report.removed()).name("deleted_meanwhile").beginArray();
        report.gone().forEach(json::value);
        return json.endArray().endObject().text() + "\n";
    }

    static String time(final long unixNs)
    {
        return Instant.ofEpochSecond(unixNs / NS_PER_S).truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
