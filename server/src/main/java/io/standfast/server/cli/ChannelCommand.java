package io.standfast.server.cli;

import io.standfast.server.ExitCode;
import io.standfast.server.config.ByteSize;
import io.standfast.server.http.JsonWriter;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Looks at channels, and trims and deletes them.
 */
// @formatter:off
@Command(name = "channel", description = "Look at channels, trim and delete them.",
    subcommands = {ChannelViewCommand.class, ChannelGetCommand.class, ChannelGapsCommand.class})
// @formatter:on
final class ChannelCommand implements Runnable
{
    private static final double NS_PER_S = 1e9;

    @Spec
    private CommandSpec spec;

    @Override
    public void run()
    {
        throw new ParameterException(spec.commandLine(),
            "channel: ls, info, report, view, get, gaps, purge, trim or rm " +
                "is missing");
    }

    @Command(name = "ls", description = "List channels.")
    int ls(@Mixin final MonitorOptions options)
    {
        final List<ChannelRow> channels = options.api().channels();
        if (options.isJson())
        {
            options.print(json(channels));
            return ExitCode.OK.code();
        }
        final Table table = new Table("CHANNEL", "MESSAGES", "BYTES", "FIRST", "LAST", "SUBSCRIPTIONS");
        channels.forEach(each -> table.add(each.name(), each.messages(), each.bytes(), each.first(), each.last(), each
            .subscriptions().size()));
        options.print(table);
        return ExitCode.OK.code();
    }

    @Command(name = "info", description = "Show a channel and who listens.")
    int info(@Mixin final MonitorOptions options,
        @Parameters(paramLabel = "CHANNEL", description = "Name.") final String name)
    {
        final ChannelRow channel = options.api().channel(name);
        if (options.isJson())
        {
            final JsonWriter json = new JsonWriter().beginObject().name("channel");
            channel.write(json);
            json.name("subscriptions").beginArray();
            channel.subscriptions().forEach(each -> each.write(json));
            options.print(json.endArray().endObject().text() + "\n");
            return ExitCode.OK.code();
        }
        options.print("Channel " + channel.name() + ": " + channel.messages() + " messages (" +
            ByteSize.friendly(channel
                .bytes()) +
            "), " + channel.first() + " to " + channel.last() + ", " + channel.subscriptions().size() +
            " subscriptions\n");
        if (!channel.subscriptions().isEmpty())
        {
            options.print(SubscriptionCommand.table(channel.subscriptions()));
        }
        return ExitCode.OK.code();
    }

    @Command(name = "report", description = "Show how channels and their subscriptions do.")
    int report(@Mixin final MonitorOptions options,
        @Option(names = "--sort", paramLabel = "ORDER", defaultValue = "name", //
            description = "By name, messages, bytes or lag (default: ${DEFAULT-VALUE}).") final String order,
        @Option(names = "--interval", paramLabel = "TIME", defaultValue = "1s", //
            description = "Measure the rate over this time, 0s: not at all (default: ${DEFAULT-VALUE}).") //
        final String interval) throws InterruptedException
    {
        final MonitorApi api = options.api();
        final long intervalNs = MonitorOptions.durationNs("--interval", interval);
        final Map<String, Long> before = new HashMap<>();
        final long beginNs = System.nanoTime();
        if (intervalNs > 0)
        {
            api.channels().forEach(each -> before.put(each.name(), each.last()));
            TimeUnit.NANOSECONDS.sleep(intervalNs);
        }
        final List<ChannelRow> channels = api.channels().stream().sorted(comparator(order)).toList();
        final double seconds = (System.nanoTime() - beginNs) / NS_PER_S;
        if (options.isJson())
        {
            options.print(json(channels));
            return ExitCode.OK.code();
        }
        final Table table = new Table("CHANNEL", "MESSAGES", "BYTES", "PER SECOND", "SUBSCRIPTIONS", "OFFLINE",
            "STALLED",
            "UNACKED", "LAG");
        channels.forEach(each -> table.add(each.name(), each.messages(), each.bytes(), before.containsKey(each.name())
            ? Math.round((each.last() - before.get(each.name())) / seconds) : "-", each.subscriptions().size(),
            each
                .offline(),
            each.stalled(), each.pending(), each.lag()));
        options.print(table);
        return ExitCode.OK.code();
    }

    private static Comparator<ChannelRow> comparator(final String order)
    {
        return switch (order)
        {
            case "name" -> Comparator.comparing(ChannelRow::name);
            case "messages" -> Comparator.comparingLong(ChannelRow::messages).reversed();
            case "bytes" -> Comparator.comparingLong(ChannelRow::bytes).reversed();
            case "lag" -> Comparator.comparingLong(ChannelRow::lag).reversed();
            default -> throw new CliException("--sort " + order + " is none of name, messages, bytes, lag");
        };
    }

    private static String json(final List<ChannelRow> channels)
    {
        final JsonWriter json = new JsonWriter().beginObject().name("channels").beginArray();
        channels.forEach(each -> each.write(json));
        return json.endArray().endObject().text() + "\n";
    }

    @Command(name = "purge", description = "Remove all messages of a channel. Durables stay, with nothing to get.")
    int purge(@Mixin final MonitorOptions options, @Mixin final ChangeOptions change,
        @Parameters(paramLabel = "CHANNEL", description = "Name.") final String name)
    {
        return change.carryOut(options, "/adminz/channels/" + MonitorApi.word(name) + "/purge",
            new MonitorApi.Order(), plan -> "All " + plan.get("messages") + " messages of channel \"" + name +
                "\" will be removed.",
            done -> done.get("messages") + " messages of channel \"" + name + "\" removed, the next one is " + next(
                done));
    }

    /**
     * What {@code channel trim} keeps.
     */
    static final class Kept
    {
        // @formatter:off
        @Option(names = "--before", paramLabel = "SEQUENCE", description = "Remove messages before this one.")
        private Long before;
        @Option(names = "--keep", paramLabel = "N", description = "Remove all but the newest N.")
        private Long keep;
        @Option(names = "--older-than", paramLabel = "TIME", description = "Remove messages older than that: 24h.")
        private String olderThan;
        // @formatter:on
    }

    @Command(name = "trim", description = "Remove the oldest messages of a channel.")
    int trim(@Mixin final MonitorOptions options, @Mixin final ChangeOptions change,
        @ArgGroup(multiplicity = "1") final Kept kept,
        @Parameters(paramLabel = "CHANNEL", description = "Name.") final String name)
    {
        final MonitorApi.Order order = new MonitorApi.Order().with("before", kept.before).with("keep", kept.keep).with(
            "older_than_ns", kept.olderThan == null ? null : (Long) MonitorOptions.durationNs("--older-than",
                kept.olderThan));
        return change.carryOut(options, "/adminz/channels/" + MonitorApi.word(name) + "/trim", order,
            plan -> plan.get("messages") + " messages of channel \"" + name + "\" will be removed; it begins at " + plan
                .get("first") + " then.",
            done -> done.get("messages") + " messages of channel \"" + name + "\" removed, it begins at " + done.get(
                "first"));
    }

    @Command(name = "rm", description = "Delete a channel with its messages and durables.")
    int rm(@Mixin final MonitorOptions options, @Mixin final ChangeOptions change,
        @Option(names = "--even-if-online", description = "Also when somebody listens; they are not told.") //
        final boolean isEvenIfOnline,
        @Parameters(paramLabel = "CHANNEL", description = "Name.") final String name)
    {
        return change.carryOut(options, "/adminz/channels/" + MonitorApi.word(name) + "/delete", new MonitorApi.Order()
            .with("even_if_online", isEvenIfOnline),
            plan -> "Channel \"" + name + "\" will be deleted with " + plan
                .get("messages") + " messages and " + plan.get("durables") + " durables; " + plan.get("online") +
                " subscriptions are online.",
            done -> "channel \"" + name + "\" deleted; a publish or subscribe creates it again, from sequence 1 on");
    }

    private static long next(final Map<String, Object> done)
    {
        return MonitorApi.number(done, "last") + 1;
    }
}
