package io.standfast.system;

import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.streaming.AckHandler;
import io.nats.streaming.NatsStreaming;
import io.nats.streaming.Options;
import io.nats.streaming.StreamingConnection;
import io.nats.streaming.SubscriptionOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A client of the old Java library, with its checked exceptions out of the way. Owned by the test's thread.
 */
final class StanClient implements AutoCloseable
{
    static final String CLUSTER = "test-cluster";
    private static final Duration WAIT = Duration.ofSeconds(10);

    private final Connection nats;
    private final StreamingConnection stan;

    private StanClient(final Connection nats, final StreamingConnection stan)
    {
        this.nats = nats;
        this.stan = stan;
    }

    static StanClient connect(final String url, final String clientId)
    {
        return connect(url, clientId, WAIT);
    }

    static StanClient connect(final String url, final String clientId, final Duration wait)
    {
        try
        {
            final Connection nats = Nats.connect(new io.nats.client.Options.Builder().server(url).noReconnect()
                .errorListener(new SilentListener()).build());
            return over(nats, new Options.Builder().connectWait(wait).pubAckWait(wait), clientId);
        }
        catch (final IOException | InterruptedException ex)
        {
            throw failure("connect " + clientId + " to " + url, ex);
        }
    }

    /** A connection over which nobody answers is not left open: it would answer heartbeats, to a broker it stays. */
    private static StanClient over(final Connection nats, final Options.Builder options, final String clientId)
        throws IOException, InterruptedException
    {
        try
        {
            return new StanClient(nats, NatsStreaming.connect(CLUSTER, clientId, options.natsConn(nats).build()));
        }
        catch (final IOException ex)
        {
            nats.close();
            throw ex;
        }
    }

    /** Its NATS connection comes back when it is lost. */
    static StanClient reconnecting(final String url, final String clientId)
    {
        return reconnecting(new io.nats.client.Options.Builder().server(url), clientId);
    }

    /** The same; it takes no notice of where else it could connect, as one does that reaches one address only. */
    static StanClient reconnectingToOne(final String url, final String clientId)
    {
        return reconnecting(new io.nats.client.Options.Builder().server(url).ignoreDiscoveredServers(), clientId);
    }

    private static StanClient reconnecting(final io.nats.client.Options.Builder options, final String clientId)
    {
        try
        {
            final Connection nats = Nats.connect(options.maxReconnects(-1).reconnectWait(Duration.ofMillis(100))
                .errorListener(new SilentListener()).build());
            return over(nats, new Options.Builder().connectWait(WAIT).pubAckWait(WAIT).maxPingsOut(100), clientId);
        }
        catch (final IOException | InterruptedException ex)
        {
            throw failure("connect " + clientId, ex);
        }
    }

    /** With options of its own; the NATS connection is the library's unless they bring one. */
    static StanClient connect(final Options options, final String clientId)
    {
        return connect(options, clientId, CLUSTER);
    }

    /** To another cluster than all others use. */
    static StanClient connect(final Options options, final String clientId, final String cluster)
    {
        try
        {
            return new StanClient(null, NatsStreaming.connect(cluster, clientId, options));
        }
        catch (final IOException | InterruptedException ex)
        {
            throw failure("connect " + clientId, ex);
        }
    }

    Connection nats()
    {
        return nats;
    }

    StreamingConnection stan()
    {
        return stan;
    }

    /** Publish and wait for the acknowledgement. */
    void publish(final String channel, final String text)
    {
        publish(channel, text.getBytes(StandardCharsets.UTF_8));
    }

    void publish(final String channel, final byte[] payload)
    {
        try
        {
            stan.publish(channel, payload);
        }
        catch (final IOException | InterruptedException | TimeoutException ex)
        {
            throw failure("publish to " + channel, ex);
        }
    }

    /**
     * Publish until it is acknowledged, as clients do that must not lose a message: it may be stored more than once.
     */
    void publishAgain(final String channel, final byte[] payload)
    {
        final AtomicReference<IllegalStateException> last = new AtomicReference<>();
        Await.until(() -> "an acknowledgement of " + channel + "; " + last + " of " + last.get().getCause(), () ->
        {
            try
            {
                publish(channel, payload);
                return true;
            }
            catch (final IllegalStateException ex)
            {
                last.set(ex);
                return false;
            }
        });
    }

    /** Publish; the handler hears of the acknowledgement. */
    void publish(final String channel, final String text, final AckHandler handler)
    {
        publish(channel, text.getBytes(StandardCharsets.UTF_8), handler);
    }

    void publish(final String channel, final byte[] payload, final AckHandler handler)
    {
        try
        {
            stan.publish(channel, payload, handler);
        }
        catch (final IOException | InterruptedException | TimeoutException ex)
        {
            throw failure("publish to " + channel, ex);
        }
    }

    StanInbox subscribe(final String channel, final SubscriptionOptions options)
    {
        return subscribe(channel, null, options);
    }

    StanInbox subscribe(final String channel, final String group, final SubscriptionOptions options)
    {
        final StanInbox inbox = new StanInbox();
        try
        {
            inbox.subscription(stan.subscribe(channel, group, inbox, options));
            return inbox;
        }
        catch (final IOException | InterruptedException | TimeoutException ex)
        {
            throw failure("subscribe to " + channel, ex);
        }
    }

    /** Go away without a word, as a crashed client does. */
    void abandon()
    {
        try
        {
            nats.close();
        }
        catch (final InterruptedException ex)
        {
            throw failure("abandon", ex);
        }
    }

    @Override
    public void close()
    {
        try
        {
            closeStan();
            if (nats != null)
            {
                nats.close();
            }
        }
        catch (final IOException | InterruptedException | TimeoutException ex)
        {
            throw failure("close", ex);
        }
    }

    private void closeStan() throws IOException, InterruptedException, TimeoutException
    {
        try
        {
            stan.close();
        }
        catch (final NullPointerException ex)
        {
            // The library trips over a publish that was given up, when it has told the server that it closes.
            System.out.println("close: " + ex.getMessage());
        }
    }

    private static IllegalStateException failure(final String what, final Exception ex)
    {
        if (ex instanceof InterruptedException)
        {
            Thread.currentThread().interrupt();
        }
        return new IllegalStateException("cannot " + what + ": " + ex, ex);
    }

    /**
     * Broken connections are part of these tests, the library need not print them.
     */
    static final class SilentListener implements io.nats.client.ErrorListener
    {
    }
}
