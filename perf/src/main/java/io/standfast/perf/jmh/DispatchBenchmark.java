package io.standfast.perf.jmh;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import io.standfast.codecs.log.StartPositionKind;

/**
 * What a stored message costs the engine on its way to a subscriber: a batch is acked, and as many that were stored
 * before are sent in its place; time is per message. At the end of the channel the subscription begins anew. Owned by
 * JMH's thread.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class DispatchBenchmark
{
    private static final int BATCH = 32;
    private static final int STORED = 320_000;

    private EngineHarness harness;
    private UnsafeBuffer ack;
    private long last;
    private long acked;

    /** All that is sent later. */
    @Setup(Level.Trial)
    public void open() throws IOException
    {
        harness = new EngineHarness();
        harness.limit(0);
        final UnsafeBuffer publish = harness.publishBatch(BATCH);
        for (int i = 0; i < STORED; i += BATCH)
        {
            harness.apply(publish);
        }
        harness.subscribe(StartPositionKind.FIRST, "");
        ack = harness.ackBatch(BATCH);
    }

    /** Ack, and send what is next. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long ackAndDispatch()
    {
        if (last == STORED)
        {
            harness.unsubscribe();
            harness.subscribe(StartPositionKind.FIRST, "");
            last = 0;
        }
        harness.ack(ack, BATCH, last + 1);
        last += BATCH;
        acked += BATCH;
        return harness.output().delivered();
    }

    /** And nothing is left. */
    @TearDown(Level.Trial)
    public void close() throws IOException
    {
        harness.close();
        if (harness.output().delivered() < acked)
        {
            throw new IllegalStateException("delivered " + harness.output().delivered() + ", acked " + acked);
        }
    }
}
