package io.standfast.nats.link;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.ArrayList;
import java.util.List;

import org.agrona.DirectBuffer;

/**
 * What a user's connections may do in streaming: channels to publish and to subscribe to, client ids. Immutable;
 * matching allocates nothing.
 */
public final class ClientRights
{
    /** Client ids that one user may be given. */
    public static final int MAX_CLIENT_IDS = 1024;

    private final String user;
    private final SubjectRules publish;
    private final SubjectRules subscribe;
    private final byte[][] clientIds;

    /**
     * Rights of a user.
     *
     * @param user      name for people.
     * @param publish   channels.
     * @param subscribe channels.
     * @param clientIds with {@code *} for any characters; null for all.
     * @throws IllegalArgumentException when something is no client id; the message says which.
     */
    public ClientRights(final String user, final SubjectRules publish, final SubjectRules subscribe,
        final List<String> clientIds)
    {
        this.user = user;
        this.publish = publish;
        this.subscribe = subscribe;
        this.clientIds = clientIds == null ? null : patterns(clientIds);
    }

    private static byte[][] patterns(final List<String> clientIds)
    {
        if (clientIds.size() > MAX_CLIENT_IDS)
        {
            throw new IllegalArgumentException("a user may have " + MAX_CLIENT_IDS + " client IDs, this one has " +
                clientIds.size() + ": use \"*\"");
        }
        final List<byte[]> patterns = new ArrayList<>();
        for (final String clientId : clientIds)
        {
            if (!clientId.matches("[a-zA-Z0-9_*-]+"))
            {
                throw new IllegalArgumentException("\"" + clientId + "\" is not a client ID: letters, digits, \"-\", " +
                    "\"_\", and \"*\" for any of them");
            }
            patterns.add(clientId.getBytes(US_ASCII));
        }
        return patterns.toArray(new byte[0][]);
    }

    /**
     * Whose they are.
     *
     * @return name for people.
     */
    public String user()
    {
        return user;
    }

    /**
     * Whether a channel may be published to.
     *
     * @param buffer that holds its name.
     * @param offset of the name.
     * @param length of the name.
     * @return true if so.
     */
    public boolean mayPublish(final DirectBuffer buffer, final int offset, final int length)
    {
        return publish.isAllowed(buffer, offset, length);
    }

    /**
     * Whether a channel may be subscribed to, and its messages be heard.
     *
     * @param buffer that holds its name.
     * @param offset of the name.
     * @param length of the name.
     * @return true if so.
     */
    public boolean maySubscribe(final DirectBuffer buffer, final int offset, final int length)
    {
        return subscribe.isAllowed(buffer, offset, length);
    }

    /**
     * Whether a client id may be used.
     *
     * @param buffer that holds it.
     * @param offset of it.
     * @param length of it.
     * @return true if so.
     */
    public boolean mayUse(final DirectBuffer buffer, final int offset, final int length)
    {
        if (clientIds == null)
        {
            return true;
        }
        for (final byte[] pattern : clientIds)
        {
            if (isMatch(pattern, buffer, offset, offset + length))
            {
                return true;
            }
        }
        return false;
    }

    /** Goes back to the last asterisk when what follows it does not fit: time is bounded by the product of lengths. */
    private static boolean isMatch(final byte[] pattern, final DirectBuffer buffer, final int offset, final int end)
    {
        int at = offset;
        int patternAt = 0;
        int asterisk = -1;
        int retryAt = offset;
        while (at < end)
        {
            if (patternAt < pattern.length && pattern[patternAt] == '*')
            {
                asterisk = patternAt;
                patternAt++;
                retryAt = at;
            }
            else if (patternAt < pattern.length && pattern[patternAt] == buffer.getByte(at))
            {
                patternAt++;
                at++;
            }
            else if (asterisk >= 0)
            {
                retryAt++;
                at = retryAt;
                patternAt = asterisk + 1;
            }
            else
            {
                return false;
            }
        }
        while (patternAt < pattern.length && pattern[patternAt] == '*')
        {
            patternAt++;
        }
        return patternAt == pattern.length;
    }
}
