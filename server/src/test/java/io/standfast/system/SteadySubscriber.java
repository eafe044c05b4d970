package io.standfast.system;

import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options.Builder;
import io.nats.streaming.NatsStreaming;
import io.nats.streaming.Options;
import io.nats.streaming.StreamingConnection;
import io.nats.streaming.SubscriptionOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/**
 * A client with a durable and a member of a durable queue group on each channel. It comes back, under its name, when
 * its server has gone away, and now and then goes away itself, with and without a word. Works on its own thread.
 */
final class SteadySubscriber implements AutoCloseable
{
    private static final Duration WAIT = Duration.ofSeconds(3);
    private static final Duration ACK_WAIT = Duration.ofSeconds(5);
    private static final int STAY_MS = 20_000;
    private static final long PAUSE_NS = 20_000_000;
    private static final String GROUP = "crew";

    private final TestCluster cluster;
    private final History history;
    private final String name;
    private final List<String> channels;
    private final Random random;
    private final Thread thread;
    // Written by the test's thread, read by the subscriber's.
    private volatile boolean isStopped;

    private SteadySubscriber(final TestCluster cluster, final History history, final String name,
        final List<String> channels, final long seed)
    {
        this.cluster = cluster;
        this.history = history;
        this.name = name;
        this.channels = channels;
        random = new Random(seed);
        thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    static SteadySubscriber start(final TestCluster cluster, final History history, final String name,
        final List<String> channels, final long seed)
    {
        final SteadySubscriber subscriber = new SteadySubscriber(cluster, history, name, channels, seed);
        for (final String channel : channels)
        {
            history.expect(name, channel);
            history.expect(GROUP, channel);
        }
        subscriber.thread.start();
        return subscriber;
    }

    private void run()
    {
        int node = random.nextInt(cluster.size());
        while (!isStopped)
        {
            try
            {
                final Connection nats = Nats.connect(new Builder().server(cluster.url(node++ % cluster.size()))
                    .noReconnect().connectionTimeout(WAIT).pingInterval(Duration.ofSeconds(1)).maxPingsOut(3)
                    .errorListener(new StanClient.SilentListener())
                    .build());
                try
                {
                    session(nats);
                }
                finally
                {
                    nats.close();
                }
            }
            catch (final IOException | TimeoutException | IllegalStateException ex)
            {
                // The library says IllegalStateException, too, when its connection is gone.
                LockSupport.parkNanos(PAUSE_NS);
            }
            catch (final InterruptedException ex)
            {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void session(final Connection nats) throws IOException, InterruptedException, TimeoutException
    {
        final Options options = new Options.Builder().natsConn(nats).connectWait(WAIT).pubAckWait(WAIT).build();
        final StreamingConnection stan = NatsStreaming.connect(StanClient.CLUSTER, name, options);
        for (final String channel : channels)
        {
            subscribe(stan, channel, null, name, history.begin(name, channel, true));
            subscribe(stan, channel, "workers", GROUP, history.begin(GROUP, channel, false));
        }
        final Duration stay = Duration.ofMillis(1_000 + random.nextInt(STAY_MS));
        final boolean isLost = Await.isTrueWithin(stay, () -> isStopped || nats
            .getStatus() != Connection.Status.CONNECTED);
        if (!isLost && random.nextBoolean())
        {
            stan.close();
        }
    }

    private static void subscribe(final StreamingConnection stan, final String channel, final String group,
        final String durable, final History.Session session) throws IOException, InterruptedException, TimeoutException
    {
        stan.subscribe(channel, group, session::onMessage, new SubscriptionOptions.Builder()
            .durableName(durable).deliverAllAvailable().ackWait(ACK_WAIT).maxInFlight(64).build());
    }

    @Override
    public void close()
    {
        stop();
    }

    void stop()
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
    }
}
