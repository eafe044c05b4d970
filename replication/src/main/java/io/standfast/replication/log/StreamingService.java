package io.standfast.replication.log;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.function.Function;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.IdleStrategy;

import io.aeron.ExclusivePublication;
import io.aeron.FragmentAssembler;
import io.aeron.Image;
import io.aeron.Publication;
import io.aeron.cluster.codecs.CloseReason;
import io.aeron.cluster.service.ClientSession;
import io.aeron.cluster.service.Cluster;
import io.aeron.cluster.service.ClusteredService;
import io.aeron.logbuffer.Header;
import io.standfast.engine.Engine;
import io.standfast.engine.EngineViews;
import io.standfast.engine.FeatureLevelException;
import io.standfast.engine.view.ChannelView;
import io.standfast.engine.view.DurationHistogram;
import io.standfast.engine.view.ViewSession;
import io.standfast.replication.client.DoorCredentials;

/**
 * The engine as Aeron Cluster's service: log entries, timers and snapshots go to it, nothing else happens here. Owned
 * by
 * the engine thread.
 */
public final class StreamingService implements ClusteredService
{
    private static final long TIMER_CORRELATION_ID = 1;
    private static final int SNAPSHOT_FRAGMENT_LIMIT = 32;
    private static final int SAMPLED_ENTRIES = 64;

    private final Engine engine;
    private final DoorPublisher publisher;
    private final ServiceListener listener;
    private final PoisonedEntries poisoned;
    private final Questions questions = new Questions();
    private final DurationHistogram applyTimes = new DurationHistogram();
    private long entries;
    private Cluster cluster;
    private final DoorCounters counters;
    private IdleStrategy idleStrategy;
    private boolean isFirstEntryApplied;
    // Written by the engine thread between entries, read by whoever must know how far it is.
    private volatile long appliedPosition;

    /**
     * A service around an engine.
     *
     * @param engine    to feed; its timer scheduler is to call {@link #schedule}.
     * @param publisher told when this node leads.
     * @param listener  of roles and failures.
     * @param poisoned  entries that are not applied.
     * @param counters  of the Aeron door.
     */
    public StreamingService(final Engine engine, final DoorPublisher publisher, final ServiceListener listener,
        final PoisonedEntries poisoned, final DoorCounters counters)
    {
        this.engine = engine;
        this.publisher = publisher;
        this.listener = listener;
        this.poisoned = poisoned;
        this.counters = counters;
    }

    @Override
    public void onStart(final Cluster startedCluster, final Image snapshotImage)
    {
        cluster = startedCluster;
        idleStrategy = startedCluster.idleStrategy();
        publisher.start(startedCluster, engine);
        counters.openSessions(startedCluster.clientSessions().size());
        try
        {
            engine.open();
            if (snapshotImage == null)
            {
                engine.start();
            }
            else
            {
                load(snapshotImage);
            }
        }
        catch (final RuntimeException ex)
        {
            // Said here, because Aeron only tells the consensus module that there was a failure.
            listener.onNotRestored(ex);
            throw ex;
        }
        appliedPosition = startedCluster.logPosition();
    }

    @Override
    public void onSessionOpen(final ClientSession session, final long timestamp)
    {
        counters.openSessions(cluster.clientSessions().size());
        counters.sessionOpened();
    }

    @Override
    @SuppressWarnings("IllegalCatch")
    public void onSessionClose(final ClientSession session, final long timestamp, final CloseReason closeReason)
    {
        counters.openSessions(cluster.clientSessions().size());
        if (!DoorCredentials.isPrincipal(session.encodedPrincipal()) || poisoned.isLeftOut(cluster.logPosition()))
        {
            return;
        }
        try
        {
            publisher.forget(session.id());
            engine.onSessionClosed(session.id(), cluster.logPosition(), timestamp);
        }
        catch (final Throwable ex)
        {
            halt(ex);
        }
    }

    @Override
    @SuppressWarnings("IllegalCatch")
    public void onSessionMessage(final ClientSession session, final long timestamp, final DirectBuffer buffer,
        final int offset, final int length, final Header header)
    {
        if (poisoned.isLeftOut(cluster.logPosition()))
        {
            return;
        }
        try
        {
            if (session == null || session.encodedPrincipal().length == 0)
            {
                apply(timestamp, buffer, offset, length);
            }
            else
            {
                applyDoor(session, timestamp, buffer, offset, length);
            }
            if (publisher.hasFailed())
            {
                publisher.closeFailed();
            }
        }
        catch (final Throwable ex)
        {
            // Aeron would log it and skip the entry half-applied, here and at every replay (AERON-FACTS F8).
            halt(ex);
        }
        if (!isFirstEntryApplied)
        {
            isFirstEntryApplied = true;
            listener.onFirstEntryApplied();
        }
    }

    /** The clock is read for one entry in some: it costs as much as a small entry. */
    private void apply(final long timestamp, final DirectBuffer buffer, final int offset, final int length)
    {
        final boolean isSampled = (++entries & SAMPLED_ENTRIES - 1) == 0;
        final long beginNs = isSampled ? System.nanoTime() : 0;
        engine.apply(buffer, offset, length, cluster.logPosition(), timestamp);
        if (isSampled)
        {
            applyTimes.record(System.nanoTime() - beginNs);
        }
    }

    private void applyDoor(final ClientSession session, final long timestamp, final DirectBuffer buffer,
        final int offset, final int length)
    {
        if (!DoorCredentials.isPrincipal(session.encodedPrincipal()))
        {
            // Somebody who may copy the log only: what it sends is nobody's command.
            counters.ignored();
            return;
        }
        publisher.begin(session, length);
        final boolean isTaken = engine.applyDoor(session.id(), buffer, offset, length, cluster.logPosition(),
            timestamp);
        publisher.end(isTaken);
    }

    @Override
    @SuppressWarnings("IllegalCatch")
    public void onTimerEvent(final long correlationId, final long timestamp)
    {
        if (poisoned.isLeftOut(cluster.logPosition()))
        {
            return;
        }
        try
        {
            engine.onTimer(cluster.logPosition(), timestamp);
            if (publisher.hasFailed())
            {
                publisher.closeFailed();
            }
        }
        catch (final Throwable ex)
        {
            halt(ex);
        }
    }

    private void halt(final Throwable cause)
    {
        if (!(cause instanceof FeatureLevelException))
        {
            poisoned.halted(cluster.logPosition(), cause);
        }
        listener.onPoison(cluster.logPosition(), cause);
    }

    @Override
    @SuppressWarnings("IllegalCatch")
    public void onTakeSnapshot(final ExclusivePublication publication)
    {
        try
        {
            final long digest = engine.takeSnapshot(
                (buffer, offset, length) -> offer(publication, buffer, offset, length),
                cluster.logPosition());
            listener.onSnapshotTaken(cluster.logPosition(), digest);
        }
        catch (final Throwable ex)
        {
            // A member that failed to snapshot did not roll as the others did: its segments would differ from theirs.
            listener.onSnapshotFailed(cluster.logPosition(), ex);
        }
    }

    @Override
    public void onRoleChange(final Cluster.Role newRole)
    {
        if (newRole == Cluster.Role.LEADER)
        {
            publisher.lead();
        }
        else
        {
            publisher.follow();
            listener.onFollow();
        }
    }

    @Override
    public void onNewLeadershipTermEvent(final long leadershipTermId, final long logPosition, final long timestamp,
        final long termBaseLogPosition, final int leaderMemberId, final int logSessionId,
        final TimeUnit timeUnit, final int appVersion)
    {
        engine.onNewTerm();
        listener.onTerm(leadershipTermId);
        if (cluster.role() == Cluster.Role.LEADER)
        {
            listener.onLead(leadershipTermId, logPosition);
        }
    }

    /**
     * How far the engine is: all up to there is applied. May be asked by any thread.
     *
     * @return position of the log, that of the snapshot at first.
     */
    public long appliedPosition()
    {
        return appliedPosition;
    }

    /**
     * Look at channels, all at one position of the log. Called by any thread but the engine's; blocks until the engine
     * has a moment.
     *
     * @param afterId   number of the last channel that is known, 0 for none.
     * @param limit     most channels that are wanted.
     * @param timeoutMs longest wait.
     * @return view, or null when the engine is busy, starting or gone.
     */
    public EngineView view(final int afterId, final int limit, final long timeoutMs)
    {
        final ViewSession<List<ChannelView>> channels = engine.views().channelsAfter(afterId, limit);
        return questions.ask(new ViewSession<EngineView>()
        {
            @Override
            public boolean doWork()
            {
                return channels.doWork();
            }

            @Override
            public EngineView view()
            {
                return new EngineView(cluster.logPosition(), channels.view());
            }
        }, timeoutMs);
    }

    /**
     * Ask the engine something. Called by any thread but the engine's; blocks until the engine has a moment.
     *
     * @param look      at the engine, between two entries, on its thread: it is to be short, change nothing, and hand
     *                  out nothing that changes.
     * @param timeoutMs longest wait.
     * @param <T>       what is seen.
     * @return answer, or null when the engine is busy, starting or gone.
     */
    public <T> T ask(final Function<Engine, T> look, final long timeoutMs)
    {
        return askAt((asked, position) -> look.apply(asked), timeoutMs);
    }

    /**
     * Ask the engine something, and where in the log it is then. Called by any thread but the engine's; blocks until
     * the engine has a moment.
     *
     * @param look      at the engine and the position up to which it has applied the log; as of {@link #ask}.
     * @param timeoutMs longest wait.
     * @param <T>       what is seen.
     * @return answer, or null when the engine is busy, starting or gone.
     */
    public <T> T askAt(final BiFunction<Engine, Long, T> look, final long timeoutMs)
    {
        return questions.ask(new ViewSession<T>()
        {
            private T seen;

            @Override
            public boolean doWork()
            {
                seen = look.apply(engine, cluster.logPosition());
                return true;
            }

            @Override
            public T view()
            {
                return seen;
            }
        }, timeoutMs);
    }

    /**
     * How long entries took to be applied, one in {@value #SAMPLED_ENTRIES}.
     *
     * @return histogram.
     */
    public DurationHistogram applyTimes()
    {
        return applyTimes;
    }

    /**
     * What can be seen of the engine.
     *
     * @return views.
     */
    public EngineViews views()
    {
        return engine.views();
    }

    /**
     * What other threads want to see.
     *
     * @return questions, answered by the engine thread.
     */
    public Questions questions()
    {
        return questions;
    }

    @Override
    public int doBackgroundWork(final long nowNs)
    {
        if (appliedPosition != cluster.logPosition())
        {
            appliedPosition = cluster.logPosition();
        }
        return publisher.doWork() + questions.doWork();
    }

    @Override
    public void onTerminate(final Cluster terminatedCluster)
    {
    }

    /**
     * Replace the engine's timer; called by the engine while it applies an entry.
     *
     * @param deadlineNs cluster time.
     */
    public void schedule(final long deadlineNs)
    {
        idleStrategy.reset();
        while (!cluster.scheduleTimer(TIMER_CORRELATION_ID, deadlineNs))
        {
            idleStrategy.idle();
        }
    }

    private void load(final Image image)
    {
        final AtomicBoolean isComplete = new AtomicBoolean();
        final FragmentAssembler assembler = new FragmentAssembler((buffer, offset, length, header) ->
        {
            if (engine.restore(buffer, offset, length))
            {
                isComplete.set(true);
            }
        });
        while (!isComplete.get())
        {
            final int fragments = image.poll(assembler, SNAPSHOT_FRAGMENT_LIMIT);
            if (fragments == 0 && image.isClosed())
            {
                throw new IllegalStateException("the snapshot ends before its last message");
            }
            idleStrategy.idle(fragments);
        }
    }

    private void offer(final ExclusivePublication publication, final DirectBuffer buffer, final int offset,
        final int length)
    {
        idleStrategy.reset();
        while (true)
        {
            final long result = publication.offer(buffer, offset, length);
            if (result > 0)
            {
                return;
            }
            if (result != Publication.BACK_PRESSURED && result != Publication.ADMIN_ACTION)
            {
                throw new IllegalStateException("snapshot cannot be written: " + Publication.errorString(result));
            }
            idleStrategy.idle();
        }
    }
}
