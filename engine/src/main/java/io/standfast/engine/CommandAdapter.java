package io.standfast.engine;

import org.agrona.DirectBuffer;

import io.standfast.codecs.log.AckBatchDecoder;
import io.standfast.codecs.log.ClientHealthDecoder;
import io.standfast.codecs.log.ClientHealthKind;
import io.standfast.codecs.log.CloseClientDecoder;
import io.standfast.codecs.log.CloseKind;
import io.standfast.codecs.log.CloseSubscriptionDecoder;
import io.standfast.codecs.log.ConfigureLimitsDecoder;
import io.standfast.codecs.log.ConfigurePoliciesDecoder;
import io.standfast.codecs.log.ConnectClientDecoder;
import io.standfast.codecs.log.DeleteChannelDecoder;
import io.standfast.codecs.log.FeatureLevelDecoder;
import io.standfast.codecs.log.HoldDeadLettersDecoder;
import io.standfast.codecs.log.ImportChannelDecoder;
import io.standfast.codecs.log.ImportDurableDecoder;
import io.standfast.codecs.log.ImportEpochDecoder;
import io.standfast.codecs.log.ImportMessagesDecoder;
import io.standfast.codecs.log.MessageHeaderDecoder;
import io.standfast.codecs.log.PublishBatchDecoder;
import io.standfast.codecs.log.RemoveDurableDecoder;
import io.standfast.codecs.log.SeekDurableDecoder;
import io.standfast.codecs.log.SubscribeDecoder;
import io.standfast.codecs.log.TermOpenedDecoder;
import io.standfast.codecs.log.TrimChannelDecoder;

/**
 * Decodes commands and calls who handles them. Owned by the engine thread.
 */
final class CommandAdapter
{
    private static final int INCARNATION_OFFSET = 0;
    private static final int COMMAND_ID_OFFSET = 8;

    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final ConnectClientDecoder connect = new ConnectClientDecoder();
    private final CloseClientDecoder closeClient = new CloseClientDecoder();
    private final ClientHealthDecoder health = new ClientHealthDecoder();
    private final PublishBatchDecoder publishBatch = new PublishBatchDecoder();
    private final SubscribeDecoder subscribe = new SubscribeDecoder();
    private final CloseSubscriptionDecoder closeSubscription = new CloseSubscriptionDecoder();
    private final AckBatchDecoder ackBatch = new AckBatchDecoder();
    private final TermOpenedDecoder termOpened = new TermOpenedDecoder();
    private final ConfigureLimitsDecoder configureLimits = new ConfigureLimitsDecoder();
    private final FeatureLevelDecoder featureLevel = new FeatureLevelDecoder();
    private final ImportChannelDecoder importChannel = new ImportChannelDecoder();
    private final ImportMessagesDecoder importMessages = new ImportMessagesDecoder();
    private final ImportDurableDecoder importDurable = new ImportDurableDecoder();
    private final ImportEpochDecoder importEpoch = new ImportEpochDecoder();
    private final long incarnation;
    private final EngineClock clock;
    private final ClientHandler clientHandler;
    private final SubscribeHandler subscribeHandler;
    private final PublishHandler publishHandler;
    private final TermHandler termHandler;
    private final AdminHandler adminHandler;
    private final ImportHandler importHandler;

    CommandAdapter(final long incarnation, final EngineClock clock, final ClientHandler clientHandler,
        final SubscribeHandler subscribeHandler, final PublishHandler publishHandler, final TermHandler termHandler,
        final OperatorHandlers operators)
    {
        this.incarnation = incarnation;
        this.clock = clock;
        this.clientHandler = clientHandler;
        this.subscribeHandler = subscribeHandler;
        this.publishHandler = publishHandler;
        this.termHandler = termHandler;
        adminHandler = operators.admin();
        importHandler = operators.imports();
    }

    /**
     * Apply one command.
     *
     * @param buffer      that holds it.
     * @param offset      of the command.
     * @param logPosition of the entry.
     * @param timestampNs of the entry, leader's clock.
     */
    void onCommand(final DirectBuffer buffer, final int offset, final long logPosition, final long timestampNs)
    {
        header.wrap(buffer, offset);
        final int block = offset + MessageHeaderDecoder.ENCODED_LENGTH;
        final long actual = buffer.getLong(block + INCARNATION_OFFSET);
        if (actual != incarnation)
        {
            throw new ForeignCommandException(incarnation, actual, logPosition);
        }
        if (header.templateId() == TermOpenedDecoder.TEMPLATE_ID)
        {
            termOpened.wrapAndApplyHeader(buffer, offset, header);
            termHandler.onTermOpened(termOpened, clock.openTerm(timestampNs, termOpened.wallClockNs()));
            return;
        }
        clock.advance(timestampNs);
        if (!termHandler.isRepeated(buffer.getLong(block + COMMAND_ID_OFFSET)))
        {
            dispatch(buffer, offset, logPosition);
        }
    }

    private void dispatch(final DirectBuffer buffer, final int offset, final long logPosition)
    {
        switch (header.templateId())
        {
            case PublishBatchDecoder.TEMPLATE_ID :
                publishHandler.onPublishBatch(publishBatch.wrapAndApplyHeader(buffer, offset, header), logPosition);
                break;
            case AckBatchDecoder.TEMPLATE_ID :
                publishHandler.onAckBatch(ackBatch.wrapAndApplyHeader(buffer, offset, header));
                break;
            case ConnectClientDecoder.TEMPLATE_ID :
                onConnect(connect.wrapAndApplyHeader(buffer, offset, header));
                break;
            case CloseClientDecoder.TEMPLATE_ID :
                onCloseClient(closeClient.wrapAndApplyHeader(buffer, offset, header));
                break;
            case ClientHealthDecoder.TEMPLATE_ID :
                onHealth(health.wrapAndApplyHeader(buffer, offset, header));
                break;
            case SubscribeDecoder.TEMPLATE_ID :
                onSubscribe(subscribe.wrapAndApplyHeader(buffer, offset, header));
                break;
            case CloseSubscriptionDecoder.TEMPLATE_ID :
                onCloseSubscription(closeSubscription.wrapAndApplyHeader(buffer, offset, header));
                break;
            case ConfigureLimitsDecoder.TEMPLATE_ID :
                termHandler.onConfigureLimits(configureLimits.wrapAndApplyHeader(buffer, offset, header));
                break;
            case FeatureLevelDecoder.TEMPLATE_ID :
                featureLevel.wrapAndApplyHeader(buffer, offset, header);
                termHandler.onFeatureLevel(featureLevel.commandId(), featureLevel.level());
                break;
            default :
                if (!administer(buffer, offset) && !govern(buffer, offset) && !importInto(buffer, offset, logPosition))
                {
                    throw new IllegalStateException("unknown command: templateId=" + header.templateId() +
                        " logPosition=" + logPosition + "; this node is older than the log, upgrade it");
                }
        }
    }

    private boolean administer(final DirectBuffer buffer, final int offset)
    {
        switch (header.templateId())
        {
            case TrimChannelDecoder.TEMPLATE_ID :
                adminHandler.onTrimChannel(new TrimChannelDecoder().wrapAndApplyHeader(buffer, offset, header));
                return true;
            case DeleteChannelDecoder.TEMPLATE_ID :
                adminHandler.onDeleteChannel(new DeleteChannelDecoder().wrapAndApplyHeader(buffer, offset, header));
                return true;
            case SeekDurableDecoder.TEMPLATE_ID :
                adminHandler.onSeekDurable(new SeekDurableDecoder().wrapAndApplyHeader(buffer, offset, header));
                return true;
            case RemoveDurableDecoder.TEMPLATE_ID :
                adminHandler.onRemoveDurable(new RemoveDurableDecoder().wrapAndApplyHeader(buffer, offset, header));
                return true;
            default :
                return false;
        }
    }

    private boolean govern(final DirectBuffer buffer, final int offset)
    {
        switch (header.templateId())
        {
            case ConfigurePoliciesDecoder.TEMPLATE_ID :
                termHandler.onConfigurePolicies(new ConfigurePoliciesDecoder().wrapAndApplyHeader(buffer, offset,
                    header));
                return true;
            case HoldDeadLettersDecoder.TEMPLATE_ID :
                termHandler.onHoldDeadLetters(new HoldDeadLettersDecoder().wrapAndApplyHeader(buffer, offset, header));
                return true;
            default :
                return false;
        }
    }

    private boolean importInto(final DirectBuffer buffer, final int offset, final long logPosition)
    {
        switch (header.templateId())
        {
            case ImportChannelDecoder.TEMPLATE_ID :
                importHandler.onChannel(importChannel.wrapAndApplyHeader(buffer, offset, header));
                return true;
            case ImportMessagesDecoder.TEMPLATE_ID :
                importHandler.onMessages(importMessages.wrapAndApplyHeader(buffer, offset, header), logPosition);
                return true;
            case ImportDurableDecoder.TEMPLATE_ID :
                importHandler.onDurable(importDurable.wrapAndApplyHeader(buffer, offset, header));
                return true;
            case ImportEpochDecoder.TEMPLATE_ID :
                importHandler.onEpoch(importEpoch.wrapAndApplyHeader(buffer, offset, header));
                return true;
            default :
                return false;
        }
    }

    private void onConnect(final ConnectClientDecoder command)
    {
        final byte[] clientId = new byte[command.clientIdLength()];
        command.getClientId(clientId, 0, clientId.length);
        final byte[] connId = new byte[command.connIdLength()];
        command.getConnId(connId, 0, connId.length);
        final byte[] inbox = new byte[command.heartbeatInboxLength()];
        command.getHeartbeatInbox(inbox, 0, inbox.length);
        clientHandler.onConnect(command.commandId(), command.replacesClientKey(),
            new ClientIdentity(clientId, connId, inbox), command.protocol(), command.pingIntervalS(),
            command.pingMaxOut());
    }

    private void onCloseClient(final CloseClientDecoder command)
    {
        final byte[] clientId = new byte[command.clientIdLength()];
        command.getClientId(clientId, 0, clientId.length);
        clientHandler.onClose(command.commandId(), clientId);
    }

    private void onHealth(final ClientHealthDecoder command)
    {
        if (command.health() == ClientHealthKind.FAILED)
        {
            clientHandler.onFailed(command.commandId(), command.clientKey());
        }
        else
        {
            clientHandler.onHeartbeatMissed(command.commandId(), command.clientKey(),
                command.health() == ClientHealthKind.MISSED);
        }
    }

    private void onSubscribe(final SubscribeDecoder command)
    {
        final byte[] clientId = new byte[command.clientIdLength()];
        command.getClientId(clientId, 0, clientId.length);
        final byte[] channel = new byte[command.channelLength()];
        command.getChannel(channel, 0, channel.length);
        final byte[] queueGroup = new byte[command.queueGroupLength()];
        command.getQueueGroup(queueGroup, 0, queueGroup.length);
        final byte[] durableName = new byte[command.durableNameLength()];
        command.getDurableName(durableName, 0, durableName.length);
        final byte[] inbox = new byte[command.inboxLength()];
        command.getInbox(inbox, 0, inbox.length);
        subscribeHandler.onSubscribe(command.commandId(), new SubscribeRequest(channel, queueGroup,
            new SubscriptionSettings(clientId, durableName, inbox, command.maxInFlight(), command.ackWaitS()),
            command.startPosition(), command.startSequence(), command.startTimeDeltaNs()));
    }

    private void onCloseSubscription(final CloseSubscriptionDecoder command)
    {
        final byte[] clientId = new byte[command.clientIdLength()];
        command.getClientId(clientId, 0, clientId.length);
        final byte[] channel = new byte[command.channelLength()];
        command.getChannel(channel, 0, channel.length);
        final byte[] inbox = new byte[command.inboxLength()];
        command.getInbox(inbox, 0, inbox.length);
        subscribeHandler.onClose(command.commandId(),
            new CloseSubscriptionRequest(command.subscriptionId(), clientId, channel, inbox),
            command.kind() == CloseKind.UNSUBSCRIBE);
    }
}
