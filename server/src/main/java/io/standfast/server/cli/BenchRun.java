package io.standfast.server.cli;

import io.standfast.server.ExitCode;
import io.standfast.server.OneLine;
import io.standfast.server.bench.BenchException;
import io.standfast.server.bench.BenchPlan;
import io.standfast.server.bench.LoadRig;
import io.standfast.server.bench.RateTally;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/**
 * One call of {@code standfast bench}: all rates, then the table and what is to be said about it. Owned by the main
 * thread.
 */
final class BenchRun
{
    private static final int RATES = 100;

    private final BenchPlan plan;
    private final BenchOptions options;
    private final PrintWriter out;
    private final PrintWriter err;
    private final BenchStop stop = new BenchStop();
    private final List<RateTally> tallies = new ArrayList<>();

    private BenchRun(final CommandLine commandLine, final BenchOptions options, final BenchPlan plan)
    {
        this.plan = plan;
        this.options = options;
        out = commandLine.getOut();
        err = commandLine.getErr();
    }

    /** Check the options, then measure; the exit code. */
    static int run(final CommandLine commandLine, final BenchOptions options, final Supplier<BenchPlan> plans,
        final Supplier<long[]> rates)
    {
        final BenchPlan plan;
        final long[] all;
        try
        {
            plan = plans.get();
            plan.check();
            all = rates.get();
        }
        catch (final IllegalArgumentException ex)
        {
            throw new ParameterException(commandLine, "bench: " + ex.getMessage(), ex);
        }
        if (all.length > RATES)
        {
            throw new ParameterException(commandLine, "bench: more than " + RATES + " rates");
        }
        final BenchRun run = new BenchRun(commandLine, options, plan);
        try (BenchStop stop = run.stop)
        {
            stop.install();
            return run.run(all);
        }
    }

    private int run(final long[] rates)
    {
        int unanswered = 0;
        try (LoadRig rig = new LoadRig(plan, stop::isRequested);
            BenchProgress progress = BenchProgress.open(plan, err, options.hdr()))
        {
            try
            {
                rig.connect();
                measure(rig, progress, rates);
            }
            finally
            {
                unanswered = rig.disconnect();
            }
        }
        catch (final BenchException ex)
        {
            return refused(ex.getMessage());
        }
        catch (final IOException ex)
        {
            return refused("cannot write --hdr " + options.hdr() + ": " + OneLine.of(ex));
        }
        return report(unanswered);
    }

    private void measure(final LoadRig rig, final BenchProgress progress, final long[] rates) throws IOException
    {
        for (int i = 0; i < rates.length && !stop.isRequested() && !isFailed(); i++)
        {
            final RateTally tally = new RateTally(rates[i]);
            tallies.add(tally);
            progress.begin(tally);
            rig.run(tally);
            progress.end();
        }
    }

    private boolean isFailed()
    {
        return !tallies.isEmpty() && tallies.get(tallies.size() - 1).failure() != null;
    }

    private int report(final int unanswered)
    {
        final BenchNotes notes = new BenchNotes(plan, tallies, unanswered);
        if (options.isJson())
        {
            out.println(BenchJson.text(plan, tallies));
            out.flush();
            err.print(notes.text());
        }
        else
        {
            out.print(BenchTable.text(plan, tallies));
            out.print(notes.text());
            out.flush();
        }
        if (notes.problem() != null)
        {
            err.println("standfast: " + notes.problem());
        }
        err.flush();
        return stop.exitCode(notes.problem() == null ? ExitCode.OK : ExitCode.HALTED).code();
    }

    private int refused(final String reason)
    {
        err.println("standfast: bench: " + reason);
        err.flush();
        return ExitCode.NOT_STARTED.code();
    }
}
