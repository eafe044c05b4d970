package io.standfast.engine;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * The inbox of a client of the Aeron door, and of its subscriptions: it says which cluster session they belong to, so
 * that this follows from snapshot and log as everything does. No NATS client can have such a one: it holds blanks, and
 * a subject cannot. Stateless.
 */
public final class SessionInbox
{
    /** Of an inbox that is a subject. Cluster sessions are numbered from 1. */
    public static final long NULL_SESSION = 0;

    private static final byte[] PREFIX = "aeron session ".getBytes(US_ASCII);
    private static final int DIGITS_MAX = 18;

    private SessionInbox()
    {
    }

    /**
     * Inbox of a session.
     *
     * @param sessionId cluster session, greater than 0.
     * @return inbox in ASCII.
     */
    static byte[] of(final long sessionId)
    {
        return (new String(PREFIX, US_ASCII) + sessionId).getBytes(US_ASCII);
    }

    /**
     * Whose inbox it is.
     *
     * @param inbox of a client or a subscription.
     * @return cluster session, or {@link #NULL_SESSION} when it is a NATS client's.
     */
    public static long sessionId(final byte[] inbox)
    {
        final int digits = inbox.length - PREFIX.length;
        if (digits <= 0 || digits > DIGITS_MAX)
        {
            return NULL_SESSION;
        }
        for (int i = 0; i < PREFIX.length; i++)
        {
            if (inbox[i] != PREFIX[i])
            {
                return NULL_SESSION;
            }
        }
        long sessionId = 0;
        for (int i = PREFIX.length; i < inbox.length; i++)
        {
            if (inbox[i] < '0' || inbox[i] > '9')
            {
                return NULL_SESSION;
            }
            sessionId = 10 * sessionId + inbox[i] - '0';
        }
        return sessionId;
    }
}
