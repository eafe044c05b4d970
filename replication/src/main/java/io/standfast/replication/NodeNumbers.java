package io.standfast.replication;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Supplier;

import io.aeron.AeronCounters;
import io.standfast.engine.Engine;
import io.standfast.engine.EngineViews;
import io.standfast.engine.view.DurationHistogram;
import io.standfast.engine.view.ViewSession;
import io.standfast.replication.log.EngineView;
import io.standfast.replication.log.StreamingService;
import io.standfast.replication.restore.RestoreProgress;

/**
 * What monitoring asks of a node. Any thread asks.
 */
public final class NodeNumbers
{
    /** Value that is not known, because the part that counts it does not run yet, or any more. */
    public static final long UNKNOWN = DriverCounters.GONE;

    private final Supplier<StreamingService> service;
    private final Supplier<DriverCounters> counters;
    private final RestoreProgress progress;
    private final CopyOnWriteArrayList<AgentErrors> errors = new CopyOnWriteArrayList<>();

    NodeNumbers(final Supplier<StreamingService> service, final Supplier<DriverCounters> counters,
        final RestoreProgress progress)
    {
        this.service = service;
        this.counters = counters;
        this.progress = progress;
    }

    void add(final AgentErrors agent)
    {
        errors.add(agent);
    }

    /**
     * Look at channels, all at one position of the log. Blocks.
     *
     * @param afterId   number of the last channel that is known, 0 for none.
     * @param limit     most channels that are wanted.
     * @param timeoutMs longest wait.
     * @return view, or null when the engine is busy, starting or gone.
     */
    public EngineView view(final int afterId, final int limit, final long timeoutMs)
    {
        final StreamingService running = service.get();
        return running == null ? null : running.view(afterId, limit, timeoutMs);
    }

    /**
     * Look at the engine. Blocks.
     *
     * @param question  what is to be seen.
     * @param timeoutMs longest wait.
     * @param <T>       of what is seen.
     * @return view, or null when the engine is busy, starting or gone.
     */
    public <T> T look(final Function<EngineViews, ViewSession<T>> question, final long timeoutMs)
    {
        final StreamingService running = service.get();
        return running == null ? null : running.questions().ask(question.apply(running.views()), timeoutMs);
    }

    /**
     * Look at the engine itself. Blocks.
     *
     * @param look      at the engine, on its thread, between two entries: short, and it changes nothing.
     * @param timeoutMs longest wait.
     * @param <T>       of the answer.
     * @return answer, or null when the engine is busy, starting or gone.
     */
    public <T> T ask(final Function<Engine, T> look, final long timeoutMs)
    {
        final StreamingService running = service.get();
        return running == null ? null : running.ask(look, timeoutMs);
    }

    /**
     * What can be seen of the engine without asking it.
     *
     * @return views, or null while it starts.
     */
    public EngineViews views()
    {
        final StreamingService running = service.get();
        return running == null ? null : running.views();
    }

    /**
     * How long entries of the log took to be applied, one in some.
     *
     * @return histogram, or null while the engine starts.
     */
    public DurationHistogram applyTimes()
    {
        final StreamingService running = service.get();
        return running == null ? null : running.applyTimes();
    }

    /**
     * How far this node's data is from being whole.
     *
     * @return progress.
     */
    public RestoreProgress progress()
    {
        return progress;
    }

    /**
     * A number that moves as long as this node copies data, or applies its log.
     *
     * @return number without a meaning of its own.
     */
    public long moved()
    {
        final DurationHistogram applied = applyTimes();
        long moved = progress.phase().ordinal() + progress.done();
        for (int i = 0; applied != null && i <= DurationHistogram.bounds(); i++)
        {
            moved += applied.count(i);
        }
        return moved;
    }

    /**
     * Errors that agents have met and gone on after.
     *
     * @return number of them by agent.
     */
    public Map<String, Long> errors()
    {
        final Map<String, Long> counts = new TreeMap<>();
        errors.forEach(each -> counts.merge(each.agent(), each.count(), Long::sum));
        return counts;
    }

    /**
     * Longest time between two turns of Aeron's agents, since they started.
     *
     * @return ns by agent; those that do not run are left out.
     */
    public Map<String, Long> maxCycleTimesNs()
    {
        final Map<String, Long> times = new TreeMap<>();
        put(times, "media driver", systemCounter(AeronCounters.SYSTEM_COUNTER_ID_CONDUCTOR_MAX_CYCLE_TIME));
        put(times, "archive", counter(AeronCounters.ARCHIVE_MAX_CYCLE_TIME_TYPE_ID));
        put(times, "consensus module", counter(AeronCounters.CLUSTER_MAX_CYCLE_TIME_TYPE_ID));
        put(times, "engine", counter(AeronCounters.CLUSTER_CLUSTERED_SERVICE_MAX_CYCLE_TIME_TYPE_ID));
        return times;
    }

    private static void put(final Map<String, Long> values, final String name, final long value)
    {
        if (value != UNKNOWN)
        {
            values.put(name, value);
        }
    }

    /**
     * Elections that this node took part in.
     *
     * @return number since the start.
     */
    public long elections()
    {
        return counter(AeronCounters.CLUSTER_ELECTION_COUNT_TYPE_ID);
    }

    /**
     * Time that writing the log took, with forcing it to disk when that is on.
     *
     * @return ns since the start.
     */
    public long logWriteTimeNs()
    {
        return counter(AeronCounters.ARCHIVE_RECORDER_TOTAL_WRITE_TIME_TYPE_ID);
    }

    /**
     * Longest that one write of the log took.
     *
     * @return ns.
     */
    public long logWriteMaxNs()
    {
        return counter(AeronCounters.ARCHIVE_RECORDER_MAX_WRITE_TIME_TYPE_ID);
    }

    /**
     * What has been written to the log and to snapshots.
     *
     * @return bytes since the start.
     */
    public long logWriteBytes()
    {
        return counter(AeronCounters.ARCHIVE_RECORDER_TOTAL_WRITE_BYTES_TYPE_ID);
    }

    private long counter(final int typeId)
    {
        final DriverCounters current = counters.get();
        return current == null ? UNKNOWN : current.ofType(typeId);
    }

    private long systemCounter(final int id)
    {
        final DriverCounters current = counters.get();
        return current == null ? UNKNOWN : current.ofId(id);
    }
}
