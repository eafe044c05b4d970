package io.standfast.server.migrate;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

import io.standfast.codecs.legacy.LegacyRecordReader;
import io.standfast.codecs.legacy.LegacySubscription;
import io.standfast.codecs.legacy.LegacySubscriptionUpdate;
import io.standfast.replication.log.ImportPublisher.ImportedDurable;

/**
 * Reads subs.dat of one channel: what was subscribed when the server stopped. Owned by one thread.
 */
final class ChannelSubscriptions
{
    private static final byte[] NONE = new byte[0];

    private final SourceChannel channel;
    private final SourceOptions options;
    private final Map<Long, Found> found = new TreeMap<>();
    private final LegacySubscriptionUpdate update = new LegacySubscriptionUpdate();
    private int oddAcks;

    ChannelSubscriptions(final SourceChannel channel, final SourceOptions options)
    {
        this.channel = channel;
        this.options = options;
    }

    /**
     * Read the file.
     *
     * @param total of the channel's messages.
     * @return what of it outlives a server.
     */
    Durables read(final MessageSum.Total total)
    {
        if (!Files.exists(channel.subscriptions()))
        {
            onTorn(channel.subscriptions() + " is missing");
            return new Durables(List.of(), 0);
        }
        try (LegacyFile file = LegacyFile.open(channel.subscriptions(), true))
        {
            while (file.next())
            {
                onRecord(file);
            }
            if (file.isTorn())
            {
                onTorn(file.tornText());
            }
        }
        if (oddAcks > 0)
        {
            options.notes()
                .accept(channel.subscriptions() + ": " + oddAcks + " acks of messages that were not pending");
        }
        return durables(total);
    }

    private void onTorn(final String what)
    {
        if (!options.isTailDropped())
        {
            throw MigrationException.damaged(what + ". Subscriptions or acks are lost; with --truncate-bad-tail all " +
                "before it is taken");
        }
        options.notes().accept(what + ": left out");
    }

    private void onRecord(final LegacyFile file)
    {
        final LegacyRecordReader record = file.record();
        switch (record.type())
        {
            case LegacySubscription.TYPE_NEW, LegacySubscription.TYPE_UPDATE -> onState(file, LegacySubscription.read(
                file.buffer(), record.payloadOffset(), record.payloadLength()));
            case LegacySubscription.TYPE_DELETE -> found.remove(updateOf(file).id());
            case LegacySubscription.TYPE_SENT -> onSent(updateOf(file));
            case LegacySubscription.TYPE_ACK -> onAck(updateOf(file));
            default -> throw file.damaged("unknown type of record: " + record.type());
        }
    }

    private LegacySubscriptionUpdate updateOf(final LegacyFile file)
    {
        final LegacyRecordReader record = file.record();
        if (!update.wrap(file.buffer(), record.payloadOffset(), record.payloadLength()) ||
            (update.sequence() == 0) != (record.type() == LegacySubscription.TYPE_DELETE))
        {
            throw file.damaged("the record does not say what happened to which subscription");
        }
        return update;
    }

    private void onState(final LegacyFile file, final LegacySubscription state)
    {
        if (state == null)
        {
            throw file.damaged("the record is no subscription");
        }
        final Found known = found.get(state.id());
        final Found current = known == null ? new Found() : known;
        current.state = state;
        current.lastSent = state.lastSent();
        current.position = file.position();
        found.put(state.id(), current);
    }

    private void onSent(final LegacySubscriptionUpdate sent)
    {
        final Found subscription = found.get(sent.id());
        if (subscription != null)
        {
            subscription.pendings.add(sent.sequence());
            subscription.lastSent = Math.max(subscription.lastSent, sent.sequence());
        }
    }

    private void onAck(final LegacySubscriptionUpdate ack)
    {
        final Found subscription = found.get(ack.id());
        if (subscription != null && !subscription.pendings.remove(ack.sequence()))
        {
            oddAcks++;
        }
    }

    private Durables durables(final MessageSum.Total total)
    {
        final Map<String, Found> durables = new LinkedHashMap<>();
        int others = 0;
        for (final Found each : found.values())
        {
            if (!each.isDurable())
            {
                others++;
                continue;
            }
            final Found same = durables.putIfAbsent(each.key(this), each);
            if (same != null)
            {
                merge(same, each);
            }
        }
        final List<ImportedDurable> imported = new ArrayList<>();
        durables.values().forEach(each -> imported.add(imported(each, total)));
        return new Durables(List.copyOf(imported), others);
    }

    /** Members of one group; what is no group has a name of its own. */
    private void merge(final Found first, final Found other)
    {
        if (first.state.queueGroup().length == 0)
        {
            throw damaged(other, "durable \"" + new String(other.state.durableName(), StandardCharsets.UTF_8) +
                "\" of client \"" + new String(other.state.clientId(), StandardCharsets.UTF_8) +
                "\" is there twice, the other one is at " + first.position);
        }
        first.pendings.addAll(other.pendings);
        first.lastSent = Math.max(first.lastSent, other.lastSent);
    }

    private MigrationException damaged(final Found where, final String what)
    {
        return MigrationException.damaged(channel.subscriptions() + " at " + where.position + ": " + what);
    }

    private ImportedDurable imported(final Found each, final MessageSum.Total total)
    {
        final LegacySubscription state = each.state;
        if (each.lastSent > total.last())
        {
            final String what = channel.subscriptions() + " at " + each.position + ": message " + each.lastSent +
                " was sent to a durable, the channel ends at " + total.last();
            if (!options.isTailDropped())
            {
                throw MigrationException.damaged(what + ". Messages are lost; with --truncate-bad-tail the durable " +
                    "goes on at the end");
            }
            options.notes().accept(what + ": it goes on at the end");
        }
        final long lastSent = Math.min(each.lastSent, total.last());
        // What is not stored any more counts as acked (STAN-SPEC 3.2).
        final long[] pendings = each.pendings.stream().mapToLong(Long::longValue).filter(
            sequence -> sequence >= total.first() && sequence <= lastSent && total.messages() > 0).toArray();
        final byte[][] names = each.names(this);
        return new ImportedDurable(state.clientId(), names[1], names[0], state.inbox(), lastSent, state.maxInFlight(),
            state.ackWaitS(), pendings);
    }

    /**
     * What was subscribed and outlives a server. Immutable.
     *
     * @param durables durables and durable queue groups.
     * @param others   subscriptions that end with their clients' connections.
     */
    record Durables(List<ImportedDurable> durables, int others)
    {
    }

    /**
     * A subscription as far as the file has been read.
     */
    private static final class Found
    {
        private final TreeSet<Long> pendings = new TreeSet<>();
        private LegacySubscription state;
        private long lastSent;
        private long position;

        /** Very old stores have no flag. */
        private boolean isDurable()
        {
            return state.isDurable() || state.queueGroup().length == 0 && state.durableName().length > 0;
        }

        private String key(final ChannelSubscriptions reader)
        {
            final byte[][] names = names(reader);
            final String durable = new String(names[0], StandardCharsets.ISO_8859_1);
            return names[1].length == 0
                ? "d\0" + new String(state.clientId(), StandardCharsets.ISO_8859_1) + "\0" + durable
                : "q\0" + durable + "\0" + new String(names[1], StandardCharsets.ISO_8859_1);
        }

        /** Durable name and group: of a group both are in one field. */
        private byte[][] names(final ChannelSubscriptions reader)
        {
            final byte[] group = state.queueGroup();
            if (group.length == 0)
            {
                if (state.durableName().length == 0)
                {
                    throw reader.damaged(this, "a durable without a name");
                }
                return new byte[][]{state.durableName(), NONE};
            }
            int colon = 0;
            while (colon < group.length && group[colon] != ':')
            {
                colon++;
            }
            if (colon == 0 || colon >= group.length - 1)
            {
                throw reader.damaged(this, "a durable queue group without two names: \"" + new String(group,
                    StandardCharsets.UTF_8) + "\"");
            }
            return new byte[][]{Arrays.copyOf(group, colon), Arrays.copyOfRange(group, colon + 1,
                group.length)};
        }
    }
}
