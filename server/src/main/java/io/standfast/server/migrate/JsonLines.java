package io.standfast.server.migrate;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.zip.CRC32C;

import io.standfast.engine.view.ChannelView;
import io.standfast.engine.DurableView;
import io.standfast.replication.log.ImportPublisher.ImportedDurable;

/**
 * Writes channels, messages and durables as JSON, one object a line, so that nobody is locked in. Owned by one thread.
 */
public final class JsonLines
{
    private static final int FIRST_PRINTABLE = 0x20;

    private final Writer out;
    private final CRC32C crc = new CRC32C();
    private MessageSum sum = new MessageSum();
    private long messages;

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
        try (OfflineNode node = OfflineNode.openExisting(directory))
        {
            final long total = Math.max(1, node.channels().stream().mapToLong(ChannelView::bytes).sum());
            long bytes = 0;
            store(node.clusterId(), node.lastEpoch());
            for (final ChannelView channel : node.channels())
            {
                final long before = bytes;
                channel(channel.name(), channel.epoch(), channel.first(), channel.last());
                node.read(channel, message ->
                {
                    message(channel.name(), message);
                    progress.onProgress("exporting", before, total, messages);
                });
                node.durables(channel).forEach(durable -> durable(channel.name(), durable));
                total(channel.name());
                bytes += channel.bytes();
            }
            end();
            return messages;
        }
    }

    private void store(final String clusterId, final long lastEpoch)
    {
        line("{\"type\":\"store\",\"cluster_id\":" + quoted(clusterId) + ",\"last_epoch\":" + lastEpoch + "}");
    }

    private void channel(final String name, final long epoch, final long first, final long last)
    {
        sum = new MessageSum();
        line("{\"type\":\"channel\",\"channel\":" + quoted(name) + ",\"epoch\":" + epoch + ",\"first_seq\":" + first +
            ",\"last_seq\":" + last + "}");
    }

    private void total(final String channel)
    {
        final MessageSum.Total total = sum.total();
        line("{\"type\":\"total\",\"channel\":" + quoted(channel) + ",\"msgs\":" + total.messages() + ",\"crc\":\"" +
            Integer.toHexString(total.crc()) + "\"}");
    }

    /** The last line: without it, or with another checksum, the file is not whole. */
    private void end()
    {
        line("{\"type\":\"end\",\"msgs\":" + messages + ",\"crc\":\"" + Long.toHexString(crc.getValue()) + "\"}");
    }

    private void message(final String channel, final SourceMessage message)
    {
        messages++;
        sum.add(message);
        final byte[] payload = new byte[message.payloadLength()];
        message.buffer().getBytes(message.payloadOffset(), payload);
        line("{\"type\":\"message\",\"channel\":" + quoted(channel) + ",\"seq\":" + message.sequence() +
            ",\"timestamp_ns\":" + message.timestampNs() + bytes("reply", message.reply()) + bytes("data", payload) +
            "}");
    }

    /** Nothing when it is empty; text when it is UTF-8, else base 64. */
    private static String bytes(final String name, final byte[] bytes)
    {
        if (bytes.length == 0)
        {
            return "";
        }
        final String text = text(bytes);
        return text == null ? ",\"" + name + "_base64\":\"" + Base64.getEncoder().encodeToString(bytes) + "\""
            : ",\"" + name + "\":" + quoted(text);
    }

    /** The same, but that an empty one is there. */
    private static String name(final String name, final byte[] bytes)
    {
        return bytes.length == 0 ? ",\"" + name + "\":\"\"" : bytes(name, bytes);
    }

    private void durable(final String channel, final DurableView durable)
    {
        final StringBuilder pendings = new StringBuilder();
        for (final long each : durable.pendings())
        {
            pendings.append(pendings.length() == 0 ? "" : ",").append(each);
        }
        line("{\"type\":\"durable\",\"channel\":" + quoted(channel) + name("client_id", durable.clientId()) + name(
            "durable_name", durable.durableName()) + name("queue_group", durable.queueGroup()) + ",\"last_sent\":" +
            durable.lastSent() +
            ",\"max_inflight\":" + durable.maxInFlight() + ",\"ack_wait\":" + durable.ackWaitS() + ",\"pending\":[" +
            pendings + "]}");
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

    /** The text that the bytes are, or null. */
    private static String text(final byte[] bytes)
    {
        try
        {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        }
        catch (final CharacterCodingException ex)
        {
            return null;
        }
    }

    private static String quoted(final String text)
    {
        final StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++)
        {
            final char letter = text.charAt(i);
            if (letter == '"' || letter == '\\')
            {
                quoted.append('\\').append(letter);
            }
            else if (letter < FIRST_PRINTABLE)
            {
                quoted.append(String.format("\\u%04x", (int) letter));
            }
            else
            {
                quoted.append(letter);
            }
        }
        return quoted.append('"').toString();
    }
}
