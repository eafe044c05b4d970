package io.standfast.server.migrate;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A message that a line of {@link JsonLines} holds. Owned by one thread.
 */
final class JsonMessage implements SourceMessage
{
    private final UnsafeBuffer payload = new UnsafeBuffer(new byte[0]);
    private long sequence;
    private long timestampNs;
    private byte[] reply = new byte[0];
    private int keyId;
    private long nonceHigh;
    private int nonceLow;

    /**
     * Take what a line says.
     *
     * @param line    of a message.
     * @param channel that it must be of.
     * @param wanted  sequence that it must have.
     * @return this.
     * @throws IllegalArgumentException that says what is wrong.
     */
    JsonMessage of(final JsonLine line, final String channel, final long wanted)
    {
        if (!line.isOf("message") || !line.text("channel").equals(channel) || line.number("seq") != wanted)
        {
            throw new IllegalArgumentException("message " + wanted + " of channel " + channel + " is expected");
        }
        sequence = wanted;
        timestampNs = line.number("timestamp_ns");
        reply = line.bytes("reply");
        payload.wrap(line.bytes("data"));
        keyId = line.has("key_id") ? (int) line.number("key_id") : 0;
        nonceHigh = keyId == 0 ? 0 : line.number("nonce_high");
        nonceLow = keyId == 0 ? 0 : (int) line.number("nonce_low");
        return this;
    }

    @Override
    public long sequence()
    {
        return sequence;
    }

    @Override
    public long timestampNs()
    {
        return timestampNs;
    }

    @Override
    public byte[] reply()
    {
        return reply;
    }

    @Override
    public int keyId()
    {
        return keyId;
    }

    @Override
    public long nonceHigh()
    {
        return nonceHigh;
    }

    @Override
    public int nonceLow()
    {
        return nonceLow;
    }

    @Override
    public DirectBuffer buffer()
    {
        return payload;
    }

    @Override
    public int payloadOffset()
    {
        return 0;
    }

    @Override
    public int payloadLength()
    {
        return payload.capacity();
    }
}
