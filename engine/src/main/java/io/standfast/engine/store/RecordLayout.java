package io.standfast.engine.store;

import java.nio.ByteOrder;

import org.agrona.DirectBuffer;

import io.standfast.codecs.Checksum;
import io.standfast.codecs.store.MessageHeaderDecoder;
import io.standfast.codecs.store.StoreRecordDecoder;

/**
 * How a record lies in a segment file: Chronicle's 4-byte excerpt header, then the SBE record, padded to 4 bytes.
 */
final class RecordLayout
{
    /** SBE header and block; reply, headers and payload follow. */
    static final int FIXED_LENGTH = MessageHeaderDecoder.ENCODED_LENGTH + StoreRecordDecoder.BLOCK_LENGTH;
    /** Where the crc lies in a record. */
    static final int CRC_OFFSET = MessageHeaderDecoder.ENCODED_LENGTH + StoreRecordDecoder.crcEncodingOffset();
    /** Chronicle's excerpt header. */
    static final int EXCERPT_HEADER_LENGTH = 4;
    /** Bit of an excerpt header: not complete. */
    static final int NOT_COMPLETE = 0x80000000;
    /** Bit of an excerpt header: Chronicle's own data. */
    static final int META_DATA = 0x40000000;
    /** Length in an excerpt header. */
    static final int LENGTH_MASK = 0x3FFFFFFF;

    private RecordLayout()
    {
    }

    /**
     * CRC32C of a record, its crc field left out.
     *
     * @param checksum to use.
     * @param buffer   that holds the record.
     * @param offset   of the record.
     * @param length   of the record.
     * @return crc.
     */
    static int crc(final Checksum checksum, final DirectBuffer buffer, final int offset, final int length)
    {
        final int after = CRC_OFFSET + Integer.BYTES;
        return checksum.reset().update(buffer, offset, CRC_OFFSET)
            .update(buffer, offset + after, length - after).value();
    }

    /**
     * Whether a record is whole: bounds, lengths that add up, and crc.
     *
     * @param checksum to use.
     * @param message  that looks at the record.
     * @return true if so.
     */
    static boolean isIntact(final Checksum checksum, final StoredMessage message)
    {
        final StoreRecordDecoder decoder = message.decoder();
        final int length = message.buffer().capacity();
        return FIXED_LENGTH + decoder.replyLength() + decoder.headersLength() + decoder.payloadLength() == length &&
            decoder.crc() == crc(checksum, message.buffer(), 0, length);
    }

    /**
     * Whether what is marked as Chronicle's own data begins as a record does: then the mark is a bit that has flipped.
     * Chronicle's begins with a name in letters.
     *
     * @param buffer in which it lies.
     * @param offset behind its excerpt header.
     * @param length of it.
     * @return true if so.
     */
    static boolean isLikeRecord(final DirectBuffer buffer, final int offset, final int length)
    {
        return length >= FIXED_LENGTH &&
            (buffer.getShort(offset + MessageHeaderDecoder.templateIdEncodingOffset(), ByteOrder.LITTLE_ENDIAN) &
                0xFFFF) == StoreRecordDecoder.TEMPLATE_ID &&
            (buffer.getShort(offset + MessageHeaderDecoder.schemaIdEncodingOffset(), ByteOrder.LITTLE_ENDIAN) &
                0xFFFF) == StoreRecordDecoder.SCHEMA_ID;
    }

    static int align(final int position)
    {
        return (position + 3) & ~3;
    }
}
