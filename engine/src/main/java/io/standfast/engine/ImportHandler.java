package io.standfast.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.agrona.DirectBuffer;

import io.standfast.codecs.log.ImportChannelDecoder;
import io.standfast.codecs.log.ImportDurableDecoder;
import io.standfast.codecs.log.ImportEpochDecoder;
import io.standfast.codecs.log.ImportMessagesDecoder;
import io.standfast.engine.store.ChannelIndex;
import io.standfast.engine.store.MessageBody;
import io.standfast.engine.store.MessageLog;

/**
 * What another server's store held becomes state (docs/migration.md). Owned by the engine thread. It is for a state
 * that is being made: as long as a client is connected nothing is imported. Limits are not enforced here; who serves
 * the state sets them, and then they are.
 */
final class ImportHandler
{
    private static final String TOO_EARLY = "import: the state is not at feature level " + FeatureLevel.IMPORT;
    private static final String TOO_EARLY_FOR_SEALED = "import: the state is not at feature level " +
        FeatureLevel.SEALED_IMPORT + ", which encrypted messages need";
    private static final String IN_USE = "import: a client is connected, an import is for a new data directory";
    private static final String NO_CHANNEL = "import: there is no such channel";
    private static final String NOT_DURABLE = "import: only durables can be imported";

    private final Clients clients;
    private final Channels channels;
    private final Subscriptions subscriptions;
    private final ChannelHandler channelHandler;
    private final EngineClock clock;
    private final MessageLog log;
    private final EngineOutput output;
    private final FeatureLevel features;
    private final MessageBody body = new MessageBody();
    private boolean isSealed;

    ImportHandler(final Clients clients, final Channels channels, final Subscriptions subscriptions,
        final ChannelHandler channelHandler, final EngineParts parts, final MessageLog log)
    {
        this.clients = clients;
        this.channels = channels;
        this.subscriptions = subscriptions;
        this.channelHandler = channelHandler;
        this.clock = parts.clock();
        this.output = parts.output();
        this.features = parts.features();
        this.log = log;
    }

    /**
     * A channel, empty, whose next message has a certain sequence.
     *
     * @param command decoded.
     */
    void onChannel(final ImportChannelDecoder command)
    {
        final byte[] name = new byte[command.channelLength()];
        command.getChannel(name, 0, name.length);
        reply(command.commandId(), createChannel(name, command.firstSequence(), command.epoch()));
    }

    /**
     * The counter of epochs goes on behind a number.
     *
     * @param command decoded.
     */
    void onEpoch(final ImportEpochDecoder command)
    {
        final String refusal = refusal();
        if (refusal == null)
        {
            channels.epochBefore(Math.max(channels.lastEpoch(), command.lastEpoch()) + 1);
        }
        reply(command.commandId(), refusal);
    }

    /**
     * Messages of a channel, with sequence and time.
     *
     * @param command     decoded.
     * @param logPosition of the entry.
     */
    void onMessages(final ImportMessagesDecoder command, final long logPosition)
    {
        final int start = command.limit();
        final long[] range = range(command);
        final boolean isTooEarly = isSealed && !features.hasSealedImport();
        final byte[] name = new byte[command.channelLength()];
        command.getChannel(name, 0, name.length);
        final Channel channel = channels.byName(name);
        final String refusal = isTooEarly ? TOO_EARLY_FOR_SEALED : refusalOfMessages(channel, range);
        if (refusal == null)
        {
            command.limit(start);
            append(channel, command, logPosition);
        }
        reply(command.commandId(), refusal);
    }

    /**
     * A durable, or a durable queue group, that is offline.
     *
     * @param command decoded.
     */
    void onDurable(final ImportDurableDecoder command)
    {
        final List<Long> pendings = new ArrayList<>();
        for (final ImportDurableDecoder.PendingsDecoder pending : command.pendings())
        {
            pendings.add(pending.sequence());
        }
        final byte[] name = new byte[command.channelLength()];
        command.getChannel(name, 0, name.length);
        final byte[] clientId = new byte[command.clientIdLength()];
        command.getClientId(clientId, 0, clientId.length);
        final byte[] queueGroup = new byte[command.queueGroupLength()];
        command.getQueueGroup(queueGroup, 0, queueGroup.length);
        final byte[] durableName = new byte[command.durableNameLength()];
        command.getDurableName(durableName, 0, durableName.length);
        final byte[] inbox = new byte[command.inboxLength()];
        command.getInbox(inbox, 0, inbox.length);
        final Channel channel = channels.byName(name);
        final String refusal = refusalOfDurable(channel, durableName, command.lastSent(), pendings);
        if (refusal == null)
        {
            final SubscriptionSettings settings = new SubscriptionSettings(clientId, durableName, inbox,
                command.maxInFlight(), command.ackWaitS());
            final Subscription durable = queueGroup.length == 0
                ? subscriptions.offlineDurable(channel, settings, command.lastSent())
                : subscriptions.offlineGroup(channel, queueGroup, settings, command.lastSent());
            pendings.forEach(sequence -> durable.pendings().add(sequence, clock.nowNs(), 0));
        }
        reply(command.commandId(), refusal);
    }

    private String createChannel(final byte[] name, final long firstSequence, final long epoch)
    {
        final String refusal = refusal();
        if (refusal != null)
        {
            return refusal;
        }
        if (firstSequence < 1)
        {
            return "import: the first sequence is " + firstSequence + ", it must be 1 or more";
        }
        final Channel known = channels.byName(name);
        if (known != null)
        {
            return epoch == 0 || known.epoch() == epoch ? null
                : "import: the channel is there with another epoch: expected=" + epoch + " actual=" + known.epoch();
        }
        if (epoch != 0 && epoch <= channels.lastEpoch())
        {
            return "import: epoch " + epoch + " is not above the last one, " + channels.lastEpoch();
        }
        final long lastEpoch = channels.lastEpoch();
        channels.epochBefore(epoch);
        final Channel channel = channelHandler.create(name);
        if (channel == null)
        {
            channels.epochBefore(lastEpoch + 1);
            return channels.refusal();
        }
        channel.bounds(firstSequence, firstSequence - 1, 0);
        channel.index().expectRange(firstSequence, firstSequence - 1);
        return null;
    }

    private String refusal()
    {
        if (!features.hasImport())
        {
            return TOO_EARLY;
        }
        return clients.size() > 0 ? IN_USE : null;
    }

    private String refusalOfMessages(final Channel channel, final long[] range)
    {
        final String refusal = refusal();
        if (refusal != null)
        {
            return refusal;
        }
        if (channel == null)
        {
            return NO_CHANNEL;
        }
        if (range == null)
        {
            return "import: sequences do not follow one another";
        }
        if (range[0] > channel.last() + 1)
        {
            return "import: messages are missing: expected sequence=" + (channel.last() + 1) + " actual=" + range[0];
        }
        return range[1] - channel.first() >= ChannelIndex.MAX_MESSAGES ? PublishHandler.CHANNEL_FULL : null;
    }

    private String refusalOfDurable(final Channel channel, final byte[] durableName, final long lastSent,
        final List<Long> pendings)
    {
        final String refusal = refusal();
        if (refusal != null)
        {
            return refusal;
        }
        if (channel == null)
        {
            return NO_CHANNEL;
        }
        if (durableName.length == 0)
        {
            return NOT_DURABLE;
        }
        if (lastSent < 0 || lastSent > channel.last())
        {
            return "import: a durable was sent " + lastSent + ", the channel ends at " + channel.last();
        }
        return pendings.stream().allMatch(sequence -> sequence >= channel.first() && sequence <= lastSent) ? null
            : "import: a message is pending that was not sent or is not stored";
    }

    /**
     * First and last sequence of a batch; the decoder goes over it once.
     *
     * @return null when they do not follow one another.
     */
    private long[] range(final ImportMessagesDecoder command)
    {
        isSealed = false;
        long first = 0;
        long last = 0;
        boolean isInOrder = true;
        for (final ImportMessagesDecoder.ItemsDecoder item : command.items())
        {
            first = first == 0 ? item.sequence() : first;
            isInOrder &= last == 0 || item.sequence() == last + 1;
            last = item.sequence();
            isSealed |= keyId(item) != 0;
            item.skipReply();
            item.skipPayload();
        }
        return isInOrder && first > 0 ? new long[]{first, last} : null;
    }

    private void append(final Channel channel, final ImportMessagesDecoder command, final long logPosition)
    {
        final DirectBuffer buffer = command.buffer();
        body.headers(buffer, 0, 0);
        for (final ImportMessagesDecoder.ItemsDecoder item : command.items())
        {
            final long sequence = item.sequence();
            final long timestampNs = item.timestampNs();
            final int keyId = keyId(item);
            body.key(keyId, keyId == 0 ? 0 : item.nonceHigh(), keyId == 0 ? 0 : item.nonceLow());
            body.reply(buffer, command.limit() + ImportMessagesDecoder.ItemsDecoder.replyHeaderLength(),
                item.replyLength());
            item.skipReply();
            body.payload(buffer, command.limit() + ImportMessagesDecoder.ItemsDecoder.payloadHeaderLength(),
                item.payloadLength());
            item.skipPayload();
            if (sequence > channel.last())
            {
                log.append(channel.index(), sequence, timestampNs, logPosition, body);
                channel.appended(sequence, Retention.sizeOf(channel, sequence, timestampNs, body.replyLength(), body
                    .payloadLength()));
                channel.addToDigest(log.lastCrc());
            }
        }
        channel.touch(clock.nowNs());
    }

    /** Builds before feature level 7 do not say it. */
    private static int keyId(final ImportMessagesDecoder.ItemsDecoder item)
    {
        final int keyId = item.keyId();
        return keyId == ImportMessagesDecoder.ItemsDecoder.keyIdNullValue() ? 0 : keyId;
    }

    private void reply(final long commandId, final String refusal)
    {
        if (refusal == null)
        {
            output.onDone(commandId);
        }
        else
        {
            output.onRefused(commandId, refusal);
        }
    }

    /**
     * Look at the durables of a channel.
     *
     * @param channel of them.
     * @return views, groups last.
     */
    static List<DurableView> view(final Channel channel)
    {
        final List<DurableView> views = new ArrayList<>();
        for (final Subscription each : channel.subscriptions())
        {
            if (each.isDurable())
            {
                views.add(new DurableView(each.clientId(), new byte[0], each.durableName(), each.lastSent(), each
                    .maxInFlight(), each.ackWaitS(), pendings(List.of(each))));
            }
        }
        for (final QueueGroup group : channel.groups())
        {
            if (group.isDurable())
            {
                final Subscription member = group.members().get(0);
                views.add(new DurableView(group.shadow() == null ? new byte[0] : member.clientId(), group.groupName(),
                    group.durableName(), group.lastSent(), member.maxInFlight(), member.ackWaitS(), pendings(group
                        .members())));
            }
        }
        return views;
    }

    private static long[] pendings(final List<Subscription> members)
    {
        final long[] sequences = new long[members.stream().mapToInt(member -> member.pendings().size()).sum()];
        int count = 0;
        for (final Subscription member : members)
        {
            for (int slot = 0; slot < member.pendings().span(); slot++)
            {
                if (member.pendings().isLive(slot))
                {
                    sequences[count++] = member.pendings().sequence(slot);
                }
            }
        }
        Arrays.sort(sequences);
        return sequences;
    }
}
