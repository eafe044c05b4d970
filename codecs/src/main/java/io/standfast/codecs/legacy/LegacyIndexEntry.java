package io.standfast.codecs.legacy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;

/**
 * One entry of a message index of the original's store. Owned by the thread of its user.
 *
 * <pre>
 *    0 u64 sequence | 8 u64 offset | 16 u64 timestamp | 24 u32 payload length | 28 u32 CRC-32 of the first 28 bytes
 * </pre>
 */
public final class LegacyIndexEntry
{
    /** Bytes of an entry. */
    public static final int LENGTH = 32;

    private static final int CRC_OFFSET = 28;
    private static final int OFFSET_OFFSET = 8;
    private static final int LENGTH_OFFSET = 24;

    private final CRC32 crc32 = new CRC32();
    private long sequence;
    private long offset;
    private long payloadLength;

    /**
     * Look at an entry.
     *
     * @param bytes that hold it.
     * @param start of the entry in them.
     * @return false when its checksum is not right: nothing of it can be used.
     */
    public boolean look(final ByteBuffer bytes, final int start)
    {
        final ByteBuffer entry = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        entry.clear().position(start).limit(start + CRC_OFFSET);
        crc32.reset();
        crc32.update(entry);
        entry.limit(start + LENGTH);
        sequence = entry.getLong(start);
        offset = entry.getLong(start + OFFSET_OFFSET);
        payloadLength = Integer.toUnsignedLong(entry.getInt(start + LENGTH_OFFSET));
        return entry.getInt(start + CRC_OFFSET) == (int) crc32.getValue();
    }

    /**
     * Sequence of the message.
     *
     * @return sequence.
     */
    public long sequence()
    {
        return sequence;
    }

    /**
     * Where the message's record begins in the data file.
     *
     * @return offset.
     */
    public long offset()
    {
        return offset;
    }

    /**
     * Where the message's record ends in the data file.
     *
     * @return offset.
     */
    public long end()
    {
        return offset + LegacyRecordReader.HEADER_LENGTH + payloadLength;
    }
}
