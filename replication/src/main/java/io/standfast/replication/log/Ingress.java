package io.standfast.replication.log;

import org.agrona.DirectBuffer;

/**
 * The gateway's way into the log. Owned by the gateway thread.
 */
public interface Ingress
{
    /**
     * Longest command that fits.
     *
     * @return bytes.
     */
    int maxCommandLength();

    /**
     * Append one command to the log.
     *
     * @param buffer that holds it.
     * @param offset of the command.
     * @param length of the command.
     * @return false when there is no room now or no leader here: nothing was written, try again in a later cycle.
     */
    boolean tryOffer(DirectBuffer buffer, int offset, int length);
}
