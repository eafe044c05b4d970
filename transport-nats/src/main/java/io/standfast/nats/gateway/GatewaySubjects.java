package io.standfast.nats.gateway;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.agrona.DirectBuffer;

/**
 * The subjects on which the gateway serves, STAN-SPEC 1.2. Immutable.
 */
final class GatewaySubjects
{
    /** Longest subject, client id, connection id or guid that is taken: one line of the NATS protocol. */
    static final int LENGTH_LIMIT = 4096;

    private final byte[] connect;
    private final byte[] ping;
    private final byte[] publish;
    private final byte[] publishPrefix;
    private final byte[] subscribe;
    private final byte[] unsubscribe;
    private final byte[] subClose;
    private final byte[] close;

    GatewaySubjects(final String discoverPrefix, final String clusterId)
    {
        connect = bytes(discoverPrefix + "." + clusterId);
        ping = bytes(discoverPrefix + "." + clusterId + ".pings");
        publish = bytes("_STAN.pub." + clusterId);
        publishPrefix = bytes("_STAN.pub." + clusterId + ".");
        subscribe = bytes("_STAN.sub." + clusterId);
        unsubscribe = bytes("_STAN.unsub." + clusterId);
        subClose = bytes("_STAN.subclose." + clusterId);
        close = bytes("_STAN.close." + clusterId);
    }

    List<String> all()
    {
        return List.of(text(connect), text(ping), text(publishPrefix) + ">", text(subscribe), text(unsubscribe),
            text(subClose), text(close));
    }

    byte[] connect()
    {
        return connect;
    }

    byte[] ping()
    {
        return ping;
    }

    /**
     * What clients put before a channel's name, without the dot.
     */
    byte[] publish()
    {
        return publish;
    }

    byte[] publishPrefix()
    {
        return publishPrefix;
    }

    byte[] subscribe()
    {
        return subscribe;
    }

    byte[] unsubscribe()
    {
        return unsubscribe;
    }

    byte[] subClose()
    {
        return subClose;
    }

    byte[] close()
    {
        return close;
    }

    static boolean isEqual(final byte[] subject, final DirectBuffer buffer)
    {
        return subject.length == buffer.capacity() && isPrefix(subject, buffer, 0, subject.length);
    }

    static boolean isPrefix(final byte[] prefix, final DirectBuffer buffer, final int offset, final int length)
    {
        if (length < prefix.length)
        {
            return false;
        }
        for (int i = 0; i < prefix.length; i++)
        {
            if (prefix[i] != buffer.getByte(offset + i))
            {
                return false;
            }
        }
        return true;
    }

    /**
     * Whether something may be published to a subject that a client has chosen: a space or a line end in it would
     * forge frames of the NATS protocol.
     */
    static boolean isPublishable(final DirectBuffer buffer, final int offset, final int length)
    {
        byte previous = '.';
        for (int i = 0; i < length; i++)
        {
            final byte current = buffer.getByte(offset + i);
            final boolean isEmptyToken = current == '.' && previous == '.';
            if (isEmptyToken || current == '*' || current == '>' || current >= 0 && current <= ' ' || current == 0x7f)
            {
                return false;
            }
            previous = current;
        }
        return length > 0 && length <= LENGTH_LIMIT && previous != '.';
    }

    private static byte[] bytes(final String text)
    {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(final byte[] bytes)
    {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
