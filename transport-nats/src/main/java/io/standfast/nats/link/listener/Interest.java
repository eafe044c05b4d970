package io.standfast.nats.link.listener;

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
}
