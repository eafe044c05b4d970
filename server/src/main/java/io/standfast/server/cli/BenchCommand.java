package io.standfast.server.cli;

import io.standfast.server.bench.BenchPlan;
import io.standfast.server.bench.BenchPlan.Kind;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Puts a load on any STAN server and says how long it took.
 */
@Command(name = "bench", description = "Measure any STAN server: throughput, and latency by rate.", subcommands = {
    BenchCommand.Publish.class, BenchCommand.Subscribe.class, BenchCommand.RoundTrip.class})
final class BenchCommand implements Runnable
{
    private static final int LONGEST_ACK_WAIT_S = 24 * 60 * 60;

    @Spec
    private CommandSpec spec;

    @Override
    public void run()
    {
        throw new ParameterException(spec.commandLine(), "bench: publish, subscribe or roundtrip is missing");
    }

    /**
     * Options of what is published.
     */
    private static final class Publishing
    {
        @Option(names = "--size", paramLabel = "BYTES", defaultValue = "128", description = "Of a payload, like 128 " +
            "or 4KB (default: ${DEFAULT-VALUE}).")
        private String size;
        @Option(names = "--rate", paramLabel = "N,N,...", defaultValue = "1k", description = "Messages a second of " +
            "all clients together, one run each, like 1k,5k,20k: open loop, a message's time counts from when it was " +
            "due. max: as fast as --window lets (default: ${DEFAULT-VALUE}).")
        private String rate;
        @Option(names = "--window", paramLabel = "N", defaultValue = "256", description = "With --rate max: " +
            "unacknowledged messages of a client (default: ${DEFAULT-VALUE}).")
        private int window;
        @Option(names = "--warmup", paramLabel = "TIME", defaultValue = "2s", description = "Before each rate is " +
            "measured (default: ${DEFAULT-VALUE}).")
        private String warmup;
        @Option(names = "--ack-timeout", paramLabel = "TIME", defaultValue = "30s", description = "Wait so long for " +
            "the next answer when all is sent (default: ${DEFAULT-VALUE}).")
        private String ackTimeout;
    }

    /**
     * Options of subscriptions.
     */
    private static final class Subscribing
    {
        @Option(names = "--max-in-flight", paramLabel = "N", defaultValue = "1024", description = "Deliveries that " +
            "are not acknowledged (default: ${DEFAULT-VALUE}).")
        private int maxInFlight;
        @Option(names = "--ack-wait", paramLabel = "TIME", defaultValue = "30s", description = "Before the server " +
            "delivers again; whole seconds (default: ${DEFAULT-VALUE}).")
        private String ackWait;

        BenchPlan.Subscribing plan(final String start, final String durable, final String queue)
        {
            final long ackWaitS = BenchOptions.durationNs("--ack-wait", ackWait) / 1_000_000_000L;
            if (ackWaitS < 1 || ackWaitS > LONGEST_ACK_WAIT_S)
            {
                throw new IllegalArgumentException("--ack-wait must be 1s to 24h");
            }
            final boolean isSequence = start.matches("[1-9]\\d{0,17}");
            if (!isSequence && !start.equals("first") && !start.equals("new"))
            {
                throw new IllegalArgumentException("--start " + start + ": expected first, new or a sequence");
            }
            final int position = isSequence ? 3 : start.equals("first") ? 4 : 0;
            return new BenchPlan.Subscribing(position, isSequence ? Long.parseLong(start) : 0, durable, queue,
                maxInFlight, (int) ackWaitS);
        }
    }

    /**
     * Publish, and wait for the acknowledgements.
     */
    @Command(name = "publish", aliases = "pub", description = "Publish; the time is from due to acknowledged.")
    static final class Publish implements Callable<Integer>
    {
        @Spec
        private CommandSpec spec;
        @Mixin
        private BenchOptions options;
        @Mixin
        private Publishing publishing;

        @Override
        public Integer call()
        {
            return BenchRun.run(spec.commandLine(), options, () -> new BenchPlan(Kind.PUBLISH, options.target(false),
                options.load(publishing.size, publishing.window, publishing.warmup, publishing.ackTimeout), null),
                () -> BenchOptions.rates(publishing.rate));
        }
    }

    /**
     * Receive what is stored, or what others publish.
     */
    @Command(name = "subscribe", aliases = "sub", description = "Receive what is stored or what others publish.")
    static final class Subscribe implements Callable<Integer>
    {
        private static final long[] NO_RATE = {0};

        @Spec
        private CommandSpec spec;
        @Mixin
        private BenchOptions options;
        @Mixin
        private Subscribing subscribing;
        @Option(names = "--start", paramLabel = "WHERE", defaultValue = "first", description = "first, new, or a " +
            "sequence (default: ${DEFAULT-VALUE}).")
        private String start;
        @Option(names = "--durable", paramLabel = "NAME", defaultValue = "", description = "Durable subscription; it " +
            "is kept at the end.")
        private String durable;
        @Option(names = "--queue", paramLabel = "NAME", defaultValue = "", description = "All clients are members of " +
            "this group.")
        private String queue;
        @Option(names = "--warmup", paramLabel = "TIME", defaultValue = "0s", description = "What comes meanwhile " +
            "does not count (default: ${DEFAULT-VALUE}).")
        private String warmup;

        @Override
        public Integer call()
        {
            return BenchRun.run(spec.commandLine(), options, () -> new BenchPlan(Kind.SUBSCRIBE, options.target(
                !durable.isEmpty() && queue.isEmpty()), options.load("0", 1, warmup, "30s"),
                subscribing.plan(start,
                    durable, queue)),
                NO_RATE::clone);
        }
    }

    /**
     * Publish, and wait until it is delivered.
     */
    @Command(name = "roundtrip", aliases = "rtt", description = "Publish, and receive it on a subscription of one's " +
        "own; the time is from due to delivered.")
    static final class RoundTrip implements Callable<Integer>
    {
        @Spec
        private CommandSpec spec;
        @Mixin
        private BenchOptions options;
        @Mixin
        private Publishing publishing;
        @Mixin
        private Subscribing subscribing;

        @Override
        public Integer call()
        {
            return BenchRun.run(spec.commandLine(), options, () -> new BenchPlan(Kind.ROUNDTRIP, options.target(false),
                options.load(publishing.size, publishing.window, publishing.warmup, publishing.ackTimeout), subscribing
                    .plan("new", "", "")),
                () -> BenchOptions.rates(publishing.rate));
        }
    }
}
