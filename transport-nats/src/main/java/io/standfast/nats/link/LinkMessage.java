package io.standfast.nats.link;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One inbound message: views of subject, reply subject and payload. Owned by the link, valid during the call only.
 */
public final class LinkMessage
{
    private final UnsafeBuffer subject = new UnsafeBuffer(0, 0);
    private final UnsafeBuffer reply = new UnsafeBuffer(0, 0);
    private final UnsafeBuffer payload = new UnsafeBuffer(0, 0);
    private boolean isNoResponders;
    private ClientRights rights;

    /**
     * Subject.
     *
     * @return buffer that is exactly the subject.
     */
    public DirectBuffer subject()
    {
        return subject;
    }

    /**
     * Reply subject.
     *
     * @return buffer that is exactly the reply subject, of capacity 0 when there is none.
     */
    public DirectBuffer reply()
    {
        return reply;
    }

    /**
     * Payload without headers.
     *
     * @return buffer that is exactly the payload.
     */
    public DirectBuffer payload()
    {
        return payload;
    }

    /**
     * Whether this says that a request had no receiver (NATS status 503).
     *
     * @return true if so; the payload is empty then.
     */
    public boolean isNoResponders()
    {
        return isNoResponders;
    }

    /**
     * What the connection that it came from may do.
     *
     * @return rights, or null when nobody has restricted it or the link does not know.
     */
    public ClientRights rights()
    {
        return rights;
    }

    /**
     * Set the subject; for links.
     *
     * @param buffer that holds it.
     * @param offset of the subject.
     * @param length of the subject.
     * @return this.
     */
    public LinkMessage subject(final DirectBuffer buffer, final int offset, final int length)
    {
        subject.wrap(buffer, offset, length);
        return this;
    }

    /**
     * Set the reply subject; for links.
     *
     * @param buffer that holds it.
     * @param offset of the reply subject.
     * @param length of the reply subject, 0 for none.
     * @return this.
     */
    public LinkMessage reply(final DirectBuffer buffer, final int offset, final int length)
    {
        reply.wrap(buffer, offset, length);
        return this;
    }

    /**
     * Set the payload; for links.
     *
     * @param buffer that holds it.
     * @param offset of the payload.
     * @param length of the payload.
     * @return this.
     */
    public LinkMessage payload(final DirectBuffer buffer, final int offset, final int length)
    {
        payload.wrap(buffer, offset, length);
        return this;
    }

    /**
     * Set whether this says that a request had no receiver; for links.
     *
     * @param value true if so.
     * @return this.
     */
    public LinkMessage noResponders(final boolean value)
    {
        isNoResponders = value;
        return this;
    }

    /**
     * Set what the connection that it came from may do; for links.
     *
     * @param value rights, or null.
     * @return this.
     */
    public LinkMessage rights(final ClientRights value)
    {
        rights = value;
        return this;
    }
}
