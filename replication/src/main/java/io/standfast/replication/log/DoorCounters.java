package io.standfast.replication.log;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Numbers of the Aeron door. Counted by the engine thread, read by any.
 */
public final class DoorCounters
{
    private final AtomicLong sessions = new AtomicLong();
    private final AtomicLong open = new AtomicLong();
    private final AtomicLong opened = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong ignored = new AtomicLong();
    private final AtomicLong delivered = new AtomicLong();
    private final AtomicLong deliveredBytes = new AtomicLong();
    private final AtomicLong published = new AtomicLong();
    private final AtomicLong publishedBytes = new AtomicLong();

    /**
     * Sessions that this leader serves.
     *
     * @return sessions, 0 on a node that does not lead.
     */
    public long sessions()
    {
        return sessions.getAcquire();
    }

    /**
     * Sessions that have been let in, the gateway's too, whether they have said anything or not.
     *
     * @return sessions.
     */
    public long openSessions()
    {
        return open.getAcquire();
    }

    /**
     * Sessions that have been let in since the start, as far as the engine has seen them.
     *
     * @return sessions; each is among the open ones before it is counted here.
     */
    public long openedSessions()
    {
        return opened.getAcquire();
    }

    /**
     * Clients whose sessions were closed because they were slow, or sent what nobody may.
     *
     * @return clients since the start.
     */
    public long droppedClients()
    {
        return dropped.getAcquire();
    }

    /**
     * Entries of sessions that are neither the gateway's nor of a client of the door.
     *
     * @return entries since the start.
     */
    public long ignoredEntries()
    {
        return ignored.getAcquire();
    }

    /**
     * Messages sent to clients of the door.
     *
     * @return messages since the start.
     */
    public long deliveries()
    {
        return delivered.getAcquire();
    }

    /**
     * Bytes of the messages sent to clients of the door.
     *
     * @return bytes since the start.
     */
    public long deliveredBytes()
    {
        return deliveredBytes.getAcquire();
    }

    /**
     * Publishes of clients of the door.
     *
     * @return messages since the start, while this node led.
     */
    public long publishes()
    {
        return published.getAcquire();
    }

    /**
     * Bytes of the publishes of clients of the door.
     *
     * @return bytes since the start, while this node led.
     */
    public long publishedBytes()
    {
        return publishedBytes.getAcquire();
    }

    void sessions(final int value)
    {
        sessions.setRelease(value);
    }

    void openSessions(final int value)
    {
        open.setRelease(value);
    }

    void sessionOpened()
    {
        opened.setRelease(opened.getPlain() + 1);
    }

    void dropped()
    {
        dropped.setRelease(dropped.getPlain() + 1);
    }

    void ignored()
    {
        ignored.setRelease(ignored.getPlain() + 1);
    }

    void delivered(final int lengthBytes)
    {
        delivered.setRelease(delivered.getPlain() + 1);
        deliveredBytes.setRelease(deliveredBytes.getPlain() + lengthBytes);
    }

    void published(final int lengthBytes)
    {
        published.setRelease(published.getPlain() + 1);
        publishedBytes.setRelease(publishedBytes.getPlain() + lengthBytes);
    }
}
