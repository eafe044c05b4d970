package io.standfast.server;

import io.standfast.engine.store.StoreDamagedException;
import io.standfast.engine.store.StoreReader;
import io.standfast.engine.store.StoredMessage;
import io.standfast.nats.gateway.DeliveryBody;
import io.standfast.nats.gateway.MessageSource;
import io.standfast.replication.crypt.PayloadOpener;
import io.standfast.replication.crypt.PayloadSealer;
import io.standfast.replication.crypt.SealedException;

/**
 * Bodies out of the store's mapping. Owned by the gateway thread.
 */
final class StoreSource implements MessageSource
{
    private final StoreReader reader;
    private final PayloadOpener opener;
    private final PayloadSealer sealer;
    private final StoredMessage message = new StoredMessage();

    /**
     * A source.
     *
     * @param reader of the store.
     * @param opener of what is sealed.
     * @param sealer of what goes there, or null.
     */
    StoreSource(final StoreReader reader, final PayloadOpener opener, final PayloadSealer sealer)
    {
        this.sealer = sealer;
        this.reader = reader;
        this.opener = opener;
    }

    @Override
    public boolean read(final long location, final int channelId, final long epoch, final long sequence,
        final byte[] channelName, final DeliveryBody body)
    {
        if (!reader.read(location, channelId, sequence, message))
        {
            return false;
        }
        body.wrap(message.buffer(), message.replyOffset(), message.replyLength(), message.payloadOffset(),
            message.payloadLength(), message.timestampNs());
        if (message.keyId() != 0)
        {
            open(channelName, body);
        }
        return true;
    }

    @Override
    public PayloadSealer sealer()
    {
        return sealer;
    }

    /** What cannot be opened is like what cannot be read: the channel stops there, and says why. */
    private void open(final byte[] channelName, final DeliveryBody body)
    {
        try
        {
            opener.open(message, channelName);
            body.payload(opener.buffer(), opener.length());
        }
        catch (final SealedException ex)
        {
            throw new StoreDamagedException(ex.getMessage());
        }
    }
}
