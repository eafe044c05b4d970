package io.standfast.codecs;

import org.agrona.DirectBuffer;

/**
 * What a client id may be: {@code ^[a-zA-Z0-9_-]+$} (STAN-SPEC 1.5). Stateless; allocates nothing.
 */
public final class ClientId
{
    private ClientId()
    {
    }

    /**
     * Whether a range of a buffer is a client id.
     *
     * @param buffer that holds the id.
     * @param offset at which it begins.
     * @param length of it in bytes.
     * @return true if it is valid.
     */
    public static boolean isValid(final DirectBuffer buffer, final int offset, final int length)
    {
        for (int i = 0; i < length; i++)
        {
            if (!isAllowed(buffer.getByte(offset + i)))
            {
                return false;
            }
        }
        return length > 0;
    }

    /**
     * Whether an array is a client id.
     *
     * @param id in ASCII.
     * @return true if it is valid.
     */
    public static boolean isValid(final byte[] id)
    {
        for (final byte character : id)
        {
            if (!isAllowed(character))
            {
                return false;
            }
        }
        return id.length > 0;
    }

    private static boolean isAllowed(final byte character)
    {
        return character >= 'a' && character <= 'z' || character >= 'A' && character <= 'Z' ||
            character >= '0' && character <= '9' || character == '_' || character == '-';
    }
}
