package io.standfast.codecs.legacy;

import java.nio.ByteOrder;
import java.util.zip.CRC32;

import org.agrona.DirectBuffer;

/**
 * Looks at one record of a file of the original's store. Owned by the thread of its user, valid as long as the bytes
 * that it looked at are.
 *
 * <pre>
 *   file      u32 version = 1, then records
 *   untyped   u32 length           | u32 CRC-32 of the payload | payload
 *   typed     u32 type &lt;&lt; 24 | length | u32 CRC-32 of the payload | payload
 * </pre>
 */
public final class LegacyRecordReader
{
    /** Bytes before the first record. */
    public static final int FILE_HEADER_LENGTH = 4;
    /** The only version there is. */
    public static final int FILE_VERSION = 1;
    /** Bytes before a record's payload. */
    public static final int HEADER_LENGTH = 8;

    private static final int CRC_OFFSET = 4;
    private static final int TYPE_SHIFT = 24;
    private static final int TYPED_LENGTH_MASK = 0xFFFFFF;

    private final boolean isTyped;
    private final CRC32 crc32 = new CRC32();
    private int type;
    private int payloadOffset;
    private long payloadLength;

    /**
     * A reader for one kind of file.
     *
     * @param isTyped whether records have a type: in clients.dat and subs.dat.
     */
    public LegacyRecordReader(final boolean isTyped)
    {
        this.isTyped = isTyped;
    }

    /**
     * Look at the record that begins at a place.
     *
     * @param buffer that holds the bytes.
     * @param offset of the record.
     * @param length of the bytes that are there from the offset on.
     * @return what was found; with RECORD the payload can be looked at.
     */
    public LegacyRecordResult look(final DirectBuffer buffer, final int offset, final int length)
    {
        type = 0;
        payloadOffset = offset + HEADER_LENGTH;
        payloadLength = 0;
        if (length < HEADER_LENGTH)
        {
            return LegacyRecordResult.INCOMPLETE;
        }
        final int first = buffer.getInt(offset, ByteOrder.LITTLE_ENDIAN);
        final int expected = buffer.getInt(offset + CRC_OFFSET, ByteOrder.LITTLE_ENDIAN);
        if (first == 0 && expected == 0)
        {
            return LegacyRecordResult.ZEROS;
        }
        type = isTyped ? first >>> TYPE_SHIFT : 0;
        payloadLength = isTyped ? first & TYPED_LENGTH_MASK : Integer.toUnsignedLong(first);
        if (payloadLength > length - HEADER_LENGTH)
        {
            return LegacyRecordResult.INCOMPLETE;
        }
        return crcOf(buffer, payloadOffset, (int) payloadLength) == expected ? LegacyRecordResult.RECORD
            : LegacyRecordResult.BAD_CHECKSUM;
    }

    /**
     * Type of the record.
     *
     * @return type, 0 where records have none.
     */
    public int type()
    {
        return type;
    }

    /**
     * Where the payload begins.
     *
     * @return offset in the buffer.
     */
    public int payloadOffset()
    {
        return payloadOffset;
    }

    /**
     * How long the payload is.
     *
     * @return bytes.
     */
    public int payloadLength()
    {
        return (int) payloadLength;
    }

    /**
     * How long the record says that it is, with its header.
     *
     * @return bytes; that of the header alone while not even that is there.
     */
    public long recordLength()
    {
        return HEADER_LENGTH + payloadLength;
    }

    private int crcOf(final DirectBuffer buffer, final int offset, final int length)
    {
        crc32.reset();
        if (buffer.byteArray() != null)
        {
            crc32.update(buffer.byteArray(), buffer.wrapAdjustment() + offset, length);
        }
        else
        {
            crc32.update(buffer.byteBuffer().duplicate().clear().position(buffer.wrapAdjustment() + offset)
                .limit(buffer.wrapAdjustment() + offset + length));
        }
        return (int) crc32.getValue();
    }
}
