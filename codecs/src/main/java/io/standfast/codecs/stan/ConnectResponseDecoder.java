package io.standfast.codecs.stan;

import org.agrona.DirectBuffer;

/**
 * Reads ConnectResponse: the answer to a connect. Owned by the thread of its user, valid as long as the wrapped bytes
 * are.
 *
 * <pre>
 *     1 pubPrefix        string
 *     2 subRequests      string
 *     3 unsubRequests    string
 *     4 closeRequests    string
 *     5 error            string
 *     6 subCloseRequests string
 *     7 pingRequests     string
 *     8 pingInterval     int32
 *     9 pingMaxOut       int32
 *    10 protocol         int32
 *   100 publicKey        string
 * </pre>
 */
public final class ConnectResponseDecoder
{
    private static final int PUB_PREFIX_TAG = 1 << 3 | ProtoReader.LENGTH_DELIMITED;
    private static final int SUB_REQUESTS_TAG = 2 << 3 | ProtoReader.LENGTH_DELIMITED;
    private static final int UNSUB_REQUESTS_TAG = 3 << 3 | ProtoReader.LENGTH_DELIMITED;
    private static final int CLOSE_REQUESTS_TAG = 4 << 3 | ProtoReader.LENGTH_DELIMITED;
    private static final int ERROR_TAG = 5 << 3 | ProtoReader.LENGTH_DELIMITED;
    private static final int SUB_CLOSE_REQUESTS_TAG = 6 << 3 | ProtoReader.LENGTH_DELIMITED;
    private static final int PING_REQUESTS_TAG = 7 << 3 | ProtoReader.LENGTH_DELIMITED;
    private static final int PING_INTERVAL_TAG = 8 << 3 | ProtoReader.VARINT;
    private static final int PING_MAX_OUT_TAG = 9 << 3 | ProtoReader.VARINT;
    private static final int PROTOCOL_TAG = 10 << 3 | ProtoReader.VARINT;
    private static final int PUBLIC_KEY_TAG = 100 << 3 | ProtoReader.LENGTH_DELIMITED;

    private final ProtoReader reader = new ProtoReader();
    private long pubPrefix;
    private long subRequests;
    private long unsubRequests;
    private long closeRequests;
    private long error;
    private long subCloseRequests;
    private long pingRequests;
    private int pingInterval;
    private int pingMaxOut;
    private int protocol;
    private long publicKey;

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
     * Where the pubPrefix begins.
     *
     * @return offset in the wrapped buffer.
     */
    public int pubPrefixOffset()
    {
        return ProtoReader.offset(pubPrefix);
    }

    /**
     * How long the pubPrefix is.
     *
     * @return length in bytes, 0 when absent.
     */
    public int pubPrefixLength()
    {
        return ProtoReader.length(pubPrefix);
    }

    /**
     * Prefix of the subjects to publish to.
     *
     * @return a new string, empty when absent.
     */
    public String pubPrefix()
    {
        return reader.stringAt(pubPrefix);
    }

    /**
     * Where the subRequests begins.
     *
     * @return offset in the wrapped buffer.
     */
    public int subRequestsOffset()
    {
        return ProtoReader.offset(subRequests);
    }

    /**
     * How long the subRequests is.
     *
     * @return length in bytes, 0 when absent.
     */
    public int subRequestsLength()
    {
        return ProtoReader.length(subRequests);
    }

    /**
     * Subject for subscription requests.
     *
     * @return a new string, empty when absent.
     */
    public String subRequests()
    {
        return reader.stringAt(subRequests);
    }

    /**
     * Where the unsubRequests begins.
     *
     * @return offset in the wrapped buffer.
     */
    public int unsubRequestsOffset()
    {
        return ProtoReader.offset(unsubRequests);
    }

    /**
     * How long the unsubRequests is.
     *
     * @return length in bytes, 0 when absent.
     */
    public int unsubRequestsLength()
    {
        return ProtoReader.length(unsubRequests);
    }

    /**
     * Subject for unsubscribe requests.
     *
     * @return a new string, empty when absent.
     */
    public String unsubRequests()
    {
        return reader.stringAt(unsubRequests);
    }

    /**
     * Where the closeRequests begins.
     *
     * @return offset in the wrapped buffer.
     */
    public int closeRequestsOffset()
    {
        return ProtoReader.offset(closeRequests);
    }

    /**
     * How long the closeRequests is.
     *
     * @return length in bytes, 0 when absent.
     */
    public int closeRequestsLength()
    {
        return ProtoReader.length(closeRequests);
    }

    /**
     * Subject for close requests.
     *
     * @return a new string, empty when absent.
     */
    public String closeRequests()
    {
        return reader.stringAt(closeRequests);
    }

    /**
     * Where the error begins.
     *
     * @return offset in the wrapped buffer.
     */
    public int errorOffset()
    {
        return ProtoReader.offset(error);
    }

    /**
     * How long the error is.
     *
     * @return length in bytes, 0 when absent.
     */
    public int errorLength()
    {
        return ProtoReader.length(error);
    }

    /**
     * Error text, empty on success.
     *
     * @return a new string, empty when absent.
     */
    public String error()
    {
        return reader.stringAt(error);
    }

    /**
     * Where the subCloseRequests begins.
     *
     * @return offset in the wrapped buffer.
     */
    public int subCloseRequestsOffset()
    {
        return ProtoReader.offset(subCloseRequests);
    }

    /**
     * How long the subCloseRequests is.
     *
     * @return length in bytes, 0 when absent.
     */
    public int subCloseRequestsLength()
    {
        return ProtoReader.length(subCloseRequests);
    }

    /**
     * Subject for closing a subscription.
     *
     * @return a new string, empty when absent.
     */
    public String subCloseRequests()
    {
        return reader.stringAt(subCloseRequests);
    }

    /**
     * Where the pingRequests begins.
     *
     * @return offset in the wrapped buffer.
     */
    public int pingRequestsOffset()
    {
        return ProtoReader.offset(pingRequests);
    }

    /**
     * How long the pingRequests is.
     *
     * @return length in bytes, 0 when absent.
     */
    public int pingRequestsLength()
    {
        return ProtoReader.length(pingRequests);
    }

    /**
     * Subject for pings.
     *
     * @return a new string, empty when absent.
     */
    public String pingRequests()
    {
        return reader.stringAt(pingRequests);
    }

    /**
     * Ping interval as the client asked for it.
     *
     * @return the value, 0 when absent.
     */
    public int pingInterval()
    {
        return pingInterval;
    }

    /**
     * Unanswered pings as the client asked for them.
     *
     * @return the value, 0 when absent.
     */
    public int pingMaxOut()
    {
        return pingMaxOut;
    }

    /**
     * Protocol version of the server.
     *
     * @return the value, 0 when absent.
     */
    public int protocol()
    {
        return protocol;
    }

    /**
     * Where the publicKey begins.
     *
     * @return offset in the wrapped buffer.
     */
    public int publicKeyOffset()
    {
        return ProtoReader.offset(publicKey);
    }

    /**
     * How long the publicKey is.
     *
     * @return length in bytes, 0 when absent.
     */
    public int publicKeyLength()
    {
        return ProtoReader.length(publicKey);
    }

    /**
     * Public key, never set by a server.
     *
     * @return a new string, empty when absent.
     */
    public String publicKey()
    {
        return reader.stringAt(publicKey);
    }

    private void onField(final int tag)
    {
        switch (tag)
        {
            case PUB_PREFIX_TAG -> pubPrefix = reader.string();
            case SUB_REQUESTS_TAG -> subRequests = reader.string();
            case UNSUB_REQUESTS_TAG -> unsubRequests = reader.string();
            case CLOSE_REQUESTS_TAG -> closeRequests = reader.string();
            case ERROR_TAG -> error = reader.string();
            case SUB_CLOSE_REQUESTS_TAG -> subCloseRequests = reader.string();
            case PING_REQUESTS_TAG -> pingRequests = reader.string();
            case PING_INTERVAL_TAG -> pingInterval = (int) reader.varint();
            case PING_MAX_OUT_TAG -> pingMaxOut = (int) reader.varint();
            case PROTOCOL_TAG -> protocol = (int) reader.varint();
            case PUBLIC_KEY_TAG -> publicKey = reader.string();
            default -> reader.skip(tag);
        }
    }

    private void reset()
    {
        pubPrefix = ProtoReader.EMPTY_SLICE;
        subRequests = ProtoReader.EMPTY_SLICE;
        unsubRequests = ProtoReader.EMPTY_SLICE;
        closeRequests = ProtoReader.EMPTY_SLICE;
        error = ProtoReader.EMPTY_SLICE;
        subCloseRequests = ProtoReader.EMPTY_SLICE;
        pingRequests = ProtoReader.EMPTY_SLICE;
        pingInterval = 0;
        pingMaxOut = 0;
        protocol = 0;
        publicKey = ProtoReader.EMPTY_SLICE;
    }
}
