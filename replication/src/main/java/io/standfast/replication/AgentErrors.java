package io.standfast.replication;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;

import org.agrona.ErrorHandler;
import org.agrona.concurrent.AgentTerminationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.aeron.exceptions.AeronException;

/**
 * Judges what one agent of a node meets: a warning is written down, the end of the agent ends the node, and so does any
 * other error while the node starts. Called by that agent's thread.
 */
final class AgentErrors implements ErrorHandler
{
    private static final Logger LOG = LoggerFactory.getLogger(AgentErrors.class);

    private final String agent;
    private final BooleanSupplier isStarting;
    private final BiConsumer<String, Throwable> failure;
    private final AtomicLong count = new AtomicLong();

    /**
     * Errors of one agent.
     *
     * @param agent      its name for people.
     * @param isStarting whether the node is still being put together.
     * @param failure    hears the reason and the cause when the node cannot go on.
     */
    AgentErrors(final String agent, final BooleanSupplier isStarting, final BiConsumer<String, Throwable> failure)
    {
        this.agent = agent;
        this.isStarting = isStarting;
        this.failure = failure;
    }

    /** Name of the agent for people. */
    String agent()
    {
        return agent;
    }

    /** Errors so far, for any thread. */
    long count()
    {
        return count.get();
    }

    @Override
    public void onError(final Throwable error)
    {
        count.incrementAndGet();
        if (error instanceof AgentTerminationException || error instanceof Error)
        {
            failure.accept("the " + agent + " has ended: " + (error instanceof Error ? error : error.getMessage()),
                error);
            return;
        }
        LOG.warn("{}: {}", agent, error.toString());
        // A slow machine makes the archive warn of sessions that it does not know yet; that is no reason to end.
        if (isStarting.getAsBoolean() && !isWarning(error))
        {
            failure.accept("the " + agent + " cannot start: " + error.getMessage(), error);
        }
    }

    private static boolean isWarning(final Throwable error)
    {
        return error instanceof AeronException && ((AeronException) error).category() == AeronException.Category.WARN;
    }
}
