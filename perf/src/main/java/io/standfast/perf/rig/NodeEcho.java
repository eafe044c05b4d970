package io.standfast.perf.rig;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.file.Path;
import java.util.function.BooleanSupplier;

import org.agrona.CloseHelper;
import org.agrona.concurrent.UnsafeBuffer;

import io.standfast.codecs.stan.PubMsgDecoder;
import io.standfast.codecs.stan.PubMsgEncoder;
import io.standfast.engine.FeatureLevel;
import io.standfast.perf.jmh.CountingOutput;
import io.standfast.replication.DoorAccess;
import io.standfast.replication.Leadership;
import io.standfast.replication.Node;
import io.standfast.replication.NodeContext;
import io.standfast.replication.log.ClusterIngress;
import io.standfast.replication.log.CommandPublisher;
import io.standfast.replication.log.EventAdapter;
import io.standfast.replication.log.Outbox;

/**
 * A node with the smallest gateway: a publish of 128 B goes in, its result comes out. Owned by the rig's thread.
 */
final class NodeEcho implements AutoCloseable
{
    private static final int EVENT_LIMIT = 64;

    private final Outbox outbox = new Outbox(Outbox.CAPACITY_DEFAULT);
    private final CountingOutput output = new CountingOutput();
    private final PubMsgDecoder message = new PubMsgDecoder();
    private final Node node;
    private final ClusterIngress ingress;
    private final CommandPublisher commands;
    private final EventAdapter events;

    NodeEcho(final Path directory, final boolean isSynced)
    {
        this(directory, isSynced, null);
    }

    NodeEcho(final Path directory, final boolean isSynced, final DoorAccess door)
    {
        node = Node.launch(new NodeContext().dataDirectory(directory).fileSync(isSynced).outbox(outbox).door(door));
        ingress = node.newIngress();
        commands = new CommandPublisher(ingress, node.identity().incarnation(),
            CommandPublisher.BATCHES_IN_FLIGHT_DEFAULT);
        events = new EventAdapter(outbox, output);
        await(() -> node.leadership().leadershipTermId() != Leadership.NULL_TERM && ingress.isConnected());
        request(() -> commands.termOpened(node.leadership().leadershipTermId(), System.currentTimeMillis() * 1_000_000,
            0));
        request(() -> commands.connectClient(0, 1, 5, 3, "echo".getBytes(US_ASCII), new byte[0], "hb".getBytes(
            US_ASCII)));
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[512]);
        final int length = new PubMsgEncoder().wrap(buffer, 0).clientId("echo").guid("FCVTEX3LDEYB9FU1S8O58V").subject(
            "echo").data(new byte[128]).encodedLength();
        message.wrap(buffer, 0, length);
    }

    private void request(final Runnable command)
    {
        final long before = output.replies();
        command.run();
        await(() -> output.replies() > before);
        commands.onReply();
    }

    Node node()
    {
        return node;
    }

    /** Follow the newest rules, which have a door. */
    void raise()
    {
        request(() -> commands.featureLevel(FeatureLevel.NEWEST));
    }

    /** What keeps its session. */
    void poll()
    {
        events.poll(EVENT_LIMIT);
        ingress.doWork(System.nanoTime());
    }

    void roundTrip()
    {
        final long before = output.batches();
        commands.addPublish(message);
        commands.flush();
        while (output.batches() == before)
        {
            events.poll(EVENT_LIMIT);
            ingress.doWork(System.nanoTime());
        }
        commands.onBatchReply();
    }

    private void await(final BooleanSupplier condition)
    {
        while (!condition.getAsBoolean())
        {
            ingress.doWork(System.nanoTime());
            events.poll(EVENT_LIMIT);
            commands.flush();
        }
    }

    @Override
    public void close()
    {
        CloseHelper.quietCloseAll(ingress, node);
    }
}
