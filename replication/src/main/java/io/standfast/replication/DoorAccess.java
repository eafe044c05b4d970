package io.standfast.replication;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;

import io.standfast.replication.client.DoorCredentials;

/**
 * How a node opens the Aeron door: where, and for whom. Immutable.
 *
 * @param endpoint host and port of a node alone to which clients come over UDP, or null for clients of this machine
 *                 only; a member has a port for it in its list.
 * @param user     name that is asked for, or null.
 * @param secret   password of the user, or a token; null when everybody is let in.
 * @param queueCapacity bytes that may wait for one client before it is dropped, a power of two; a message is 32.
 */
public record DoorAccess(String endpoint, String user, String secret, int queueCapacity)
{
    /** Bytes that may wait for one client unless set otherwise: some 65,000 messages; the store keeps their bodies. */
    public static final int QUEUE_CAPACITY_DEFAULT = 2 * 1024 * 1024;

    /**
     * With the default of what may wait.
     *
     * @param endpoint as above.
     * @param user     as above.
     * @param secret   as above.
     */
    public DoorAccess(final String endpoint, final String user, final String secret)
    {
        this(endpoint, user, secret, QUEUE_CAPACITY_DEFAULT);
    }

    /**
     * Whether a client may enter. Takes as long for a wrong secret as for a right one.
     *
     * @param shown by the client.
     * @return true if so.
     */
    boolean isAllowed(final DoorCredentials shown)
    {
        if (user == null && secret == null)
        {
            return true;
        }
        final boolean isUser = isEqual(user == null ? "" : user, shown.user());
        return isEqual(secret == null ? "" : secret, shown.secret()) && isUser;
    }

    private static boolean isEqual(final String expected, final String actual)
    {
        return MessageDigest.isEqual(expected.getBytes(UTF_8), actual.getBytes(UTF_8));
    }

    @Override
    public String toString()
    {
        return "DoorAccess[" + endpoint + (user == null && secret == null ? "" : ", credentials set") + "]";
    }
}
