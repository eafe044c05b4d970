package io.standfast.codecs.stan;

import org.agrona.DirectBuffer;

/**
 * Reads PubMsg: a client publishes a message. Owned by the thread of its user, valid as long as the wrapped bytes are.
 *
 * <pre>
 *     1 clientId string
 *     2 guid     string
 *     3 subject  string
 *     4 reply    string
 *     5 data     bytes
 *     6 connId   bytes
 *    10 sha256   bytes
 * </pre>
 */
public final class PubMsgDecoder
{
    private static final int CLIENT_ID_TAG = 1 << 3 | ProtoReader.LENGTH_DELIMITED;
    private static final int GUID_TAG = 2 << 3 | ProtoReader.LENGTH_DELIMITED;
    private static final int SUBJECT_TAG = 3 << 3 | ProtoReader.LENGTH_DELIMITED;
    private static final int REPLY_TAG = 4 << 3 | ProtoReader.LENGTH_DELIMITED;
    private static final int DATA_TAG = 5 << 3 | ProtoReader.LENGTH_DELIMITED;
    private static final int CONN_ID_TAG = 6 << 3 | ProtoReader.LENGTH_DELIMITED;
    private static final int SHA256_TAG = 10 << 3 | ProtoReader.LENGTH_DELIMITED;

    private final ProtoReader reader = new ProtoReader();
    private long clientId;
    private long guid;
    private long subject;
    private long reply;
    private long data;
    private long connId;
    private long sha256;

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
     * Where the guid begins.
     *
     * @return offset in the wrapped buffer.
     */
    public int guidOffset()
    {
        return ProtoReader.offset(guid);
    }

    /**
     * How long the guid is.
     *
     * @return length in bytes, 0 when absent.
     */
    public int guidLength()
    {
        return ProtoReader.length(guid);
    }

    /**
     * Guid that the ack carries back.
     *
     * @return a new string, empty when absent.
     */
    public String guid()
    {
        return reader.stringAt(guid);
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
     * Where the reply begins.
     *
     * @return offset in the wrapped buffer.
     */
    public int replyOffset()
    {
        return ProtoReader.offset(reply);
    }

    /**
     * How long the reply is.
     *
     * @return length in bytes, 0 when absent.
     */
    public int replyLength()
    {
        return ProtoReader.length(reply);
    }

    /**
     * Reply subject, delivered unchanged.
     *
     * @return a new string, empty when absent.
     */
    public String reply()
    {
        return reader.stringAt(reply);
    }

    /**
     * Where the data begins.
     *
     * @return offset in the wrapped buffer.
     */
    public int dataOffset()
    {
        return ProtoReader.offset(data);
    }

    /**
     * How long the data is.
     *
     * @return length in bytes, 0 when absent.
     */
    public int dataLength()
    {
        return ProtoReader.length(data);
    }

    /**
     * Payload.
     *
     * @return a new array, empty when absent.
     */
    public byte[] data()
    {
        return reader.bytesAt(data);
    }

    /**
     * Where the connId begins.
     *
     * @return offset in the wrapped buffer.
     */
    public int connIdOffset()
    {
        return ProtoReader.offset(connId);
    }

    /**
     * How long the connId is.
     *
     * @return length in bytes, 0 when absent.
     */
    public int connIdLength()
    {
        return ProtoReader.length(connId);
    }

    /**
     * Id of the connection, absent from Java clients.
     *
     * @return a new array, empty when absent.
     */
    public byte[] connId()
    {
        return reader.bytesAt(connId);
    }

    /**
     * Where the sha256 begins.
     *
     * @return offset in the wrapped buffer.
     */
    public int sha256Offset()
    {
        return ProtoReader.offset(sha256);
    }

    /**
     * How long the sha256 is.
     *
     * @return length in bytes, 0 when absent.
     */
    public int sha256Length()
    {
        return ProtoReader.length(sha256);
    }

    /**
     * Digest, ignored by a server.
     *
     * @return a new array, empty when absent.
     */
    public byte[] sha256()
    {
        return reader.bytesAt(sha256);
    }

    private void onField(final int tag)
    {
        switch (tag)
        {
            case CLIENT_ID_TAG -> clientId = reader.string();
            case GUID_TAG -> guid = reader.string();
            case SUBJECT_TAG -> subject = reader.string();
            case REPLY_TAG -> reply = reader.string();
            case DATA_TAG -> data = reader.bytes();
            case CONN_ID_TAG -> connId = reader.bytes();
            case SHA256_TAG -> sha256 = reader.bytes();
            default -> reader.skip(tag);
        }
    }

    private void reset()
    {
        clientId = ProtoReader.EMPTY_SLICE;
        guid = ProtoReader.EMPTY_SLICE;
        subject = ProtoReader.EMPTY_SLICE;
        reply = ProtoReader.EMPTY_SLICE;
        data = ProtoReader.EMPTY_SLICE;
        connId = ProtoReader.EMPTY_SLICE;
        sha256 = ProtoReader.EMPTY_SLICE;
    }
}
