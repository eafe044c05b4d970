package io.standfast.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;

/**
 * Writes down what the engine says, one line a call. Owned by a test.
 */
final class OutputRecorder implements EngineOutput
{
    private final List<String> lines = new ArrayList<>();
    private final List<String> debugLines = new ArrayList<>();
    private long lastSubscriptionId;
    private long lastClientKey;

    List<String> take()
    {
        final List<String> taken = new ArrayList<>(lines);
        lines.clear();
        return taken;
    }

    List<String> takeDebug()
    {
        final List<String> taken = new ArrayList<>(debugLines);
        debugLines.clear();
        return taken;
    }

    long lastSubscriptionId()
    {
        return lastSubscriptionId;
    }

    long lastClientKey()
    {
        return lastClientKey;
    }

    @Override
    public void onDone(final long commandId)
    {
        lines.add("done");
    }

    @Override
    public void onRefused(final long commandId, final String text)
    {
        lines.add("refused " + text);
    }

    @Override
    public void onConnected(final long commandId, final long clientKey)
    {
        lines.add("connected");
    }

    @Override
    public void onClientIdInUse(final long commandId, final long clientKey)
    {
        lines.add("in use");
        lastClientKey = clientKey;
    }

    @Override
    public void onSubscribed(final long commandId, final long subscriptionId)
    {
        lines.add("subscribed");
        lastSubscriptionId = subscriptionId;
    }

    @Override
    public void onPublishRefused(final long commandId, final int item, final String text)
    {
        lines.add("publish refused " + item + " " + text);
    }

    @Override
    public void onPublishResults(final long commandId, final int accepted, final int refused)
    {
        lines.add("published " + accepted + "/" + refused);
    }

    @Override
    public void onAckResults(final long commandId, final int accepted, final int ignored)
    {
        lines.add("acked " + accepted + "/" + ignored);
    }

    @Override
    public void onAdministered(final long commandId, final long affected, final long position)
    {
        lines.add("administered " + affected + " " + position);
    }

    @Override
    public void onClientOpened(final ClientInfo client)
    {
        lines.add("client " + new String(client.clientId(), UTF_8));
        lastClientKey = client.clientKey();
    }

    @Override
    public void onClientClosed(final long clientKey)
    {
        lines.add("client closed");
    }

    @Override
    public void onSubscriptionOpened(final SubscriptionInfo subscription)
    {
        lines.add("subscription opened " + new String(subscription.channelName(), UTF_8));
    }

    @Override
    public void onSubscriptionClosed(final long subscriptionId)
    {
        lines.add("subscription closed");
    }

    @Override
    public void onDeliver(final long subscriptionId, final long sequence, final long location,
        final int redeliveryCount)
    {
        lines.add("deliver " + sequence + (redeliveryCount == 0 ? "" : " again " + redeliveryCount));
    }

    @Override
    public void onGatesOpen(final long commandId, final long leadershipTermId)
    {
        lines.add("gates open");
    }

    @Override
    public void onNotice(final NoticeLevel level, final String text)
    {
        (level == NoticeLevel.DEBUG ? debugLines : lines).add(text);
    }
}
