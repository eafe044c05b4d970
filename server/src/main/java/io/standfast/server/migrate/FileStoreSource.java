package io.standfast.server.migrate;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.standfast.codecs.ChannelName;
import io.standfast.codecs.legacy.LegacyIdentity;
import io.standfast.codecs.legacy.LegacyRecordReader;
import io.standfast.engine.store.ChannelIndex;
import io.standfast.replication.log.ImportPublisher;

/**
 * A FILE store of nats-streaming-server (STAN-SPEC 4.2), which is only read. Owned by one thread.
 */
public final class FileStoreSource implements MigrationSource
{
    private static final String SERVER_FILE = "server.dat";
    private static final String CLIENTS_FILE = "clients.dat";

    private final SourceOptions options;
    private final SourceGuard guard;
    private List<SourceChannel> channels;
    private LegacyIdentity server;
    private int clients;

    private FileStoreSource(final SourceOptions options, final SourceGuard guard)
    {
        this.options = options;
        this.guard = guard;
    }

    /**
     * Open a store.
     *
     * @param options how.
     * @return source.
     */
    public static FileStoreSource open(final SourceOptions options)
    {
        if (!Files.isDirectory(options.directory()))
        {
            throw MigrationException.refused("no directory " + options.directory());
        }
        final FileStoreSource source = new FileStoreSource(options, SourceGuard.watch(options.directory()));
        try
        {
            source.channels = source.findChannels();
            source.server = source.readServer();
            source.clients = source.readClients();
            return source;
        }
        catch (final MigrationException ex)
        {
            source.close();
            throw ex;
        }
    }

    private List<SourceChannel> findChannels()
    {
        try (Stream<Path> found = Files.list(options.directory()))
        {
            final List<SourceChannel> all = new ArrayList<>();
            final Map<String, String> names = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            for (final Path directory : found.filter(Files::isDirectory).sorted().toList())
            {
                final SourceChannel channel = SourceChannel.of(directory);
                if (channel == null)
                {
                    options.notes().accept(directory + " is no channel: there are neither messages nor subscriptions");
                }
                else if (!ChannelName.isValid(channel.name().getBytes(StandardCharsets.UTF_8)))
                {
                    throw MigrationException.damaged(directory + " is named as no channel can be");
                }
                else
                {
                    requireNoTwin(names.put(channel.name(), channel.name()), channel.name());
                    all.add(channel);
                }
            }
            return all;
        }
        catch (final IOException ex)
        {
            throw MigrationException.refused("cannot list " + options.directory(), ex);
        }
    }

    /** Names that differ only in case are refused by the engine, too: here it is said before anything is written. */
    private static void requireNoTwin(final String known, final String name)
    {
        if (known != null)
        {
            throw MigrationException
                .refused("channels " + known + " and " + name + " differ only in case, which this " +
                    "server does not take: copy the store, and take one out of the copy");
        }
    }

    private LegacyIdentity readServer()
    {
        final Path path = options.directory().resolve(SERVER_FILE);
        if (!Files.exists(path))
        {
            if (channels.isEmpty())
            {
                throw MigrationException.refused(options.directory() + " is no FILE store: there is neither " +
                    SERVER_FILE + " nor a channel");
            }
            options.notes().accept(path + " is missing: the cluster id is not known");
            return new LegacyIdentity("", "");
        }
        try (LegacyFile file = LegacyFile.open(path, false))
        {
            if (!file.next())
            {
                if (file.isTorn() && !options.isTailDropped())
                {
                    throw MigrationException.damaged(file.tornText() + "; with --truncate-bad-tail the cluster id is " +
                        "taken for unknown");
                }
                options.notes().accept(path + " is empty: the cluster id is not known");
                return new LegacyIdentity("", "");
            }
            final LegacyIdentity identity = LegacyIdentity.read(file.buffer(), file.record().payloadOffset(), file
                .record().payloadLength());
            if (identity == null)
            {
                throw file.damaged("the record does not say which server it is");
            }
            if (file.next())
            {
                throw file.damaged("there is a second record");
            }
            requireEnd(file);
            return requireDurables(identity);
        }
    }

    /** A member of a cluster keeps durables in its Raft log, not here. */
    private LegacyIdentity requireDurables(final LegacyIdentity identity)
    {
        if (!identity.nodeId().isEmpty() && !options.isMessagesOnly())
        {
            throw MigrationException.refused(options.directory() + " is the store of a cluster's member (node \"" +
                identity.nodeId() + "\"): it holds the messages, but durables and what is pending are in the Raft " +
                "log. With --messages-only the messages are taken, and durables begin anew where they subscribe");
        }
        return identity;
    }

    private void requireEnd(final LegacyFile file)
    {
        if (file.isTorn())
        {
            if (!options.isTailDropped())
            {
                throw MigrationException.damaged(file.tornText() + "; with --truncate-bad-tail all before it is taken");
            }
            options.notes().accept(file.tornText() + ": left out");
        }
    }

    private int readClients()
    {
        final Path path = options.directory().resolve(CLIENTS_FILE);
        if (!Files.exists(path))
        {
            return 0;
        }
        final Set<String> registered = new HashSet<>();
        try (LegacyFile file = LegacyFile.open(path, true))
        {
            while (file.next())
            {
                final LegacyRecordReader record = file.record();
                final LegacyIdentity client = LegacyIdentity.read(file.buffer(), record.payloadOffset(), record
                    .payloadLength());
                if (client == null || record.type() != LegacyIdentity.CLIENT_NEW && record
                    .type() != LegacyIdentity.CLIENT_DELETE)
                {
                    throw file.damaged("the record is no client");
                }
                if (record.type() == LegacyIdentity.CLIENT_NEW)
                {
                    registered.add(client.id());
                }
                else
                {
                    registered.remove(client.id());
                }
            }
            requireEnd(file);
        }
        return registered.size();
    }

    @Override
    public MigrationPlan plan(final MigrationProgress progress)
    {
        final long totalBytes = channels.stream().mapToLong(SourceChannel::sizeBytes).sum();
        final Sealed sealed = new Sealed(options);
        final List<ChannelPlan> plans = new ArrayList<>();
        long doneBytes = 0;
        long messages = 0;
        for (final SourceChannel channel : channels)
        {
            final MessageSum sum = new MessageSum();
            sealed.begin(channel.name());
            try (ChannelMessages source = new ChannelMessages(channel, options))
            {
                while (source.next())
                {
                    sum.add(source);
                    sealed.add(source);
                    messages++;
                    progress.onProgress("checking", doneBytes + source.doneBytes(), totalBytes, messages);
                }
                doneBytes += source.doneBytes();
            }
            plans.add(plan(channel, sum.total()));
        }
        progress.onProgress("checking", doneBytes, totalBytes, messages);
        sealed.requirePlain();
        guard.requireUnchanged();
        return new MigrationPlan(server.id(), clients, List.copyOf(plans), 0, guard.fingerprint());
    }

    private ChannelPlan plan(final SourceChannel channel, final MessageSum.Total total)
    {
        final int limit = ImportPublisher.maxVariableLength(channel.name().getBytes(StandardCharsets.UTF_8).length);
        if (total.largest() > limit)
        {
            throw MigrationException.refused("channel " + channel.name() + " has a message of " + total.largest() +
                " bytes; a message of this server has at most " + limit);
        }
        if (total.messages() > ChannelIndex.MAX_MESSAGES)
        {
            throw MigrationException.refused("channel " + channel.name() + " has " + total.messages() +
                " messages; a channel of this server has at most " + ChannelIndex.MAX_MESSAGES);
        }
        if (options.isMessagesOnly())
        {
            return new ChannelPlan(channel.name(), 0, Math.max(1, total.first()), total, List.of(), 0);
        }
        final ChannelSubscriptions.Durables found = new ChannelSubscriptions(channel, options).read(total);
        return new ChannelPlan(channel.name(), 0, Math.max(1, total.first()), total, found.durables(), found.others());
    }

    @Override
    public ChannelMessages messages(final ChannelPlan channel)
    {
        return new ChannelMessages(channels.stream().filter(each -> each.name().equals(channel.name())).findFirst()
            .orElseThrow(), options);
    }

    @Override
    public void requireUnchanged()
    {
        guard.requireUnchanged();
    }

    @Override
    public void close()
    {
        guard.close();
        if (options.key() != null)
        {
            Arrays.fill(options.key(), (byte) 0);
        }
    }
}
