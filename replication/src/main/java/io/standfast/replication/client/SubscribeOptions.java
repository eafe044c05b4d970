package io.standfast.replication.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.concurrent.TimeUnit;

/**
 * What a subscription is to be; begins with new messages unless told otherwise. Owned by the client's thread.
 */
public final class SubscribeOptions
{
    /** Messages without an ack unless set otherwise. */
    public static final int MAX_IN_FLIGHT_DEFAULT = 1024;
    /** Seconds until a message without an ack comes again unless set otherwise. */
    public static final int ACK_WAIT_S_DEFAULT = 30;

    private static final short NEW_ONLY = 0;
    private static final short LAST_RECEIVED = 1;
    private static final short TIME_DELTA = 2;
    private static final short SEQUENCE = 3;
    private static final short FIRST = 4;

    private final byte[] channel;
    private byte[] queueGroup = new byte[0];
    private byte[] durableName = new byte[0];
    private int maxInFlight = MAX_IN_FLIGHT_DEFAULT;
    private int ackWaitS = ACK_WAIT_S_DEFAULT;
    private short startPosition = NEW_ONLY;
    private long startSequence;
    private long startTimeDeltaNs;

    private SubscribeOptions(final byte[] channel)
    {
        this.channel = channel;
    }

    /**
     * Options of a subscription.
     *
     * @param name of the channel.
     * @return options.
     */
    public static SubscribeOptions channel(final String name)
    {
        return new SubscribeOptions(name.getBytes(UTF_8));
    }

    /**
     * Be a member of a queue group.
     *
     * @param name of the group.
     * @return this.
     */
    public SubscribeOptions queueGroup(final String name)
    {
        queueGroup = name.getBytes(UTF_8);
        return this;
    }

    /**
     * Keep the place while the client is away.
     *
     * @param name of the durable.
     * @return this.
     */
    public SubscribeOptions durable(final String name)
    {
        durableName = name.getBytes(UTF_8);
        return this;
    }

    /**
     * Bound what is sent and not acked.
     *
     * @param messages at least 1.
     * @return this.
     */
    public SubscribeOptions maxInFlight(final int messages)
    {
        maxInFlight = messages;
        return this;
    }

    /**
     * When a message that is not acked comes again.
     *
     * @param seconds at least 1.
     * @return this.
     */
    public SubscribeOptions ackWaitS(final int seconds)
    {
        ackWaitS = seconds;
        return this;
    }

    /**
     * Begin with the first message that is stored.
     *
     * @return this.
     */
    public SubscribeOptions fromFirst()
    {
        startPosition = FIRST;
        return this;
    }

    /**
     * Begin with the last message that is stored.
     *
     * @return this.
     */
    public SubscribeOptions fromLast()
    {
        startPosition = LAST_RECEIVED;
        return this;
    }

    /**
     * Begin with a sequence.
     *
     * @param sequence of the first message.
     * @return this.
     */
    public SubscribeOptions fromSequence(final long sequence)
    {
        startPosition = SEQUENCE;
        startSequence = sequence;
        return this;
    }

    /**
     * Begin with messages of the last time.
     *
     * @param duration how long ago.
     * @param unit     of the duration.
     * @return this.
     */
    public SubscribeOptions fromAgo(final long duration, final TimeUnit unit)
    {
        startPosition = TIME_DELTA;
        startTimeDeltaNs = unit.toNanos(duration);
        return this;
    }

    byte[] channel()
    {
        return channel;
    }

    byte[] queueGroup()
    {
        return queueGroup;
    }

    byte[] durableName()
    {
        return durableName;
    }

    int maxInFlight()
    {
        return maxInFlight;
    }

    int ackWaitS()
    {
        return ackWaitS;
    }

    short startPosition()
    {
        return startPosition;
    }

    long startSequence()
    {
        return startSequence;
    }

    long startTimeDeltaNs()
    {
        return startTimeDeltaNs;
    }
}
