package io.standfast.server.migrate;

import org.agrona.DirectBuffer;

import io.standfast.engine.store.StoredMessage;

/**
 * A message of our store. Owned by one thread.
 */
final class StoredSource implements SourceMessage
{
    private final StoredMessage stored;

    StoredSource()
    {
        this(new StoredMessage());
    }

    /**
     * A view.
     *
     * @param stored message that is looked at.
     */
    StoredSource(final StoredMessage stored)
    {
        this.stored = stored;
    }

    StoredMessage stored()
    {
        return stored;
    }

    @Override
    public long sequence()
    {
        return stored.sequence();
    }

    @Override
    public long timestampNs()
    {
        return stored.timestampNs();
    }

    @Override
    public byte[] reply()
    {
        final byte[] reply = new byte[stored.replyLength()];
        stored.buffer().getBytes(stored.replyOffset(), reply);
        return reply;
    }

    @Override
    public int keyId()
    {
        return stored.keyId();
    }

    @Override
    public long nonceHigh()
    {
        return stored.nonceHigh();
    }

    @Override
    public int nonceLow()
    {
        return stored.nonceLow();
    }

    @Override
    public DirectBuffer buffer()
    {
        return stored.buffer();
    }

    @Override
    public int payloadOffset()
    {
        return stored.payloadOffset();
    }

    @Override
    public int payloadLength()
    {
        return stored.payloadLength();
    }
}
