package io.standfast.perf.rig;

import java.io.IOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;

import io.nats.client.Connection;
import io.nats.client.JetStream;
import io.nats.client.JetStreamApiException;
import io.nats.client.Nats;
import io.nats.streaming.NatsStreaming;
import io.nats.streaming.Options;
import io.nats.streaming.StreamingConnection;
import io.standfast.perf.report.Comparison;
import io.standfast.perf.report.Latencies;
import io.standfast.perf.report.Run;

/**
 * The official Java clients, java-nats-streaming 2.2.3 and jnats: they cost more than any server, so this is how it
 * feels to a user, not what a server can. The baselines of the old server were measured with them: what JetStream does
 * with jnats here and there is what the two machines differ by. Owned by the main thread.
 */
final class JavaClients
{
    private static final int WINDOW = 256;

    private final Run run;
    private final Comparison comparison;
    private final byte[] payload;

    JavaClients(final Run run, final Comparison comparison, final int payloadBytes)
    {
        this.run = run;
        this.comparison = comparison;
        payload = new byte[payloadBytes];
    }

    void stan(final Subject server, final String name) throws IOException, InterruptedException
    {
        final Options options = new Options.Builder().natsUrl(url(server)).maxPubAcksInFlight(WINDOW).build();
        final StreamingConnection connection = NatsStreaming.connect("test-cluster", "official", options);
        try
        {
            final Semaphore free = new Semaphore(WINDOW);
            measure(name, free, () -> connection.publish("official", payload), () -> connection.publish("official",
                payload, (guid, ex) -> free.release()));
            connection.close();
        }
        catch (final TimeoutException ex)
        {
            throw new IOException("the official client has run into a timeout", ex);
        }
    }

    void jetStream(final Subject server, final String name, final String subject) throws IOException,
        InterruptedException
    {
        // Not try with resources: closing it may be interrupted.
        final Connection connection = Nats.connect(url(server));
        try
        {
            final JetStream stream = connection.jetStream();
            final Semaphore free = new Semaphore(WINDOW);
            measure(name, free, () -> publish(stream, subject), () -> stream.publishAsync(subject, payload)
                .whenComplete((ack, ex) -> free.release()));
        }
        catch (final TimeoutException ex)
        {
            throw new IOException("the official client has run into a timeout", ex);
        }
        finally
        {
            connection.close();
        }
    }

    private void publish(final JetStream stream, final String subject) throws IOException
    {
        try
        {
            stream.publish(subject, payload);
        }
        catch (final JetStreamApiException ex)
        {
            throw new IOException("JetStream refuses " + subject, ex);
        }
    }

    private static String url(final Subject server)
    {
        return "nats://127.0.0.1:" + server.port();
    }

    /**
     * One after the other, then up to 256 at once.
     *
     * @param free          as many as may be published before the next answer.
     * @param publish       and wait for the answer.
     * @param publishAtOnce and release one of those that are free when the answer comes.
     */
    private void measure(final String name, final Semaphore free, final Publish publish, final Publish publishAtOnce)
        throws IOException, InterruptedException, TimeoutException
    {
        final Latencies latencies = new Latencies();
        for (int i = 0; i < run.pick(10_000, 2_000, 100); i++)
        {
            final long beginNs = System.nanoTime();
            publish.one();
            latencies.record(System.nanoTime() - beginNs);
        }
        comparison.add("Java client, one at a time p50, us", name, latencies.us(50));
        comparison.add("Java client, one at a time p99, us", name, latencies.us(99));
        many(run.pick(50_000, 10_000, 300), free, publishAtOnce);
        final int count = run.pick(200_000, 30_000, 500);
        final long beginNs = System.nanoTime();
        many(count, free, publishAtOnce);
        comparison.add("Java client, window " + WINDOW + ", msg/s", name, count / ((System.nanoTime() - beginNs) /
            1e9));
    }

    private static void many(final int count, final Semaphore free, final Publish publishAtOnce) throws IOException,
        InterruptedException, TimeoutException
    {
        for (int i = 0; i < count; i++)
        {
            free.acquire();
            publishAtOnce.one();
        }
        free.acquire(WINDOW);
        free.release(WINDOW);
    }

    /** One message. */
    private interface Publish
    {
        void one() throws IOException, InterruptedException, TimeoutException;
    }
}
