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

import io.standfast.codecs.ChannelName;
import io.standfast.replication.log.ImportPublisher;
import io.standfast.replication.log.ImportPublisher.ImportedDurable;

/**
 * A file that {@link JsonLines} or {@link BackupSession} has written. Owned by one thread.
 */
public final class JsonLinesSource implements MigrationSource
{
    /** Position of what was not taken at one of a log. */
    public static final long NO_POSITION = -1;
    private static final int HEX = 16;

    private final Path file;
    private final String before;
    private final Map<String, Long> starts = new HashMap<>();
    private final Map<String, String> names = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final List<ChannelPlan> channels = new ArrayList<>();
    private final List<String> gone = new ArrayList<>();
    private long messages;
    private long position = NO_POSITION;
    private long takenNs;

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
        gone.clear();
        messages = 0;
        try (LineReader in = LineReader.open(file, 0))
        {
            final JsonLine store = require(in, "store");
            final String clusterId = in.checked(() -> store.text("cluster_id"));
            final long lastEpoch = in.checked(() -> store.number("last_epoch"));
            position = in.checked(() -> store.has("position") ? store.number("position") : NO_POSITION);
            takenNs = in.checked(() -> store.has("taken_ns") ? store.number("taken_ns") : 0);
            JsonLine line = next(in);
            // What a backup that was cut off goes on with: its channels follow.
            while (line != null && isOf(in, line, "plan", "plan_durable", "plan_end"))
            {
                line = next(in);
            }
            while (line != null && isOf(in, line, "channel"))
            {
                channel(in, line, progress);
                line = next(in);
            }
            requireEnd(in, line);
            return new MigrationPlan(clusterId, 0, List.copyOf(channels), lastEpoch, before + ", crc " + Long
                .toHexString(in.crcBefore()));
        }
    }

    /** The next line that is not there for the sake of its checksum only. */
    private static JsonLine next(final LineReader in)
    {
        JsonLine line = in.next();
        while (line != null && isOf(in, line, "mark"))
        {
            in.requireMark(line);
            line = in.next();
        }
        return line;
    }

    /**
     * Where in the log a backup was taken, after {@link #plan}.
     *
     * @return position, {@link #NO_POSITION} for what is no backup of a running server.
     */
    public long position()
    {
        return position;
    }

    /**
     * When a backup was taken, after {@link #plan}.
     *
     * @return Unix ns.
     */
    public long takenNs()
    {
        return takenNs;
    }

    /**
     * Channels that were deleted while the backup was taken, and are not in it; after {@link #plan}.
     *
     * @return names.
     */
    public List<String> gone()
    {
        return List.copyOf(gone);
    }

    private void requireEnd(final LineReader in, final JsonLine line)
    {
        if (line == null || !isOf(in, line, "end"))
        {
            throw in.damaged("the file ends before its last line, or something stands where a channel should begin; " +
                "what standfast backup has begun it goes on with when it is called again");
        }
        final boolean isSame = in.checked(() -> line.number("msgs") == messages && Long.parseLong(line.text("crc"),
            HEX) == in.crcBefore());
        if (!isSame)
        {
            throw in.damaged("the checksum or the number of messages of the file is another one");
        }
        if (next(in) != null)
        {
            throw in.damaged("something follows the last line");
        }
    }

    private static JsonLine require(final LineReader in, final String type)
    {
        final JsonLine line = in.next();
        if (line == null || !isOf(in, line, type))
        {
            throw in.damaged("a line of type \"" + type + "\" is expected: is it a file that standfast backup or " +
                "export has written?");
        }
        return line;
    }

    private static boolean isOf(final LineReader in, final JsonLine line, final String... types)
    {
        return in.checked(() -> List.of(types).contains(line.text("type")));
    }

    private void channel(final LineReader in, final JsonLine head, final MigrationProgress progress)
    {
        final String name = in.checked(() -> head.text("channel"));
        final long last = in.checked(() -> head.number("last_seq"));
        final long epoch = in.checked(() -> head.number("epoch"));
        long first = in.checked(() -> head.number("first_seq"));
        if (!ChannelName.isValid(name.getBytes(UTF_8)) || starts.put(name, in.position()) != null || first < 1)
        {
            throw in.damaged("no channel can be so, or it is there twice");
        }
        requireNoTwin(names.put(name, name), name);
        Section section = section(in, name, first, progress);
        while (section.rest() != null && isOf(in, section.rest(), "removed"))
        {
            first = firstAfter(in, section, last);
            starts.put(name, in.position());
            section = section(in, name, first, progress);
        }
        if (section.rest() != null && isOf(in, section.rest(), "gone"))
        {
            starts.remove(name);
            names.remove(name);
            gone.add(name);
            return;
        }
        final List<ImportedDurable> durables = new ArrayList<>();
        JsonLine line = section.rest();
        while (line != null && isOf(in, line, "durable"))
        {
            durables.add(in.checked(line::durable));
            line = next(in);
        }
        requireTotal(in, line, section.total());
        requireBounds(in, name, first, last, section.total());
        messages += section.total().messages();
        channels.add(new ChannelPlan(name, epoch, first, section.total(), List.copyOf(durables), 0));
    }

    private Section section(final LineReader in, final String name, final long first, final MigrationProgress progress)
    {
        final MessageSum sum = new MessageSum();
        final Lines lines = new Lines(in, name, first);
        while (lines.next())
        {
            sum.add(lines);
            progress.onProgress("checking", in.position(), file.toFile().length(), messages + lines.sequence() - first +
                1);
        }
        return new Section(first, sum.total(), lines.rest());
    }

    /** Where the channel begins after messages were removed while it was backed up. */
    private static long firstAfter(final LineReader in, final Section section, final long last)
    {
        final long now = in.checked(() -> section.rest().number("first_seq"));
        if (now <= section.first() + section.total().messages() || now > last + 1)
        {
            throw in.damaged("nothing can have been removed between the messages before and after it");
        }
        return now;
    }

    private static void requireBounds(final LineReader in, final String name, final long first, final long last,
        final MessageSum.Total total)
    {
        if (first + total.messages() - 1 != last || total.largest() > ImportPublisher.maxVariableLength(name
            .getBytes(UTF_8).length))
        {
            throw in
                .damaged("messages " + first + " to " + last + " of channel " + name + " are not all there, or one " +
                    "is too large");
        }
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
     * Messages of a channel that follow one another. Immutable.
     *
     * @param first sequence that was expected first.
     * @param total of them.
     * @param rest  line behind them, or null.
     */
    private record Section(long first, MessageSum.Total total, JsonLine rest)
    {
    }

    /**
     * The messages of a channel. Owned by one thread.
     */
    private static final class Lines implements SourceMessages
    {
        private final LineReader in;
        private final String channel;
        private final JsonMessage message = new JsonMessage();
        private long expected;
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
            final JsonLine line = JsonLinesSource.next(in);
            if (line == null || !isOf(in, line, "message"))
            {
                rest = line;
                return false;
            }
            expected++;
            in.checked(() -> message.of(line, channel, expected));
            return true;
        }

        private JsonLine rest()
        {
            return rest;
        }

        @Override
        public long sequence()
        {
            return message.sequence();
        }

        @Override
        public long timestampNs()
        {
            return message.timestampNs();
        }

        @Override
        public byte[] reply()
        {
            return message.reply();
        }

        @Override
        public int keyId()
        {
            return message.keyId();
        }

        @Override
        public long nonceHigh()
        {
            return message.nonceHigh();
        }

        @Override
        public int nonceLow()
        {
            return message.nonceLow();
        }

        @Override
        public DirectBuffer buffer()
        {
            return message.buffer();
        }

        @Override
        public int payloadOffset()
        {
            return message.payloadOffset();
        }

        @Override
        public int payloadLength()
        {
            return message.payloadLength();
        }

        @Override
        public void close()
        {
            in.close();
        }
    }
}
