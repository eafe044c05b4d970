package io.standfast.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import com.sun.management.ThreadMXBean;

import io.standfast.engine.FeatureLevel;
import io.standfast.replication.client.ClientContext;
import io.standfast.replication.client.ClientListener;
import io.standfast.replication.client.ReceivedMessage;
import io.standfast.replication.client.StandfastClient;
import io.standfast.replication.client.SubscribeOptions;

/**
 * A message allocates nothing on its way from a client of the Aeron door through the node and back: publish, its
 * acknowledgement, the delivery and the ack; neither in the client nor in any of the node's agents.
 */
@Timeout(300)
class DoorAllocationTest implements ClientListener
{
    private static final int WARM_UP = 60_000;
    private static final int MEASURED = 60_000;
    private static final int ROUNDS = 20;
    private static final int WINDOW = 64;
    private static final long GATEWAY_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final Set<String> NOT_ON_THE_WAY = Set.of("file-work", "background~resource~releaser", "scrub");

    @TempDir
    private Path directory;
    private TestNode node;
    private StandfastClient client;
    private long published;
    private long acknowledged;
    private long received;
    private long subscriptionId;
    private long gatewayNs = System.nanoTime();

    @Test
    void shouldAllocateNothingWhenMessagesGoThroughTheDoor()
    {
        node = TestNode.launch(new NodeContext().dataDirectory(directory).fileSync(false).snapshotIntervalBytes(
            1L << 30).door(new DoorAccess(null, null, null)));
        try (TestNode launched = node)
        {
            node.raise(FeatureLevel.AERON_DOOR);
            node.limits(1000);
            client = StandfastClient.connect(new ClientContext().clientId("ann").aeronDirectory(launched.node()
                .aeronDirectory()).listener(this));
            node.await("ready", () -> client.poll() >= 0 && client.isReady());
            client.subscribe(SubscribeOptions.channel("orders"));
            node.await("subscribed", () -> client.poll() >= 0 && subscriptionId > 0);
            publish(WARM_UP);

            // What is allocated for each message is so in every round; compilers and timers have their rounds. Aeron's
            // pollers of sockets make an iterator a turn until the optimizing compiler has seen them, which takes many
            // rounds on a busy machine: 20 bytes a message without it.
            long bytes = Long.MAX_VALUE;
            for (int round = 0; round < ROUNDS && bytes >= MEASURED; round++)
            {
                final long before = allocated();
                publish(MEASURED);
                bytes = Math.min(bytes, allocated() - before);
            }

            assertThat(bytes).as("bytes allocated for %d messages", MEASURED).isLessThan(MEASURED);
            client.close();
        }
    }

    private void publish(final int count)
    {
        final UnsafeBuffer payload = new UnsafeBuffer(new byte[128]);
        final byte[] channel = {'o', 'r', 'd', 'e', 'r', 's'};
        final long target = published + count;
        while (acknowledged < target || received < target)
        {
            if (published < target && published - acknowledged < WINDOW && client.publish(channel, payload, 0, payload
                .capacity()) > 0)
            {
                published++;
            }
            client.poll();
            keepGateway();
        }
    }

    /** Its session would end. */
    private void keepGateway()
    {
        final long nowNs = System.nanoTime();
        if (nowNs - gatewayNs > GATEWAY_INTERVAL_NS)
        {
            gatewayNs = nowNs;
            node.cycle();
        }
    }

    private static long allocated()
    {
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long sum = 0;
        for (final long id : threads.getAllThreadIds())
        {
            final ThreadInfo thread = threads.getThreadInfo(id);
            if (thread != null && !NOT_ON_THE_WAY.contains(thread.getThreadName()))
            {
                sum += Math.max(0, threads.getThreadAllocatedBytes(id));
            }
        }
        return sum;
    }

    @Override
    public void onPublishAck(final long correlationId, final String error)
    {
        acknowledged++;
    }

    @Override
    public void onSubscribed(final long correlationId, final long id)
    {
        subscriptionId = id;
    }

    @Override
    public void onMessage(final ReceivedMessage message)
    {
        received++;
        while (client.ack(message.subscriptionId(), message.sequence()) == StandfastClient.BACK_PRESSURED)
        {
            Thread.onSpinWait();
        }
    }

    @Override
    public void onRefused(final long correlationId, final String text)
    {
        throw new AssertionError(text);
    }
}
