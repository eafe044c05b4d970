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
 * The engine with its real store: a batch is published, delivered to one durable and acked; time is per message. Owned
 * by JMH's thread.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class EngineBenchmark
{
    private static final int BATCH = 32;
    private static final int KEPT = 100_000;

    private EngineHarness harness;
    private UnsafeBuffer publish;
    private UnsafeBuffer ack;
    private long last;

    /** One client, one durable. */
    @Setup(Level.Trial)
    public void open() throws IOException
    {
        harness = new EngineHarness();
        harness.limit(KEPT);
        harness.subscribe(StartPositionKind.NEW_ONLY, "d");
        publish = harness.publishBatch(BATCH);
        ack = harness.ackBatch(BATCH);
    }

    /** Publish, deliver, ack. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long publishDeliverAck()
    {
        harness.apply(publish);
        harness.ack(ack, BATCH, last + 1);
        last += BATCH;
        return harness.output().delivered();
    }

    /** And nothing is left. */
    @TearDown(Level.Trial)
    public void close() throws IOException
    {
        harness.close();
        if (harness.output().delivered() != last)
        {
            throw new IllegalStateException("delivered " + harness.output().delivered() + " of " + last);
        }
    }
}
