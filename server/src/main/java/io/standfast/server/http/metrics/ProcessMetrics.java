package io.standfast.server.http.metrics;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.concurrent.TimeUnit;

import com.sun.management.UnixOperatingSystemMXBean;

/**
 * Metrics of the Java machine and of the process. Stateless.
 */
final class ProcessMetrics
{
    private ProcessMetrics()
    {
    }

    static void write(final PrometheusWriter out)
    {
        final MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        out.family(Family.HEAP_USED).sample(heap.getUsed());
        out.family(Family.HEAP_MAX).sample(heap.getMax());
        pool(out, Family.DIRECT_USED, "direct");
        pool(out, Family.MAPPED_USED, "mapped");
        final List<GarbageCollectorMXBean> collectors = ManagementFactory.getGarbageCollectorMXBeans();
        out.family(Family.GC_SECONDS);
        collectors.forEach(each -> out.seconds(TimeUnit.MILLISECONDS.toNanos(each.getCollectionTime()), each
            .getName()));
        out.family(Family.GC_COUNT);
        collectors.forEach(each -> out.sample(each.getCollectionCount(), each.getName()));
        out.family(Family.THREADS).sample(ManagementFactory.getThreadMXBean().getThreadCount());
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix)
        {
            out.family(Family.CPU_SECONDS).seconds(unix.getProcessCpuTime());
            out.family(Family.OPEN_FDS).sample(unix.getOpenFileDescriptorCount());
            out.family(Family.MAX_FDS).sample(unix.getMaxFileDescriptorCount());
        }
    }

    private static void pool(final PrometheusWriter out, final Family family, final String name)
    {
        out.family(family);
        ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream().filter(pool -> pool.getName().equals(
            name)).forEach(pool -> out.sample(pool.getMemoryUsed()));
    }
}
