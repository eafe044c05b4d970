package io.standfast.server.migrate;

import org.agrona.DirectBuffer;

/**
 * A view of a message on its way, valid until its source goes to the next one.
 */
interface SourceMessage
{
    /**
     * Sequence in the channel.
     */
    long sequence();

    /**
     * Time of the message, Unix ns.
     */
    long timestampNs();

    /**
     * Reply subject, empty for none.
     */
    byte[] reply();

    /**
     * Buffer that holds the payload.
     */
    DirectBuffer buffer();

    /**
     * Where the payload begins.
     */
    int payloadOffset();

    /**
     * Bytes of the payload.
     */
    int payloadLength();
}
