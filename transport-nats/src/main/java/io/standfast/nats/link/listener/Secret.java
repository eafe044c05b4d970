package io.standfast.nats.link.listener;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.regex.Pattern;

import org.bouncycastle.crypto.generators.OpenBSDBCrypt;

/**
 * A password or token as it is configured: plain, or its bcrypt hash. Immutable; never shows itself.
 */
public final class Secret
{
    /** Greatest cost of a bcrypt hash: 2^16 rounds take seconds. */
    public static final int MAX_COST = 16;
    private static final Pattern BCRYPT = Pattern.compile("\\$2[aby]\\$(\\d\\d)\\$[./A-Za-z0-9]{53}");
    private static final int COST_OFFSET = 4;

    private final byte[] value;
    private final boolean isHash;

    private Secret(final String text)
    {
        value = text.getBytes(UTF_8);
        isHash = text.startsWith("$2a$") || text.startsWith("$2b$") || text.startsWith("$2y$");
    }

    /**
     * Take what the configuration says.
     *
     * @param text plain, or a hash that begins with {@code $2a$}.
     * @return secret.
     * @throws IllegalArgumentException when it begins like a hash and is none; the message does not name it.
     */
    public static Secret of(final String text)
    {
        final Secret secret = new Secret(text);
        if (secret.isHash)
        {
            if (!BCRYPT.matcher(text).matches())
            {
                throw new IllegalArgumentException("a password that begins with \"" + text.substring(0, COST_OFFSET) +
                    "\" is taken for a bcrypt hash, and this one is not whole: 60 characters, between quotation marks");
            }
            final int cost = Integer.parseInt(text.substring(COST_OFFSET, COST_OFFSET + 2));
            if (cost > MAX_COST)
            {
                throw new IllegalArgumentException("a bcrypt hash of cost " + cost + " takes minutes to check: " +
                    MAX_COST + " is the greatest that is accepted");
            }
        }
        return secret;
    }

    /**
     * Whether checking takes long on purpose.
     *
     * @return true for a hash.
     */
    public boolean isHash()
    {
        return isHash;
    }

    /**
     * Whether what a client shows is right. Takes as long for a wrong password as for a right one.
     *
     * @param shown by the client.
     * @return true if so.
     */
    public boolean isRight(final String shown)
    {
        if (!isHash)
        {
            return MessageDigest.isEqual(value, shown.getBytes(UTF_8));
        }
        final char[] password = shown.toCharArray();
        try
        {
            return password.length > 0 && OpenBSDBCrypt.checkPassword(new String(value, UTF_8), password);
        }
        finally
        {
            Arrays.fill(password, '\0');
        }
    }

    @Override
    public boolean equals(final Object other)
    {
        return other instanceof final Secret secret && MessageDigest.isEqual(value, secret.value);
    }

    @Override
    public int hashCode()
    {
        return Arrays.hashCode(value);
    }

    @Override
    public String toString()
    {
        return isHash ? "Secret[bcrypt]" : "Secret[plain]";
    }
}
