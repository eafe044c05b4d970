package io.standfast.engine;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import io.standfast.codecs.snapshot.MessageHeaderDecoder;
import io.standfast.codecs.snapshot.MessageHeaderEncoder;
import io.standfast.codecs.snapshot.SnapshotBlockDecoder;
import io.standfast.codecs.snapshot.SnapshotBlockEncoder;
import io.standfast.engine.store.StoreDamagedException;

/**
 * Puts a snapshot's messages into blocks, and takes them out again: nobody publishes while a snapshot is written, and a
 * frame for each message of a hundred bytes would almost double what is written, checked and forced. Owned by the
 * engine thread.
 */
public final class SnapshotBlocks
{
    private static final int BEGIN = MessageHeaderEncoder.ENCODED_LENGTH + SnapshotBlockEncoder.messagesHeaderLength();

    private final UnsafeBuffer block = new UnsafeBuffer(new byte[SnapshotSink.MAX_MESSAGE_LENGTH]);
    private int end = BEGIN;

    /**
     * Add a message; a block that has no room for it goes first, and a message that fits into none goes alone.
     */
    void add(final DirectBuffer buffer, final int offset, final int length, final SnapshotSink sink)
    {
        if (end + Integer.BYTES + length > block.capacity())
        {
            flush(sink);
        }
        if (BEGIN + Integer.BYTES + length > block.capacity())
        {
            sink.write(buffer, offset, length);
            return;
        }
        block.putInt(end, length, SnapshotBlockEncoder.BYTE_ORDER);
        block.putBytes(end + Integer.BYTES, buffer, offset, length);
        end += Integer.BYTES + length;
    }

    void flush(final SnapshotSink sink)
    {
        if (end > BEGIN)
        {
            new SnapshotBlockEncoder().wrapAndApplyHeader(block, 0, new MessageHeaderEncoder());
            block.putInt(MessageHeaderEncoder.ENCODED_LENGTH, end - BEGIN, SnapshotBlockEncoder.BYTE_ORDER);
            sink.write(block, 0, end);
            end = BEGIN;
        }
    }

    /**
     * Say the messages of a snapshot, whether they come in a block or alone.
     *
     * @param buffer   that holds a block or a message.
     * @param offset   of it.
     * @param length   of it.
     * @param messages to tell each message to.
     * @throws StoreDamagedException when a length in a block is not one.
     */
    public static void forEach(final DirectBuffer buffer, final int offset, final int length,
        final SnapshotSink messages)
    {
        final MessageHeaderDecoder header = new MessageHeaderDecoder().wrap(buffer, offset);
        if (header.schemaId() != SnapshotBlockDecoder.SCHEMA_ID || header
            .templateId() != SnapshotBlockDecoder.TEMPLATE_ID)
        {
            messages.write(buffer, offset, length);
            return;
        }
        int position = offset + BEGIN;
        while (position < offset + length)
        {
            final int messageLength = buffer.getInt(position, SnapshotBlockDecoder.BYTE_ORDER);
            if (messageLength < MessageHeaderDecoder.ENCODED_LENGTH || messageLength > offset + length - position -
                Integer.BYTES)
            {
                throw new StoreDamagedException(
                    "a snapshot's block of " + length + " bytes says that it has a message" +
                        " of " + messageLength);
            }
            messages.write(buffer, position + Integer.BYTES, messageLength);
            position += Integer.BYTES + messageLength;
        }
    }
}
