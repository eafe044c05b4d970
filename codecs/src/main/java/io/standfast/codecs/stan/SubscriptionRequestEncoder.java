package io.standfast.codecs.stan;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Writes SubscriptionRequest: a client subscribes. Owned by the thread of its user. Each field is set at most once, in
 * this order, or left out.
 *
 * <pre>
 *     1 clientId       string
 *     2 subject        string
 *     3 qGroup         string
 *     4 inbox          string
 *     5 maxInFlight    int32
 *     6 ackWaitInSecs  int32
 *     7 durableName    string
 *    10 startPosition  enum
 *    11 startSequence  uint64
 *    12 startTimeDelta int64
 * </pre>
 */
public final class SubscriptionRequestEncoder
{
    private static final int CLIENT_ID_TAG = 1 << 3 | ProtoReader.LENGTH_DELIMITED;
    private static final int SUBJECT_TAG = 2 << 3 | ProtoReader.LENGTH_DELIMITED;
    private static final int Q_GROUP_TAG = 3 << 3 | ProtoReader.LENGTH_DELIMITED;
    private static final int INBOX_TAG = 4 << 3 | ProtoReader.LENGTH_DELIMITED;
    private static final int MAX_IN_FLIGHT_TAG = 5 << 3 | ProtoReader.VARINT;
    private static final int ACK_WAIT_IN_SECS_TAG = 6 << 3 | ProtoReader.VARINT;
    private static final int DURABLE_NAME_TAG = 7 << 3 | ProtoReader.LENGTH_DELIMITED;
    private static final int START_POSITION_TAG = 10 << 3 | ProtoReader.VARINT;
    private static final int START_SEQUENCE_TAG = 11 << 3 | ProtoReader.VARINT;
    private static final int START_TIME_DELTA_TAG = 12 << 3 | ProtoReader.VARINT;

    private final ProtoWriter writer = new ProtoWriter();

    /**
     * Begin a frame; an {@link IndexOutOfBoundsException} is thrown by a setter that finds no room.
     *
     * @param buffer to write to.
     * @param offset at which the frame begins.
     * @return this.
     */
    public SubscriptionRequestEncoder wrap(final MutableDirectBuffer buffer, final int offset)
    {
        writer.wrap(buffer, offset);
        return this;
    }

    /**
     * Id of the client.
     *
     * @param src    that holds it.
     * @param offset at which it begins.
     * @param length of it in bytes.
     * @return this.
     */
    public SubscriptionRequestEncoder clientId(final DirectBuffer src, final int offset, final int length)
    {
        writer.bytes(CLIENT_ID_TAG, src, offset, length);
        return this;
    }

    /**
     * Id of the client.
     *
     * @param value in UTF-8.
     * @return this.
     */
    public SubscriptionRequestEncoder clientId(final byte[] value)
    {
        writer.bytes(CLIENT_ID_TAG, value);
        return this;
    }

    /**
     * Id of the client.
     *
     * @param value written as UTF-8.
     * @return this.
     */
    public SubscriptionRequestEncoder clientId(final String value)
    {
        writer.string(CLIENT_ID_TAG, value);
        return this;
    }

    /**
     * Channel.
     *
     * @param src    that holds it.
     * @param offset at which it begins.
     * @param length of it in bytes.
     * @return this.
     */
    public SubscriptionRequestEncoder subject(final DirectBuffer src, final int offset, final int length)
    {
        writer.bytes(SUBJECT_TAG, src, offset, length);
        return this;
    }

    /**
     * Channel.
     *
     * @param value in UTF-8.
     * @return this.
     */
    public SubscriptionRequestEncoder subject(final byte[] value)
    {
        writer.bytes(SUBJECT_TAG, value);
        return this;
    }

    /**
     * Channel.
     *
     * @param value written as UTF-8.
     * @return this.
     */
    public SubscriptionRequestEncoder subject(final String value)
    {
        writer.string(SUBJECT_TAG, value);
        return this;
    }

    /**
     * Queue group, empty for none.
     *
     * @param src    that holds it.
     * @param offset at which it begins.
     * @param length of it in bytes.
     * @return this.
     */
    public SubscriptionRequestEncoder qGroup(final DirectBuffer src, final int offset, final int length)
    {
        writer.bytes(Q_GROUP_TAG, src, offset, length);
        return this;
    }

    /**
     * Queue group, empty for none.
     *
     * @param value in UTF-8.
     * @return this.
     */
    public SubscriptionRequestEncoder qGroup(final byte[] value)
    {
        writer.bytes(Q_GROUP_TAG, value);
        return this;
    }

    /**
     * Queue group, empty for none.
     *
     * @param value written as UTF-8.
     * @return this.
     */
    public SubscriptionRequestEncoder qGroup(final String value)
    {
        writer.string(Q_GROUP_TAG, value);
        return this;
    }

    /**
     * Subject that messages are delivered to.
     *
     * @param src    that holds it.
     * @param offset at which it begins.
     * @param length of it in bytes.
     * @return this.
     */
    public SubscriptionRequestEncoder inbox(final DirectBuffer src, final int offset, final int length)
    {
        writer.bytes(INBOX_TAG, src, offset, length);
        return this;
    }

    /**
     * Subject that messages are delivered to.
     *
     * @param value in UTF-8.
     * @return this.
     */
    public SubscriptionRequestEncoder inbox(final byte[] value)
    {
        writer.bytes(INBOX_TAG, value);
        return this;
    }

    /**
     * Subject that messages are delivered to.
     *
     * @param value written as UTF-8.
     * @return this.
     */
    public SubscriptionRequestEncoder inbox(final String value)
    {
        writer.string(INBOX_TAG, value);
        return this;
    }

    /**
     * Messages that may be unacknowledged.
     *
     * @param value to write.
     * @return this.
     */
    public SubscriptionRequestEncoder maxInFlight(final int value)
    {
        writer.varint(MAX_IN_FLIGHT_TAG, value);
        return this;
    }

    /**
     * Seconds until an unacknowledged message is sent again.
     *
     * @param value to write.
     * @return this.
     */
    public SubscriptionRequestEncoder ackWaitInSecs(final int value)
    {
        writer.varint(ACK_WAIT_IN_SECS_TAG, value);
        return this;
    }

    /**
     * Name of the durable, empty for none.
     *
     * @param src    that holds it.
     * @param offset at which it begins.
     * @param length of it in bytes.
     * @return this.
     */
    public SubscriptionRequestEncoder durableName(final DirectBuffer src, final int offset, final int length)
    {
        writer.bytes(DURABLE_NAME_TAG, src, offset, length);
        return this;
    }

    /**
     * Name of the durable, empty for none.
     *
     * @param value in UTF-8.
     * @return this.
     */
    public SubscriptionRequestEncoder durableName(final byte[] value)
    {
        writer.bytes(DURABLE_NAME_TAG, value);
        return this;
    }

    /**
     * Name of the durable, empty for none.
     *
     * @param value written as UTF-8.
     * @return this.
     */
    public SubscriptionRequestEncoder durableName(final String value)
    {
        writer.string(DURABLE_NAME_TAG, value);
        return this;
    }

    /**
     * Start position, also a value that this version does not know.
     *
     * @param value to write.
     * @return this.
     */
    public SubscriptionRequestEncoder startPosition(final int value)
    {
        writer.varint(START_POSITION_TAG, value);
        return this;
    }

    /**
     * Sequence to start at, unsigned.
     *
     * @param value to write.
     * @return this.
     */
    public SubscriptionRequestEncoder startSequence(final long value)
    {
        writer.varint(START_SEQUENCE_TAG, value);
        return this;
    }

    /**
     * Nanoseconds before now to start at.
     *
     * @param value to write.
     * @return this.
     */
    public SubscriptionRequestEncoder startTimeDelta(final long value)
    {
        writer.varint(START_TIME_DELTA_TAG, value);
        return this;
    }

    /**
     * Length of the frame so far.
     *
     * @return length in bytes.
     */
    public int encodedLength()
    {
        return writer.encodedLength();
    }
}
