package io.standfast.server.migrate;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import io.standfast.codecs.ChannelName;
import io.standfast.replication.log.ImportPublisher;
import io.standfast.replication.log.ImportPublisher.ImportedDurable;

/**
 * A file that {@link JsonLines} has written. Owned by one thread.
 */
public final class JsonLinesSource implements MigrationSource
{
    private static final int HEX = 16;

    private final Path file;
    private final String before;
    private final Map<String, Long> starts = new HashMap<>();
    private final Map<String, String> names = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final List<ChannelPlan> channels = new ArrayList<>();
    private long messages;

    private JsonLinesSource(final Path file, final String before)
    {
        this.file = file;
        this.before = before;
    }

    /**
     * Open a file.
     *
     * @param file that was exported.
     * @return source.
     */
    public static JsonLinesSource open(final Path file)
    {
        if (!Files.isRegularFile(file))
        {
            throw MigrationException.refused("no file " + file);
        }
        return new JsonLinesSource(file, stateOf(file));
    }

    private static String stateOf(final Path file)
    {
        try
        {
            return Files.size(file) + " bytes of " + Files.getLastModifiedTime(file);
        }
        catch (final IOException ex)
        {
            throw MigrationException.refused("cannot read " + file, ex);
        }
    }

    @Override
    public MigrationPlan plan(final MigrationProgress progress)
    {
        starts.clear();
        names.clear();
        channels.clear();
        messages = 0;
        try (LineReader in = LineReader.open(file, 0))
        {
            final JsonLine store = require(in, "store");
            final String clusterId = in.checked(() -> store.text("cluster_id"));
            final long lastEpoch = in.checked(() -> store.number("last_epoch"));
            JsonLine line = in.next();
            while (line != null && isOf(in, line, "channel"))
            {
                channels.add(channel(in, line, progress));
                line = in.next();
            }
            requireEnd(in, line);
            return new MigrationPlan(clusterId, 0, List.copyOf(channels), lastEpoch, before + ", crc " + Long
                .toHexString(in.crcBefore()));
        }
    }

    private void requireEnd(final LineReader in, final JsonLine line)
    {
        if (line == null || !isOf(in, line, "end"))
        {
            throw in.damaged("the file ends before its last line, or something stands where a channel should begin");
        }
        final boolean isSame = in.checked(() -> line.number("msgs") == messages && Long.parseLong(line.text("crc"),
            HEX) == in.crcBefore());
        if (!isSame)
        {
            throw in.damaged("the checksum or the number of messages of the file is another one");
        }
        if (in.next() != null)
        {
            throw in.damaged("something follows the last line");
        }
    }

    private static JsonLine require(final LineReader in, final String type)
    {
        final JsonLine line = in.next();
        if (line == null || !isOf(in, line, type))
        {
            throw in.damaged("a line of type \"" + type + "\" is expected: is it a file that standfast export has " +
                "written?");
        }
        return line;
    }

    private static boolean isOf(final LineReader in, final JsonLine line, final String type)
    {
        return in.checked(() -> line.text("type").equals(type));
    }

    private ChannelPlan channel(final LineReader in, final JsonLine head, final MigrationProgress progress)
    {
        final String name = in.checked(() -> head.text("channel"));
        final long first = in.checked(() -> head.number("first_seq"));
        final long last = in.checked(() -> head.number("last_seq"));
        final long epoch = in.checked(() -> head.number("epoch"));
        if (!ChannelName.isValid(name.getBytes(UTF_8)) || starts.put(name, in.position()) != null || first < 1)
        {
            throw in.damaged("no channel can be so, or it is there twice");
        }
        requireNoTwin(names.put(name, name), name);
        final MessageSum sum = new MessageSum();
        final Lines lines = new Lines(in, name, first);
        while (lines.next())
        {
            sum.add(lines);
            messages++;
            progress.onProgress("checking", in.position(), file.toFile().length(), messages);
        }
        final List<ImportedDurable> durables = new ArrayList<>();
        JsonLine line = lines.rest();
        while (line != null && isOf(in, line, "durable"))
        {
            durables.add(durable(in, line));
            line = in.next();
        }
        final MessageSum.Total total = sum.total();
        requireTotal(in, line, total);
        if (first + total.messages() - 1 != last || total.largest() > ImportPublisher.maxVariableLength(name
            .getBytes(UTF_8).length))
        {
            throw in
                .damaged("messages " + first + " to " + last + " of channel " + name + " are not all there, or one " +
                    "is too large");
        }
        return new ChannelPlan(name, epoch, first, total, List.copyOf(durables), 0);
    }

    /** Names that differ only in case are refused by the engine, too: here it is said before anything is written. */
    private void requireNoTwin(final String known, final String name)
    {
        if (known != null)
        {
            throw MigrationException.refused(file + " has channels " + known + " and " + name + ", which differ only " +
                "in case, which this server does not take: export again from a copy without one of them");
        }
    }

    private static void requireTotal(final LineReader in, final JsonLine line, final MessageSum.Total total)
    {
        final boolean isSame = line != null && isOf(in, line, "total") && in.checked(() -> line.number("msgs") == total
            .messages() && Integer.parseUnsignedInt(line.text("crc"), HEX) == total.crc());
        if (!isSame)
        {
            throw in.damaged("the channel's messages are not those that were written: number or checksum differ");
        }
    }

    private static ImportedDurable durable(final LineReader in, final JsonLine line)
    {
        return in.checked(() -> new ImportedDurable(line.bytes("client_id"), line.bytes("queue_group"), line.bytes(
            "durable_name"), new byte[0], line.number("last_sent"), (int) line.number("max_inflight"),
            (int) line
                .number("ack_wait"),
            line.numbers("pending")));
    }

    @Override
    public SourceMessages messages(final ChannelPlan channel)
    {
        return new Lines(LineReader.open(file, starts.get(channel.name())), channel.name(), channel.first());
    }

    @Override
    public void requireUnchanged()
    {
        if (!stateOf(file).equals(before))
        {
            throw MigrationException.refused(file + " has changed while it was read");
        }
    }

    @Override
    public void close()
    {
        // Files are closed by those who read them.
    }

    /**
     * The messages of a channel. Owned by one thread.
     */
    private static final class Lines implements SourceMessages
    {
        private final LineReader in;
        private final String channel;
        private final UnsafeBuffer payload = new UnsafeBuffer(new byte[0]);
        private long expected;
        private long timestampNs;
        private byte[] reply;
        private JsonLine rest;

        private Lines(final LineReader in, final String channel, final long first)
        {
            this.in = in;
            this.channel = channel;
            expected = first - 1;
        }

        @Override
        public boolean next()
        {
            final JsonLine line = in.next();
            if (line == null || !isOf(in, line, "message"))
            {
                rest = line;
                return false;
            }
            expected++;
            if (!in.checked(() -> line.text("channel").equals(channel) && line.number("seq") == expected))
            {
                throw in.damaged("message " + expected + " of channel " + channel + " is expected");
            }
            timestampNs = in.checked(() -> line.number("timestamp_ns"));
            reply = in.checked(() -> line.bytes("reply"));
            payload.wrap(in.checked(() -> line.bytes("data")));
            return true;
        }

        private JsonLine rest()
        {
            return rest;
        }

        @Override
        public long sequence()
        {
            return expected;
        }

        @Override
        public long timestampNs()
        {
            return timestampNs;
        }

        @Override
        public byte[] reply()
        {
            return reply;
        }

        @Override
        public DirectBuffer buffer()
        {
            return payload;
        }

        @Override
        public int payloadOffset()
        {
            return 0;
        }

        @Override
        public int payloadLength()
        {
            return payload.capacity();
        }

        @Override
        public void close()
        {
            in.close();
        }
    }
}
