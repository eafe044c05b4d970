package io.standfast.system;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

/**
 * A client that publishes all the while and connects again when its server goes away, through one node after the other;
 * remembers what was acknowledged. Owned by the test's thread, works on its own.
 */
final class SteadyPublisher implements AutoCloseable
{
    private static final Duration IMPATIENCE = Duration.ofMillis(1500);
    private static final long PAUSE_NS = 2_000_000;

    private final IntFunction<String> urls;
    private final int nodes;
    private final int channels;
    private final Map<String, List<String>> acknowledged = new TreeMap<>();
    private final Thread thread = new Thread(this::run, "steady-publisher");
    // Written by the test's thread, read by the publisher's.
    private volatile boolean isStopped;
    // Written by the publisher's thread, read by the test's.
    private volatile int count;
    private volatile int number;
    private volatile long longestGapMs;

    private SteadyPublisher(final IntFunction<String> urls, final int nodes, final int channels)
    {
        this.urls = urls;
        this.nodes = nodes;
        this.channels = channels;
    }

    static SteadyPublisher start(final TestCluster cluster, final int channels)
    {
        final SteadyPublisher publisher = new SteadyPublisher(cluster::url, cluster.size(), channels);
        publisher.thread.setDaemon(true);
        publisher.thread.start();
        return publisher;
    }

    /** So many more have been acknowledged. */
    void awaitMore(final int more)
    {
        final int target = count + more;
        Await.until(more + " more acknowledgements", () -> count >= target);
    }

    /** Whether it has sent that message, acknowledged or not. */
    boolean isPublished(final String channel, final long message)
    {
        return message < number && channel.equals(channel((int) message));
    }

    private String channel(final int message)
    {
        return "steady." + message % channels;
    }

    long longestGapMs()
    {
        return longestGapMs;
    }

    /** Stop, and tell what was acknowledged by channel, in the order in which it was published. */
    Map<String, List<String>> stop()
    {
        isStopped = true;
        try
        {
            thread.join();
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
        }
        return acknowledged;
    }

    private void run()
    {
        int node = 0;
        long ackedNs = System.nanoTime();
        while (!isStopped)
        {
            try (StanClient client = StanClient.connect(urls.apply(node++ % nodes), "steady", IMPATIENCE))
            {
                while (!isStopped)
                {
                    final String channel = channel(number);
                    final String text = "m" + number;
                    number++;
                    client.publish(channel, text);
                    acknowledged.computeIfAbsent(channel, name -> new ArrayList<>()).add(text);
                    final long nowNs = System.nanoTime();
                    longestGapMs = Math.max(longestGapMs, (nowNs - ackedNs) / 1_000_000);
                    ackedNs = nowNs;
                    count++;
                }
            }
            catch (final IllegalStateException ex)
            {
                // What was under way is unknown; the next message has a number of its own.
                LockSupport.parkNanos(PAUSE_NS);
            }
        }
    }

    @Override
    public void close()
    {
        stop();
    }
}
