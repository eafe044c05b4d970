package io.standfast.replication;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;

import org.agrona.concurrent.UnsafeBuffer;

import io.standfast.replication.client.ClientContext;
import io.standfast.replication.client.ClientListener;
import io.standfast.replication.client.ClientState;
import io.standfast.replication.client.DoorCredentials;
import io.standfast.replication.client.ReceivedMessage;
import io.standfast.replication.client.StandfastClient;
import io.standfast.replication.client.SubscribeOptions;

/**
 * A client of the Aeron door that writes down what it hears. Owned by the test's thread.
 */
final class TestDoorClient implements ClientListener, AutoCloseable
{
    private final TestNode node;
    private final StandfastClient client;
    private final List<String> events = new ArrayList<>();
    private final List<String> texts = new ArrayList<>();
    private final List<Long> sequences = new ArrayList<>();
    private final List<Integer> redeliveries = new ArrayList<>();
    private boolean isAcking = true;
    private long subscriptionId;

    TestDoorClient(final TestNode node, final String clientId)
    {
        this(node, new ClientContext().clientId(clientId).aeronDirectory(node.node().aeronDirectory()));
    }

    TestDoorClient(final TestNode node, final ClientContext context)
    {
        this.node = node;
        client = StandfastClient.connect(context.listener(this).errorHandler(error -> events.add("error " + error)));
    }

    static ClientContext context(final TestNode node, final String clientId, final DoorCredentials credentials)
    {
        return new ClientContext().clientId(clientId).aeronDirectory(node.node().aeronDirectory()).credentials(
            credentials);
    }

    /** Wait until it is registered. */
    TestDoorClient ready()
    {
        await("ready", "ready");
        return this;
    }

    void acking(final boolean value)
    {
        isAcking = value;
    }

    StandfastClient client()
    {
        return client;
    }

    List<String> events()
    {
        return events;
    }

    List<String> texts()
    {
        return texts;
    }

    List<Long> sequences()
    {
        return sequences;
    }

    List<Integer> redeliveries()
    {
        return redeliveries;
    }

    long subscriptionId()
    {
        return subscriptionId;
    }

    /** Publish, and wait for the answer. */
    String publish(final String channel, final String text)
    {
        final UnsafeBuffer payload = new UnsafeBuffer(text.getBytes(UTF_8));
        final long[] id = {0};
        node.await("published " + text, () ->
        {
            client.poll();
            id[0] = client.publish(channel.getBytes(UTF_8), payload, 0, payload.capacity());
            return id[0] > 0;
        });
        return answer("ack " + id[0] + " ");
    }

    /** Publish once, whatever becomes of it. */
    long tryPublish(final String channel)
    {
        client.poll();
        return client.publish(channel.getBytes(UTF_8), new UnsafeBuffer(new byte[1]), 0, 1);
    }

    /** Subscribe, and wait for the answer. */
    String subscribe(final SubscribeOptions options)
    {
        final long id = client.subscribe(options);
        if (id < 0)
        {
            throw new AssertionError("subscribe: " + id);
        }
        return answer(id + " ");
    }

    /** Wait for the answer to a request, an event that begins or goes on with its id. */
    String answer(final String id)
    {
        final String[] found = {null};
        node.await("answer to " + id + " in " + events, () ->
        {
            client.poll();
            found[0] = events.stream().filter(event -> event.startsWith(id)).findFirst().orElse(null);
            return found[0] != null;
        });
        return found[0].substring(id.length());
    }

    void await(final String what, final String event)
    {
        try
        {
            node.await(what, () ->
            {
                client.poll();
                return events.contains(event);
            });
        }
        catch (final AssertionError error)
        {
            throw new AssertionError(client.state() + " " + events, error);
        }
    }

    /** Wait until it is refused. */
    void awaitClosed()
    {
        node.await("closed", () ->
        {
            client.poll();
            return client.state() == ClientState.CLOSED;
        });
    }

    void awaitTexts(final int count)
    {
        node.await(count + " messages", () ->
        {
            client.poll();
            return texts.size() >= count;
        });
    }

    @Override
    public void onReady()
    {
        events.add("ready");
    }

    @Override
    public void onPublishAck(final long correlationId, final String error)
    {
        events.add("ack " + correlationId + " " + (error == null ? "stored" : error));
    }

    @Override
    public void onSubscribed(final long correlationId, final long id)
    {
        subscriptionId = id;
        events.add(correlationId + " subscribed");
    }

    @Override
    public void onMessage(final ReceivedMessage message)
    {
        texts.add(message.buffer().getStringWithoutLengthUtf8(message.payloadOffset(), message.payloadLength()));
        sequences.add(message.sequence());
        redeliveries.add(message.redeliveryCount());
        if (isAcking)
        {
            client.ack(message.subscriptionId(), message.sequence());
        }
    }

    @Override
    public void onDone(final long correlationId)
    {
        events.add(correlationId + " done");
    }

    @Override
    public void onRefused(final long correlationId, final String text)
    {
        events.add(correlationId + " " + text);
    }

    @Override
    public void onSubscriptionClosed(final long id)
    {
        events.add("closed");
    }

    @Override
    public void onDisconnected(final String reason)
    {
        events.add("disconnected");
    }

    @Override
    public void close()
    {
        client.close();
    }
}
