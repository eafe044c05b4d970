package io.standfast.server.cli;

import io.standfast.server.bench.BenchPlan;
import io.standfast.server.bench.RateTally;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;

/**
 * Once a second takes what was timed, writes it to the log and says how it goes: in a thread of its own, so that a slow
 * terminal or disk does not delay a message.
 */
final class BenchProgress implements AutoCloseable
{
    private static final long PLAIN_TICKS = 5;

    private final BenchPlan plan;
    private final PrintWriter err;
    private final PrintStream file;
    private final HistogramLogWriter log;
    private final boolean isTerminal = isTerminal(2);
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task ->
    {
        final Thread created = new Thread(task, "bench-progress");
        created.setDaemon(true);
        return created;
    });
    private RateTally tally;
    private long ticks;
    private long lastCount;
    private long lastNs;

    private BenchProgress(final BenchPlan plan, final PrintWriter err, final PrintStream file)
    {
        this.plan = plan;
        this.err = err;
        this.file = file;
        log = file == null ? null : new HistogramLogWriter(file);
    }

    /**
     * Begin to tick.
     *
     * @param plan of the measurement.
     * @param err  for the progress.
     * @param hdr  file for the timings, or null.
     * @return progress.
     * @throws IOException when the file cannot be written.
     */
    static BenchProgress open(final BenchPlan plan, final PrintWriter err, final Path hdr) throws IOException
    {
        final PrintStream file = hdr == null ? null
            : new PrintStream(Files.newOutputStream(hdr), false, StandardCharsets.UTF_8);
        final BenchProgress progress = new BenchProgress(plan, err, file);
        progress.head();
        return progress;
    }

    private void head()
    {
        if (log != null)
        {
            final long nowMs = System.currentTimeMillis();
            log.outputComment("[standfast bench " + plan.kind() + ", " + plan.target().server() + ", times in ms]");
            log.outputLogFormatVersion();
            log.setBaseTime(nowMs);
            log.outputBaseTime(nowMs);
            log.outputStartTime(nowMs);
            log.outputLegend();
        }
        thread.scheduleAtFixedRate(this::tick, 1, 1, TimeUnit.SECONDS);
    }

    /** Whether a person looks at standard output, 1, or at standard error, 2. */
    static boolean isTerminal(final int descriptor)
    {
        try
        {
            final String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
        }
        catch (final IOException | UnsupportedOperationException ex)
        {
            return System.console() != null;
        }
    }

    /** The next rate. */
    void begin(final RateTally next) throws IOException
    {
        inThread(() ->
        {
            tally = next;
            ticks = 0;
            lastCount = 0;
            lastNs = System.nanoTime();
        });
    }

    /** The rate is over: nothing is recorded any more, and the sums are complete when this returns. */
    void end() throws IOException
    {
        inThread(() ->
        {
            take();
            tally = null;
            if (isTerminal)
            {
                err.print("\r\033[K");
                err.flush();
            }
        });
        if (file != null && file.checkError())
        {
            throw new IOException("the file cannot be written");
        }
    }

    private void inThread(final Runnable task) throws IOException
    {
        try
        {
            thread.submit(task).get();
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", ex);
        }
        catch (final ExecutionException ex)
        {
            throw new IOException(ex.getCause().toString(), ex);
        }
    }

    private void tick()
    {
        if (tally == null)
        {
            return;
        }
        final Histogram interval = take();
        ticks++;
        final long nowNs = System.nanoTime();
        final long count = plan.kind() == BenchPlan.Kind.PUBLISH ? tally.stored() : tally.delivered();
        final double perSecond = (count - lastCount) * 1e9 / (nowNs - lastNs);
        if (isTerminal || ticks % PLAIN_TICKS == 0)
        {
            say(perSecond, interval);
            lastCount = count;
            lastNs = nowNs;
        }
    }

    private void say(final double perSecond, final Histogram interval)
    {
        final String rate = plan.kind() == BenchPlan.Kind.SUBSCRIBE ? ""
            : (tally.rate() == 0 ? "max" : tally.rate() + "/s") + ", ";
        final String times = interval.getTotalCount() == 0 ? ""
            : ", p50 " + BenchTable.time(interval.getValueAtPercentile(50)) + ", max " + BenchTable.time(interval
                .getMaxValue());
        final String phase = plan.kind() != BenchPlan.Kind.SUBSCRIBE && tally.sent() == 0 ? ", warm-up" : "";
        final String line = String.format(Locale.ROOT, "%s%d s: %d msg/s, %d refused%s%s", rate, ticks, Math.round(
            perSecond), tally.refused(), times, phase);
        err.print(isTerminal ? "\r" + line + "\033[K" : line + "\n");
        err.flush();
    }

    private Histogram take()
    {
        final String name = tally.rate() == 0 ? "max" : Long.toString(tally.rate());
        final boolean isSubscribe = plan.kind() == BenchPlan.Kind.SUBSCRIBE;
        final Histogram lags = tally.lags().takeInterval();
        final Histogram latencies = tally.latencies().takeInterval();
        write(lags, isSubscribe ? "gap" : "lag-" + name);
        write(latencies, isSubscribe ? "age" : "rate-" + name);
        return isSubscribe ? lags : latencies;
    }

    private void write(final Histogram interval, final String tag)
    {
        if (log != null && interval.getTotalCount() > 0)
        {
            interval.setTag(tag);
            log.outputIntervalHistogram(interval);
        }
    }

    @Override
    public void close()
    {
        thread.shutdownNow();
        if (file != null)
        {
            file.close();
        }
    }
}
