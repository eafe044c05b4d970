package io.standfast.codecs.legacy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/**
 * Records and index entries, laid out by hand as STAN-SPEC 4.2 has them.
 */
class LegacyRecordReaderTest
{
    private static final int AT = 5;
    private static final byte[] PAYLOAD = "payload".getBytes(UTF_8);

    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[64]);

    private static int crcOf(final byte[] bytes, final int length)
    {
        final CRC32 crc32 = new CRC32();
        crc32.update(bytes, 0, length);
        return (int) crc32.getValue();
    }

    private LegacyRecordReader record(final boolean isTyped, final int first)
    {
        buffer.putInt(AT, first);
        buffer.putInt(AT + 4, crcOf(PAYLOAD, PAYLOAD.length));
        buffer.putBytes(AT + 8, PAYLOAD);
        return new LegacyRecordReader(isTyped);
    }

    @Test
    void shouldFindPayloadWhenRecordHasNoType()
    {
        final LegacyRecordReader reader = record(false, PAYLOAD.length);

        assertThat(reader.look(buffer, AT, 15)).isEqualTo(LegacyRecordResult.RECORD);

        assertThat(reader.payloadOffset()).isEqualTo(AT + 8);
        assertThat(reader.payloadLength()).isEqualTo(PAYLOAD.length);
        assertThat(reader.recordLength()).isEqualTo(15);
    }

    @Test
    void shouldFindTypeAndPayloadWhenRecordHasAType()
    {
        final LegacyRecordReader reader = record(true, 5 << 24 | PAYLOAD.length);

        assertThat(reader.look(buffer, AT, 59)).isEqualTo(LegacyRecordResult.RECORD);

        assertThat(reader.type()).isEqualTo(5);
        assertThat(reader.payloadLength()).isEqualTo(PAYLOAD.length);
    }

    @Test
    void shouldSayHowLongItIsWhenOnlyTheBeginningIsThere()
    {
        final LegacyRecordReader reader = record(false, PAYLOAD.length);

        assertThat(reader.look(buffer, AT, 14)).isEqualTo(LegacyRecordResult.INCOMPLETE);
        assertThat(reader.recordLength()).isEqualTo(15);
        assertThat(reader.look(buffer, AT, 7)).isEqualTo(LegacyRecordResult.INCOMPLETE);
        assertThat(reader.recordLength()).isEqualTo(8);
    }

    @Test
    void shouldNotOverflowWhenLengthIsUnsigned()
    {
        final LegacyRecordReader reader = record(false, -1);

        assertThat(reader.look(buffer, AT, 59)).isEqualTo(LegacyRecordResult.INCOMPLETE);
        assertThat(reader.recordLength()).isEqualTo(8 + 0xFFFF_FFFFL);
    }

    @Test
    void shouldFindZerosAndWrongChecksums()
    {
        final LegacyRecordReader reader = record(false, PAYLOAD.length);
        assertThat(reader.look(buffer, 30, 30)).isEqualTo(LegacyRecordResult.ZEROS);

        buffer.putByte(AT + 8, (byte) 'P');
        assertThat(reader.look(buffer, AT, 59)).isEqualTo(LegacyRecordResult.BAD_CHECKSUM);
    }

    @Test
    void shouldLookIntoMemoryOffTheHeap()
    {
        record(false, PAYLOAD.length);
        final UnsafeBuffer direct = new UnsafeBuffer(ByteBuffer.allocateDirect(96), 16, 64);
        direct.putBytes(0, buffer, 0, 64);

        assertThat(new LegacyRecordReader(false).look(direct, AT, 15)).isEqualTo(LegacyRecordResult.RECORD);
    }

    @Test
    void shouldReadIndexEntryAndNoticeWhenItHasChanged()
    {
        buffer.putLong(AT, 7);
        buffer.putLong(AT + 8, 1000);
        buffer.putLong(AT + 16, 123);
        buffer.putInt(AT + 24, 50);
        final byte[] head = new byte[28];
        buffer.getBytes(AT, head);
        buffer.putInt(AT + 28, crcOf(head, 28));
        final LegacyIndexEntry entry = new LegacyIndexEntry();

        assertThat(entry.look(ByteBuffer.wrap(buffer.byteArray()), AT)).isTrue();
        assertThat(entry.sequence()).isEqualTo(7);
        assertThat(entry.offset()).isEqualTo(1000);
        assertThat(entry.end()).isEqualTo(1058);
        buffer.putByte(AT + 16, (byte) 124);
        assertThat(entry.look(ByteBuffer.wrap(buffer.byteArray()), AT)).isFalse();
    }
}
