package io.standfast.perf.jmh;

import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How long the engine does nothing else while one entry takes a million messages away. Owned by JMH's thread.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(2)
@Warmup(iterations = 2)
@Measurement(iterations = 5)
public class StallBenchmark
{
    private static final int MESSAGES = 1_000_000;
    private static final int BATCH = 100;

    private EngineHarness harness;

    /** A channel with all those messages. */
    @Setup(Level.Invocation)
    public void open() throws IOException
    {
        harness = new EngineHarness();
        harness.limit(0);
        final UnsafeBuffer publish = harness.publishBatch(BATCH);
        for (int sent = 0; sent < MESSAGES; sent += BATCH)
        {
            harness.apply(publish);
        }
        final long stored = stored();
        if (stored != MESSAGES)
        {
            throw new IllegalStateException("stored " + stored + " of " + MESSAGES);
        }
    }

    private long stored()
    {
        return Arrays.stream(harness.engine().locations(1, 1, MESSAGES)).filter(location -> location >= 0).count();
    }

    /** Limits are lowered to one message. */
    @Benchmark
    public void lowerLimit()
    {
        harness.limit(1);
    }

    /** The channel is deleted. */
    @Benchmark
    public void deleteChannel()
    {
        harness.deleteChannel();
    }

    /** And they are gone. */
    @TearDown(Level.Invocation)
    public void close() throws IOException
    {
        final long stored = stored();
        if (stored > 1)
        {
            throw new IllegalStateException(stored + " were not taken away");
        }
        harness.close();
    }
}
