package io.standfast.perf.rig;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.aeron.CncFileDescriptor;
import io.aeron.cluster.ClusterControl;
import org.agrona.concurrent.status.AtomicCounter;
import org.agrona.concurrent.status.CountersReader;

/**
 * Asks a server for snapshots through its control counter, as Aeron's tool does, and sees how long each takes. Owned by
 * the rig's thread, or by one that it starts for this.
 */
final class SnapshotControl
{
    private static final long POLL_NS = TimeUnit.MICROSECONDS.toNanos(200);
    private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(60);

    /**
     * From the request until the log goes on.
     *
     * @param beginNs on the monotonic clock.
     * @param endNs   likewise.
     */
    record Span(long beginNs, long endNs)
    {
        double ms()
        {
            return (endNs - beginNs) / 1e6;
        }
    }

    private final AtomicCounter toggle;

    /** Of a server that leads. */
    SnapshotControl(final Subject server) throws IOException
    {
        final CountersReader counters = ClusterControl.mapCounters(Path.of(server.said(
            "Aeron's buffers are in (\\S+)")).resolve(CncFileDescriptor.CNC_FILE).toFile());
        final int[] clusterId = new int[1];
        counters.forEach((counterId, typeId, key, label) ->
        {
            if (typeId == ClusterControl.CONTROL_TOGGLE_TYPE_ID)
            {
                clusterId[0] = key.getInt(0);
            }
        });
        toggle = ClusterControl.findControlToggle(counters, clusterId[0]);
        if (toggle == null)
        {
            throw new IOException(server.name() + " has no control counter");
        }
    }

    /** Ask for one and wait for it. */
    Span take() throws IOException
    {
        final long beginNs = System.nanoTime();
        while (!ClusterControl.ToggleState.SNAPSHOT.toggle(toggle))
        {
            await(beginNs, "another one is being taken");
        }
        while (ClusterControl.ToggleState.get(toggle) != ClusterControl.ToggleState.NEUTRAL)
        {
            await(beginNs, "it is not taken");
        }
        return new Span(beginNs, System.nanoTime());
    }

    private static void await(final long beginNs, final String reason) throws IOException
    {
        if (System.nanoTime() - beginNs > DEADLINE_NS)
        {
            throw new IOException("no snapshot in 60 s: " + reason);
        }
        LockSupport.parkNanos(POLL_NS);
    }

    /** One after the other with pauses, also those that the server takes by itself, until it is interrupted. */
    List<Span> takeUntilInterrupted(final long pauseNs) throws IOException
    {
        final List<Span> spans = new ArrayList<>();
        long nextNs = System.nanoTime() + pauseNs;
        while (!Thread.currentThread().isInterrupted())
        {
            final boolean isDue = System.nanoTime() - nextNs >= 0;
            if (isDue || ClusterControl.ToggleState.get(toggle) == ClusterControl.ToggleState.SNAPSHOT)
            {
                spans.add(isDue ? take() : watch());
                nextNs = System.nanoTime() + pauseNs;
            }
            LockSupport.parkNanos(POLL_NS);
        }
        return spans;
    }

    private Span watch() throws IOException
    {
        final long beginNs = System.nanoTime();
        while (ClusterControl.ToggleState.get(toggle) == ClusterControl.ToggleState.SNAPSHOT)
        {
            await(beginNs, "it is not taken");
        }
        return new Span(beginNs, System.nanoTime());
    }
}
