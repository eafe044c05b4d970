package io.standfast.replication;

import java.util.concurrent.TimeUnit;

import org.agrona.concurrent.NanoClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.standfast.engine.store.StoreProblems;

/**
 * Writes down what is wrong with files of the store; what is met again in every cycle is said once a minute. Called by
 * the file thread.
 */
final class StoreWarnings implements StoreProblems
{
    private static final Logger LOG = LoggerFactory.getLogger(StoreWarnings.class);
    private static final long REPEAT_NS = TimeUnit.MINUTES.toNanos(1);

    private final NanoClock clock;
    private String said = "";
    private long saidNs;

    StoreWarnings(final NanoClock clock)
    {
        this.clock = clock;
    }

    @Override
    public void onProblem(final String text)
    {
        if (isNews(text))
        {
            LOG.warn("store: {}", text);
        }
    }

    boolean isNews(final String text)
    {
        final long nowNs = clock.nanoTime();
        if (text.equals(said) && nowNs - saidNs < REPEAT_NS)
        {
            return false;
        }
        said = text;
        saidNs = nowNs;
        return true;
    }
}
