package io.standfast.replication;

import io.standfast.engine.EngineOutput;
import io.standfast.engine.NoticeLevel;

/**
 * Counts what the engine says and keeps nothing.
 */
final class CountingOutput implements EngineOutput
{
    long done;
    long connected;
    long subscribed;
    long subscriptionId;
    long results;
    long refused;
    long batches;
    long delivered;
    long lastSequence;
    long gatesOpen;

    @Override
    public void onDone(final long commandId)
    {
        done++;
    }

    @Override
    public void onRefused(final long commandId, final String text)
    {
        throw new AssertionError("refused: " + text);
    }

    @Override
    public void onConnected(final long commandId, final long clientKey)
    {
        connected++;
    }

    @Override
    public void onClientIdInUse(final long commandId, final long clientKey)
    {
        throw new AssertionError("client id in use");
    }

    @Override
    public void onSubscribed(final long commandId, final long id)
    {
        subscribed++;
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
        results += accepted;
        refused += refusedItems;
        batches++;
    }

    @Override
    public void onAckResults(final long commandId, final int accepted, final int ignored)
    {
        batches++;
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
        lastSequence = sequence;
    }

    @Override
    public void onGatesOpen(final long commandId, final long leadershipTermId)
    {
        gatesOpen++;
    }

    @Override
    public void onNotice(final NoticeLevel level, final String text)
    {
    }
}
