package io.standfast.server.migrate;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import org.agrona.CloseHelper;
import org.agrona.concurrent.UnsafeBuffer;

import io.standfast.codecs.legacy.LegacyRecordReader;
import io.standfast.codecs.legacy.LegacyRecordResult;

/**
 * Goes over the records of one file of the original's store, from the first to the last, and never writes. Owned by one
 * thread.
 */
final class LegacyFile implements AutoCloseable
{
    private static final int WINDOW = 256 * 1024;

    private final Path file;
    private final FileChannel channel;
    private final long size;
    private final LegacyRecordReader record;
    private byte[] bytes = new byte[WINDOW];
    private final UnsafeBuffer buffer = new UnsafeBuffer(bytes);
    private long windowStart;
    private int windowLength;
    private long position;
    private long next;
    private boolean isTorn;

    private LegacyFile(final Path file, final boolean isTyped, final FileChannel channel, final long size)
    {
        this.file = file;
        this.channel = channel;
        this.size = size;
        record = new LegacyRecordReader(isTyped);
    }

    /**
     * Open a file.
     *
     * @param file    to read.
     * @param isTyped whether its records have a type.
     * @return file, before its first record.
     */
    static LegacyFile open(final Path file, final boolean isTyped)
    {
        FileChannel channel = null;
        try
        {
            channel = FileChannel.open(file, StandardOpenOption.READ);
            final LegacyFile opened = new LegacyFile(file, isTyped, channel, channel.size());
            opened.readHeader();
            return opened;
        }
        catch (final IOException ex)
        {
            CloseHelper.quietClose(channel);
            throw MigrationException.refused("cannot read " + file, ex);
        }
        catch (final MigrationException ex)
        {
            CloseHelper.quietClose(channel);
            throw ex;
        }
    }

    private void readHeader() throws IOException
    {
        next = LegacyRecordReader.FILE_HEADER_LENGTH;
        if (size < LegacyRecordReader.FILE_HEADER_LENGTH)
        {
            isTorn = true;
            next = 0;
            return;
        }
        fill(0, LegacyRecordReader.FILE_HEADER_LENGTH);
        final int version = buffer.getInt(0, ByteOrder.LITTLE_ENDIAN);
        if (version != LegacyRecordReader.FILE_VERSION)
        {
            throw MigrationException.damaged(file + " at 0: file version expected=" +
                LegacyRecordReader.FILE_VERSION + " actual=" + Integer.toUnsignedString(version));
        }
    }

    /**
     * Go to the next record.
     *
     * @return false at the end, which may be torn.
     */
    boolean next()
    {
        position = next;
        if (isTorn || next == size)
        {
            return false;
        }
        try
        {
            LegacyRecordResult result = look(LegacyRecordReader.HEADER_LENGTH);
            if (result == LegacyRecordResult.INCOMPLETE && record.recordLength() <= size - position)
            {
                result = look(record.recordLength());
            }
            return onResult(result);
        }
        catch (final IOException ex)
        {
            throw MigrationException.refused("cannot read " + file + " at " + position, ex);
        }
    }

    private boolean onResult(final LegacyRecordResult result) throws IOException
    {
        switch (result)
        {
            case RECORD :
                next = position + record.recordLength();
                return true;
            case INCOMPLETE :
                isTorn = true;
                return false;
            case ZEROS :
                requireZeros();
                return false;
            case BAD_CHECKSUM :
                throw damaged("checksum of the record is wrong");
        }
        throw new IllegalStateException("unknown result: " + result);
    }

    private LegacyRecordResult look(final long length) throws IOException
    {
        if (length > Integer.MAX_VALUE - WINDOW)
        {
            throw damaged("the record is " + length + " bytes long");
        }
        final long available = windowStart + windowLength - position;
        if (position < windowStart || available < length)
        {
            fill(position, length);
        }
        final int offset = (int) (position - windowStart);
        return record.look(buffer, offset, windowLength - offset);
    }

    /** Have at least these bytes in the window, or all there are. */
    private void fill(final long start, final long length) throws IOException
    {
        if (length > bytes.length)
        {
            bytes = new byte[(int) Math.min(size - start, length + WINDOW)];
            buffer.wrap(bytes);
        }
        final ByteBuffer target = ByteBuffer.wrap(bytes);
        windowStart = start;
        while (target.hasRemaining() && start + target.position() < size)
        {
            if (channel.read(target, start + target.position()) < 0)
            {
                throw MigrationException.refused(file + " has become shorter while it was read: stop the server that " +
                    "uses it");
            }
        }
        windowLength = target.position();
    }

    /** What follows zeros must be zeros: else something was overwritten. */
    private void requireZeros() throws IOException
    {
        for (long at = position; at < size; at += windowLength)
        {
            fill(at, 1);
            for (int i = 0; i < windowLength; i++)
            {
                if (bytes[i] != 0)
                {
                    throw damaged("zeros, and at " + (at + i) + " there is something again");
                }
            }
        }
        next = size;
    }

    /**
     * Whether a whole record lies at a place.
     *
     * @param at place.
     * @return true if so.
     */
    boolean hasRecordAt(final long at)
    {
        final long before = position;
        position = at;
        try
        {
            LegacyRecordResult result = look(LegacyRecordReader.HEADER_LENGTH);
            if (result == LegacyRecordResult.INCOMPLETE && record.recordLength() <= size - at)
            {
                result = look(record.recordLength());
            }
            return result == LegacyRecordResult.RECORD;
        }
        catch (final IOException ex)
        {
            throw MigrationException.refused("cannot read " + file + " at " + at, ex);
        }
        finally
        {
            position = before;
        }
    }

    /**
     * Whether the file ends in the middle of a record.
     *
     * @return true if so; {@link #position} is where that begins.
     */
    boolean isTorn()
    {
        return isTorn;
    }

    /**
     * Say what is wrong with the record that is looked at.
     *
     * @param what is wrong.
     * @return to be thrown.
     */
    MigrationException damaged(final String what)
    {
        return MigrationException.damaged(file + " at " + position + ": " + what);
    }

    /**
     * Say that the file ends in the middle of a record.
     *
     * @return to be thrown, or noted.
     */
    String tornText()
    {
        return file + " at " + position + ": the file ends in the middle of a record, " + (size - position) +
            " bytes of it are there";
    }

    Path file()
    {
        return file;
    }

    long size()
    {
        return size;
    }

    /**
     * Where the record begins, or the file's end.
     *
     * @return position in the file.
     */
    long position()
    {
        return position;
    }

    UnsafeBuffer buffer()
    {
        return buffer;
    }

    LegacyRecordReader record()
    {
        return record;
    }

    @Override
    public void close()
    {
        CloseHelper.quietClose(channel);
    }
}
