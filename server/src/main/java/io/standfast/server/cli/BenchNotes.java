package io.standfast.server.cli;

import io.standfast.server.bench.BenchPlan;
import io.standfast.server.bench.BenchPlan.Kind;
import io.standfast.server.bench.RateTally;
import java.util.List;
import java.util.Locale;

/**
 * What has to be said beside the numbers: whether they are the server's, and what stays behind. Stateless but for its
 * inputs.
 */
final class BenchNotes
{
    private final BenchPlan plan;
    private final List<RateTally> tallies;
    private final int unanswered;

    /**
     * About a measurement that is over.
     *
     * @param plan       of it.
     * @param tallies    rate by rate.
     * @param unanswered clients whose goodbye the server did not answer.
     */
    BenchNotes(final BenchPlan plan, final List<RateTally> tallies, final int unanswered)
    {
        this.plan = plan;
        this.tallies = tallies;
        this.unanswered = unanswered;
    }

    /** Lines; the last one says what the server holds now. */
    String text()
    {
        final StringBuilder text = new StringBuilder();
        for (final RateTally tally : tallies)
        {
            pace(text, tally);
        }
        kept(text);
        if (unanswered > 0)
        {
            line(text, "%d of %d clients could not say goodbye: the server forgets them when they do not answer its " +
                "heartbeats.", unanswered, plan.load().clients());
        }
        return text.toString();
    }

    private void pace(final StringBuilder text, final RateTally tally)
    {
        final boolean isPublishing = plan.kind() != Kind.SUBSCRIBE;
        final String rate = !isPublishing ? "subscribe" : tally.rate() == 0 ? "max" : tally.rate() + "/s";
        if (isPublishing && tally.rate() == 0)
        {
            line(text, "%s: closed loop, %d in flight a client: while the server stalls nothing is due, so a stall " +
                "counts only once for each of these.", rate, plan.load().window());
        }
        if (tally.isClientBottleneck() && tally.rate() == 0)
        {
            line(text, "%s: THIS CLIENT WAS THE BOTTLENECK: its thread used %.0f %% of a core; the server may be " +
                "faster. Start several of them.", rate, tally.cpuPercent());
        }
        else if (tally.isClientBottleneck())
        {
            line(text, "%s: THIS CLIENT WAS THE BOTTLENECK: it sent %d of %d messages more than 1 ms late although " +
                "the server would have taken them; the latencies hold that. Lower the rate, or give the client a " +
                "machine of its own.", rate, tally.late(), tally.sent());
        }
        if (tally.held() > 0)
        {
            line(text, "%s: the server did not take %d messages when they were due (socket or window full); their " +
                "latencies count from when they were due.", rate, tally.held());
        }
        if (tally.isInterrupted())
        {
            line(text, "%s: stopped early.", rate);
        }
    }

    private void kept(final StringBuilder text)
    {
        final long stored = tallies.stream().mapToLong(RateTally::stored).sum();
        if (plan.kind() != Kind.SUBSCRIBE)
        {
            line(text, "Kept: %d messages were acknowledged (warm-up included) and are on %s of %s; nothing was " +
                "deleted.", stored, BenchTable.channels(plan.target()), plan.target().server());
        }
        else if (!plan.subscription().durable().isEmpty())
        {
            line(text, "Kept: durable \"%s\" of %s goes on where it was; unsubscribe it when it is not needed.", plan
                .subscription().durable(), BenchTable.channels(plan.target()));
        }
    }

    private static void line(final StringBuilder text, final String format, final Object... arguments)
    {
        text.append(String.format(Locale.ROOT, format, arguments)).append('\n');
    }

    /** Why the exit code is not 0, in one line; null when all is well. */
    String problem()
    {
        for (final RateTally tally : tallies)
        {
            if (tally.failure() != null)
            {
                return String.format(Locale.ROOT, "bench: %s; %d messages had been acknowledged, %d had no answer: " +
                    "they may be stored or not", tally.failure(), sum(), tally.unacked());
            }
            if (tally.refused() > 0)
            {
                return String.format(Locale.ROOT, "bench: %s refused %d messages, the first one with: %s", plan
                    .target().server(), tally.refused(), tally.firstRefusal());
            }
            if (!tally.isClean() && !tally.isInterrupted())
            {
                return incomplete(tally);
            }
        }
        return null;
    }

    private long sum()
    {
        return tallies.stream().mapToLong(RateTally::stored).sum();
    }

    private String incomplete(final RateTally tally)
    {
        if (tally.noResponders() > 0)
        {
            return String.format(Locale.ROOT, "bench: %d publishes reached nobody: no STAN server of cluster \"%s\" " +
                "listens at %s any longer", tally.noResponders(), plan.target().clusterId(), plan.target().server());
        }
        return String.format(Locale.ROOT, "bench: at %s messages/s %s left %d messages without acknowledgement and " +
            "%d undelivered, and did not take %d that were due (--ack-timeout)",
            tally.rate() == 0 ? "max"
                : Long.toString(tally.rate()),
            plan.target().server(), tally.unacked(), tally.undelivered(), tally
                .unsent());
    }
}
