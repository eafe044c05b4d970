package io.standfast.server.migrate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

import org.agrona.CloseHelper;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;

import io.standfast.engine.view.ChannelView;
import io.standfast.engine.DurableView;
import io.standfast.engine.Engine;
import io.standfast.engine.store.StoreReader;
import io.standfast.replication.Leadership;
import io.standfast.replication.Node;
import io.standfast.replication.NodeContext;
import io.standfast.replication.crypt.AtRestCipher;
import io.standfast.replication.crypt.KeyFile;
import io.standfast.replication.crypt.MasterKey;
import io.standfast.replication.crypt.PayloadOpener;
import io.standfast.replication.crypt.PayloadSealer;
import io.standfast.replication.identity.DataDirectory;
import io.standfast.replication.identity.DataInUseException;
import io.standfast.replication.identity.NodeRefusedException;
import io.standfast.replication.log.ClusterIngress;
import io.standfast.replication.log.EngineView;
import io.standfast.replication.log.EventAdapter;
import io.standfast.replication.log.ImportPublisher;
import io.standfast.replication.log.Outbox;

/**
 * A node on a data directory that no client can reach: imports go through its log, and its channels can be read. Owned
 * by one thread.
 */
final class OfflineNode implements AutoCloseable
{
    private static final int COMMANDS_IN_FLIGHT_LIMIT = 16;
    private static final int EVENT_LIMIT = 256;
    private static final int CHANNELS_AT_ONCE = 256;
    private static final int MESSAGES_AT_ONCE = 4096;
    private static final long ASK_TIMEOUT_MS = 2_000;
    private static final long SILENCE_LIMIT_NS = TimeUnit.SECONDS.toNanos(60);
    private static final long SNAPSHOT_TIMEOUT_MS = TimeUnit.MINUTES.toMillis(10);

    private final Path directory;
    private final AtomicReference<String> failure = new AtomicReference<>();
    private final Outbox outbox = new Outbox(Outbox.CAPACITY_MIN);
    private final ImportEvents output = new ImportEvents();
    private final EventAdapter events = new EventAdapter(outbox, output);
    private final IdleStrategy idleStrategy = new BackoffIdleStrategy(100, 100, 1_000, 200_000);
    // Of the messages that are encrypted at rest, or null.
    private final MasterKey key = MasterKey.ofEnvironment(System.getenv());
    private Node node;
    private ClusterIngress ingress;
    private ImportPublisher commands;
    private long sent;

    private OfflineNode(final Path directory)
    {
        this.directory = directory;
    }

    private static void requireKey(final Path directory)
    {
        try
        {
            final String refusal = new KeyFile(directory).refusal(MasterKey.ofEnvironment(System.getenv()));
            if (refusal != null)
            {
                throw MigrationException.refused(refusal);
            }
        }
        catch (final IOException ex)
        {
            throw MigrationException.refused("cannot use " + directory, ex);
        }
    }

    private void launch(final String clusterId)
    {
        try
        {
            node = Node.launch(new NodeContext().dataDirectory(directory).clusterId(clusterId).fileSync(false).outbox(
                outbox).failure((reason, cause) -> failure.compareAndSet(null, reason)));
            ingress = node.newIngress();
            commands = new ImportPublisher(ingress, node.identity().incarnation());
        }
        catch (final DataInUseException ex)
        {
            throw MigrationException.refused(directory + " is in use by a running server: stop it first");
        }
        catch (final NodeRefusedException ex)
        {
            throw MigrationException.refused("cannot use " + directory, ex);
        }
    }

    /**
     * Launch a node, on a new directory or on one of a single server.
     *
     * @param directory of all data.
     * @param clusterId of the data.
     * @return node that leads: its log has been read back.
     */
    static OfflineNode open(final Path directory, final String clusterId)
    {
        final OfflineNode opened = new OfflineNode(directory);
        try
        {
            opened.launch(clusterId);
            opened.awaitLead();
            return opened;
        }
        catch (final MigrationException ex)
        {
            opened.close();
            throw ex;
        }
    }

    /** Checking a large store and replaying its log takes as long as it takes; a failure ends it. */
    private void awaitLead()
    {
        while (node.leadership().leadershipTermId() == Leadership.NULL_TERM || !ingress.isConnected())
        {
            idleStrategy.idle(cycle());
        }
        idleStrategy.reset();
    }

    /**
     * Launch a node on the data directory of a server that is stopped.
     *
     * @param directory of all data.
     * @return node.
     */
    static OfflineNode openExisting(final Path directory)
    {
        if (!isDataDirectory(directory))
        {
            throw MigrationException.refused(directory + " is no data directory of this server");
        }
        if (Files.exists(directory.resolve("PEERS")))
        {
            throw MigrationException.refused(directory + " is of a cluster's member, which must not be started alone");
        }
        try
        {
            return open(directory, DataDirectory.clusterIdOf(directory));
        }
        catch (final NodeRefusedException ex)
        {
            throw MigrationException.refused("cannot use " + directory, ex);
        }
    }

    /**
     * The same, to read messages that are encrypted at rest in plain.
     *
     * @param directory of all data.
     * @return node.
     */
    static OfflineNode openReadable(final Path directory)
    {
        requireKey(directory);
        return openExisting(directory);
    }

    static boolean isDataDirectory(final Path directory)
    {
        return Files.exists(directory.resolve("IDENTITY"));
    }

    /**
     * Encrypt what will be imported.
     *
     * @return what seals it, with the key of the environment.
     */
    PayloadSealer newSealer()
    {
        requireKey(directory);
        try
        {
            new KeyFile(directory).remember(key);
        }
        catch (final IOException ex)
        {
            throw MigrationException.refused("cannot use " + directory, ex);
        }
        followSealed();
        return new PayloadSealer(key, AtRestCipher.named(""));
    }

    /** Follow the rules that know imports of encrypted messages. */
    void followSealed()
    {
        commands.sealedFeatureLevel();
        send();
    }

    /** Open a term for imports and follow the rules that know them. */
    void beginImport()
    {
        commands.termOpened(node.leadership().leadershipTermId(), TimeUnit.MILLISECONDS.toNanos(System
            .currentTimeMillis()));
        send();
        await("the import is let in", output::isOpen);
        commands.featureLevel();
        send();
    }

    /**
     * What the next {@link #send} sends.
     *
     * @return encoder.
     */
    ImportPublisher commands()
    {
        return commands;
    }

    /** Send what was encoded, when there is room. */
    void send()
    {
        await("there is room for commands", () -> sent - output.answered() < COMMANDS_IN_FLIGHT_LIMIT);
        await("the log takes a command", () -> commands.tryOffer() != ImportPublisher.NULL_COMMAND_ID);
        sent++;
    }

    /** Wait until all that was sent has been applied. */
    void awaitAnswers()
    {
        await("commands are answered", () -> output.answered() == sent);
    }

    boolean isDiskLow()
    {
        return node.isDiskLow();
    }

    /**
     * All channels.
     *
     * @return views in the order of their numbers.
     */
    List<ChannelView> channels()
    {
        final List<ChannelView> all = new ArrayList<>();
        EngineView view = view(0);
        while (!view.channels().isEmpty())
        {
            all.addAll(view.channels());
            view = view(all.get(all.size() - 1).channelId());
        }
        return all;
    }

    String clusterId()
    {
        return node.identity().clusterId();
    }

    /**
     * Highest epoch that a channel ever had.
     *
     * @return epoch.
     */
    long lastEpoch()
    {
        return ask(Engine::lastEpoch);
    }

    private EngineView view(final int afterId)
    {
        final AtomicReference<EngineView> view = new AtomicReference<>();
        await("the engine is looked at", () ->
        {
            view.set(node.numbers().view(afterId, CHANNELS_AT_ONCE, ASK_TIMEOUT_MS));
            return view.get() != null;
        });
        return view.get();
    }

    /**
     * Durables of a channel.
     *
     * @param channel to look at.
     * @return views.
     */
    List<DurableView> durables(final ChannelView channel)
    {
        return ask(engine -> engine.viewDurables(channel.channelId()));
    }

    private <T> T ask(final Function<Engine, T> look)
    {
        final AtomicReference<T> answer = new AtomicReference<>();
        await("the engine is asked", () ->
        {
            answer.set(node.numbers().ask(look, ASK_TIMEOUT_MS));
            return answer.get() != null;
        });
        return answer.get();
    }

    /**
     * Read all messages of a channel, those that are encrypted at rest in plain.
     *
     * @param channel  to read.
     * @param consumer of the messages, in order.
     */
    void readPlain(final ChannelView channel, final Consumer<SourceMessage> consumer)
    {
        final OpenedMessage opened = new OpenedMessage(new PayloadOpener(key), channel.name());
        read(channel, message -> consumer.accept(opened.of(message)));
    }

    /**
     * Read all messages of a channel as they are stored.
     *
     * @param channel  to read.
     * @param consumer of the messages, in order.
     */
    void read(final ChannelView channel, final Consumer<StoredSource> consumer)
    {
        final StoredSource message = new StoredSource();
        try (StoreReader reader = node.engine().log().newReader())
        {
            long sequence = channel.first();
            while (sequence <= channel.last())
            {
                reader.publishEpoch();
                final long from = sequence;
                for (final long location : ask(engine -> engine.locations(channel.channelId(), from, MESSAGES_AT_ONCE)))
                {
                    // It may have been moved since the engine was asked: ask again from there on.
                    if (!reader.read(location, channel.channelId(), sequence, message.stored()))
                    {
                        break;
                    }
                    consumer.accept(message);
                    sequence++;
                }
                cycle();
            }
        }
    }

    /** Put everything on the disk, so that the next start has nothing to do. */
    void snapshot()
    {
        awaitAnswers();
        requireSnapshot();
        // The first to become durable may have been under way before.
        requireSnapshot();
    }

    private void requireSnapshot()
    {
        if (!node.snapshot(SNAPSHOT_TIMEOUT_MS))
        {
            throw MigrationException.refused("no snapshot could be taken in " + directory + reason());
        }
    }

    private void await(final String what, final BooleanSupplier condition)
    {
        long answered = output.answered();
        long deadlineNs = System.nanoTime() + SILENCE_LIMIT_NS;
        while (!condition.getAsBoolean())
        {
            idleStrategy.idle(cycle());
            if (output.answered() != answered)
            {
                answered = output.answered();
                deadlineNs = System.nanoTime() + SILENCE_LIMIT_NS;
            }
            if (System.nanoTime() - deadlineNs > 0)
            {
                throw MigrationException.refused("waited for 60 s until " + what + ", in vain" + reason());
            }
        }
        idleStrategy.reset();
    }

    private int cycle()
    {
        final int work = ingress.doWork(System.nanoTime()) + events.poll(EVENT_LIMIT);
        if (failure.get() != null || outbox.isOverrun())
        {
            throw MigrationException.refused("the node on " + directory + " has failed" + reason());
        }
        if (output.refusal() != null)
        {
            throw MigrationException.refused(output.refusal());
        }
        return work;
    }

    private String reason()
    {
        return failure.get() == null ? "" : ": " + failure.get();
    }

    @Override
    public void close()
    {
        CloseHelper.quietCloseAll(ingress, node);
    }
}
