package io.standfast.engine;

import org.agrona.DirectBuffer;

import io.standfast.codecs.stan.StanErrors;
import io.standfast.codecs.log.AckBatchDecoder;
import io.standfast.codecs.log.PublishBatchDecoder;
import io.standfast.engine.store.ChannelIndex;
import io.standfast.engine.store.MessageBody;
import io.standfast.engine.store.MessageLog;

/**
 * The hot path: publishes and acks, read where they lie in the log's buffer. Owned by the engine thread; allocates
 * nothing once its channels exist.
 */
final class PublishHandler
{
    /** Not one of the original's texts: it would run out of memory or disk. */
    static final String CHANNEL_FULL = "stan: publish refused, the channel holds 134217728 messages; set max_msgs";

    private final Clients clients;
    private final Channels channels;
    private final Subscriptions subscriptions;
    private final ChannelHandler channelHandler;
    private final Dispatcher dispatcher;
    private final Retention retention;
    private final EngineClock clock;
    private final MessageLog log;
    private final EngineOutput output;
    private final FeatureLevel features;
    private final PolicyState policies;
    private final MessageBody body = new MessageBody();

    PublishHandler(final Clients clients, final Channels channels, final Subscriptions subscriptions,
        final ChannelHandler channelHandler, final Dispatcher dispatcher, final EngineParts parts,
        final MessageLog log)
    {
        this.clients = clients;
        this.channels = channels;
        this.subscriptions = subscriptions;
        this.channelHandler = channelHandler;
        this.dispatcher = dispatcher;
        this.retention = parts.retention();
        this.clock = parts.clock();
        this.output = parts.output();
        this.features = parts.features();
        this.policies = parts.policies();
        this.log = log;
    }

    void onPublishBatch(final PublishBatchDecoder batch, final long logPosition)
    {
        final long commandId = batch.commandId();
        final DirectBuffer buffer = batch.buffer();
        int index = 0;
        int refused = 0;
        for (PublishBatchDecoder.ItemsDecoder item = batch.items(); item.hasNext(); index++)
        {
            item.next();
            final String refusal = onPublish(batch, item, buffer, logPosition);
            if (refusal != null)
            {
                refused++;
                output.onPublishRefused(commandId, index, refusal);
            }
        }
        output.onPublishResults(commandId, index - refused, refused);
    }

    void onAckBatch(final AckBatchDecoder batch)
    {
        int accepted = 0;
        int ignored = 0;
        for (AckBatchDecoder.ItemsDecoder item = batch.items(); item.hasNext();)
        {
            item.next();
            final Subscription subscription = subscriptions.online(item.subscriptionId());
            if (subscription != null && onAck(subscription, item.sequence()))
            {
                accepted++;
            }
            else
            {
                ignored++;
            }
        }
        output.onAckResults(batch.commandId(), accepted, ignored);
    }

    boolean onAck(final Subscription subscription, final long sequence)
    {
        return dispatcher.onAck(subscription, sequence);
    }

    /**
     * What the next {@link #publish} takes.
     *
     * @return holder to fill.
     */
    MessageBody body()
    {
        return body;
    }

    /**
     * One publish. The variable parts are taken where they lie: the limit moves over length and bytes of each.
     */
    private String onPublish(final PublishBatchDecoder batch, final PublishBatchDecoder.ItemsDecoder item,
        final DirectBuffer buffer, final long logPosition)
    {
        body.key(item.keyId(), item.nonceHigh(), item.nonceLow());
        final int clientIdLength = item.clientIdLength();
        final int clientIdOffset = batch.limit() + PublishBatchDecoder.ItemsDecoder.clientIdHeaderLength();
        item.skipClientId();
        final int connIdLength = item.connIdLength();
        final int connIdOffset = batch.limit() + PublishBatchDecoder.ItemsDecoder.connIdHeaderLength();
        item.skipConnId();
        final int channelLength = item.channelLength();
        final int channelOffset = batch.limit() + PublishBatchDecoder.ItemsDecoder.channelHeaderLength();
        item.skipChannel();
        final int guidLength = item.guidLength();
        final int guidOffset = batch.limit() + PublishBatchDecoder.ItemsDecoder.guidHeaderLength();
        item.skipGuid();
        body.reply(buffer, batch.limit() + PublishBatchDecoder.ItemsDecoder.replyHeaderLength(),
            item.replyLength());
        item.skipReply();
        body.headers(buffer, batch.limit() + PublishBatchDecoder.ItemsDecoder.headersHeaderLength(),
            item.headersLength());
        item.skipHeaders();
        body.payload(buffer, batch.limit() + PublishBatchDecoder.ItemsDecoder.payloadHeaderLength(),
            item.payloadLength());
        item.skipPayload();

        final Client client = connIdLength > 0 ? clients.byConnId(buffer, connIdOffset, connIdLength)
            : clients.byId(buffer, clientIdOffset, clientIdLength);
        if (client == null)
        {
            return StanErrors.INVALID_PUBLISH_REQUEST;
        }
        final Channel channel = channel(buffer, channelOffset, channelLength);
        if (channel == null)
        {
            return channels.refusal();
        }
        if (channel.guids() != null && guidLength > 0)
        {
            channel.guids().guid(buffer, guidOffset, guidLength);
            return publishOnce(channel, logPosition);
        }
        return store(channel, logPosition);
    }

    /** Store the body unless a message with its guid was stored a moment ago: then it is there. */
    private String publishOnce(final Channel channel, final long logPosition)
    {
        final GuidWindow guids = channel.guids();
        final Policies rules = channel.policies();
        final long expiredNs = clock.nowNs() - rules.dedupWindowNs();
        guids.forget(expiredNs);
        if (guids.contains(expiredNs))
        {
            policies.count(PolicyState.Total.DUPLICATES);
            return null;
        }
        if (channel.messages() >= ChannelIndex.MAX_MESSAGES)
        {
            return CHANNEL_FULL;
        }
        if (guids.size() > 0 && guids.size() >= rules.dedupMax())
        {
            policies.forgetOldest(guids, expiredNs);
        }
        guids.add(clock.nowNs());
        append(channel, logPosition);
        return null;
    }

    /**
     * Store the {@link #body} of a client that is registered, and send it.
     *
     * @param buffer        that holds the channel's name.
     * @param channelOffset of the name, which is valid.
     * @param channelLength of the name.
     * @param logPosition   of the entry.
     * @return null, or why not.
     */
    String publish(final DirectBuffer buffer, final int channelOffset, final int channelLength,
        final long logPosition)
    {
        final Channel channel = channel(buffer, channelOffset, channelLength);
        return channel == null ? channels.refusal() : store(channel, logPosition);
    }

    /** The channel of that name, made when there is none; null when it cannot be: {@link Channels#refusal()}. */
    private Channel channel(final DirectBuffer buffer, final int offset, final int length)
    {
        final Channel channel = channels.byName(buffer, offset, length);
        if (channel != null)
        {
            return channel;
        }
        final byte[] name = new byte[length];
        buffer.getBytes(offset, name);
        return channelHandler.create(name);
    }

    private String store(final Channel channel, final long logPosition)
    {
        if (channel.messages() >= ChannelIndex.MAX_MESSAGES)
        {
            return CHANNEL_FULL;
        }
        append(channel, logPosition);
        return null;
    }

    private void append(final Channel channel, final long logPosition)
    {
        final long sequence = channel.last() + 1;
        final long timestampNs = clock.nowNs();
        log.append(channel.index(), sequence, timestampNs, logPosition, body);
        channel.appended(sequence,
            Retention.sizeOf(channel, sequence, timestampNs, body.replyLength(), body.payloadLength()));
        if (features.hasChannelDigests())
        {
            channel.addToDigest(log.lastCrc());
        }
        channel.touch(timestampNs);
        dispatcher.onAppended(channel);
        retention.enforceAfterAppend(channel);
    }
}
