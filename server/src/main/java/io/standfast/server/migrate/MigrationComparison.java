package io.standfast.server.migrate;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.standfast.engine.view.ChannelView;
import io.standfast.engine.DurableView;
import io.standfast.replication.log.ImportPublisher.ImportedDurable;

/**
 * Compares what a source holds with what a data directory holds: every message of every channel, and every durable.
 * Owned by one thread.
 */
public final class MigrationComparison
{
    private final MigrationPlan plan;
    private final MigrationProgress progress;
    private final List<String> differences = new ArrayList<>();
    private long doneBytes;
    private long messages;

    /**
     * A comparison.
     *
     * @param plan     of the source.
     * @param progress told on the way.
     */
    public MigrationComparison(final MigrationPlan plan, final MigrationProgress progress)
    {
        this.plan = plan;
        this.progress = progress;
    }

    /**
     * Compare with the data directory of a server that is stopped.
     *
     * @param directory of all data.
     * @return differences, one line each; empty when there are none.
     */
    public List<String> compare(final Path directory)
    {
        try (OfflineNode node = plan.keyId() == 0 ? OfflineNode.openReadable(directory)
            : OfflineNode.openExisting(directory))
        {
            return compare(node);
        }
    }

    List<String> compare(final OfflineNode node)
    {
        final Map<String, ChannelView> there = new HashMap<>();
        node.channels().forEach(channel -> there.put(channel.name(), channel));
        for (final ChannelPlan expected : plan.channels())
        {
            final ChannelView actual = there.remove(expected.name());
            if (actual == null)
            {
                differences.add("channel " + expected.name() + " is missing");
            }
            else
            {
                compareMessages(expected, actual, sumOf(node, actual));
                compareDurables(expected, node.durables(actual));
            }
        }
        there.keySet().stream().sorted().forEach(
            name -> differences.add("channel " + name + " is not in the source"));
        return List.copyOf(differences);
    }

    private MessageSum.Total sumOf(final OfflineNode node, final ChannelView channel)
    {
        final MessageSum sum = new MessageSum();
        // What came encrypted stays so, and what came plain may be encrypted now.
        if (plan.keyId() == 0)
        {
            node.readPlain(channel, message -> add(sum, message));
        }
        else
        {
            node.read(channel, message -> add(sum, message));
        }
        return sum.total();
    }

    private void add(final MessageSum sum, final SourceMessage message)
    {
        sum.add(message);
        doneBytes += message.payloadLength();
        messages++;
        progress.onProgress("comparing", doneBytes, Math.max(1, plan.payloadBytes()), messages);
    }

    private void compareMessages(final ChannelPlan channel, final ChannelView view, final MessageSum.Total actual)
    {
        final MessageSum.Total expected = channel.total();
        if (!actual.equals(expected))
        {
            differences.add("channel " + channel.name() + ": expected " + text(expected) + ", found " + text(actual));
        }
        else if (view.first() != channel.first() || channel.epoch() != 0 && view.epoch() != channel.epoch())
        {
            differences
                .add("channel " + channel.name() + ": expected first sequence " + channel.first() + " of epoch " +
                    channel.epoch() + ", found " + view.first() + " of epoch " + view.epoch());
        }
    }

    private static String text(final MessageSum.Total total)
    {
        return total.messages() + " messages " + total.first() + " to " + total.last() + " crc " +
            Integer.toHexString(total.crc());
    }

    private void compareDurables(final ChannelPlan channel, final List<DurableView> actual)
    {
        final Map<String, DurableView> there = new HashMap<>();
        actual.forEach(each -> there.put(key(each.clientId(), each.queueGroup(), each.durableName()), each));
        for (final ImportedDurable expected : channel.durables())
        {
            final String key = key(expected.clientId(), expected.queueGroup(), expected.durableName());
            final DurableView found = there.remove(key);
            final String name = "channel " + channel.name() + ": " + key;
            if (found == null)
            {
                differences.add(name + " is missing");
            }
            else if (found.lastSent() != expected.lastSent() || !Arrays.equals(found.pendings(), expected.pendings()))
            {
                differences.add(name + ": expected last sent " + expected.lastSent() + ", " + expected
                    .pendings().length + " pending, found " + found.lastSent() + ", " + found.pendings().length);
            }
        }
        there.keySet().stream().sorted().forEach(key -> differences.add("channel " + channel.name() + ": " + key +
            " is not in the source"));
    }

    private static String key(final byte[] clientId, final byte[] queueGroup, final byte[] durableName)
    {
        return queueGroup.length > 0
            ? "durable queue group \"" + new String(durableName, UTF_8) + ":" + new String(queueGroup, UTF_8) + "\""
            : "durable \"" + new String(durableName, UTF_8) + "\" of client \"" + new String(clientId, UTF_8) + "\"";
    }
}
