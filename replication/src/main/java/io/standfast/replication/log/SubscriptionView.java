package io.standfast.replication.log;

import io.standfast.codecs.log.SubscriptionOpenedDecoder;
import io.standfast.engine.EngineOutput;
import org.agrona.DirectBuffer;

/**
 * A subscription as a SubscriptionOpened event says it. Owned by the gateway thread, wrapped per event.
 */
final class SubscriptionView implements EngineOutput.SubscriptionInfo
{
    private final SubscriptionOpenedDecoder decoder = new SubscriptionOpenedDecoder();
    private byte[] channelName;
    private byte[] inbox;

    SubscriptionView wrap(final DirectBuffer buffer, final int offset)
    {
        decoder.wrap(buffer, offset, SubscriptionOpenedDecoder.BLOCK_LENGTH, SubscriptionOpenedDecoder.SCHEMA_VERSION);
        channelName = new byte[decoder.channelNameLength()];
        decoder.getChannelName(channelName, 0, channelName.length);
        inbox = new byte[decoder.inboxLength()];
        decoder.getInbox(inbox, 0, inbox.length);
        return this;
    }

    @Override
    public long subscriptionId()
    {
        return decoder.subscriptionId();
    }

    @Override
    public long clientKey()
    {
        return decoder.clientKey();
    }

    @Override
    public int channelId()
    {
        return decoder.channelId();
    }

    @Override
    public long epoch()
    {
        return decoder.epoch();
    }

    @Override
    public long ackWaitNs()
    {
        return decoder.ackWaitNs();
    }

    @Override
    public byte[] channelName()
    {
        return channelName;
    }

    @Override
    public byte[] inbox()
    {
        return inbox;
    }
}
