package io.standfast.server;

import io.standfast.engine.store.StoreReader;
import io.standfast.engine.store.StoredMessage;
import io.standfast.nats.gateway.DeliveryBody;
import io.standfast.nats.gateway.MessageSource;

/**
 * Bodies out of the store's mapping. Owned by the gateway thread.
 */
final class StoreSource implements MessageSource
{
    private final StoreReader reader;
    private final StoredMessage message = new StoredMessage();

    StoreSource(final StoreReader reader)
    {
        this.reader = reader;
    }

    @Override
    public boolean read(final long location, final int channelId, final long epoch, final long sequence,
        final DeliveryBody body)
    {
        if (!reader.read(location, channelId, sequence, message))
        {
            return false;
        }
        body.wrap(message.buffer(), message.replyOffset(), message.replyLength(), message.payloadOffset(),
            message.payloadLength(), message.timestampNs());
        return true;
    }
}
