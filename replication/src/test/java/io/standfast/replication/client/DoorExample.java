package io.standfast.replication.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.concurrent.TimeUnit;

import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Publishes ten messages through the Aeron door and reads them back. Run with the server's Aeron directory (IPC), or
 * with host:port of its nodes (UDP); DoorTest runs it, too. Owned by one thread.
 */
public final class DoorExample implements ClientListener
{
    private static final int MESSAGES = 10;
    private static final byte[] CHANNEL = "orders".getBytes(UTF_8);
    private static final long PARK_NS = TimeUnit.MICROSECONDS.toNanos(100);

    private final IdleStrategy idle = new BackoffIdleStrategy(100, 10, 1_000, PARK_NS);
    private final StandfastClient client;
    private int published;
    private int stored;
    private int received;

    private DoorExample(final ClientContext context)
    {
        client = StandfastClient.connect(context.listener(this));
    }

    /**
     * Run it against a server.
     *
     * @param arguments an Aeron directory, or host:port of every node.
     */
    public static void main(final String[] arguments)
    {
        final ClientContext context = new ClientContext().clientId("example");
        System.out.println(run(arguments[0].contains(":") ? context.endpoints(arguments) : context.aeronDirectory(
            arguments[0])) + " messages received");
    }

    /**
     * Run it.
     *
     * @param context with a client id and a way to the server.
     * @return messages received.
     */
    public static int run(final ClientContext context)
    {
        final DoorExample example = new DoorExample(context);
        try (StandfastClient client = example.client)
        {
            while (example.received < MESSAGES || example.stored < MESSAGES)
            {
                if (client.state() == ClientState.CLOSED)
                {
                    throw new IllegalStateException("refused");
                }
                example.idle.idle(client.poll() + example.publish());
            }
        }
        return example.received;
    }

    /** One at a time: the next when the one before is stored. A negative answer means: poll, and try again. */
    private int publish()
    {
        if (published > stored || published == MESSAGES)
        {
            return 0;
        }
        final UnsafeBuffer payload = new UnsafeBuffer(("order " + published).getBytes(UTF_8));
        if (client.publish(CHANNEL, payload, 0, payload.capacity()) < 0)
        {
            return 0;
        }
        published++;
        return 1;
    }

    @Override
    public void onReady()
    {
        client.subscribe(SubscribeOptions.channel("orders").durable("example").fromFirst());
    }

    @Override
    public void onPublishAck(final long correlationId, final String error)
    {
        if (error != null)
        {
            throw new IllegalStateException(error);
        }
        stored++;
    }

    @Override
    public void onSubscribed(final long correlationId, final long subscriptionId)
    {
    }

    @Override
    public void onMessage(final ReceivedMessage message)
    {
        received++;
        // A lost ack is no loss: the message would come again.
        client.ack(message.subscriptionId(), message.sequence());
    }

    @Override
    public void onRefused(final long correlationId, final String text)
    {
        throw new IllegalStateException(text);
    }

    /** What was not answered may be stored or not: publish it again. */
    @Override
    public void onLeaderChanged()
    {
        published = stored;
    }

    @Override
    public void onDisconnected(final String reason)
    {
        published = stored;
    }
}
