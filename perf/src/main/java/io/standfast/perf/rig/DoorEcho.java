package io.standfast.perf.rig;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.file.Path;
import java.util.function.BooleanSupplier;

import org.agrona.concurrent.UnsafeBuffer;

import io.standfast.replication.DoorAccess;
import io.standfast.replication.client.ClientContext;
import io.standfast.replication.client.ClientListener;
import io.standfast.replication.client.ReceivedMessage;
import io.standfast.replication.client.StandfastClient;

/**
 * A node and a client of its Aeron door over IPC, as another process would be: a publish of 128 B, until its
 * acknowledgement has come. Owned by the rig's thread.
 */
final class DoorEcho implements AutoCloseable, ClientListener
{
    private static final byte[] CHANNEL = "echo".getBytes(US_ASCII);
    private static final int PAYLOAD = 128;
    private static final int GATEWAY_INTERVAL = 4096;

    private final UnsafeBuffer payload = new UnsafeBuffer(new byte[PAYLOAD]);
    private final NodeEcho gateway;
    private final StandfastClient client;
    private long acknowledged;
    private long trips;

    DoorEcho(final Path directory, final boolean isSynced)
    {
        gateway = new NodeEcho(directory, isSynced, new DoorAccess(null, null, null));
        gateway.raise();
        client = StandfastClient.connect(new ClientContext().clientId("door").aeronDirectory(gateway.node()
            .aeronDirectory()).listener(this));
        await(client::isReady);
    }

    private void await(final BooleanSupplier condition)
    {
        while (!condition.getAsBoolean())
        {
            client.poll();
            gateway.poll();
        }
    }

    void roundTrip()
    {
        final long target = acknowledged + 1;
        while (client.publish(CHANNEL, payload, 0, PAYLOAD) < 0)
        {
            client.poll();
        }
        while (acknowledged < target)
        {
            client.poll();
        }
        if (++trips % GATEWAY_INTERVAL == 0)
        {
            gateway.poll();
        }
    }

    @Override
    public void onPublishAck(final long correlationId, final String error)
    {
        if (error != null)
        {
            throw new IllegalStateException(error);
        }
        acknowledged++;
    }

    @Override
    public void onSubscribed(final long correlationId, final long subscriptionId)
    {
        throw new IllegalStateException("nothing was subscribed to");
    }

    @Override
    public void onMessage(final ReceivedMessage message)
    {
        throw new IllegalStateException("nothing was subscribed to");
    }

    @Override
    public void onRefused(final long correlationId, final String text)
    {
        throw new IllegalStateException(text);
    }

    @Override
    public void close()
    {
        client.close();
        gateway.close();
    }
}
