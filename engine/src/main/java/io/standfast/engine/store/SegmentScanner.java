package io.standfast.engine.store;

import java.nio.file.Path;
import java.util.NavigableMap;

import org.agrona.concurrent.UnsafeBuffer;

import io.standfast.codecs.Checksum;

/**
 * Walks through the records of a segment file, checking each: bounds, lengths, crc. Owned by one thread.
 */
final class SegmentScanner
{
    private final Checksum checksum = new Checksum();
    private final Checksum chain = new Checksum();
    private final UnsafeBuffer chainInput = new UnsafeBuffer(new byte[3 * Integer.BYTES]);
    private final StoredMessage message = new StoredMessage();

    /**
     * Takes the records.
     */
    interface Consumer
    {
        /**
         * An intact record.
         *
         * @param message that looks at it.
         * @param offset  in the file.
         * @param length  of it.
         */
        void onRecord(StoredMessage message, int offset, int length);
    }

    /**
     * Walk up to an end. What is found is added up in the segment.
     *
     * @param segment    whose used length, count and crc are still 0.
     * @param usedLength where the last record must end.
     * @param consumer   of the records.
     * @return offset near which it is damaged, or -1 when every record up to the end is intact.
     */
    int scan(final Segment segment, final int usedLength, final Consumer consumer)
    {
        final UnsafeBuffer buffer = segment.buffer();
        int position = 0;
        while (segment.usedLength() < usedLength)
        {
            final int header = position + RecordLayout.EXCERPT_HEADER_LENGTH > buffer.capacity() ? 0
                : buffer.getInt(position);
            final int length = header & RecordLayout.LENGTH_MASK;
            final int offset = position + RecordLayout.EXCERPT_HEADER_LENGTH;
            if (header == 0 || (header & RecordLayout.NOT_COMPLETE) != 0 || length > buffer.capacity() - offset)
            {
                return position;
            }
            if ((header & RecordLayout.META_DATA) == 0)
            {
                if (!isRecord(buffer, offset, length))
                {
                    return position;
                }
                segment.added(offset + length, next(segment.crc(), length, message.decoder().crc()),
                    message.decoder().logPosition());
                consumer.onRecord(message, offset, length);
            }
            position = RecordLayout.align(offset + length);
        }
        return -1;
    }

    /**
     * Position of the newest command of which there is a message.
     *
     * @param segments files by number.
     * @return log position, or 0 when there is none.
     */
    static long newestPosition(final NavigableMap<Integer, Path> segments)
    {
        for (final Path file : segments.descendingMap().values())
        {
            final long newest = newestPosition(file);
            if (newest > 0)
            {
                return newest;
            }
        }
        return 0;
    }

    /**
     * The same of one file.
     *
     * @param file of a segment.
     * @return log position, or 0 when there is none.
     */
    static long newestPosition(final Path file)
    {
        if (file.toFile().length() == 0)
        {
            return 0;
        }
        final Segment segment = new Segment(0, file);
        new SegmentScanner().scan(segment, Integer.MAX_VALUE, (message, offset, length) ->
        {
        });
        segment.unmap();
        return segment.lastLogPosition();
    }

    /**
     * The crc over all records of a segment, when one more comes.
     *
     * @param before    crc over those before it.
     * @param length    of the record.
     * @param recordCrc of the record.
     * @return crc.
     */
    int next(final int before, final int length, final int recordCrc)
    {
        chainInput.putInt(0, before);
        chainInput.putInt(Integer.BYTES, length);
        chainInput.putInt(2 * Integer.BYTES, recordCrc);
        return chain.compute(chainInput, 0, chainInput.capacity());
    }

    /**
     * Whether there is an intact record.
     *
     * @param buffer to look in.
     * @param offset of the record.
     * @param length of the record, within the buffer.
     * @return true if so.
     */
    boolean isRecord(final UnsafeBuffer buffer, final int offset, final int length)
    {
        if (length < RecordLayout.FIXED_LENGTH)
        {
            return false;
        }
        message.wrap(buffer, offset, length);
        return RecordLayout.isIntact(checksum, message);
    }
}
