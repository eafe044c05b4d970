package io.standfast.replication.log;

import io.standfast.engine.EngineOutput;
import io.standfast.engine.NoticeLevel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * An output that remembers each call as one line.
 */
final class RecordedOutput implements EngineOutput
{
    final List<String> lines = new ArrayList<>();

    @Override
    public void onDone(final long commandId)
    {
        lines.add("done " + commandId);
    }

    @Override
    public void onRefused(final long commandId, final String text)
    {
        lines.add("refused " + commandId + " " + text);
    }

    @Override
    public void onConnected(final long commandId, final long clientKey)
    {
        lines.add("connected " + commandId + " " + clientKey);
    }

    @Override
    public void onClientIdInUse(final long commandId, final long clientKey)
    {
        lines.add("in use " + commandId + " " + clientKey);
    }

    @Override
    public void onSubscribed(final long commandId, final long subscriptionId)
    {
        lines.add("subscribed " + commandId + " " + subscriptionId);
    }

    @Override
    public void onPublishRefused(final long commandId, final int item, final String text)
    {
        lines.add("publish refused " + commandId + " " + item + " " + text);
    }

    @Override
    public void onPublishResults(final long commandId, final int accepted, final int refused)
    {
        lines.add("published " + commandId + " " + accepted + " " + refused);
    }

    @Override
    public void onAckResults(final long commandId, final int accepted, final int ignored)
    {
        lines.add("acked " + commandId + " " + accepted + " " + ignored);
    }

    @Override
    public void onAdministered(final long commandId, final long affected, final long position)
    {
        lines.add("administered " + commandId + " " + affected + " " + position);
    }

    @Override
    public void onClientOpened(final ClientInfo client)
    {
        lines.add("client " + client.clientKey() + " " + client.protocol() + " " + text(client.clientId()) + " " +
            text(client.connId()) + " " + text(client.heartbeatInbox()));
    }

    @Override
    public void onClientClosed(final long clientKey)
    {
        lines.add("client closed " + clientKey);
    }

    @Override
    public void onSubscriptionOpened(final SubscriptionInfo subscription)
    {
        lines.add("subscription " + subscription.subscriptionId() + " " + subscription.clientKey() + " " +
            subscription.channelId() + " " + subscription.epoch() + " " + text(subscription.channelName()) + " " +
            text(subscription.inbox()) + " " + subscription.ackWaitNs());
    }

    @Override
    public void onSubscriptionClosed(final long subscriptionId)
    {
        lines.add("subscription closed " + subscriptionId);
    }

    @Override
    public void onDeliver(final long subscriptionId, final long sequence, final long location,
        final int redeliveryCount)
    {
        lines.add("deliver " + subscriptionId + " " + sequence + " " + location + " " + redeliveryCount);
    }

    @Override
    public void onGatesOpen(final long commandId, final long leadershipTermId)
    {
        lines.add("gates " + commandId + " " + leadershipTermId);
    }

    @Override
    public void onNotice(final NoticeLevel level, final String text)
    {
        lines.add("notice " + level + " " + text);
    }

    private static String text(final byte[] bytes)
    {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
