package io.standfast.nats.link;

import java.io.Serial;

import org.agrona.concurrent.AgentTerminationException;

/**
 * A link that must not be used; the message says why. The gateway ends.
 */
public final class LinkRefusedException extends AgentTerminationException
{
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * A refusal.
     *
     * @param reason one line for the operator.
     */
    public LinkRefusedException(final String reason)
    {
        super(reason);
    }
}
