package io.standfast.codecs.stan;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Writes ConnectResponse: the answer to a connect. Owned by the thread of its user. Each field is set at most once, in
 * this order, or left out.
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
public final class ConnectResponseEncoder
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

    private final ProtoWriter writer = new ProtoWriter();

    /**
     * Begin a frame; an {@link IndexOutOfBoundsException} is thrown by a setter that finds no room.
     *
     * @param buffer to write to.
     * @param offset at which the frame begins.
     * @return this.
     */
    public ConnectResponseEncoder wrap(final MutableDirectBuffer buffer, final int offset)
    {
        writer.wrap(buffer, offset);
        return this;
    }

    /**
     * Prefix of the subjects to publish to.
     *
     * @param src    that holds it.
     * @param offset at which it begins.
     * @param length of it in bytes.
     * @return this.
     */
    public ConnectResponseEncoder pubPrefix(final DirectBuffer src, final int offset, final int length)
    {
        writer.bytes(PUB_PREFIX_TAG, src, offset, length);
        return this;
    }

    /**
     * Prefix of the subjects to publish to.
     *
     * @param value in UTF-8.
     * @return this.
     */
    public ConnectResponseEncoder pubPrefix(final byte[] value)
    {
        writer.bytes(PUB_PREFIX_TAG, value);
        return this;
    }

    /**
     * Prefix of the subjects to publish to.
     *
     * @param value written as UTF-8.
     * @return this.
     */
    public ConnectResponseEncoder pubPrefix(final String value)
    {
        writer.string(PUB_PREFIX_TAG, value);
        return this;
    }

    /**
     * Subject for subscription requests.
     *
     * @param src    that holds it.
     * @param offset at which it begins.
     * @param length of it in bytes.
     * @return this.
     */
    public ConnectResponseEncoder subRequests(final DirectBuffer src, final int offset, final int length)
    {
        writer.bytes(SUB_REQUESTS_TAG, src, offset, length);
        return this;
    }

    /**
     * Subject for subscription requests.
     *
     * @param value in UTF-8.
     * @return this.
     */
    public ConnectResponseEncoder subRequests(final byte[] value)
    {
        writer.bytes(SUB_REQUESTS_TAG, value);
        return this;
    }

    /**
     * Subject for subscription requests.
     *
     * @param value written as UTF-8.
     * @return this.
     */
    public ConnectResponseEncoder subRequests(final String value)
    {
        writer.string(SUB_REQUESTS_TAG, value);
        return this;
    }

    /**
     * Subject for unsubscribe requests.
     *
     * @param src    that holds it.
     * @param offset at which it begins.
     * @param length of it in bytes.
     * @return this.
     */
    public ConnectResponseEncoder unsubRequests(final DirectBuffer src, final int offset, final int length)
    {
        writer.bytes(UNSUB_REQUESTS_TAG, src, offset, length);
        return this;
    }

    /**
     * Subject for unsubscribe requests.
     *
     * @param value in UTF-8.
     * @return this.
     */
    public ConnectResponseEncoder unsubRequests(final byte[] value)
    {
        writer.bytes(UNSUB_REQUESTS_TAG, value);
        return this;
    }

    /**
     * Subject for unsubscribe requests.
     *
     * @param value written as UTF-8.
     * @return this.
     */
    public ConnectResponseEncoder unsubRequests(final String value)
    {
        writer.string(UNSUB_REQUESTS_TAG, value);
        return this;
    }

    /**
     * Subject for close requests.
     *
     * @param src    that holds it.
     * @param offset at which it begins.
     * @param length of it in bytes.
     * @return this.
     */
    public ConnectResponseEncoder closeRequests(final DirectBuffer src, final int offset, final int length)
    {
        writer.bytes(CLOSE_REQUESTS_TAG, src, offset, length);
        return this;
    }

    /**
     * Subject for close requests.
     *
     * @param value in UTF-8.
     * @return this.
     */
    public ConnectResponseEncoder closeRequests(final byte[] value)
    {
        writer.bytes(CLOSE_REQUESTS_TAG, value);
        return this;
    }

    /**
     * Subject for close requests.
     *
     * @param value written as UTF-8.
     * @return this.
     */
    public ConnectResponseEncoder closeRequests(final String value)
    {
        writer.string(CLOSE_REQUESTS_TAG, value);
        return this;
    }

    /**
     * Error text, empty on success.
     *
     * @param src    that holds it.
     * @param offset at which it begins.
     * @param length of it in bytes.
     * @return this.
     */
    public ConnectResponseEncoder error(final DirectBuffer src, final int offset, final int length)
    {
        writer.bytes(ERROR_TAG, src, offset, length);
        return this;
    }

    /**
     * Error text, empty on success.
     *
     * @param value in UTF-8.
     * @return this.
     */
    public ConnectResponseEncoder error(final byte[] value)
    {
        writer.bytes(ERROR_TAG, value);
        return this;
    }

    /**
     * Error text, empty on success.
     *
     * @param value written as UTF-8.
     * @return this.
     */
    public ConnectResponseEncoder error(final String value)
    {
        writer.string(ERROR_TAG, value);
        return this;
    }

    /**
     * Subject for closing a subscription.
     *
     * @param src    that holds it.
     * @param offset at which it begins.
     * @param length of it in bytes.
     * @return this.
     */
    public ConnectResponseEncoder subCloseRequests(final DirectBuffer src, final int offset, final int length)
    {
        writer.bytes(SUB_CLOSE_REQUESTS_TAG, src, offset, length);
        return this;
    }

    /**
     * Subject for closing a subscription.
     *
     * @param value in UTF-8.
     * @return this.
     */
    public ConnectResponseEncoder subCloseRequests(final byte[] value)
    {
        writer.bytes(SUB_CLOSE_REQUESTS_TAG, value);
        return this;
    }

    /**
     * Subject for closing a subscription.
     *
     * @param value written as UTF-8.
     * @return this.
     */
    public ConnectResponseEncoder subCloseRequests(final String value)
    {
        writer.string(SUB_CLOSE_REQUESTS_TAG, value);
        return this;
    }

    /**
     * Subject for pings.
     *
     * @param src    that holds it.
     * @param offset at which it begins.
     * @param length of it in bytes.
     * @return this.
     */
    public ConnectResponseEncoder pingRequests(final DirectBuffer src, final int offset, final int length)
    {
        writer.bytes(PING_REQUESTS_TAG, src, offset, length);
        return this;
    }

    /**
     * Subject for pings.
     *
     * @param value in UTF-8.
     * @return this.
     */
    public ConnectResponseEncoder pingRequests(final byte[] value)
    {
        writer.bytes(PING_REQUESTS_TAG, value);
        return this;
    }

    /**
     * Subject for pings.
     *
     * @param value written as UTF-8.
     * @return this.
     */
    public ConnectResponseEncoder pingRequests(final String value)
    {
        writer.string(PING_REQUESTS_TAG, value);
        return this;
    }

    /**
     * Ping interval as the client asked for it.
     *
     * @param value to write.
     * @return this.
     */
    public ConnectResponseEncoder pingInterval(final int value)
    {
        writer.varint(PING_INTERVAL_TAG, value);
        return this;
    }

    /**
     * Unanswered pings as the client asked for them.
     *
     * @param value to write.
     * @return this.
     */
    public ConnectResponseEncoder pingMaxOut(final int value)
    {
        writer.varint(PING_MAX_OUT_TAG, value);
        return this;
    }

    /**
     * Protocol version of the server.
     *
     * @param value to write.
     * @return this.
     */
    public ConnectResponseEncoder protocol(final int value)
    {
        writer.varint(PROTOCOL_TAG, value);
        return this;
    }

    /**
     * Public key, never set by a server.
     *
     * @param src    that holds it.
     * @param offset at which it begins.
     * @param length of it in bytes.
     * @return this.
     */
    public ConnectResponseEncoder publicKey(final DirectBuffer src, final int offset, final int length)
    {
        writer.bytes(PUBLIC_KEY_TAG, src, offset, length);
        return this;
    }

    /**
     * Public key, never set by a server.
     *
     * @param value in UTF-8.
     * @return this.
     */
    public ConnectResponseEncoder publicKey(final byte[] value)
    {
        writer.bytes(PUBLIC_KEY_TAG, value);
        return this;
    }

    /**
     * Public key, never set by a server.
     *
     * @param value written as UTF-8.
     * @return this.
     */
    public ConnectResponseEncoder publicKey(final String value)
    {
        writer.string(PUBLIC_KEY_TAG, value);
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
