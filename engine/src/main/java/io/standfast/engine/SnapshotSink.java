package io.standfast.engine;

import org.agrona.DirectBuffer;

/**
 * Where a snapshot goes, message by message, on the engine thread.
 */
@FunctionalInterface
public interface SnapshotSink
{
    /** Greatest length of one message, bytes. */
    int MAX_MESSAGE_LENGTH = 32 * 1024;

    /**
     * Write one message.
     *
     * @param buffer that holds it.
     * @param offset of the message.
     * @param length of the message, at most {@link #MAX_MESSAGE_LENGTH}.
     */
    void write(DirectBuffer buffer, int offset, int length);
}
