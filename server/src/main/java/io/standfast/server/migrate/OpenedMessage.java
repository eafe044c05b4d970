package io.standfast.server.migrate;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.agrona.DirectBuffer;

import io.standfast.replication.crypt.PayloadOpener;
import io.standfast.replication.crypt.SealedException;

/**
 * A message of our store whose payload was encrypted at rest, and is plain here. Owned by one thread.
 */
final class OpenedMessage implements SourceMessage
{
    private final PayloadOpener opener;
    private final String channel;
    private final byte[] channelName;
    private SourceMessage sealed;

    OpenedMessage(final PayloadOpener opener, final String channel)
    {
        this.opener = opener;
        this.channel = channel;
        channelName = channel.getBytes(UTF_8);
    }

    /**
     * The message in plain.
     *
     * @param message as it is stored.
     * @return the message itself when it is not encrypted; else this, until the next call.
     */
    SourceMessage of(final StoredSource message)
    {
        if (message.keyId() == 0)
        {
            return message;
        }
        try
        {
            opener.open(message.stored(), channelName);
        }
        catch (final SealedException ex)
        {
            final String text = "message " + message.sequence() + " of channel " + channel + " cannot be read: " + ex
                .getMessage();
            throw ex.isChanged() ? MigrationException.damaged(text) : MigrationException.refused(text);
        }
        sealed = message;
        return this;
    }

    @Override
    public long sequence()
    {
        return sealed.sequence();
    }

    @Override
    public long timestampNs()
    {
        return sealed.timestampNs();
    }

    @Override
    public byte[] reply()
    {
        return sealed.reply();
    }

    @Override
    public DirectBuffer buffer()
    {
        return opener.buffer();
    }

    @Override
    public int payloadOffset()
    {
        return 0;
    }

    @Override
    public int payloadLength()
    {
        return opener.length();
    }
}
