package io.standfast.server.cli;

import io.standfast.server.bench.BenchPlan;
import io.standfast.server.bench.BenchPlan.Kind;
import io.standfast.server.bench.RateTally;
import io.standfast.server.bench.Timings;
import java.util.List;
import java.util.Locale;

/**
 * What was measured, for people. Stateless.
 */
final class BenchTable
{
    private static final String TIMES = " %9s %9s %9s %9s %9s";
    private static final String HEAD = "%9s %9s" + TIMES + " %10s %8s %8s %9s %7s %5s%n";
    private static final String HEAD_SUBSCRIBE = "%9s %8s" + TIMES + " %10s %8s %8s %5s%n";
    private static final double US = 1e3;
    private static final double MS = 1e6;
    private static final double S = 1e9;

    private BenchTable()
    {
    }

    /** A line a rate. */
    static String text(final BenchPlan plan, final List<RateTally> tallies)
    {
        final StringBuilder text = new StringBuilder(title(plan));
        return plan.kind() == Kind.SUBSCRIBE ? subscribe(text, tallies.get(0)) : publish(text, plan, tallies);
    }

    private static String title(final BenchPlan plan)
    {
        final BenchPlan.Target target = plan.target();
        final String size = plan.kind() == Kind.SUBSCRIBE ? "" : plan.load().sizeBytes() + " B, ";
        return plan.kind() + ": " + target.server() + ", cluster " + target.clusterId() + ", " + size + count(plan
            .load().clients(), "client") + ", " + channels(target) + "\n";
    }

    private static String count(final int number, final String noun)
    {
        return number + " " + noun + (number == 1 ? "" : "s");
    }

    /** Which channels, in words. */
    static String channels(final BenchPlan.Target target)
    {
        return target.channels() == 1 ? "channel " + target.channel(0)
            : "channels " + target.channel(0) + " to " + target.channel(target.channels() - 1);
    }

    private static String publish(final StringBuilder text, final BenchPlan plan, final List<RateTally> tallies)
    {
        final boolean isRoundTrip = plan.kind() == Kind.ROUNDTRIP;
        text.append(String.format(Locale.ROOT, HEAD, "rate/s", "reached", "p50", "p90", "p99", "p99.9", "max",
            isRoundTrip ? "delivered" : "acked", "refused", "lost", "lag p99", "late", "cpu"));
        for (final RateTally tally : tallies)
        {
            final long count = isRoundTrip ? tally.delivered() : tally.acked();
            final Timings times = tally.latencies();
            text.append(String.format(Locale.ROOT, HEAD, tally.rate() == 0 ? "max" : Long.toString(tally.rate()),
                Math.round(tally.perSecond(count)), time(times, 50), time(times, 90), time(times, 99), time(times,
                    99.9),
                time(times, 100), count, tally.refused(), lost(tally), time(tally.lags(), 99), share(tally.late(),
                    tally.sent()),
                percent(tally.cpuPercent())));
        }
        return text.toString();
    }

    private static long lost(final RateTally tally)
    {
        return Math.max(tally.unacked(), tally.undelivered()) + tally.unsent();
    }

    private static String subscribe(final StringBuilder text, final RateTally tally)
    {
        text.append(String.format(Locale.ROOT, HEAD_SUBSCRIBE, "msg/s", "MB/s", "p50", "p90", "p99", "p99.9", "max",
            "delivered", "again", "missing", "cpu"));
        line(text, tally, tally.lags());
        text.insert(text.length() - 1, "  between deliveries");
        if (tally.latencies().count() > 0)
        {
            text.append(String.format(Locale.ROOT, "%9s %8s" + TIMES + " %10d %24s  age of live messages%n", "", "",
                time(tally.latencies(), 50), time(tally.latencies(), 90), time(tally.latencies(), 99), time(tally
                    .latencies(), 99.9),
                time(tally.latencies(), 100), tally.latencies().count(), ""));
        }
        return text.toString();
    }

    private static void line(final StringBuilder text, final RateTally tally, final Timings times)
    {
        text.append(String.format(Locale.ROOT, HEAD_SUBSCRIBE, Math.round(tally.perSecond(tally.delivered())), String
            .format(Locale.ROOT, "%.1f", tally.perSecond(tally.payloadBytes()) / MS), time(times, 50), time(times, 90),
            time(times, 99), time(times, 99.9), time(times, 100), tally.delivered(), tally.redelivered(), tally
                .missing(),
            percent(tally.cpuPercent())));
    }

    private static String time(final Timings timings, final double percentile)
    {
        return timings.count() == 0 ? "-" : time(timings.ns(percentile));
    }

    /** Three digits and a unit. */
    static String time(final long ns)
    {
        if (ns >= S)
        {
            return digits(ns / S) + " s";
        }
        return ns >= MS ? digits(ns / MS) + " ms" : digits(ns / US) + " us";
    }

    private static String digits(final double value)
    {
        return String.format(Locale.ROOT, value >= 99.95 ? "%.0f" : value >= 9.995 ? "%.1f" : "%.2f", value);
    }

    private static String share(final long part, final long all)
    {
        return part == 0 ? "0" : String.format(Locale.ROOT, "%.2f%%", 100.0 * part / Math.max(1, all));
    }

    private static String percent(final double value)
    {
        return Math.round(value) + "%";
    }
}
