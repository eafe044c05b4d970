package io.standfast.server.migrate;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.agrona.concurrent.UnsafeBuffer;

import io.standfast.replication.crypt.KeyFile;
import io.standfast.replication.crypt.MasterKey;
import io.standfast.replication.crypt.PayloadSealer;
import io.standfast.replication.log.ImportPublisher;
import io.standfast.replication.log.ImportPublisher.ImportedDurable;

/**
 * Makes a data directory out of a source. Owned by one thread.
 *
 * <p>It works in a directory beside the target, through the log of a node that nobody can reach, so that what comes out
 * is what a server leaves behind: one identity, a snapshot, a log, a store. When all has been read back and compared,
 * the directory gets its name. Before that there is no target; called again after a crash it goes on where it was.
 */
public final class MigrationSession
{
    private static final String SUFFIX = ".migrating";
    private static final String MARK = "MIGRATION";
    private static final int DISK_CHECK_MESSAGES = 10_000;

    private final MigrationSource source;
    private final MigrationPlan plan;
    private final Path target;
    private final String clusterId;
    private final MigrationProgress progress;
    private final Path work;
    private final long totalBytes;
    private boolean isEncrypted;
    private PayloadSealer sealer;
    private long doneBytes;
    private long messages;

    /**
     * A migration.
     *
     * @param source    to take from.
     * @param plan      of the source.
     * @param target    directory that is not there, or empty.
     * @param clusterId of the data, empty for that of the source.
     * @param progress  told on the way.
     */
    public MigrationSession(final MigrationSource source, final MigrationPlan plan, final Path target,
        final String clusterId, final MigrationProgress progress)
    {
        this.source = source;
        this.plan = plan;
        this.target = target.toAbsolutePath().normalize();
        this.clusterId = clusterId.isEmpty() ? plan.clusterId() : clusterId;
        this.progress = progress;
        work = this.target.resolveSibling(this.target.getFileName() + SUFFIX);
        totalBytes = Math.max(1, plan.payloadBytes());
    }

    /**
     * Encrypt the messages at rest, with the key of the environment.
     *
     * @param value whether to.
     * @return this.
     */
    public MigrationSession encrypted(final boolean value)
    {
        isEncrypted = value;
        return this;
    }

    /** Do it; blocks. */
    public void run()
    {
        if (isEncrypted)
        {
            requireEncryptable();
        }
        requireTarget(target);
        if (clusterId.isEmpty())
        {
            throw MigrationException.refused("the store does not say which cluster id it has: give it with " +
                "--cluster-id");
        }
        beginWork();
        try (OfflineNode node = OfflineNode.open(work, clusterId))
        {
            node.beginImport();
            prepareSealed(node);
            final Map<String, Long> known = new HashMap<>();
            node.channels().forEach(channel -> known.put(channel.name(), channel.last()));
            for (final ChannelPlan channel : plan.channels())
            {
                importChannel(node, channel, known.getOrDefault(channel.name(), 0L));
            }
            node.commands().epoch(plan.lastEpoch());
            node.send();
            node.awaitAnswers();
            source.requireUnchanged();
            requireSame(new MigrationComparison(plan, progress).compare(node));
            node.snapshot();
        }
        publish();
    }

    private void requireEncryptable()
    {
        if (MasterKey.ofEnvironment(System.getenv()) == null)
        {
            throw MigrationException.refused("encryption key required: give the key of the new data in " +
                MasterKey.VARIABLE);
        }
        if (plan.keyId() != 0)
        {
            throw MigrationException.refused("messages are encrypted at rest already, with a key that they keep: " +
                "leave --encrypt out; for another key restore them, and export them with the key that they have");
        }
        for (final ChannelPlan channel : plan.channels())
        {
            final int limit = ImportPublisher.maxVariableLength(channel.name().getBytes(UTF_8).length) -
                PayloadSealer.OVERHEAD;
            if (channel.total().largest() > limit)
            {
                throw MigrationException.refused("channel " + channel.name() + " has a message of " + channel.total()
                    .largest() + " bytes, the largest that can be encrypted there is " + limit + " bytes");
            }
        }
    }

    private void prepareSealed(final OfflineNode node)
    {
        sealer = isEncrypted ? node.newSealer() : null;
        if (plan.keyId() != 0)
        {
            node.followSealed();
        }
    }

    private static void requireSame(final List<String> differences)
    {
        if (!differences.isEmpty())
        {
            throw MigrationException.refused("what was written is not what was read: " + differences.get(0));
        }
    }

    /**
     * Whether a directory can become a data directory.
     *
     * @param target not there, or empty.
     */
    static void requireTarget(final Path target)
    {
        if (!Files.exists(target))
        {
            return;
        }
        try (Stream<Path> files = Files.list(target))
        {
            if (files.findAny().isPresent())
            {
                throw MigrationException.refused(target + " is not empty: only a new data directory is made");
            }
        }
        catch (final IOException ex)
        {
            throw MigrationException.refused("cannot use " + target, ex);
        }
    }

    private void beginWork()
    {
        final Path mark = work.resolve(MARK);
        try
        {
            if (Files.exists(mark))
            {
                if (!Files.readString(mark).equals(markText()))
                {
                    throw MigrationException.refused(work + " is of another migration, or the source has changed " +
                        "since: remove it to begin anew");
                }
                return;
            }
            requireTarget(work);
            Files.createDirectories(work);
            final long usable = Files.getFileStore(work).getUsableSpace();
            if (usable < plan.neededBytes())
            {
                throw MigrationException.refused(work + " needs up to " + plan.neededBytes() + " bytes of disk, " +
                    usable + " are free");
            }
            Files.writeString(mark, markText());
        }
        catch (final IOException ex)
        {
            throw MigrationException.refused("cannot use " + work, ex);
        }
    }

    private String markText()
    {
        return (isEncrypted ? "encrypted\n" : "") + "cluster id " + clusterId + "\nsource " + plan.fingerprint() +
            "\nmessages " + plan.messages() +
            "\ndurables " + plan.durables() + "\n";
    }

    private void importChannel(final OfflineNode node, final ChannelPlan channel, final long knownLast)
    {
        final byte[] name = channel.name().getBytes(UTF_8);
        final ImportPublisher commands = node.commands();
        commands.channel(name, channel.first(), channel.epoch());
        node.send();
        commands.beginMessages();
        try (SourceMessages from = source.messages(channel))
        {
            while (from.next())
            {
                if (from.sequence() > knownLast)
                {
                    add(node, name, from);
                }
                doneBytes += from.payloadLength();
                messages++;
                progress.onProgress("importing", doneBytes, totalBytes, messages);
            }
        }
        sendMessages(node, name);
        channel.durables().forEach(durable -> importDurable(node, name, durable));
    }

    private void add(final OfflineNode node, final byte[] name, final SourceMessages from)
    {
        final ImportPublisher commands = node.commands();
        final byte[] reply = from.reply();
        if (!commands.hasRoomFor(reply.length + from.payloadLength()))
        {
            sendMessages(node, name);
            commands.beginMessages();
        }
        if (sealer == null)
        {
            commands.key(from.keyId(), from.nonceHigh(), from.nonceLow());
            commands.addMessage(from.sequence(), from.timestampNs(), reply, from.buffer(), from.payloadOffset(), from
                .payloadLength());
        }
        else
        {
            sealer.seal(new UnsafeBuffer(name), 0, name.length, from.buffer(), from.payloadOffset(), from
                .payloadLength());
            commands.key(sealer.keyId(), sealer.nonceHigh(), sealer.nonceLow());
            commands.addMessage(from.sequence(), from.timestampNs(), reply, sealer.buffer(), 0, sealer.length());
        }
        if (messages % DISK_CHECK_MESSAGES == 0 && node.isDiskLow())
        {
            throw MigrationException
                .refused("the disk of " + work + " is nearly full: make room and call it again, it " +
                    "goes on where it was");
        }
    }

    private static void sendMessages(final OfflineNode node, final byte[] name)
    {
        if (node.commands().size() > 0)
        {
            node.commands().endMessages(name);
            node.send();
        }
    }

    private static void importDurable(final OfflineNode node, final byte[] name, final ImportedDurable durable)
    {
        int from = 0;
        do
        {
            from = node.commands().durable(name, durable, from);
            node.send();
        }
        while (from < durable.pendings().length);
    }

    /** The directory gets its name, whole. */
    private void publish()
    {
        try
        {
            if (plan.keyId() != 0)
            {
                new KeyFile(work).rememberName(plan.keyId());
            }
            force(work);
            Files.move(work, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            force(target.getParent());
        }
        catch (final IOException ex)
        {
            throw MigrationException.refused("cannot rename " + work + " to " + target, ex);
        }
    }

    private static void force(final Path directory) throws IOException
    {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ))
        {
            channel.force(true);
        }
    }
}
