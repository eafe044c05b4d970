package io.standfast.server.cli;

import io.standfast.server.ExitCode;
import io.standfast.server.http.JsonWriter;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.concurrent.Callable;
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
 * Subscribes to a channel; with one of its own commands it looks at subscriptions, and moves and removes durables.
 */
@Command(name = "sub", description = "Subscribe to a channel; or look at subscriptions, move and remove durables.")
final class SubscriptionCommand implements Callable<Integer>
{
    private static final long NS_PER_S = TimeUnit.SECONDS.toNanos(1);

    @Spec
    private CommandSpec spec;
    @Mixin
    private StanOptions stan;
    @Mixin
    private SubscribeOptions subscribe;
    @Parameters(paramLabel = "CHANNEL", arity = "0..1", description = "Channel to subscribe to.")
    private String channel;

    @Override
    public Integer call()
    {
        if (channel == null)
        {
            throw new ParameterException(spec.commandLine(),
                "sub: a channel is missing, or ls, info, explain, seek or rm");
        }
        return subscribe.run(stan, channel, spec.commandLine().getOut(), spec.commandLine().getErr());
    }

    static Table table(final List<SubscriptionRow> subscriptions)
    {
        final Table table = new Table("CHANNEL", "CLIENT", "DURABLE", "QUEUE", "STATE", "LAST SENT", "UNACKED", "MAX",
            "LAG");
        subscriptions.forEach(each -> table.add(each.channel(), each.client(), orDash(each.durable()), orDash(each
            .queue()), each.state(), each.lastSent(), each.pending(), each.maxInFlight(), each.lag()));
        return table;
    }

    private static String orDash(final String text)
    {
        return text.isEmpty() ? "-" : text;
    }

    private static void print(final MonitorOptions options, final List<SubscriptionRow> subscriptions)
    {
        if (!options.isJson())
        {
            options.print(table(subscriptions));
            return;
        }
        final JsonWriter json = new JsonWriter().beginObject().name("subscriptions").beginArray();
        subscriptions.forEach(each -> each.write(json));
        options.print(json.endArray().endObject().text() + "\n");
    }

    @Command(name = "ls", description = "List subscriptions, durables that are offline too.")
    int ls(@Mixin final MonitorOptions options,
        @Option(names = "--stalled", description = "Only those that get nothing before they acknowledge.") //
        final boolean isStalled,
        @Option(names = "--offline", description = "Only those that no client has open.") final boolean isOffline,
        @Option(names = "--durable", description = "Only durables.") final boolean isDurable,
        @Parameters(paramLabel = "CHANNEL", arity = "0..1", description = "Only of this channel.") final String of)
    {
        final MonitorApi api = options.api();
        final List<ChannelRow> channels = of == null ? api.channels() : List.of(api.channel(of));
        print(options,
            channels.stream().flatMap(each -> each.subscriptions().stream()).filter(each -> (!isStalled || each
                .isStalled()) && (!isOffline || each.isOffline()) && (!isDurable || each.isDurable())).toList());
        return ExitCode.OK.code();
    }

    @Command(name = "info", description = "Show the subscriptions of a channel that have a name.")
    int info(@Mixin final MonitorOptions options,
        @Parameters(index = "0", paramLabel = "CHANNEL", description = "Name of the channel.") final String of,
        @Parameters(index = "1", paramLabel = "NAME", description = "Durable, queue group or client.") //
        final String name)
    {
        print(options, named(options.api().channel(of), name));
        return ExitCode.OK.code();
    }

    @Command(name = "explain", description = "Say why subscriptions get what they get, and what can be done.")
    int explain(@Mixin final MonitorOptions options,
        @Parameters(index = "0", paramLabel = "CHANNEL", description = "Name of the channel.") final String of,
        @Parameters(index = "1", arity = "0..1", paramLabel = "NAME", //
            description = "Durable, queue group or client (default: all of the channel).") final String name)
    {
        final ChannelRow found = options.api().channel(of);
        final List<SubscriptionRow> subscriptions = name == null ? found.subscriptions() : named(found, name);
        if (options.isJson())
        {
            final JsonWriter json = new JsonWriter().beginObject().name("subscriptions").beginArray();
            subscriptions.forEach(each -> json.beginObject().field("client", each.client()).field("durable", each
                .durable()).field("queue", each.queue()).field("state", each.state()).field("explanation", each
                    .explanation())
                .endObject());
            options.print(json.endArray().endObject().text() + "\n");
            return ExitCode.OK.code();
        }
        if (subscriptions.isEmpty())
        {
            options.print("Channel \"" + of + "\" has no subscriptions: nobody gets its messages.\n");
        }
        subscriptions.forEach(each -> options.print("The " + each.kind() + " subscription of client \"" + each
            .client() + "\"" + (each.isDurable() ? ", durable \"" + each.durable() + "\"" : "") +
            (each.queue()
                .isEmpty() ? "" : ", queue \"" + each.queue() + "\"") +
            ", " + each.explanation() + "\n"));
        return ExitCode.OK.code();
    }

    private static List<SubscriptionRow> named(final ChannelRow channel, final String name)
    {
        final List<SubscriptionRow> named = channel.subscriptions().stream()
            .filter(each -> name.equals(each.durable()) ||
                name.equals(each.queue()) || name.equals(each.client()))
            .toList();
        if (named.isEmpty())
        {
            throw MonitorApi.unknown(
                "subscription of channel \"" + channel.name() + "\" with a durable, queue or client " +
                    "called",
                name, channel.subscriptions().stream().flatMap(each -> List.of(each.durable(), each.queue(), each
                    .client()).stream()).filter(each -> !each.isEmpty()).toList());
        }
        return named;
    }

    /**
     * Where {@code sub seek} goes.
     */
    static final class Place
    {
        // @formatter:off
        @Option(names = "--to", paramLabel = "PLACE",
            description = "first: all that is stored; last: the newest message; " +
            "new: what is published from now on.")
        private String to;
        @Option(names = "--sequence", paramLabel = "N", description = "This message.")
        private Long sequence;
        @Option(names = "--time", paramLabel = "TIME",
            description = "The first message not older, 2026-11-30T08:00:00Z.")
        private String time;
        @Option(names = "--since", paramLabel = "DURATION", description = "The first message not older than that, 1h.")
        private String since;
        // @formatter:on

        private Long timeNs()
        {
            if (since != null)
            {
                return TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis()) - MonitorOptions.durationNs("--since",
                    since);
            }
            if (time == null)
            {
                return null;
            }
            try
            {
                final OffsetDateTime moment = OffsetDateTime.parse(time);
                return moment.toEpochSecond() * NS_PER_S + moment.getNano();
            }
            catch (final DateTimeParseException ex)
            {
                throw new CliException("--time " + time + " is no time: expected one like 2026-11-30T08:00:00Z", ex);
            }
        }
    }

    @Command(name = "seek", description = "Let a durable go on at another message.")
    int seek(@Mixin final MonitorOptions options, @Mixin final ChangeOptions change,
        @Mixin final DurableOptions durable,
        @ArgGroup(multiplicity = "1") final Place place)
    {
        final MonitorApi.Order order = durable.order().with("to", place.to).with("sequence", place.sequence).with(
            "time_ns", place.timeNs());
        return change.carryOut(options, durable.page("seek"), order,
            plan -> "The " + durable + " will go on at message " +
                plan.get("next") + " instead of " + plan.get("before") + "; " + plan.get("pending") +
                " messages that were sent and not acknowledged are forgotten.",
            done -> "The " + durable +
                " goes on at message " + done.get("next"));
    }

    @Command(name = "rm", description = "Remove a durable: its place and what it has not acknowledged.")
    int rm(@Mixin final MonitorOptions options, @Mixin final ChangeOptions change, @Mixin final DurableOptions durable)
    {
        return change.carryOut(options, durable.page("remove"), durable.order(), plan -> "The " + durable +
            " will be removed; it has been sent messages up to " + plan.get("last_sent") + ", " + plan.get("pending") +
            " of them are not acknowledged.", done -> "The " + durable + " is removed");
    }
}
