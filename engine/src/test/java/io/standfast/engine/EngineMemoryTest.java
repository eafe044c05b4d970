package io.standfast.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.standfast.codecs.log.CloseKind;
import io.standfast.codecs.log.StartPositionKind;

/**
 * A million clients come, subscribe in every way, get a message and go: nothing of them is kept, on the heap or beside
 * it. {@code perf/run cycles} does the same to a whole server.
 */
class EngineMemoryTest
{
    private static final int CYCLES = 1_000_000;
    private static final int WARM_UP = 100_000;
    private static final int DRIFT_MAX_BYTES = 2 * 1024 * 1024;
    private static final String[] QUEUES = {"", "", "crew", "crew"};
    private static final String[] DURABLES = {"", "keep", "", "keep"};

    @TempDir
    private Path directory;
    private final Commands commands = new Commands();

    @Test
    void shouldKeepNothingWhenClientsAndSubscriptionsComeAndGo()
    {
        try (TestEngine engine = new TestEngine(directory))
        {
            engine.apply(commands.termOpened(1));
            engine.apply(commands.limits(0, 100, 0, 0));
            cycle(engine, WARM_UP);
            final long heapBefore = heapBytes();
            final long directBefore = directBytes();

            cycle(engine, CYCLES - WARM_UP);

            assertThat(heapBytes() - heapBefore).as("heap").isLessThan(DRIFT_MAX_BYTES);
            assertThat(directBytes() - directBefore).as("off-heap").isLessThan(DRIFT_MAX_BYTES);
        }
    }

    private void cycle(final TestEngine engine, final int count)
    {
        for (int i = 0; i < count; i++)
        {
            final int kind = i % QUEUES.length;
            engine.apply(commands.connect("me", "conn", 0));
            engine.apply(commands.subscribe("me", "foo", QUEUES[kind], DURABLES[kind], StartPositionKind.LAST_RECEIVED,
                0, 10));
            final long id = engine.output().lastSubscriptionId();
            if (i % 10 == 0)
            {
                engine.apply(commands.publish("me", "foo", "a"));
            }
            if (i % 3 > 0)
            {
                engine.apply(commands.closeSubscription("me", "foo", id, i % 3 == 1 ? CloseKind.CLOSE
                    : CloseKind.UNSUBSCRIBE));
            }
            engine.apply(commands.closeClient("me"));
            engine.output().takeDebug();
        }
    }

    private static long heapBytes()
    {
        System.gc();
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static long directBytes()
    {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream().filter(pool -> "direct".equals(
            pool.getName())).mapToLong(BufferPoolMXBean::getMemoryUsed).sum();
    }
}
