package io.standfast.nats.gateway;

import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;

/**
 * A family of inboxes {@code prefix.N} that share one wildcard subscription. Immutable.
 */
final class NumberedInbox
{
    static final long NULL_NUMBER = 0;

    private static final String BASE_62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int DIGITS_LIMIT = 18;

    private final byte[] prefix;

    NumberedInbox(final String prefix)
    {
        this.prefix = (prefix + ".").getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Inboxes for acks: the same on every leader of an incarnation.
     */
    static NumberedInbox acks(final long incarnation)
    {
        return new NumberedInbox("_INBOX." + token(incarnation));
    }

    /**
     * Inboxes for the answers to heartbeats.
     */
    static NumberedInbox heartbeats(final long incarnation)
    {
        return new NumberedInbox("_INBOX." + token(incarnation) + ".hb");
    }

    String wildcard()
    {
        return new String(prefix, StandardCharsets.US_ASCII) + "*";
    }

    byte[] subject(final long number)
    {
        return (new String(prefix, StandardCharsets.US_ASCII) + number).getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Read the number back without allocation.
     *
     * @return number, or {@link #NULL_NUMBER} when the subject is not of this family.
     */
    long number(final DirectBuffer buffer, final int offset, final int length)
    {
        final int digits = length - prefix.length;
        if (digits <= 0 || digits > DIGITS_LIMIT + 1 || !GatewaySubjects.isPrefix(prefix, buffer, offset, length))
        {
            return NULL_NUMBER;
        }
        long number = 0;
        for (int i = 0; i < digits; i++)
        {
            final int digit = buffer.getByte(offset + prefix.length + i) - '0';
            if (digit < 0 || digit > 9 || number > (Long.MAX_VALUE - digit) / 10 || i == 0 && digit == 0)
            {
                return NULL_NUMBER;
            }
            number = number * 10 + digit;
        }
        return number;
    }

    private static String token(final long incarnation)
    {
        final StringBuilder token = new StringBuilder();
        long rest = incarnation;
        do
        {
            token.append(BASE_62.charAt((int) Long.remainderUnsigned(rest, BASE_62.length())));
            rest = Long.divideUnsigned(rest, BASE_62.length());
        }
        while (rest != 0);
        return token.reverse().toString();
    }
}
