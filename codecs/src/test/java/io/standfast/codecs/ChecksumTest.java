package io.standfast.codecs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.zip.CRC32C;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/**
 * CRC32C over every kind of memory that an Agrona buffer can stand for.
 */
class ChecksumTest
{
    private static final int LENGTH = 3 * 4096 + 17;

    private final Checksum checksum = new Checksum();
    private final byte[] bytes = new byte[LENGTH + 100];

    ChecksumTest()
    {
        new Random(42).nextBytes(bytes);
    }

    @Test
    void shouldGiveTheCheckValueOfCrc32c()
    {
        final UnsafeBuffer digits = new UnsafeBuffer("123456789".getBytes(StandardCharsets.US_ASCII));

        assertThat(checksum.compute(digits, 0, 9)).isEqualTo(0xE3069283);
        assertThat(checksum.compute(digits, 0, 0)).isZero();
    }

    @Test
    void shouldAgreeWithTheJdkOnHeap()
    {
        assertAgrees(new UnsafeBuffer(bytes), 0);
        assertAgrees(new UnsafeBuffer(bytes, 13, LENGTH + 50), 13);
        assertAgrees(new UnsafeBuffer(ByteBuffer.wrap(bytes)), 0);
        assertAgrees(new UnsafeBuffer(ByteBuffer.wrap(bytes, 7, LENGTH + 50).slice()), 7);
        assertAgrees(new UnsafeBuffer(new UnsafeBuffer(bytes, 5, LENGTH + 60), 6, LENGTH + 50), 11);
    }

    @Test
    void shouldAgreeWithTheJdkInExpandableBuffer()
    {
        final ExpandableArrayBuffer expandable = new ExpandableArrayBuffer();
        expandable.putBytes(0, bytes);

        assertAgrees(expandable, 0);
    }

    @Test
    void shouldAgreeWithTheJdkOffHeapAndLeaveTheByteBufferAlone()
    {
        final ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length).put(0, bytes).position(3);
        final ByteBuffer slice = direct.duplicate().position(9).slice();

        assertAgrees(new UnsafeBuffer(direct), 0);
        assertAgrees(new UnsafeBuffer(slice), 9);
        assertAgrees(new UnsafeBuffer(direct.asReadOnlyBuffer()), 0);

        assertThat(direct.position()).isEqualTo(3);
    }

    @Test
    void shouldAgreeWithTheJdkWhenThereIsAnAddressOnly()
    {
        final UnsafeBuffer owner = new UnsafeBuffer(ByteBuffer.allocateDirect(bytes.length));
        owner.putBytes(0, bytes);
        final UnsafeBuffer addressOnly = new UnsafeBuffer(owner.addressOffset() + 21, LENGTH + 50);

        assertThat(addressOnly.byteBuffer()).isNull();
        assertThat(addressOnly.byteArray()).isNull();
        assertAgrees(addressOnly, 21);
        // Reading the owner here keeps the memory alive until the checks above are done.
        assertThat(owner.getByte(0)).isEqualTo(bytes[0]);
    }

    @Test
    void shouldGiveTheSameInPiecesAsAtOnce()
    {
        final UnsafeBuffer onHeap = new UnsafeBuffer(bytes);
        final UnsafeBuffer offHeap = new UnsafeBuffer(ByteBuffer.allocateDirect(bytes.length).put(0, bytes));
        final int whole = checksum.compute(onHeap, 10, LENGTH);

        checksum.reset();
        for (int done = 0; done < LENGTH; done += 1000)
        {
            final DirectBuffer buffer = done % 2000 == 0 ? onHeap : offHeap;
            checksum.update(buffer, 10 + done, Math.min(1000, LENGTH - done));
        }

        assertThat(checksum.value()).isEqualTo(whole);
        assertThat(checksum.reset().value()).isZero();
    }

    @Test
    void shouldRefuseRangeThatIsNotInTheBuffer()
    {
        final UnsafeBuffer part = new UnsafeBuffer(bytes, 10, 20);

        assertThatThrownBy(() -> checksum.compute(part, 0, 21)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> checksum.compute(part, -1, 2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> checksum.compute(part, 0, -1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    private void assertAgrees(final DirectBuffer buffer, final int shift)
    {
        for (final int length : new int[]{0, 1, 7, 8, 128, 4095, 4096, 4097, 8192, LENGTH})
        {
            for (final int offset : new int[]{0, 1, 33})
            {
                final CRC32C expected = new CRC32C();
                expected.update(bytes, shift + offset, length);

                assertThat(checksum.compute(buffer, offset, length)).as("offset=%d length=%d", offset, length)
                    .isEqualTo((int) expected.getValue());
            }
        }
    }
}
