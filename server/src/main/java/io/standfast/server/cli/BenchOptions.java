package io.standfast.server.cli;

import io.standfast.server.bench.BenchPlan;
import io.standfast.server.config.ByteSize;
import io.standfast.server.config.GoDuration;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Options that all three ways of {@code standfast bench} have. Filled by the command framework.
 */
final class BenchOptions
{
    private static final int RANDOM_DIGITS = 1_000_000;

    // @formatter:off
    @Mixin
    private TargetOptions target;
    @Option(names = "--client-id", paramLabel = "ID",
        description = "Of the client; several are ID-1, ID-2 and so on (default: bench- and a random number).")
    private String clientId;
    @Option(names = {"-c", "--channel"}, paramLabel = "NAME", defaultValue = "bench",
        description = "Channel (default: ${DEFAULT-VALUE}).")
    private String channel;
    @Option(names = "--channels", paramLabel = "N", defaultValue = "1",
        description = "Use N of them: NAME.0 to NAME.N-1.")
    private int channels;
    @Option(names = "--clients", paramLabel = "N", defaultValue = "1",
        description = "Clients, each with a connection of its own (default: ${DEFAULT-VALUE}).")
    private int clients;
    @Option(names = "--duration", paramLabel = "TIME",
        description = "What is measured of each rate (default: 10s, or until --count is reached).")
    private String duration;
    @Option(names = "--count", paramLabel = "N",
        description = "Messages that are measured of each rate at most.")
    private Long count;
    @Option(names = "--spin",
        description = "Never sleep: takes a core, and is some 50 us more exact.")
    private boolean isSpinning;
    @Option(names = "--json", description = "Print one JSON document and no table.")
    private boolean isJson;
    @Option(names = "--hdr", paramLabel = "FILE",
        description = "Write all timings, second by second, to a log of HdrHistogram.")
    private Path hdr;
    // @formatter:on

    BenchPlan.Target target(final boolean isClientIdNeeded)
    {
        if (isClientIdNeeded && clientId == null)
        {
            throw new IllegalArgumentException("--durable needs --client-id: a durable belongs to a client id, and " +
                "a random one leaves it behind for ever");
        }
        final String id = clientId != null ? clientId
            : "bench-" + ThreadLocalRandom.current().nextInt(RANDOM_DIGITS);
        return target.target(id, channel, channels);
    }

    BenchPlan.Load load(final String size, final int window, final String warmup, final String ackTimeout)
    {
        final long durationNs = duration != null ? durationNs("--duration", duration)
            : count != null ? BenchPlan.MAX_DURATION_NS : TimeUnit.SECONDS.toNanos(10);
        return new BenchPlan.Load(clients, sizeBytes(size), window, durationNs("--warmup", warmup), durationNs,
            count == null ? BenchPlan.MAX_COUNT : count, durationNs("--ack-timeout", ackTimeout), isSpinning);
    }

    boolean isJson()
    {
        return isJson;
    }

    /** File for the timings, or null. */
    Path hdr()
    {
        return hdr;
    }

    static long durationNs(final String option, final String text)
    {
        try
        {
            return GoDuration.parseNs(text);
        }
        catch (final NumberFormatException ex)
        {
            throw new IllegalArgumentException(option + " " + text + " is no duration: expected one like 10s, 500ms " +
                "or 1m30s", ex);
        }
    }

    private static int sizeBytes(final String text)
    {
        try
        {
            final long bytes = ByteSize.parse(text);
            if (bytes < 0 || bytes > BenchPlan.MAX_SIZE)
            {
                throw new IllegalArgumentException("--size must be 0 to " + BenchPlan.MAX_SIZE);
            }
            return (int) bytes;
        }
        catch (final NumberFormatException ex)
        {
            throw new IllegalArgumentException("--size " + text + " is no size: expected one like 128, 4KB or 1MB", ex);
        }
    }

    /**
     * Read rates.
     *
     * @param text {@code 1k,5k,max}.
     * @return messages a second, 0 for {@code max}.
     */
    static long[] rates(final String text)
    {
        final String[] words = text.split(",", -1);
        final long[] rates = new long[words.length];
        for (int i = 0; i < words.length; i++)
        {
            rates[i] = rate(words[i].strip().toLowerCase(Locale.ROOT));
        }
        return rates;
    }

    private static long rate(final String word)
    {
        if (word.equals("max"))
        {
            return 0;
        }
        if (!word.matches("\\d{1,9}[km]?"))
        {
            throw new IllegalArgumentException("--rate " + word + " is no rate: expected one like 500, 20k or max");
        }
        final char unit = word.charAt(word.length() - 1);
        final long number = Long.parseLong(word.replaceAll("[km]", ""));
        final long rate = number * (unit == 'k' ? 1_000 : unit == 'm' ? 1_000_000 : 1);
        if (rate < 1 || rate > BenchPlan.MAX_RATE)
        {
            throw new IllegalArgumentException("--rate must be 1 to " + BenchPlan.MAX_RATE + ", or max");
        }
        return rate;
    }
}
