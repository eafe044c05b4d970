package io.standfast.engine;

/**
 * Something that messages of a channel are sent to one after the other: a subscription or a queue group. Owned by the
 * engine thread.
 */
abstract class Receiver
{
    private final long receiverId;
    private final Channel channel;
    private long lastSent;

    Receiver(final long receiverId, final Channel channel)
    {
        this.receiverId = receiverId;
        this.channel = channel;
    }

    /**
     * Id among all receivers; decides the order in which backlogs are worked on.
     *
     * @return id, unique for ever.
     */
    final long receiverId()
    {
        return receiverId;
    }

    final Channel channel()
    {
        return channel;
    }

    /**
     * Highest sequence sent.
     *
     * @return sequence, 0 when nothing has been sent and all is wanted.
     */
    final long lastSent()
    {
        return lastSent;
    }

    final void lastSent(final long sequence)
    {
        lastSent = sequence;
    }
}
