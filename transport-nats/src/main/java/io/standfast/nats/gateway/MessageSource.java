package io.standfast.nats.gateway;

import io.standfast.replication.crypt.PayloadSealer;

/**
 * Where the gateway reads the bodies of messages that are to be delivered: the store's mapping.
 */
@FunctionalInterface
public interface MessageSource
{
    /**
     * Read one message. Called by the gateway thread.
     *
     * @param location  of the record in the store.
     * @param channelId that the record must have.
     * @param epoch     that the record must have.
     * @param sequence  that the record must have.
     * @param channelName of the channel: what is encrypted is bound to it.
     * @param body      to wrap around what was found, valid until the next call.
     * @return false when that record is not there.
     */
    boolean read(long location, int channelId, long epoch, long sequence, byte[] channelName, DeliveryBody body);

    /**
     * What seals payloads on their way there. Used by the gateway thread alone.
     *
     * @return sealer, null when they stay plain.
     */
    default PayloadSealer sealer()
    {
        return null;
    }
}
