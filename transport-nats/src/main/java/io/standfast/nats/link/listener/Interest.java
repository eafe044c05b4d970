package io.standfast.nats.link.listener;

import static java.nio.charset.StandardCharsets.UTF_8;
import org.agrona.DirectBuffer;

/**
 * One subscription: of a connection, or of the gateway when there is no connection. Owned by the gateway thread.
 */
final class Interest
{
    private final Connection connection;
    private final byte[] subject;
    private final byte[] sid;
    private final String queue;
    private long delivered;
    private long max;
    private boolean isFiltered;

    Interest(final Connection connection, final byte[] subject, final byte[] sid, final String queue)
    {
        this.connection = connection;
        this.subject = subject;
        this.sid = sid;
        this.queue = queue;
    }

    Connection connection()
    {
        return connection;
    }

    byte[] subject()
    {
        return subject;
    }

    byte[] sid()
    {
        return sid;
    }

    /**
     * Queue group.
     *
     * @return name, or null.
     */
    String queue()
    {
        return queue;
    }

    /** Whether messages on subjects that are denied may be within it. */
    void filtered(final boolean value)
    {
        isFiltered = value;
    }

    /**
     * Whether its user may not have a message, although the subject matches.
     *
     * @param message to look at.
     * @param channel that it came out of, or null.
     * @return true if so.
     */
    boolean isForbidden(final Publication message, final DirectBuffer channel)
    {
        final User user = connection == null ? null : connection.user();
        if (user == null)
        {
            return false;
        }
        final boolean isDenied = isFiltered && user.subscribe().isDenied(message.buffer(), message.subjectOffset(),
            message.subjectLength());
        return isDenied || channel != null && user.rights() != null && !user.rights().maySubscribe(channel, 0, channel
            .capacity());
    }

    void max(final long value)
    {
        max = value;
    }

    long delivered()
    {
        return delivered;
    }

    /**
     * One more message.
     *
     * @return whether it was the last one wanted.
     */
    boolean countDelivery()
    {
        delivered++;
        return max > 0 && delivered >= max;
    }

    ConnectionView.InterestView view()
    {
        return new ConnectionView.InterestView(new String(subject, UTF_8), queue, new String(sid, UTF_8), delivered,
            max);
    }
}
