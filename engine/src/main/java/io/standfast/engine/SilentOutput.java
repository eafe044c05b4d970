package io.standfast.engine;

/**
 * Output of a follower or of a replay: nothing goes out. Stateless.
 */
class SilentOutput implements EngineOutput
{
    @Override
    public void onDone(final long commandId)
    {
    }

    @Override
    public void onRefused(final long commandId, final String text)
    {
    }

    @Override
    public void onConnected(final long commandId, final long clientKey)
    {
    }

    @Override
    public void onClientIdInUse(final long commandId, final long clientKey)
    {
    }

    @Override
    public void onSubscribed(final long commandId, final long subscriptionId)
    {
    }

    @Override
    public void onPublishRefused(final long commandId, final int item, final String text)
    {
    }

    @Override
    public void onPublishResults(final long commandId, final int accepted, final int refused)
    {
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
    public void onSubscriptionClosed(final long subscriptionId)
    {
    }

    @Override
    public void onDeliver(final long subscriptionId, final long sequence, final long location,
        final int redeliveryCount)
    {
    }

    @Override
    public void onGatesOpen(final long commandId, final long leadershipTermId)
    {
    }

    @Override
    public void onNotice(final NoticeLevel level, final String text)
    {
    }
}
