package io.standfast.engine;

import java.util.ArrayList;
import java.util.List;

/**
 * Writes down what the engine says in the words of {@link SpecModel}. Owned by a test.
 */
final class ModelOutput implements EngineOutput
{
    private final List<String> lines = new ArrayList<>();

    List<String> take()
    {
        final List<String> taken = lines.stream().sorted().toList();
        lines.clear();
        return taken;
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
        lines.add("connected " + clientKey);
    }

    @Override
    public void onClientIdInUse(final long commandId, final long clientKey)
    {
        lines.add("in use " + clientKey);
    }

    @Override
    public void onSubscribed(final long commandId, final long subscriptionId)
    {
        lines.add("subscribed " + subscriptionId);
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
        lines.add("deliver " + subscriptionId + " " + sequence + " " + redeliveryCount);
    }

    @Override
    public void onGatesOpen(final long commandId, final long leadershipTermId)
    {
        lines.add("gates open");
    }

    @Override
    public void onNotice(final NoticeLevel level, final String text)
    {
        if (text.startsWith("Channel "))
        {
            lines.add(text);
        }
        if (level == NoticeLevel.INFO && text.startsWith("Removed "))
        {
            lines.add(text.substring(0, text.indexOf(": it had no client")));
        }
    }
}
