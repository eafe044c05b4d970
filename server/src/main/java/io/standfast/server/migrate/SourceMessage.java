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
     * Key with which the payload is encrypted, 0 for plain. What is encrypted is not opened on its way.
     */
    default int keyId()
    {
        return 0;
    }

    /**
     * Upper part of the nonce of what is encrypted.
     */
    default long nonceHigh()
    {
        return 0;
    }

    /**
     * Lower part of the nonce of what is encrypted.
     */
    default int nonceLow()
    {
        return 0;
    }

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
