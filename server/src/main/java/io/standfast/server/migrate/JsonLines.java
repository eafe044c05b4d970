package io.standfast.server.migrate;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.zip.CRC32C;

import io.standfast.engine.view.ChannelView;
import io.standfast.engine.DurableView;
import io.standfast.replication.log.ImportPublisher.ImportedDurable;

/**
 * Writes channels, messages and durables as JSON, one object a line, so that nobody is locked in. Owned by one thread.
 */
public final class JsonLines
{
    private final Writer out;
    private final CRC32C crc = new CRC32C();
    private MessageSum sum = new MessageSum();
    private long messages;
    private long firstSequence;

    /**
     * Lines.
     *
     * @param out to write them to.
     */
    public JsonLines(final Writer out)
    {
        this.out = out;
    }

    /**
     * Whether a directory holds data of this server.
     *
     * @param directory to look at.
     * @return false when it may be another server's store.
     */
    public static boolean isOwn(final Path directory)
    {
        return OfflineNode.isDataDirectory(directory);
    }

    /**
     * Write what a source holds.
     *
     * @param source   of it.
     * @param plan     of the source.
     * @param progress told on the way.
     * @return messages written.
     */
    public long write(final MigrationSource source, final MigrationPlan plan, final MigrationProgress progress)
    {
        long bytes = 0;
        store(plan.clusterId(), plan.lastEpoch());
        for (final ChannelPlan channel : plan.channels())
        {
            channel(channel.name(), channel.epoch(), channel.first(), channel.first() + channel.total().messages() - 1);
            try (SourceMessages from = source.messages(channel))
            {
                while (from.next())
                {
                    message(channel.name(), from);
                    bytes += from.payloadLength();
                    progress.onProgress("exporting", bytes, Math.max(1, plan.payloadBytes()), messages);
                }
            }
            for (final ImportedDurable each : channel.durables())
            {
                durable(channel.name(), new DurableView(each.clientId(), each.queueGroup(), each.durableName(), each
                    .lastSent(), each.maxInFlight(), each.ackWaitS(), each.pendings()));
            }
            total(channel.name());
        }
        end();
        source.requireUnchanged();
        return messages;
    }

    /**
     * Write what a data directory of a server that is stopped holds.
     *
     * @param directory of all data.
     * @param progress  told on the way.
     * @return messages written.
     */
    public long write(final Path directory, final MigrationProgress progress)
    {
        try (OfflineNode node = OfflineNode.openReadable(directory))
        {
            final long total = Math.max(1, node.channels().stream().mapToLong(ChannelView::messages).sum());
            store(node.clusterId(), node.lastEpoch());
            for (final ChannelView channel : node.channels())
            {
                channel(channel.name(), channel.epoch(), channel.first(), channel.last());
                node.readPlain(channel, message ->
                {
                    message(channel.name(), message);
                    progress.onProgress("exporting", messages, total, messages);
                });
                node.durables(channel).forEach(durable -> durable(channel.name(), durable));
                total(channel.name());
            }
            end();
            return messages;
        }
    }

    private void store(final String clusterId, final long lastEpoch)
    {
        line(JsonText.store(clusterId, lastEpoch, ""));
    }

    private void channel(final String name, final long epoch, final long first, final long last)
    {
        sum = new MessageSum();
        firstSequence = first;
        line(JsonText.channel(name, epoch, first, last));
    }

    private void total(final String channel)
    {
        line(JsonText.total(channel, sum.total()));
    }

    private void end()
    {
        line(JsonText.end(messages, crc.getValue()));
    }

    private void message(final String channel, final SourceMessage message)
    {
        messages++;
        sum.add(message);
        line(JsonText.message(channel, message));
    }

    private void durable(final String channel, final DurableView durable)
    {
        line(JsonText.durable("durable", channel, durable, firstSequence));
    }

    private void line(final String text)
    {
        try
        {
            final byte[] bytes = (text + "\n").getBytes(UTF_8);
            crc.update(bytes, 0, bytes.length);
            out.write(text);
            out.write('\n');
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }
}
