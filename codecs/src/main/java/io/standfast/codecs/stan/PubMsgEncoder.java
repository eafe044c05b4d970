package io.standfast.codecs.stan;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Writes PubMsg: a client publishes a message. Owned by the thread of its user. Each field is set at most once, in
 * this order, or left out.
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
public final class PubMsgEncoder
{
    private static final int CLIENT_ID_TAG = 1 << 3 | ProtoReader.LENGTH_DELIMITED;
    private static final int GUID_TAG = 2 << 3 | ProtoReader.LENGTH_DELIMITED;
    private static final int SUBJECT_TAG = 3 << 3 | ProtoReader.LENGTH_DELIMITED;
    private static final int REPLY_TAG = 4 << 3 | ProtoReader.LENGTH_DELIMITED;
    private static final int DATA_TAG = 5 << 3 | ProtoReader.LENGTH_DELIMITED;
    private static final int CONN_ID_TAG = 6 << 3 | ProtoReader.LENGTH_DELIMITED;
    private static final int SHA256_TAG = 10 << 3 | ProtoReader.LENGTH_DELIMITED;

    private final ProtoWriter writer = new ProtoWriter();

    /**
     * Begin a frame; an {@link IndexOutOfBoundsException} is thrown by a setter that finds no room.
     *
     * @param buffer to write to.
     * @param offset at which the frame begins.
     * @return this.
     */
    public PubMsgEncoder wrap(final MutableDirectBuffer buffer, final int offset)
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
    public PubMsgEncoder clientId(final DirectBuffer src, final int offset, final int length)
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
    public PubMsgEncoder clientId(final byte[] value)
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
    public PubMsgEncoder clientId(final String value)
    {
        writer.string(CLIENT_ID_TAG, value);
        return this;
    }

    /**
     * Guid that the ack carries back.
     *
     * @param src    that holds it.
     * @param offset at which it begins.
     * @param length of it in bytes.
     * @return this.
     */
    public PubMsgEncoder guid(final DirectBuffer src, final int offset, final int length)
    {
        writer.bytes(GUID_TAG, src, offset, length);
        return this;
    }

    /**
     * Guid that the ack carries back.
     *
     * @param value in UTF-8.
     * @return this.
     */
    public PubMsgEncoder guid(final byte[] value)
    {
        writer.bytes(GUID_TAG, value);
        return this;
    }

    /**
     * Guid that the ack carries back.
     *
     * @param value written as UTF-8.
     * @return this.
     */
    public PubMsgEncoder guid(final String value)
    {
        writer.string(GUID_TAG, value);
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
    public PubMsgEncoder subject(final DirectBuffer src, final int offset, final int length)
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
    public PubMsgEncoder subject(final byte[] value)
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
    public PubMsgEncoder subject(final String value)
    {
        writer.string(SUBJECT_TAG, value);
        return this;
    }

    /**
     * Reply subject, delivered unchanged.
     *
     * @param src    that holds it.
     * @param offset at which it begins.
     * @param length of it in bytes.
     * @return this.
     */
    public PubMsgEncoder reply(final DirectBuffer src, final int offset, final int length)
    {
        writer.bytes(REPLY_TAG, src, offset, length);
        return this;
    }

    /**
     * Reply subject, delivered unchanged.
     *
     * @param value in UTF-8.
     * @return this.
     */
    public PubMsgEncoder reply(final byte[] value)
    {
        writer.bytes(REPLY_TAG, value);
        return this;
    }

    /**
     * Reply subject, delivered unchanged.
     *
     * @param value written as UTF-8.
     * @return this.
     */
    public PubMsgEncoder reply(final String value)
    {
        writer.string(REPLY_TAG, value);
        return this;
    }

    /**
     * Payload.
     *
     * @param src    that holds it.
     * @param offset at which it begins.
     * @param length of it in bytes.
     * @return this.
     */
    public PubMsgEncoder data(final DirectBuffer src, final int offset, final int length)
    {
        writer.bytes(DATA_TAG, src, offset, length);
        return this;
    }

    /**
     * Payload.
     *
     * @param value to write.
     * @return this.
     */
    public PubMsgEncoder data(final byte[] value)
    {
        writer.bytes(DATA_TAG, value);
        return this;
    }

    /**
     * Payload.
     *
     * @param value written as UTF-8.
     * @return this.
     */
    public PubMsgEncoder data(final String value)
    {
        writer.string(DATA_TAG, value);
        return this;
    }

    /**
     * Id of the connection, absent from Java clients.
     *
     * @param src    that holds it.
     * @param offset at which it begins.
     * @param length of it in bytes.
     * @return this.
     */
    public PubMsgEncoder connId(final DirectBuffer src, final int offset, final int length)
    {
        writer.bytes(CONN_ID_TAG, src, offset, length);
        return this;
    }

    /**
     * Id of the connection, absent from Java clients.
     *
     * @param value to write.
     * @return this.
     */
    public PubMsgEncoder connId(final byte[] value)
    {
        writer.bytes(CONN_ID_TAG, value);
        return this;
    }

    /**
     * Id of the connection, absent from Java clients.
     *
     * @param value written as UTF-8.
     * @return this.
     */
    public PubMsgEncoder connId(final String value)
    {
        writer.string(CONN_ID_TAG, value);
        return this;
    }

    /**
     * Digest, ignored by a server.
     *
     * @param src    that holds it.
     * @param offset at which it begins.
     * @param length of it in bytes.
     * @return this.
     */
    public PubMsgEncoder sha256(final DirectBuffer src, final int offset, final int length)
    {
        writer.bytes(SHA256_TAG, src, offset, length);
        return this;
    }

    /**
     * Digest, ignored by a server.
     *
     * @param value to write.
     * @return this.
     */
    public PubMsgEncoder sha256(final byte[] value)
    {
        writer.bytes(SHA256_TAG, value);
        return this;
    }

    /**
     * Digest, ignored by a server.
     *
     * @param value written as UTF-8.
     * @return this.
     */
    public PubMsgEncoder sha256(final String value)
    {
        writer.string(SHA256_TAG, value);
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
