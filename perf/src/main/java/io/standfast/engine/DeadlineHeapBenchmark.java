package io.standfast.engine;

import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The heap of redelivery, expiry and inactivity deadlines: what an ack costs there. Owned by JMH's thread.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class DeadlineHeapBenchmark
{
    private static final long ACK_WAIT_NS = TimeUnit.SECONDS.toNanos(30);

    @Param({"10", "10000"})
    private int armed;

    private final DeadlineHeap heap = new DeadlineHeap();
    private Deadline[] deadlines;
    private long nowNs;
    private int next;

    @Setup
    public void arm()
    {
        deadlines = new Deadline[armed];
        for (int i = 0; i < armed; i++)
        {
            deadlines[i] = new Deadline(Deadline.Kind.REDELIVERY, this, i);
            heap.arm(deadlines[i], ACK_WAIT_NS + i);
        }
    }

    /** What the others do besides: the next subscription, a little later. */
    @Benchmark
    public Deadline baseline()
    {
        return advance();
    }

    /** The oldest pending of a subscription was acked: its deadline moves behind all others. */
    @Benchmark
    public Deadline moveBehindAll()
    {
        final Deadline deadline = advance();
        heap.arm(deadline, nowNs + ACK_WAIT_NS);
        return deadline;
    }

    /** The only pending of a subscription was acked, and the next message went out. */
    @Benchmark
    public Deadline disarmAndArm()
    {
        final Deadline deadline = advance();
        heap.disarm(deadline);
        heap.arm(deadline, nowNs + ACK_WAIT_NS);
        return deadline;
    }

    /** What every applied entry asks. */
    @Benchmark
    public Deadline pollNothingDue()
    {
        return heap.pollDue(0);
    }

    private Deadline advance()
    {
        nowNs += 1000;
        next = next + 1 == deadlines.length ? 0 : next + 1;
        return deadlines[next];
    }
}
