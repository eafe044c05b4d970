package io.standfast.server.cli;

import io.standfast.server.ExitCode;
import io.standfast.server.http.JsonWriter;
import io.standfast.server.migrate.ChannelPlan;
import io.standfast.server.migrate.FileStoreSource;
import io.standfast.server.migrate.MigrationComparison;
import io.standfast.server.migrate.MigrationException;
import io.standfast.server.migrate.MigrationPlan;
import io.standfast.server.migrate.MigrationSession;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Makes a data directory out of the FILE store of a nats-streaming-server that is stopped; the store is only read.
 */
@Command(name = "migrate", description = "Take over the FILE store of a nats-streaming-server; it is only read.")
final class MigrateCommand implements Runnable
{
    private static final String SOURCE = "Directory of the store, as the old server had it with -dir.";
    private static final String TARGET = "Data directory of this server.";
    private static final String ENCRYPT = "Encrypt the messages of TARGET, with the key in " +
        SourceArguments.KEY_VARIABLE + ".";
    private static final String CLUSTER_ID = "Cluster id of the new data; else that of the store.";

    @Spec
    private CommandSpec spec;

    @Override
    public void run()
    {
        throw new ParameterException(spec.commandLine(), "migrate: plan, run or verify is missing");
    }

    @Command(name = "plan", description = "Read and check everything, and show what would come.")
    int plan(@Parameters(index = "0", paramLabel = "SOURCE", description = SOURCE) final Path source,
        @Mixin final SourceArguments arguments,
        @Option(names = "--json", description = "Print one JSON document.") final boolean isJson)
    {
        return look(source, arguments, (opened, plan, progress) ->
        {
            progress.end();
            if (isJson)
            {
                out().println(json(plan));
            }
            else
            {
                table(plan);
            }
            return ExitCode.OK;
        });
    }

    @Command(name = "run", description = "Make a data directory; called again after a crash it goes on.")
    int run(@Parameters(index = "0", paramLabel = "SOURCE", description = SOURCE) final Path source,
        @Parameters(index = "1", paramLabel = "TARGET", description = TARGET +
            " Must not exist, or be empty.") final Path target,
        @Mixin final SourceArguments arguments, @Mixin final JsonOption json,
        @Option(names = "--cluster-id", defaultValue = "", description = CLUSTER_ID) final String clusterId,
        @Option(names = "--encrypt", description = ENCRYPT) final boolean isEncrypted)
    {
        return look(source, arguments, (opened, plan, progress) ->
        {
            new MigrationSession(opened, plan, target, clusterId, progress::onProgress).encrypted(isEncrypted).run();
            progress.end();
            final String left = SourceArguments.left(plan);
            final String id = clusterId.isEmpty() ? plan.clusterId() : clusterId;
            json.print(spec, "migrated " + sums(plan) + " to " + target + "; everything was read back and compared\n" +
                left + (left.isEmpty() ? "" : "\n") + "start the server: standfast server -store file -dir " + target +
                " -cid " + id + "\n",
                document -> sums(document.field("directory", target.toString()).field(
                    "cluster_id", id), plan).field("left_behind", left));
            return ExitCode.OK;
        });
    }

    @Command(name = "verify", description = "Compare a store with a data directory whose server is stopped.")
    int verify(@Parameters(index = "0", paramLabel = "SOURCE", description = SOURCE) final Path source,
        @Parameters(index = "1", paramLabel = "TARGET", description = TARGET) final Path target,
        @Mixin final SourceArguments arguments, @Mixin final JsonOption json)
    {
        return look(source, arguments, (opened, plan, progress) ->
        {
            final List<String> differences = new MigrationComparison(plan, progress::onProgress).compare(target);
            progress.end();
            json.print(spec, differences.stream().map(line -> line + "\n").collect(Collectors.joining()) + (differences
                .isEmpty() ? "the same: " + sums(plan) : differences.size() + " differences") + "\n", document ->
                {
                    sums(document.field("same", differences.isEmpty()), plan).name("differences").beginArray();
                    differences.forEach(document::value);
                    document.endArray();
                });
            return differences.isEmpty() ? ExitCode.OK : ExitCode.HALTED;
        });
    }

    private int look(final Path directory, final SourceArguments arguments, final Work work)
    {
        final PrintWriter err = spec.commandLine().getErr();
        final ProgressLine progress = new ProgressLine(err);
        try (FileStoreSource source = FileStoreSource.open(arguments.options(directory, err)))
        {
            return work.on(source, source.plan(progress::onProgress), progress).code();
        }
        catch (final MigrationException ex)
        {
            return progress.failed(ex, "");
        }
        catch (final IOException ex)
        {
            err.println("standfast: " + ex);
            return ExitCode.NOT_STARTED.code();
        }
    }

    private PrintWriter out()
    {
        return spec.commandLine().getOut();
    }

    private void say(final String line)
    {
        if (!line.isEmpty())
        {
            out().println(line);
        }
    }

    private static String sums(final MigrationPlan plan)
    {
        return plan.channels().size() + " channels, " + plan.messages() + " messages (" + plan.payloadBytes() +
            " bytes), " + plan.durables() + " durables";
    }

    private static JsonWriter sums(final JsonWriter json, final MigrationPlan plan)
    {
        return json.field("channels", plan.channels().size()).field("messages", plan.messages()).field("payload_bytes",
            plan.payloadBytes()).field("durables", plan.durables());
    }

    private void table(final MigrationPlan plan)
    {
        final String format = "%-32s %12s %12s %12s %14s %9s %9s%n";
        out().printf(Locale.ROOT, format, "CHANNEL", "MESSAGES", "FIRST", "LAST", "BYTES", "DURABLES", "PENDING");
        for (final ChannelPlan channel : plan.channels())
        {
            out().printf(Locale.ROOT, format, channel.name(), channel.total().messages(), channel.total().first(),
                channel.total().last(), channel.total().payloadBytes(), channel.durables().size(), channel.pendings());
        }
        out().println();
        out().println("cluster id " + (plan.clusterId().isEmpty() ? "unknown" : plan.clusterId()) + "; " + sums(plan));
        say(SourceArguments.left(plan));
        out().println("needs up to " + plan.neededBytes() / (1024 * 1024) + " MB of disk");
    }

    private static String json(final MigrationPlan plan)
    {
        final JsonWriter json = new JsonWriter().beginObject().field("cluster_id", plan.clusterId()).field("clients",
            plan.clients()).field("messages", plan.messages()).field("payload_bytes", plan.payloadBytes()).field(
                "needed_bytes", plan.neededBytes())
            .name("channels").beginArray();
        for (final ChannelPlan channel : plan.channels())
        {
            json.beginObject().field("name", channel.name()).field("msgs", channel.total().messages())
                .field("first_seq",
                    channel.total().first())
                .field("last_seq", channel.total().last()).field("payload_bytes", channel
                    .total().payloadBytes())
                .field("crc", Integer.toHexString(channel.total().crc())).field("durables", channel.durables().size())
                .field("pending", channel.pendings()).field("left_behind", channel.others()).endObject();
        }
        return json.endArray().endObject().text();
    }

    /**
     * What is done with a source that is whole.
     */
    @FunctionalInterface
    private interface Work
    {
        ExitCode on(FileStoreSource source, MigrationPlan plan, ProgressLine progress);
    }
}
