package io.standfast.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.nats.streaming.SubscriptionOptions;
import io.standfast.replication.AgentThreads;
import io.standfast.server.ServerContext;
import io.standfast.server.StandfastServer;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The threading profile low-latency: each agent has a thread, which works all the time. How fast that is cannot be
 * tested where there are fewer processors than threads.
 */
class LowLatencyIT
{
    private static final SubscriptionOptions ALL = new SubscriptionOptions.Builder().deliverAllAvailable().build();
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long BUSY_NS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final int COUNT = AgentThreads.lowLatency(Runtime.getRuntime().availableProcessors()).count();

    @TempDir
    private Path directory;

    private static Map<Thread, Long> times()
    {
        return Thread.getAllStackTraces().keySet().stream().filter(thread -> thread != Thread.currentThread()).collect(
            Collectors.toMap(thread -> thread, thread -> THREADS.getThreadCpuTime(thread.getId())));
    }

    /** Threads that have worked since then, although nobody wants anything. */
    private static List<Thread> busy(final Map<Thread, Long> before)
    {
        return times().entrySet().stream().filter(time -> time.getValue() - before.getOrDefault(time.getKey(),
            Long.MAX_VALUE) > BUSY_NS).map(Map.Entry::getKey).toList();
    }

    @Test
    void shouldServeOnThreadsThatNeverSleepAndEndThemWhenClosed()
    {
        final List<Thread> agents;
        try (StandfastServer server = StandfastServer.launch(new ServerContext().dataDirectory(directory).flags(
            "-threading", "low-latency")))
        {
            server.ready().orTimeout(Await.DEADLINE.toSeconds(), TimeUnit.SECONDS).join();
            try (StanClient client = StanClient.connect(server.clientUrl(), "fast"))
            {
                client.publish("orders", "one");
                assertThat(client.subscribe("orders", ALL).awaitCount(1).texts()).containsExactly("one");
            }
            final Map<Thread, Long> idle = times();
            Await.until("all agents have worked", () -> busy(idle).size() >= COUNT);
            agents = busy(idle);
            assertThat(agents).hasSize(COUNT).extracting(Thread::getName).contains("gateway");
        }
        assertThat(agents).noneMatch(Thread::isAlive);
    }
}
