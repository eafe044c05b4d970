package io.standfast.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.standfast.replication.client.ClientContext;
import io.standfast.replication.client.ClientListener;
import io.standfast.replication.client.ReceivedMessage;
import io.standfast.replication.client.StandfastClient;
import io.standfast.replication.client.SubscribeOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A client of the Aeron door: publishes one text after the other, each until it is acknowledged, and keeps what its
 * durable brings. Owned by the test's thread, which also polls it.
 */
final class DoorPilot implements ClientListener, AutoCloseable
{
    private static final Pattern DOOR = Pattern.compile("Aeron door: ipc, Aeron directory (\\S+)");
    private static final long NONE = 0;

    private final StandfastClient client;
    private final byte[] channel;
    private final SubscribeOptions options;
    private final List<String> acknowledged = new ArrayList<>();
    private final List<String> received = new ArrayList<>();
    private final List<String> events = new ArrayList<>();
    private long inFlight = NONE;
    private boolean isSubscribeDue;
    private long subscribing = NONE;

    DoorPilot(final ClientContext context, final String channel)
    {
        this.channel = channel.getBytes(UTF_8);
        options = SubscribeOptions.channel(channel).durable("pilot").fromFirst();
        client = StandfastClient.connect(context.listener(this).errorHandler(error -> events.add("error: " + error)));
    }

    /** The way into a server of this machine, as it says itself. */
    static ClientContext context(final ServerProcess server, final String clientId)
    {
        final Matcher matcher = DOOR.matcher(server.process().output());
        assertThat(matcher.find()).as(server.process().output()).isTrue();
        return new ClientContext().clientId(clientId).aeronDirectory(matcher.group(1));
    }

    /** Wait until it may publish. */
    DoorPilot ready()
    {
        Await.until(() -> "ready: " + client.state() + " " + events, () -> cycle() && client.isReady());
        return this;
    }

    StandfastClient client()
    {
        return client;
    }

    /** Publish until so many more are acknowledged. */
    void publish(final int more)
    {
        final int target = acknowledged.size() + more;
        Await.until(() -> target + " acknowledged, not " + acknowledged.size() + ": " + client.state() + " " + events,
            () ->
            {
                cycle();
                if (inFlight == NONE && acknowledged.size() < target)
                {
                    final UnsafeBuffer text = new UnsafeBuffer(("m" + acknowledged.size()).getBytes(UTF_8));
                    inFlight = Math.max(NONE, client.publish(channel, text, 0, text.capacity()));
                }
                return acknowledged.size() >= target;
            });
    }

    /** Try until it is told that the disk is almost full. */
    void awaitDiskLow()
    {
        final UnsafeBuffer text = new UnsafeBuffer("lost".getBytes(UTF_8));
        Await.until(() -> "told: " + client.state() + " " + events, () -> cycle() && client.publish(channel, text, 0,
            text.capacity()) == StandfastClient.DISK_LOW);
    }

    void awaitReceived(final String text)
    {
        Await.until(() -> text + " in " + received.size() + " received: " + client.state() + " " + events,
            () -> cycle() && received.contains(text));
    }

    boolean cycle()
    {
        client.poll();
        if (isSubscribeDue && client.isReady())
        {
            subscribing = client.subscribe(options);
            isSubscribeDue = subscribing < 0;
        }
        return true;
    }

    List<String> acknowledged()
    {
        return acknowledged;
    }

    List<String> received()
    {
        return received;
    }

    List<String> events()
    {
        return events;
    }

    @Override
    public void onReady()
    {
        events.add("ready");
        isSubscribeDue = true;
    }

    @Override
    public void onPublishAck(final long correlationId, final String error)
    {
        if (error != null)
        {
            events.add("publish: " + error);
        }
        if (correlationId == inFlight)
        {
            inFlight = NONE;
            acknowledged.add("m" + acknowledged.size());
        }
    }

    @Override
    public void onSubscribed(final long correlationId, final long subscriptionId)
    {
        subscribing = NONE;
    }

    @Override
    public void onMessage(final ReceivedMessage message)
    {
        received.add(message.buffer().getStringWithoutLengthUtf8(message.payloadOffset(), message.payloadLength()));
        client.ack(message.subscriptionId(), message.sequence());
    }

    @Override
    public void onRefused(final long correlationId, final String text)
    {
        events.add("refused: " + text);
        if (correlationId == subscribing)
        {
            subscribing = NONE;
        }
    }

    @Override
    public void onLeaderChanged()
    {
        events.add("leader");
        inFlight = NONE;
        isSubscribeDue = subscribing > NONE;
    }

    @Override
    public void onDisconnected(final String reason)
    {
        events.add("disconnected: " + reason);
        inFlight = NONE;
    }

    @Override
    public void close()
    {
        client.close();
    }
}
