package io.standfast.perf.jmh;

import io.standfast.engine.EngineOutput;
import io.standfast.engine.NoticeLevel;

/**
 * Counts what the engine says and keeps nothing. Owned by the benchmark's thread.
 */
public final class CountingOutput implements EngineOutput
{
    private long subscriptionId;
    private long delivered;
    private long batches;
    private long replies;

    /**
     * Batches answered.
     *
     * @return number.
     */
    public long batches()
    {
        return batches;
    }

    /**
     * Other commands answered.
     *
     * @return number.
     */
    public long replies()
    {
        return replies;
    }

    long subscriptionId()
    {
        return subscriptionId;
    }

    long delivered()
    {
        return delivered;
    }

    @Override
    public void onDone(final long commandId)
    {
        replies++;
    }

    @Override
    public void onRefused(final long commandId, final String text)
    {
        throw new AssertionError("refused: " + text);
    }

    @Override
    public void onConnected(final long commandId, final long clientKey)
    {
        replies++;
    }

    @Override
    public void onClientIdInUse(final long commandId, final long clientKey)
    {
        throw new AssertionError("client id in use");
    }

    @Override
    public void onSubscribed(final long commandId, final long id)
    {
        subscriptionId = id;
    }

    @Override
    public void onPublishRefused(final long commandId, final int item, final String text)
    {
        throw new AssertionError("publish refused: " + text);
    }

    @Override
    public void onPublishResults(final long commandId, final int accepted, final int refusedItems)
    {
        batches++;
    }

    @Override
    public void onAckResults(final long commandId, final int accepted, final int ignored)
    {
    }

    @Override
    public void onAdministered(final long commandId, final long affected, final long position)
    {
    }

    @Override
    public void onClientOpened(final ClientInfo client)
    {
    }

    @Override
    public void onClientClosed(final long clientKey)
    {
    }

    @Override
    public void onSubscriptionOpened(final SubscriptionInfo subscription)
    {
    }

    @Override
    public void onSubscriptionClosed(final long id)
    {
    }

    @Override
    public void onDeliver(final long id, final long sequence, final long location, final int redeliveryCount)
    {
        delivered++;
    }

    @Override
    public void onGatesOpen(final long commandId, final long leadershipTermId)
    {
        replies++;
    }

    @Override
    public void onNotice(final NoticeLevel level, final String text)
    {
    }
}
