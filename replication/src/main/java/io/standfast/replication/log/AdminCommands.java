package io.standfast.replication.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.agrona.MutableDirectBuffer;

import io.standfast.codecs.log.BooleanType;
import io.standfast.codecs.log.CloseClientEncoder;
import io.standfast.codecs.log.DeleteChannelEncoder;
import io.standfast.codecs.log.MessageHeaderEncoder;
import io.standfast.codecs.log.RemoveDurableEncoder;
import io.standfast.codecs.log.SeekDurableEncoder;
import io.standfast.codecs.log.TrimChannelEncoder;

/**
 * Encodes what operators order. Owned by the gateway thread.
 */
public final class AdminCommands
{
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final TrimChannelEncoder trimChannel = new TrimChannelEncoder();
    private final DeleteChannelEncoder deleteChannel = new DeleteChannelEncoder();
    private final SeekDurableEncoder seekDurable = new SeekDurableEncoder();
    private final RemoveDurableEncoder removeDurable = new RemoveDurableEncoder();
    private final CloseClientEncoder closeClient = new CloseClientEncoder();
    private MutableDirectBuffer buffer;
    private long incarnation;
    private long commandId;

    AdminCommands begin(final MutableDirectBuffer target, final long ofIncarnation, final long newCommandId)
    {
        buffer = target;
        incarnation = ofIncarnation;
        commandId = newCommandId;
        return this;
    }

    /**
     * Remove a channel's oldest messages.
     *
     * @param channelId     of the channel.
     * @param epoch         of the channel.
     * @param firstSequence first message to keep.
     * @return length of the command.
     */
    public int trimChannel(final int channelId, final long epoch, final long firstSequence)
    {
        trimChannel.wrapAndApplyHeader(buffer, 0, header).incarnation(incarnation).commandId(commandId).epoch(epoch)
            .firstSequence(firstSequence).channelId(channelId);
        return trimChannel.limit();
    }

    /**
     * Delete a channel.
     *
     * @param channelId of the channel.
     * @param epoch     of the channel.
     * @param force     TRUE: also while subscriptions are online.
     * @return length of the command.
     */
    public int deleteChannel(final int channelId, final long epoch, final BooleanType force)
    {
        deleteChannel.wrapAndApplyHeader(buffer, 0, header).incarnation(incarnation).commandId(commandId).epoch(epoch)
            .channelId(channelId).force(force);
        return deleteChannel.limit();
    }

    /**
     * Let a durable go on somewhere else.
     *
     * @param durable      which one.
     * @param nextSequence first message that it is to get.
     * @param force        TRUE: also while it is online.
     * @return length of the command.
     */
    public int seekDurable(final DurableKey durable, final long nextSequence, final BooleanType force)
    {
        seekDurable.wrapAndApplyHeader(buffer, 0, header).incarnation(incarnation).commandId(commandId)
            .epoch(durable.epoch()).nextSequence(nextSequence).channelId(durable.channelId()).force(force)
            .clientId(durable.clientId()).queueGroup(durable.queueGroup()).durableName(durable.durableName());
        return seekDurable.limit();
    }

    /**
     * Remove a durable.
     *
     * @param durable which one.
     * @param force   TRUE: also while it is online.
     * @return length of the command.
     */
    public int removeDurable(final DurableKey durable, final BooleanType force)
    {
        removeDurable.wrapAndApplyHeader(buffer, 0, header).incarnation(incarnation).commandId(commandId)
            .epoch(durable.epoch()).channelId(durable.channelId()).force(force).clientId(durable.clientId())
            .queueGroup(durable.queueGroup()).durableName(durable.durableName());
        return removeDurable.limit();
    }

    /**
     * Close a client as if it had asked for it.
     *
     * @param clientId of the client.
     * @return length of the command.
     */
    public int closeClient(final String clientId)
    {
        final byte[] id = clientId.getBytes(UTF_8);
        closeClient.wrapAndApplyHeader(buffer, 0, header).incarnation(incarnation).commandId(commandId).putClientId(id,
            0, id.length);
        return closeClient.limit();
    }

    /**
     * Which durable. Immutable.
     *
     * @param channelId   of its channel.
     * @param epoch       of its channel.
     * @param clientId    of a plain durable, else empty.
     * @param queueGroup  of a durable queue group, else empty.
     * @param durableName of the durable.
     */
    public record DurableKey(int channelId, long epoch, String clientId, String queueGroup, String durableName)
    {
    }
}
