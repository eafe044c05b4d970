package io.standfast.replication;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

import org.agrona.CloseHelper;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import io.standfast.codecs.log.BooleanType;
import io.standfast.codecs.stan.PubMsgDecoder;
import io.standfast.codecs.stan.PubMsgEncoder;
import io.standfast.codecs.stan.SubscriptionRequestDecoder;
import io.standfast.codecs.stan.SubscriptionRequestEncoder;
import io.standfast.replication.log.ClusterIngress;
import io.standfast.replication.log.CommandPublisher;
import io.standfast.replication.log.EventAdapter;
import io.standfast.replication.log.Outbox;

/**
 * A real node with the part of a gateway that a test needs; gateway and test are one thread.
 */
final class TestNode implements AutoCloseable
{
    private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(60);
    private static final int EVENT_LIMIT = 1024;

    private final AtomicReference<String> failure = new AtomicReference<>();
    private final Outbox outbox = new Outbox(Outbox.CAPACITY_DEFAULT);
    private final CountingOutput output = new CountingOutput();
    private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(64 * 1024);
    private final PubMsgDecoder publish = new PubMsgDecoder();
    private final Node node;
    private final ClusterIngress ingress;
    private final CommandPublisher commands;
    private final EventAdapter events;
    private long published;

    private TestNode(final NodeContext context)
    {
        node = Node.launch(context.outbox(outbox).failure((reason, cause) -> failure.compareAndSet(null, reason)));
        ingress = node.newIngress();
        commands = new CommandPublisher(ingress, node.identity().incarnation(),
            CommandPublisher.BATCHES_IN_FLIGHT_DEFAULT);
        events = new EventAdapter(outbox, output);
    }

    /** Launch and wait until it serves. */
    static TestNode launch(final Path directory, final long snapshotIntervalBytes)
    {
        return launch(new NodeContext().dataDirectory(directory).fileSync(false)
            .snapshotIntervalBytes(snapshotIntervalBytes));
    }

    /** The same with other settings. */
    static TestNode launch(final NodeContext context)
    {
        final TestNode test = new TestNode(context);
        test.await("the node leads", () -> test.node.leadership().leadershipTermId() != Leadership.NULL_TERM &&
            test.ingress.isConnected());
        test.commands.termOpened(test.node.leadership().leadershipTermId(), System.currentTimeMillis() * 1_000_000, 0);
        test.await("the gates open", () -> test.output.gatesOpen > 0);
        test.commands.onReply();
        return test;
    }

    Node node()
    {
        return node;
    }

    CountingOutput output()
    {
        return output;
    }

    void connect(final String clientId)
    {
        final long before = output.connected;
        commands.connectClient(0, 1, 5, 3, clientId.getBytes(US_ASCII), new byte[0], ("hb." + clientId).getBytes(
            US_ASCII));
        await("connected", () -> output.connected > before);
        commands.onReply();
    }

    /** Follow the rules of a level, as the gateway of a new node asks for. */
    void raise(final int level)
    {
        final long before = output.done;
        commands.featureLevel(level);
        await("level " + level, () -> output.done > before);
        commands.onReply();
    }

    void limits(final long maxMsgs)
    {
        final long before = output.done;
        commands.configureLimits(limits -> limits.maxMsgs(maxMsgs).maxBytes(0).maxAgeNs(0).maxInactivityNs(0)
            .maxChannels(0).maxSubscriptions(0).segmentCapacity(0).replaceDurable(BooleanType.FALSE).channelsCount(0));
        await("limits are set", () -> output.done > before);
        commands.onReply();
    }

    void subscribe(final String clientId, final String channel)
    {
        final long before = output.subscribed;
        final int length = new SubscriptionRequestEncoder().wrap(buffer, 0).clientId(clientId).subject(channel).inbox(
            "inbox." + clientId).maxInFlight(1 << 20).ackWaitInSecs(30).durableName("keeper").encodedLength();
        final SubscriptionRequestDecoder request = new SubscriptionRequestDecoder();
        request.wrap(buffer, 0, length);
        commands.subscribe(request);
        await("subscribed", () -> output.subscribed > before);
        commands.onReply();
    }

    /** The PubMsg that {@link #publish(int)} sends. */
    void message(final String clientId, final String channel, final int payloadLength)
    {
        final UnsafeBuffer encoded = new UnsafeBuffer(new byte[payloadLength + 256]);
        final int length = new PubMsgEncoder().wrap(encoded, 0).clientId(clientId).guid("guid").subject(channel).data(
            new byte[payloadLength]).encodedLength();
        publish.wrap(encoded, 0, length);
    }

    /** An entry of another incarnation gets into its log, which nobody can send it; why it stops then. */
    String halted()
    {
        new CommandPublisher(ingress, node.identity().incarnation() + 1, CommandPublisher.BATCHES_IN_FLIGHT_DEFAULT)
            .featureLevel(1);
        final long deadlineNs = System.nanoTime() + DEADLINE_NS;
        while (failure.get() == null && System.nanoTime() - deadlineNs < 0)
        {
            ingress.doWork(System.nanoTime());
        }
        return failure.get();
    }

    /** Publish as fast as the log takes it, and wait until all has been answered. */
    void publish(final int count)
    {
        final long target = published + count;
        while (published < target)
        {
            if (commands.isReady() && commands.addPublish(publish))
            {
                published++;
            }
            else
            {
                cycle();
            }
        }
        while (output.results < target)
        {
            cycle();
        }
    }

    void await(final String what, final BooleanSupplier condition)
    {
        final long deadlineNs = System.nanoTime() + DEADLINE_NS;
        while (!condition.getAsBoolean())
        {
            cycle();
            if (System.nanoTime() - deadlineNs > 0)
            {
                throw new AssertionError("not in time: " + what + "; failure: " + failure.get());
            }
        }
    }

    /** Once round what a gateway does. */
    void cycle()
    {
        if (failure.get() != null)
        {
            throw new AssertionError(failure.get());
        }
        ingress.doWork(System.nanoTime());
        events.poll(EVENT_LIMIT);
        for (; output.batches > 0; output.batches--)
        {
            commands.onBatchReply();
        }
        commands.flush();
    }

    @Override
    public void close()
    {
        CloseHelper.quietCloseAll(ingress, node);
    }
}
