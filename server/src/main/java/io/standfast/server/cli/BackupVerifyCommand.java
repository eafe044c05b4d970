package io.standfast.server.cli;

import io.standfast.server.ExitCode;
import io.standfast.server.http.JsonWriter;
import io.standfast.server.migrate.ChannelPlan;
import io.standfast.server.migrate.JsonLinesSource;
import io.standfast.server.migrate.MigrationException;
import io.standfast.server.migrate.MigrationPlan;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Reads all of a backup, checks it, and says what is in it.
 */
@Command(name = "verify", description = "Check all checksums of a backup or an export, and say what is in it.")
final class BackupVerifyCommand implements Callable<Integer>
{
    @Spec
    private CommandSpec spec;
    @Option(names = "--json", description = "Print JSON.")
    private boolean isJson;
    @Parameters(paramLabel = "FILE", description = "File that standfast backup or export has written.")
    private Path file;

    @Override
    public Integer call()
    {
        final ProgressLine progress = new ProgressLine(spec.commandLine().getErr());
        try (JsonLinesSource source = JsonLinesSource.open(file))
        {
            final MigrationPlan plan = source.plan(progress::onProgress);
            progress.end();
            spec.commandLine().getOut().print(isJson ? json(source, plan) : text(source, plan));
            spec.commandLine().getOut().flush();
            return ExitCode.OK.code();
        }
        catch (final MigrationException ex)
        {
            return progress.failed(ex, "");
        }
    }

    private String text(final JsonLinesSource source, final MigrationPlan plan)
    {
        final Table table = new Table("CHANNEL", "EPOCH", "FIRST", "LAST", "MESSAGES", "DURABLES", "PENDING");
        for (final ChannelPlan each : plan.channels())
        {
            table.add(each.name(), each.epoch(), each.first(), last(each), each.total().messages(), each.durables()
                .size(), each.pendings());
        }
        final String taken = source.position() == JsonLinesSource.NO_POSITION ? "" : "; taken at log position " + source
            .position() + ", " + BackupCommand.time(source.takenNs());
        final String gone = source.gone().isEmpty() ? ""
            : "; deleted while it was taken, and not in it: " + Table.printable(
                String.join(", ", source.gone()));
        return table.text(Terminal.isLookedAt()) + "whole: " + plan.channels().size() + " channels, " + plan
            .messages() + " messages, " + plan.durables() + " durables of cluster id " + plan.clusterId() + taken +
            gone +
            "\n";
    }

    private static long last(final ChannelPlan channel)
    {
        return channel.first() + channel.total().messages() - 1;
    }

    private static String json(final JsonLinesSource source, final MigrationPlan plan)
    {
        final JsonWriter json = new JsonWriter().beginObject().field("cluster_id", plan.clusterId());
        if (source.position() != JsonLinesSource.NO_POSITION)
        {
            json.field("position", source.position()).field("taken", BackupCommand.time(source.takenNs()));
        }
        json.field("messages", plan.messages()).field("durables", plan.durables()).name("channels").beginArray();
        for (final ChannelPlan each : plan.channels())
        {
            json.beginObject().field("channel", each.name()).field("epoch", each.epoch()).field("first", each.first())
                .field("last", last(each)).field("messages", each.total().messages()).field("durables", each.durables()
                    .size())
                .field("pending", each.pendings()).endObject();
        }
        json.endArray().name("deleted_meanwhile").beginArray();
        source.gone().forEach(json::value);
        return json.endArray().endObject().text() + "\n";
    }
}
