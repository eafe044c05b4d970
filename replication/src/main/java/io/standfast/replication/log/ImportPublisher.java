package io.standfast.replication.log;

import java.nio.ByteOrder;

import org.agrona.DirectBuffer;
import org.agrona.ExpandableDirectByteBuffer;

import io.standfast.codecs.log.FeatureLevelEncoder;
import io.standfast.codecs.log.ImportChannelEncoder;
import io.standfast.codecs.log.ImportDurableEncoder;
import io.standfast.codecs.log.ImportEpochEncoder;
import io.standfast.codecs.log.ImportMessagesEncoder;
import io.standfast.codecs.log.MessageHeaderEncoder;
import io.standfast.codecs.log.TermOpenedEncoder;
import io.standfast.engine.FeatureLevel;

/**
 * Encodes what an import puts into the log of a node that serves no clients. Owned by the thread of the import. Every
 * command is answered by exactly one event; {@link #tryOffer} says with which id.
 */
public final class ImportPublisher
{
    /** Absent command id: the log does not take it now, nothing has happened. */
    public static final long NULL_COMMAND_ID = 0;
    /** Most pendings of one command; more come with further commands. */
    public static final int PENDINGS_LIMIT = 32 * 1024;

    private static final int ITEMS_LIMIT = 4096;
    private static final int BATCH_LENGTH_LIMIT = 256 * 1024;
    private static final int BATCH_FIXED_LENGTH = MessageHeaderEncoder.ENCODED_LENGTH +
        ImportMessagesEncoder.BLOCK_LENGTH + ImportMessagesEncoder.ItemsEncoder.sbeHeaderSize();
    private static final int ITEM_FIXED_LENGTH = ImportMessagesEncoder.ItemsEncoder.sbeBlockLength() +
        ImportMessagesEncoder.ItemsEncoder.replyHeaderLength() +
        ImportMessagesEncoder.ItemsEncoder.payloadHeaderLength();

    private final Ingress ingress;
    private final long incarnation;
    private final ExpandableDirectByteBuffer buffer = new ExpandableDirectByteBuffer(BATCH_LENGTH_LIMIT);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final TermOpenedEncoder termOpened = new TermOpenedEncoder();
    private final FeatureLevelEncoder featureLevel = new FeatureLevelEncoder();
    private final ImportChannelEncoder channel = new ImportChannelEncoder();
    private final ImportMessagesEncoder messages = new ImportMessagesEncoder();
    private final ImportDurableEncoder durable = new ImportDurableEncoder();
    private final ImportEpochEncoder epoch = new ImportEpochEncoder();
    private ImportMessagesEncoder.ItemsEncoder items;
    private long lastCommandId;
    private int length;
    private int size;
    private int keyId;
    private long nonceHigh;
    private int nonceLow;

    /**
     * A publisher of one incarnation's commands.
     *
     * @param ingress     into the log.
     * @param incarnation that every command carries.
     */
    public ImportPublisher(final Ingress ingress, final long incarnation)
    {
        this.ingress = ingress;
        this.incarnation = incarnation;
    }

    /**
     * Encode that a term begins.
     *
     * @param leadershipTermId of the term.
     * @param wallClockNs      Unix ns.
     */
    public void termOpened(final long leadershipTermId, final long wallClockNs)
    {
        termOpened.wrapAndApplyHeader(buffer, 0, header).incarnation(incarnation).commandId(++lastCommandId)
            .leadershipTermId(leadershipTermId).wallClockNs(wallClockNs).configurationHash(0);
        length = termOpened.limit();
    }

    /** Encode that the rules which know imports are followed. */
    public void featureLevel()
    {
        featureLevel(FeatureLevel.IMPORT);
    }

    /** Encode that the rules which know imports of encrypted messages are followed. */
    public void sealedFeatureLevel()
    {
        featureLevel(FeatureLevel.SEALED_IMPORT);
    }

    private void featureLevel(final int level)
    {
        featureLevel.wrapAndApplyHeader(buffer, 0, header).incarnation(incarnation).commandId(++lastCommandId)
            .level(level);
        length = featureLevel.limit();
    }

    /**
     * Encode a channel.
     *
     * @param name          of the channel.
     * @param firstSequence of its oldest message.
     * @param ownEpoch      that it had before, 0 for the next one.
     */
    public void channel(final byte[] name, final long firstSequence, final long ownEpoch)
    {
        channel.wrapAndApplyHeader(buffer, 0, header).incarnation(incarnation).commandId(++lastCommandId)
            .firstSequence(firstSequence).epoch(ownEpoch).putChannel(name, 0, name.length);
        length = channel.limit();
    }

    /**
     * Encode where the counter of epochs goes on.
     *
     * @param lastEpoch highest that a channel ever had.
     */
    public void epoch(final long lastEpoch)
    {
        epoch.wrapAndApplyHeader(buffer, 0, header).incarnation(incarnation).commandId(++lastCommandId).lastEpoch(
            lastEpoch);
        length = epoch.limit();
    }

    /** Begin a batch of messages, whose payloads are plain as long as nothing else is said. */
    public void beginMessages()
    {
        key(0, 0, 0);
        // The count is set right by endMessages().
        items = messages.wrapAndApplyHeader(buffer, 0, header).incarnation(incarnation).commandId(++lastCommandId)
            .itemsCount(ITEMS_LIMIT);
        size = 0;
    }

    /**
     * Whether a message may be added to the batch.
     *
     * @param variableLength bytes of its reply subject and its payload.
     * @return false when the batch is to be ended before.
     */
    public boolean hasRoomFor(final int variableLength)
    {
        return size == 0 ||
            size < ITEMS_LIMIT && messages.limit() + ITEM_FIXED_LENGTH + variableLength <= BATCH_LENGTH_LIMIT;
    }

    /**
     * How the payloads of the messages that are added next are encrypted.
     *
     * @param id   of the key, 0 for plain.
     * @param high part of the nonce.
     * @param low  part of the nonce.
     */
    public void key(final int id, final long high, final int low)
    {
        keyId = id;
        nonceHigh = high;
        nonceLow = low;
    }

    /**
     * Add a message.
     *
     * @param sequence    of the message.
     * @param timestampNs of the message.
     * @param reply       subject, or empty.
     * @param source      that holds the payload.
     * @param offset      of the payload.
     * @param bytes       of the payload.
     */
    public void addMessage(final long sequence, final long timestampNs, final byte[] reply, final DirectBuffer source,
        final int offset, final int bytes)
    {
        items.next().sequence(sequence).timestampNs(timestampNs).nonceHigh(nonceHigh).nonceLow(nonceLow).keyId(keyId)
            .putReply(reply, 0, reply.length).putPayload(source, offset, bytes);
        size++;
    }

    /**
     * Messages in the batch.
     *
     * @return number.
     */
    public int size()
    {
        return size;
    }

    /**
     * End the batch of messages.
     *
     * @param name of their channel.
     */
    public void endMessages(final byte[] name)
    {
        buffer.putShort(BATCH_FIXED_LENGTH - Short.BYTES, (short) size, ByteOrder.LITTLE_ENDIAN);
        messages.putChannel(name, 0, name.length);
        length = messages.limit();
    }

    /**
     * Encode a durable with some of its pendings.
     *
     * @param channelName of its channel.
     * @param value       the durable.
     * @param from        index of the first pending that is encoded.
     * @return index behind the last one.
     */
    public int durable(final byte[] channelName, final ImportedDurable value, final int from)
    {
        final int end = Math.min(value.pendings().length, from + PENDINGS_LIMIT);
        final ImportDurableEncoder.PendingsEncoder pendings = durable.wrapAndApplyHeader(buffer, 0, header)
            .incarnation(incarnation).commandId(++lastCommandId).lastSent(value.lastSent())
            .maxInFlight(value.maxInFlight()).ackWaitS(value.ackWaitS()).pendingsCount(end - from);
        for (int i = from; i < end; i++)
        {
            pendings.next().sequence(value.pendings()[i]);
        }
        durable.putChannel(channelName, 0, channelName.length).putClientId(value.clientId(), 0, value.clientId().length)
            .putQueueGroup(value.queueGroup(), 0, value.queueGroup().length)
            .putDurableName(value.durableName(), 0, value.durableName().length)
            .putInbox(value.inbox(), 0, value.inbox().length);
        length = durable.limit();
        return end;
    }

    /**
     * Offer what was encoded last.
     *
     * @return id of the command, or {@link #NULL_COMMAND_ID}: try again later.
     */
    public long tryOffer()
    {
        return ingress.tryOffer(buffer, 0, length) ? lastCommandId : NULL_COMMAND_ID;
    }

    /**
     * Longest payload and reply subject together that a message can have.
     *
     * @param nameLength bytes of the channel's name.
     * @return bytes.
     */
    public static int maxVariableLength(final int nameLength)
    {
        return ClusterIngress.MAX_COMMAND_LENGTH - BATCH_FIXED_LENGTH - ITEM_FIXED_LENGTH -
            ImportMessagesEncoder.channelHeaderLength() - nameLength;
    }

    /**
     * A durable of another server.
     *
     * @param clientId    of its client.
     * @param queueGroup  name of the group, empty for a durable that is none.
     * @param durableName of the durable.
     * @param inbox       where its messages went.
     * @param lastSent    highest sequence sent.
     * @param maxInFlight messages that may be unacked.
     * @param ackWaitS    seconds until a message is sent again.
     * @param pendings    sequences that are sent and not acked, ascending.
     */
    public record ImportedDurable(byte[] clientId, byte[] queueGroup, byte[] durableName, byte[] inbox, long lastSent,
        int maxInFlight, int ackWaitS, long[] pendings)
    {
    }
}
