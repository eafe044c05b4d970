package io.standfast.server.migrate;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;

import org.agrona.CloseHelper;

import io.standfast.codecs.legacy.LegacyIndexEntry;
import io.standfast.codecs.legacy.LegacyRecordReader;

/**
 * The index beside a data file. Messages are read without it: it tells whether the data file holds all that it did.
 * Owned by one thread.
 *
 * <p>As the original does, an index that is missing or wrong is passed over, and that is noted. But an entry of it that
 * is whole and names a message which the data file does not hold is proof of a loss.
 */
final class SliceIndex implements AutoCloseable
{
    private static final int WINDOW = 2048 * LegacyIndexEntry.LENGTH;

    private final Path file;
    private final Consumer<String> notes;
    private final LegacyIndexEntry entry = new LegacyIndexEntry();
    private final ByteBuffer window = ByteBuffer.allocate(WINDOW).order(ByteOrder.LITTLE_ENDIAN);
    private final FileChannel channel;
    private long size;
    private long windowStart;
    private long next = LegacyRecordReader.FILE_HEADER_LENGTH;
    private boolean isNoted;

    private SliceIndex(final Path file, final FileChannel channel, final Consumer<String> notes)
    {
        this.file = file;
        this.channel = channel;
        this.notes = notes;
        window.limit(0);
    }

    /**
     * Open the index of a data file.
     *
     * @param slice data file.
     * @param notes told when the index is of no use.
     * @return index.
     */
    static SliceIndex open(final Path slice, final Consumer<String> notes)
    {
        final Path file = SourceChannel.indexOf(slice);
        FileChannel channel = null;
        try
        {
            channel = Files.exists(file) ? FileChannel.open(file, StandardOpenOption.READ) : null;
            final SliceIndex index = new SliceIndex(file, channel, notes);
            index.readHeader();
            return index;
        }
        catch (final IOException ex)
        {
            CloseHelper.quietClose(channel);
            throw MigrationException.refused("cannot read " + file, ex);
        }
    }

    private void readHeader() throws IOException
    {
        final long length = channel == null ? 0 : channel.size();
        if (length >= LegacyRecordReader.FILE_HEADER_LENGTH && window.getInt(load(0,
            LegacyRecordReader.FILE_HEADER_LENGTH)) == LegacyRecordReader.FILE_VERSION)
        {
            size = length;
            return;
        }
        note("it is missing or has no header");
    }

    /** Have some bytes in the window; where they are in it. */
    private int load(final long position, final int length) throws IOException
    {
        if (position < windowStart || position + length > windowStart + window.limit())
        {
            window.clear();
            windowStart = position;
            int read = 0;
            while (read >= 0 && window.hasRemaining())
            {
                read = channel.read(window, position + window.position());
            }
            window.flip();
        }
        return (int) (position - windowStart);
    }

    private boolean isIntact(final long position)
    {
        try
        {
            return entry.look(window, load(position, LegacyIndexEntry.LENGTH));
        }
        catch (final IOException ex)
        {
            throw MigrationException.refused("cannot read " + file + " at " + position, ex);
        }
    }

    /**
     * The data file holds a message.
     *
     * @param sequence of the message.
     * @param offset   of its record.
     */
    void onMessage(final long sequence, final long offset)
    {
        if (size - next < LegacyIndexEntry.LENGTH)
        {
            note("it ends before message " + sequence);
            return;
        }
        if (!isIntact(next))
        {
            note("its entry at " + next + " has a wrong checksum");
        }
        else if (entry.sequence() != sequence || entry.offset() != offset)
        {
            note("its entry at " + next + " says that message " + entry.sequence() + " is at " + entry.offset() +
                ", there is message " + sequence + " at " + offset);
        }
        next += LegacyIndexEntry.LENGTH;
    }

    /**
     * The data file has come to its end.
     *
     * @param data file, at its end.
     * @return messages that the index has and the data file has not.
     */
    long missing(final LegacyFile data)
    {
        long missing = 0;
        for (long at = LegacyRecordReader.FILE_HEADER_LENGTH; size -
            at >= LegacyIndexEntry.LENGTH; at += LegacyIndexEntry.LENGTH)
        {
            if (isIntact(at) && entry.sequence() > 0 && entry.offset() >= data.position())
            {
                if (entry.end() <= data.size() && data.hasRecordAt(entry.offset()))
                {
                    throw data.damaged("the record is not whole, and " + file + " says that message " +
                        entry.sequence() + " follows at " + entry.offset() + ", which is there: it is not the end of " +
                        "the file that is missing");
                }
                missing++;
            }
        }
        return missing;
    }

    @Override
    public void close()
    {
        CloseHelper.quietClose(channel);
    }

    private void note(final String what)
    {
        if (!isNoted)
        {
            isNoted = true;
            notes.accept(file + " is passed over, its data file is whole without it: " + what);
        }
    }
}
