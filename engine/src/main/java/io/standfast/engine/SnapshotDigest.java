package io.standfast.engine;

import org.agrona.DirectBuffer;

import io.standfast.codecs.snapshot.MessageHeaderDecoder;

/**
 * A 64-bit digest of a snapshot's messages, so that members can compare their states. The version field of every
 * message header is left out: two members of different builds with the same state have the same digest. Owned by one
 * thread.
 */
final class SnapshotDigest
{
    private static final long SEED = 0x9E3779B97F4A7C15L;
    private static final long MULTIPLIER = 0xC2B2AE3D27D4EB4FL;
    private static final int VERSION_OFFSET = 6;

    private long digest = SEED;
    private long messages;

    void reset()
    {
        digest = SEED;
        messages = 0;
    }

    void add(final DirectBuffer buffer, final int offset, final int length)
    {
        for (int i = 0; i < VERSION_OFFSET; i++)
        {
            mix(buffer.getByte(offset + i));
        }
        int position = MessageHeaderDecoder.ENCODED_LENGTH;
        while (position + Long.BYTES <= length)
        {
            mix(buffer.getLong(offset + position));
            position += Long.BYTES;
        }
        while (position < length)
        {
            mix(buffer.getByte(offset + position));
            position++;
        }
        mix(length);
        messages++;
    }

    long value()
    {
        return digest;
    }

    long messages()
    {
        return messages;
    }

    private void mix(final long value)
    {
        digest = Long.rotateLeft((digest ^ value) * MULTIPLIER, 31) + SEED;
    }
}
