package io.standfast.server.cli;

import io.aeron.cluster.ClusterTool;
import io.aeron.exceptions.AeronException;
import io.standfast.replication.identity.DataDirectory;
import io.standfast.replication.log.PoisonedEntries;
import io.standfast.server.ExitCode;
import io.standfast.server.OneLine;
import io.standfast.server.http.JsonWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Looks at a cluster through the monitoring port of one of its nodes, and shows how to begin one.
 */
@Command(name = "cluster", description = "Look at a cluster, or write an example of one.")
final class ClusterCommand implements Runnable
{
    private static final String URL = "http://127.0.0.1:8222";
    private static final int BASE_PORT = 4300;
    private static final int PORTS = 10;
    private static final int CLIENT_PORT = 4222;
    private static final int MONITOR_PORT = 8222;
    private static final String CONFIGURATION = """
        # Node %1$s of three on one machine. Start it with: bin/standfast server -c %2$s
        port: %3$d
        http: %4$d
        streaming {
            id: "test-cluster"
            store: "file"
            dir: "%5$s"
            cluster {
                node_id: "%1$s"
                members: ["a=127.0.0.1:%6$d", "b=127.0.0.1:%7$d", "c=127.0.0.1:%8$d"]
            }
        }
        """;

    private static final String RECOVERY_ORDERED = """
        Ordered: the node on %1$s copies log, snapshot and messages of %2$s while nobody leads. It does so now if it
        runs, else at its start; it says "seeding: complete" when it is done. It does nothing when its own data is
        whole, and a leader, if there is one, is copied instead. What was acknowledged and reached only nodes that are
        lost is given up with this: order it when they will not come back.
        """;

    private static final String SKIP_ORDERED = """
        Ordered: the node on %2$s does not apply the entry at log position %1$d.
        Order the same on every node that halted there, then start all: it holds when a majority has the order, and the
        others take it over. What the entry was to do (a message, an acknowledgement, a subscription) does not happen.
        """;

    @Spec
    private CommandSpec spec;

    @Override
    public void run()
    {
        throw new ParameterException(spec.commandLine(),
            "cluster: status, wait, snapshot, step-down, recover, skip or example is missing");
    }

    @Command(name = "status", description = "Show the nodes; exit code 0 when the first one may be stopped, else 1.")
    int status(
        @Option(names = "--channels", description = "Show its channels too, and compare those of the other URLs with " +
            "them: exit code 1 when one is not complete.") final boolean isWithChannels,
        @Mixin final JsonOption json, @Mixin final MonitorLogin login,
        @Parameters(paramLabel = "URL", description = "Their monitoring ports.", arity = "0..*", defaultValue = URL) //
        final List<String> urls) throws InterruptedException
    {
        final MonitorClient client = login.newMonitorClient();
        final ClusterStatus status = new ClusterStatus(client, urls);
        try
        {
            final boolean isWell;
            if (json.isAsked())
            {
                final JsonWriter document = new JsonWriter().beginObject();
                isWell = status.json(isWithChannels, document);
                print(document.endObject().text() + "\n");
            }
            else
            {
                isWell = status.text(isWithChannels, this::print);
            }
            return isWell ? ExitCode.OK.code() : ExitCode.NOT_STARTED.code();
        }
        catch (final IOException | IllegalArgumentException ex)
        {
            return refused("nobody answers at " + status.asked() + " (" + MonitorClient.reason(
                ex) + "): start the node with -m PORT");
        }
    }

    @Command(name = "wait", description = {"Wait until a node is as it should be; exit code 0 when it is, else 1.",
        "A preStop hook waits for may-stop, a script that rolls nodes waits for ready."})
    int await(
        @Option(names = "--for", paramLabel = "WHAT", defaultValue = "ready", description = "ready, leader (a node " +
            "leads), complete (all nodes are there), or may-stop (default: ${DEFAULT-VALUE}).") final String what,
        @Option(names = "--timeout", paramLabel = "TIME", defaultValue = "1m", description = "At most (default: " +
            "${DEFAULT-VALUE}).") final String timeout,
        @Mixin final JsonOption json, @Mixin final MonitorLogin login,
        @Parameters(paramLabel = "URL", description = "Its monitoring port.", arity = "0..1", defaultValue = URL) //
        final String url) throws InterruptedException
    {
        try
        {
            final ProgressLine progress = new ProgressLine(spec.commandLine().getErr());
            final String missing = new NodeWait(login.newMonitorClient(), url, progress).await(what, BenchOptions
                .durationNs("--timeout", timeout));
            if (missing != null)
            {
                return refused(url + " is not " + what + " after " + timeout + ": " + missing);
            }
            return done(json, url + ": " + what + "\n", document -> document.field("url", url).field("reached", what));
        }
        catch (final IllegalArgumentException ex)
        {
            throw new ParameterException(spec.commandLine(), "cluster wait: " + ex.getMessage(), ex);
        }
    }

    @Command(name = "step-down", description = {"Let another node lead: the one that leads stops, and comes back " +
        "when another one is elected.", "Refused when the others are not enough to go on without it."})
    int stepDown(@Mixin final MonitorOptions options, @Mixin final ChangeOptions change)
    {
        return change.carryOut(options, "/adminz/cluster/step-down", new MonitorApi.Order(),
            plan -> "Node \"" + plan.get("node") +
                "\" will stop leading: clients wait about two seconds until another " +
                "node is elected.",
            done -> "node \"" + done.get("node") +
                "\" steps down; 'standfast cluster wait --for complete' tells when " +
                "it is back");
    }

    @Command(name = "snapshot", description = "Let all nodes take a snapshot: starts replay what came later.")
    int snapshot(@Mixin final MonitorOptions options,
        @Parameters(paramLabel = "DIR", arity = "0..1", description = "Data directory of the node that leads, or of " +
            "a server alone, when it has no monitoring port; on its machine.") final Path directory)
    {
        if (directory == null)
        {
            options.api().post("/adminz/cluster/snapshot", new MonitorApi.Order());
            return done(snapshotTaken(options));
        }
        final ByteArrayOutputStream said = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8))
        {
            if (!DataDirectory.isInUse(directory))
            {
                return refused("no server runs on " + directory);
            }
            final boolean isTaken = ClusterTool.snapshot(directory.resolve("cluster").toFile(), out);
            return isTaken ? done(snapshotTaken(options)) : refused("no snapshot: " + said.toString(
                StandardCharsets.UTF_8).strip().replaceAll("\\s*\\R\\s*", "; ") + " (does the node on " + directory +
                " lead? See 'standfast cluster status')");
        }
        catch (final IOException | IllegalStateException | IllegalArgumentException | AeronException ex)
        {
            return refused("no snapshot of " + directory + ": " + OneLine.of(ex));
        }
    }

    private static String snapshotTaken(final MonitorOptions options)
    {
        return options.isJson() ? "{\"action\":\"snapshot\"}\n" : "A snapshot has been taken.\n";
    }

    private void print(final String text)
    {
        spec.commandLine().getOut().print(text);
        spec.commandLine().getOut().flush();
    }

    @Command(name = "recover", description = "Copy a member although others are missing: when most disks are lost.")
    int recover(@Mixin final JsonOption json, @Mixin final ChangeOptions change,
        @Option(names = "--from", paramLabel = "NODE", required = true, description = "Survivor.") final String from,
        @Parameters(paramLabel = "DIR", description = "Data directory of the node that is to copy it.") //
        final Path directory)
    {
        if (!Files.isDirectory(directory))
        {
            return refused("no directory " + directory);
        }
        final Consumer<JsonWriter> fields = document -> document.field("directory", directory.toString()).field("from",
            from);
        final String plan = "The node on " + directory + " will copy " + from +
            " although others are missing: what was acknowledged and reached only nodes that are lost is given up.";
        try
        {
            if (change.isMeant(spec, json, plan, fields))
            {
                DataDirectory.orderRecoveryFrom(directory, from);
                json.print(spec, RECOVERY_ORDERED.formatted(directory, from), fields.andThen(
                    document -> document.field("ordered", true)));
            }
            return ExitCode.OK.code();
        }
        catch (final IOException ex)
        {
            return refused("cannot write to " + directory + ": " + ex.getMessage());
        }
    }

    @Command(name = "skip", description = "Leave out an entry at which a majority has halted.")
    int skip(@Mixin final JsonOption json, @Mixin final ChangeOptions change,
        @Option(names = "--position", paramLabel = "P", required = true, description = "Position.") final long position,
        @Parameters(paramLabel = "DIR", description = "Data directory of one of them, which is not running.") //
        final Path directory)
    {
        final Consumer<JsonWriter> fields = document -> document.field("directory", directory.toString()).field(
            "position", position);
        final String plan = "The node on " + directory + " will not apply the entry at log position " + position +
            ": what it was to do (a message, an acknowledgement, a subscription) does not happen.";
        try
        {
            String refusal = DataDirectory.isInUse(directory) ? "the node on " + directory + " is running"
                : PoisonedEntries.refusal(directory, position);
            if (refusal == null && change.isMeant(spec, json, plan, fields))
            {
                refusal = PoisonedEntries.order(directory, position);
                if (refusal == null)
                {
                    json.print(spec, SKIP_ORDERED.formatted(position, directory), fields.andThen(
                        document -> document.field("ordered", true)));
                }
            }
            return refusal == null ? ExitCode.OK.code() : refused(refusal);
        }
        catch (final IOException | NumberFormatException ex)
        {
            return refused("cannot leave out an entry in " + directory + ": " + ex.getMessage());
        }
    }

    @Command(name = "example", description = "Write three configurations and say how to start them.")
    int example(@Mixin final JsonOption json,
        @Parameters(paramLabel = "DIR", description = "Directory for them.") final Path directory)
    {
        final List<String> files = new ArrayList<>();
        final StringBuilder commands = new StringBuilder();
        try
        {
            Files.createDirectories(directory);
            for (int i = 0; i < 3; i++)
            {
                final char name = (char) ('a' + i);
                final Path file = directory.resolve(name + ".conf");
                Files.writeString(file, CONFIGURATION.formatted(name, file, CLIENT_PORT + i, MONITOR_PORT + i, directory
                    .resolve(name + "-data"), BASE_PORT, BASE_PORT + PORTS, BASE_PORT + 2 * PORTS));
                files.add(file.toString());
                commands.append("bin/standfast server -c ").append(file).append(" &\n");
            }
            commands.append("bin/standfast cluster status http://127.0.0.1:").append(MONITOR_PORT).append('\n');
            return done(json, commands.toString(), document ->
            {
                document.name("files").beginArray();
                files.forEach(document::value);
                document.endArray().field("url", "http://127.0.0.1:" + MONITOR_PORT);
            });
        }
        catch (final IOException ex)
        {
            return refused("cannot write to " + directory + ": " + ex.getMessage());
        }
    }

    private int done(final String text)
    {
        print(text);
        return ExitCode.OK.code();
    }

    private int done(final JsonOption json, final String text, final Consumer<JsonWriter> fields)
    {
        json.print(spec, text, fields);
        return ExitCode.OK.code();
    }

    private int refused(final String reason)
    {
        spec.commandLine().getErr().println("standfast: " + reason);
        return ExitCode.NOT_STARTED.code();
    }
}
