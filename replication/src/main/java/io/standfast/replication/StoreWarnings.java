package io.standfast.replication;

import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.standfast.engine.store.StoreProblems;

/**
 * Writes down what is wrong with files of the store; what lasts is met in every cycle and said once a minute. Called by
 * the file thread.
 */
final class StoreWarnings implements StoreProblems
{
    private static final Logger LOG = LoggerFactory.getLogger(StoreWarnings.class);

    private final RecentLines said = new RecentLines(TimeUnit.MINUTES.toNanos(1));

    @Override
    public void onProblem(final String text)
    {
        if (said.isDue(text, System.nanoTime()))
        {
            LOG.warn("store: {}", text);
        }
    }
}
