package io.standfast.codecs.stan;

import org.agrona.DirectBuffer;

/**
 * Reads SubscriptionRequest: a client subscribes. Owned by the thread of its user, valid as long as the wrapped bytes
 * are.
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
public final class SubscriptionRequestDecoder
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

    private final ProtoReader reader = new ProtoReader();
    private long clientId;
    private long subject;
    private long qGroup;
    private long inbox;
    private int maxInFlight;
    private int ackWaitInSecs;
    private long durableName;
    private int startPosition;
    private long startSequence;
    private long startTimeDelta;

    /**
     * Read a whole frame.
     *
     * @param buffer that holds it.
     * @param offset at which it begins.
     * @param length of it in bytes.
     * @return false if it is malformed; all fields have their default values then.
     */
    public boolean wrap(final DirectBuffer buffer, final int offset, final int length)
    {
        reset();
        reader.wrap(buffer, offset, length);
        int tag = reader.nextTag();
        while (tag != ProtoReader.END)
        {
            onField(tag);
            tag = reader.nextTag();
        }
        if (reader.isMalformed())
        {
            reset();
            return false;
        }
        return true;
    }

    /**
     * Buffer that all offsets refer to.
     *
     * @return the wrapped buffer.
     */
    public DirectBuffer buffer()
    {
        return reader.buffer();
    }

    /**
     * Where the clientId begins.
     *
     * @return offset in the wrapped buffer.
     */
    public int clientIdOffset()
    {
        return ProtoReader.offset(clientId);
    }

    /**
     * How long the clientId is.
     *
     * @return length in bytes, 0 when absent.
     */
    public int clientIdLength()
    {
        return ProtoReader.length(clientId);
    }

    /**
     * Id of the client.
     *
     * @return a new string, empty when absent.
     */
    public String clientId()
    {
        return reader.stringAt(clientId);
    }

    /**
     * Where the subject begins.
     *
     * @return offset in the wrapped buffer.
     */
    public int subjectOffset()
    {
        return ProtoReader.offset(subject);
    }

    /**
     * How long the subject is.
     *
     * @return length in bytes, 0 when absent.
     */
    public int subjectLength()
    {
        return ProtoReader.length(subject);
    }

    /**
     * Channel.
     *
     * @return a new string, empty when absent.
     */
    public String subject()
    {
        return reader.stringAt(subject);
    }

    /**
     * Where the qGroup begins.
     *
     * @return offset in the wrapped buffer.
     */
    public int qGroupOffset()
    {
        return ProtoReader.offset(qGroup);
    }

    /**
     * How long the qGroup is.
     *
     * @return length in bytes, 0 when absent.
     */
    public int qGroupLength()
    {
        return ProtoReader.length(qGroup);
    }

    /**
     * Queue group, empty for none.
     *
     * @return a new string, empty when absent.
     */
    public String qGroup()
    {
        return reader.stringAt(qGroup);
    }

    /**
     * Where the inbox begins.
     *
     * @return offset in the wrapped buffer.
     */
    public int inboxOffset()
    {
        return ProtoReader.offset(inbox);
    }

    /**
     * How long the inbox is.
     *
     * @return length in bytes, 0 when absent.
     */
    public int inboxLength()
    {
        return ProtoReader.length(inbox);
    }

    /**
     * Subject that messages are delivered to.
     *
     * @return a new string, empty when absent.
     */
    public String inbox()
    {
        return reader.stringAt(inbox);
    }

    /**
     * Messages that may be unacknowledged.
     *
     * @return the value, 0 when absent.
     */
    public int maxInFlight()
    {
        return maxInFlight;
    }

    /**
     * Seconds until an unacknowledged message is sent again.
     *
     * @return the value, 0 when absent.
     */
    public int ackWaitInSecs()
    {
        return ackWaitInSecs;
    }

    /**
     * Where the durableName begins.
     *
     * @return offset in the wrapped buffer.
     */
    public int durableNameOffset()
    {
        return ProtoReader.offset(durableName);
    }

    /**
     * How long the durableName is.
     *
     * @return length in bytes, 0 when absent.
     */
    public int durableNameLength()
    {
        return ProtoReader.length(durableName);
    }

    /**
     * Name of the durable, empty for none.
     *
     * @return a new string, empty when absent.
     */
    public String durableName()
    {
        return reader.stringAt(durableName);
    }

    /**
     * Start position, also a value that this version does not know.
     *
     * @return the value, 0 when absent.
     */
    public int startPosition()
    {
        return startPosition;
    }

    /**
     * Sequence to start at, unsigned.
     *
     * @return the value, 0 when absent.
     */
    public long startSequence()
    {
        return startSequence;
    }

    /**
     * Nanoseconds before now to start at.
     *
     * @return the value, 0 when absent.
     */
    public long startTimeDelta()
    {
        return startTimeDelta;
    }

    private void onField(final int tag)
    {
        switch (tag)
        {
            case CLIENT_ID_TAG -> clientId = reader.string();
            case SUBJECT_TAG -> subject = reader.string();
            case Q_GROUP_TAG -> qGroup = reader.string();
            case INBOX_TAG -> inbox = reader.string();
            case MAX_IN_FLIGHT_TAG -> maxInFlight = (int) reader.varint();
            case ACK_WAIT_IN_SECS_TAG -> ackWaitInSecs = (int) reader.varint();
            case DURABLE_NAME_TAG -> durableName = reader.string();
            case START_POSITION_TAG -> startPosition = (int) reader.varint();
            case START_SEQUENCE_TAG -> startSequence = reader.varint();
            case START_TIME_DELTA_TAG -> startTimeDelta = reader.varint();
            default -> reader.skip(tag);
        }
    }

    private void reset()
    {
        clientId = ProtoReader.EMPTY_SLICE;
        subject = ProtoReader.EMPTY_SLICE;
        qGroup = ProtoReader.EMPTY_SLICE;
        inbox = ProtoReader.EMPTY_SLICE;
        maxInFlight = 0;
        ackWaitInSecs = 0;
        durableName = ProtoReader.EMPTY_SLICE;
        startPosition = 0;
        startSequence = 0;
        startTimeDelta = 0;
    }
}
