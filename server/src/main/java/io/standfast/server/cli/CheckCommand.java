package io.standfast.server.cli;

import io.standfast.server.bench.BenchException;
import io.standfast.server.bench.BenchPlan;
import io.standfast.server.bench.LoadRig;
import io.standfast.server.bench.RateTally;
import io.standfast.server.cli.CheckResult.Status;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Checks for monitoring systems: one line, and an exit code that they know.
 */
// @formatter:off
@Command(name = "check", description = {"Check a server for a monitoring system; exit code 0 is well, 1 a warning, 2 " +
    "critical, 3 unknown.", "Limits are WARN,CRIT: a value beyond them is a warning, or critical."},
    subcommands = {CheckCommand.Connection.class, CheckCommand.Channel.class, CheckCommand.Durable.class,
        CheckCommand.Cluster.class, CheckCommand.Store.class})
// @formatter:on
final class CheckCommand implements Runnable
{
    @Spec
    private CommandSpec spec;

    @Override
    public void run()
    {
        throw new ParameterException(spec.commandLine(), "check: connection, channel, durable, cluster or store is " +
            "missing");
    }

    /**
     * Where the pages are.
     */
    private static final class Pages
    {
        @Option(names = "--url", paramLabel = "URL", defaultValue = "http://127.0.0.1:8222", description = "A node's " +
            "monitoring port (default: ${DEFAULT-VALUE}).")
        private String url;
        @Mixin
        private MonitorLogin login;

        private PageChecks checks(final CheckResult result)
        {
            return new PageChecks(login.newMonitorClient(), url, result);
        }
    }

    /**
     * Whether a client can connect, publish, and receive.
     */
    @Command(name = "connection", description = "Publish a message and receive it, as a client does.")
    static final class Connection implements Callable<Integer>
    {
        private static final int PAYLOAD = 16;
        private static final int RATE = 100;
        private static final int RANDOM = 1_000_000;
        private static final int ACK_WAIT_S = 30;

        // @formatter:off
        @Spec
        private CommandSpec spec;
        @Mixin
        private CheckOptions options;
        @Mixin
        private TargetOptions target;
        @Option(names = {"-c", "--channel"}, paramLabel = "NAME", defaultValue = "standfast.check",
            description = "Channel for the message, kept afterwards (default: ${DEFAULT-VALUE}).")
        private String channel;
        @Option(names = "--rtt-ms", paramLabel = "WARN,CRIT",
            description = "Limits of the time from published to received, in milliseconds.")
        private String roundTrip;
        // @formatter:on

        @Override
        public Integer call()
        {
            return options.run(spec.commandLine(), "connection", this::look);
        }

        private void look(final CheckResult result)
        {
            final CheckLimits limits = CheckLimits.parse("--rtt-ms", roundTrip);
            final long timeoutNs = target.timeoutNs();
            final BenchPlan plan = new BenchPlan(BenchPlan.Kind.ROUNDTRIP, target.target("check-" + ThreadLocalRandom
                .current().nextInt(RANDOM), channel, 1),
                new BenchPlan.Load(1, PAYLOAD, 1, 0, timeoutNs, 1, timeoutNs, false),
                new BenchPlan.Subscribing(0, 0, "", "", 1, ACK_WAIT_S));
            plan.check();
            try (LoadRig rig = new LoadRig(plan, () -> false))
            {
                final long beginNs = System.nanoTime();
                rig.connect();
                final long connectedNs = System.nanoTime();
                final RateTally tally = new RateTally(RATE);
                rig.run(tally);
                rig.disconnect();
                tally.latencies().takeInterval();
                say(result, plan, tally);
                result.figure("connect_ms", TimeUnit.NANOSECONDS.toMillis(connectedNs - beginNs), CheckLimits.SHOWN);
                result.figure("rtt_ms", TimeUnit.NANOSECONDS.toMillis(tally.latencies().ns(100)), limits);
            }
            catch (final BenchException ex)
            {
                result.say(Status.CRITICAL, ex.getMessage());
            }
        }

        private void say(final CheckResult result, final BenchPlan plan, final RateTally tally)
        {
            final String problem = new BenchNotes(plan, List.of(tally), 0).problem();
            if (problem != null)
            {
                result.say(Status.CRITICAL, problem.replaceFirst("^bench: ", ""));
            }
            else if (tally.delivered() == 0)
            {
                result.say(Status.CRITICAL, "the message to channel \"" + channel + "\" was not delivered by " + plan
                    .target().server() + " within " + target.timeout());
            }
            else
            {
                result.say(Status.OK, String.format(Locale.ROOT, "%s took a message to \"%s\" and delivered it",
                    plan.target().server(), channel));
            }
        }
    }

    /**
     * How full a channel is, and whether anybody listens to it.
     */
    @Command(name = "channel", description = "Check a channel's messages, bytes and subscriptions.")
    static final class Channel implements Callable<Integer>
    {
        // @formatter:off
        @Spec
        private CommandSpec spec;
        @Mixin
        private CheckOptions options;
        @Mixin
        private Pages pages;
        @Option(names = "--messages", paramLabel = "WARN,CRIT", description = "Limits of its messages.")
        private String messages;
        @Option(names = "--bytes", paramLabel = "WARN,CRIT", description = "Limits of its bytes, like 500MB,1GB.")
        private String bytes;
        @Option(names = "--pending", paramLabel = "WARN,CRIT",
            description = "Limits of what any one subscription was sent and has not acknowledged.")
        private String pending;
        @Option(names = "--lag", paramLabel = "WARN,CRIT",
            description = "Limits of what any one subscription has not acknowledged, sent or not.")
        private String lag;
        @Option(names = "--min-subscriptions", paramLabel = "N", defaultValue = "0",
            description = "Critical with fewer.")
        private int subscriptions;
        @Parameters(paramLabel = "CHANNEL", description = "Its name.")
        private String channel;
        // @formatter:on

        @Override
        public Integer call()
        {
            return options.run(spec.commandLine(), "channel", result -> pages.checks(result).channel(channel,
                new PageChecks.ChannelLimits(CheckLimits.parse("--messages", messages), CheckLimits.parse("--bytes",
                    bytes), CheckLimits.parse("--pending", pending), CheckLimits.parse("--lag", lag), subscriptions)));
        }
    }

    /**
     * Whether a durable keeps up.
     */
    @Command(name = "durable", description = "Check that a durable subscription is there and keeps up.")
    static final class Durable implements Callable<Integer>
    {
        // @formatter:off
        @Spec
        private CommandSpec spec;
        @Mixin
        private CheckOptions options;
        @Mixin
        private Pages pages;
        @Option(names = "--client", paramLabel = "ID", description = "Of this client only.")
        private String client;
        @Option(names = "--group", paramLabel = "NAME", description = "Of this queue group only.")
        private String group;
        @Option(names = "--pending", paramLabel = "WARN,CRIT",
            description = "Limits of what was sent and is not acknowledged.")
        private String pending;
        @Option(names = "--lag", paramLabel = "WARN,CRIT",
            description = "Limits of what is not acknowledged, sent or not.")
        private String lag;
        @Option(names = "--offline", paramLabel = "STATUS", defaultValue = "warning",
            description = "ok, warning or critical: when its client is away (default: ${DEFAULT-VALUE}).")
        private Status offline;
        @Parameters(index = "0", paramLabel = "CHANNEL", description = "Its channel.")
        private String channel;
        @Parameters(index = "1", paramLabel = "DURABLE", description = "Its name.")
        private String durable;
        // @formatter:on

        @Override
        public Integer call()
        {
            return options.run(spec.commandLine(), "durable", result -> pages.checks(result).durable(channel, durable,
                new PageChecks.DurableLimits(client, group, CheckLimits.parse("--pending", pending), CheckLimits.parse(
                    "--lag", lag), offline)));
        }
    }

    /**
     * Whether the cluster is whole.
     */
    @Command(name = "cluster", description = "Check that a node is ready, and that all members of its cluster are " +
        "there and agree.")
    static final class Cluster implements Callable<Integer>
    {
        @Spec
        private CommandSpec spec;
        @Mixin
        private CheckOptions options;
        @Mixin
        private Pages pages;

        @Override
        public Integer call()
        {
            return options.run(spec.commandLine(), "cluster", result -> pages.checks(result).cluster());
        }
    }

    /**
     * Whether there is room.
     */
    @Command(name = "store", description = "Check that the disk has room, and how near the limits are.")
    static final class Store implements Callable<Integer>
    {
        // @formatter:off
        @Spec
        private CommandSpec spec;
        @Mixin
        private CheckOptions options;
        @Mixin
        private Pages pages;
        @Option(names = "--channels-percent", paramLabel = "WARN,CRIT", defaultValue = "80,95",
            description = "Limits of channels, in percent of max_channels (default: ${DEFAULT-VALUE}).")
        private String channels;
        @Option(names = "--bytes", paramLabel = "WARN,CRIT", description = "Limits of the bytes of all channels.")
        private String bytes;
        // @formatter:on

        @Override
        public Integer call()
        {
            return options.run(spec.commandLine(), "store", result -> pages.checks(result).store(CheckLimits.parse(
                "--channels-percent", channels), CheckLimits.parse("--bytes", bytes)));
        }
    }
}
