package io.standfast.server.migrate;

import io.standfast.engine.EngineOutput;
import io.standfast.engine.NoticeLevel;

/**
 * Hears what the engine answers to an import. Owned by the thread of the import.
 */
final class ImportEvents implements EngineOutput
{
    private long answered;
    private boolean isOpen;
    private String refusal;

    /**
     * Commands that have been answered.
     *
     * @return number.
     */
    long answered()
    {
        return answered;
    }

    boolean isOpen()
    {
        return isOpen;
    }

    /**
     * Why a command was refused.
     *
     * @return text of the first one, or null.
     */
    String refusal()
    {
        return refusal;
    }

    @Override
    public void onDone(final long commandId)
    {
        answered++;
    }

    @Override
    public void onRefused(final long commandId, final String text)
    {
        answered++;
        refusal = refusal == null ? text : refusal;
    }

    @Override
    public void onGatesOpen(final long commandId, final long leadershipTermId)
    {
        answered++;
        isOpen = true;
    }

    @Override
    public void onAdministered(final long commandId, final long affected, final long position)
    {
        throw unexpected();
    }

    @Override
    public void onConnected(final long commandId, final long clientKey)
    {
        throw unexpected();
    }

    @Override
    public void onClientIdInUse(final long commandId, final long clientKey)
    {
        throw unexpected();
    }

    @Override
    public void onSubscribed(final long commandId, final long subscriptionId)
    {
        throw unexpected();
    }

    @Override
    public void onPublishRefused(final long commandId, final int item, final String text)
    {
        throw unexpected();
    }

    @Override
    public void onPublishResults(final long commandId, final int accepted, final int refused)
    {
        throw unexpected();
    }

    @Override
    public void onAckResults(final long commandId, final int accepted, final int ignored)
    {
        throw unexpected();
    }

    private static IllegalStateException unexpected()
    {
        return new IllegalStateException("an answer to a command that no import gives");
    }

    @Override
    public void onClientOpened(final ClientInfo client)
    {
        // A term tells what is online: an import finds nothing so, and refuses if it does.
    }

    @Override
    public void onClientClosed(final long clientKey)
    {
        // As above.
    }

    @Override
    public void onSubscriptionOpened(final SubscriptionInfo subscription)
    {
        // As above.
    }

    @Override
    public void onSubscriptionClosed(final long subscriptionId)
    {
        // As above.
    }

    @Override
    public void onDeliver(final long subscriptionId, final long sequence, final long location,
        final int redeliveryCount)
    {
        // As above.
    }

    @Override
    public void onNotice(final NoticeLevel level, final String text)
    {
        // A line for each channel is of no use here.
    }
}
