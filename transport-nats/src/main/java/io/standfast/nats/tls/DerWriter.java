package io.standfast.nats.tls;

import java.io.ByteArrayOutputStream;

/**
 * Puts ASN.1 values into DER, as far as private keys need it. Stateless.
 */
final class DerWriter
{
    static final int INTEGER = 0x02;
    static final int OCTET_STRING = 0x04;
    static final int OBJECT_IDENTIFIER = 0x06;
    static final int SEQUENCE = 0x30;
    private static final int LONG_FORM = 0x80;

    private DerWriter()
    {
    }

    static byte[] value(final int tag, final byte[]... contents)
    {
        int length = 0;
        for (final byte[] content : contents)
        {
            length += content.length;
        }
        final ByteArrayOutputStream out = new ByteArrayOutputStream(length + 6);
        out.write(tag);
        writeLength(out, length);
        for (final byte[] content : contents)
        {
            out.writeBytes(content);
        }
        return out.toByteArray();
    }

    private static void writeLength(final ByteArrayOutputStream out, final int length)
    {
        if (length < LONG_FORM)
        {
            out.write(length);
            return;
        }
        final int bytes = (Integer.SIZE - Integer.numberOfLeadingZeros(length) + Byte.SIZE - 1) / Byte.SIZE;
        out.write(LONG_FORM | bytes);
        for (int i = bytes - 1; i >= 0; i--)
        {
            out.write(length >>> i * Byte.SIZE);
        }
    }
}
