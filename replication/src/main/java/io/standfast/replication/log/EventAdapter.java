package io.standfast.replication.log;

import io.standfast.codecs.log.AckResultsDecoder;
import io.standfast.codecs.log.AdministeredDecoder;
import io.standfast.codecs.log.ClientClosedDecoder;
import io.standfast.codecs.log.ClientIdInUseDecoder;
import io.standfast.codecs.log.ClientOpenedDecoder;
import io.standfast.codecs.log.ConnectedDecoder;
import io.standfast.codecs.log.DeliverDecoder;
import io.standfast.codecs.log.DoneDecoder;
import io.standfast.codecs.log.GatesOpenDecoder;
import io.standfast.codecs.log.NoticeDecoder;
import io.standfast.codecs.log.PublishRefusedDecoder;
import io.standfast.codecs.log.PublishResultsDecoder;
import io.standfast.codecs.log.RefusedDecoder;
import io.standfast.codecs.log.SubscribedDecoder;
import io.standfast.codecs.log.SubscriptionClosedDecoder;
import io.standfast.codecs.log.SubscriptionOpenedDecoder;
import io.standfast.engine.EngineOutput;
import io.standfast.engine.NoticeLevel;
import java.nio.charset.StandardCharsets;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;

/**
 * Drains the outbox: decodes events and calls an {@link EngineOutput}. Owned by the gateway thread.
 */
public final class EventAdapter
{
    private final OneToOneRingBuffer ring;
    private final EngineOutput output;
    private final MessageHandler messageHandler = this::onMessage;
    private final ClientView clientView = new ClientView();
    private final SubscriptionView subscriptionView = new SubscriptionView();

    private final AdministeredDecoder administered = new AdministeredDecoder();
    private final AckResultsDecoder ackResults = new AckResultsDecoder();
    private final ClientClosedDecoder clientClosed = new ClientClosedDecoder();
    private final ClientIdInUseDecoder clientIdInUse = new ClientIdInUseDecoder();
    private final ConnectedDecoder connected = new ConnectedDecoder();
    private final DeliverDecoder deliver = new DeliverDecoder();
    private final DoneDecoder done = new DoneDecoder();
    private final GatesOpenDecoder gatesOpen = new GatesOpenDecoder();
    private final NoticeDecoder notice = new NoticeDecoder();
    private final PublishRefusedDecoder publishRefused = new PublishRefusedDecoder();
    private final PublishResultsDecoder publishResults = new PublishResultsDecoder();
    private final RefusedDecoder refused = new RefusedDecoder();
    private final SubscribedDecoder subscribed = new SubscribedDecoder();
    private final SubscriptionClosedDecoder subscriptionClosed = new SubscriptionClosedDecoder();

    /**
     * An adapter of one outbox.
     *
     * @param outbox to drain.
     * @param output to call.
     */
    public EventAdapter(final Outbox outbox, final EngineOutput output)
    {
        this.ring = outbox.ring();
        this.output = output;
    }

    /**
     * Take events out of the ring.
     *
     * @param limit greatest number of events.
     * @return number of events taken.
     */
    public int poll(final int limit)
    {
        return ring.read(messageHandler, limit);
    }

    private void onMessage(final int templateId, final MutableDirectBuffer buffer, final int offset, final int length)
    {
        switch (templateId)
        {
            case DeliverDecoder.TEMPLATE_ID :
                deliver.wrap(buffer, offset, DeliverDecoder.BLOCK_LENGTH, DeliverDecoder.SCHEMA_VERSION);
                output.onDeliver(deliver.subscriptionId(), deliver.sequence(), deliver.location(),
                    deliver.redeliveryCount());
                break;

            case PublishResultsDecoder.TEMPLATE_ID :
                publishResults.wrap(buffer, offset, PublishResultsDecoder.BLOCK_LENGTH,
                    PublishResultsDecoder.SCHEMA_VERSION);
                output.onPublishResults(publishResults.commandId(), publishResults.accepted(),
                    publishResults.refused());
                break;

            case AckResultsDecoder.TEMPLATE_ID :
                ackResults.wrap(buffer, offset, AckResultsDecoder.BLOCK_LENGTH, AckResultsDecoder.SCHEMA_VERSION);
                output.onAckResults(ackResults.commandId(), ackResults.accepted(), ackResults.ignored());
                break;

            default :
                if (!onReply(templateId, buffer, offset) && !onChange(templateId, buffer, offset))
                {
                    throw new IllegalStateException("unknown event in the outbox: templateId=" + templateId);
                }
        }
    }

    private boolean onReply(final int templateId, final MutableDirectBuffer buffer, final int offset)
    {
        switch (templateId)
        {
            case DoneDecoder.TEMPLATE_ID :
                done.wrap(buffer, offset, DoneDecoder.BLOCK_LENGTH, DoneDecoder.SCHEMA_VERSION);
                output.onDone(done.commandId());
                return true;

            case RefusedDecoder.TEMPLATE_ID :
                refused.wrap(buffer, offset, RefusedDecoder.BLOCK_LENGTH, RefusedDecoder.SCHEMA_VERSION);
                onRefused();
                return true;

            case PublishRefusedDecoder.TEMPLATE_ID :
                publishRefused.wrap(buffer, offset, PublishRefusedDecoder.BLOCK_LENGTH,
                    PublishRefusedDecoder.SCHEMA_VERSION);
                onPublishRefused();
                return true;

            case ConnectedDecoder.TEMPLATE_ID :
                connected.wrap(buffer, offset, ConnectedDecoder.BLOCK_LENGTH, ConnectedDecoder.SCHEMA_VERSION);
                output.onConnected(connected.commandId(), connected.clientKey());
                return true;

            case ClientIdInUseDecoder.TEMPLATE_ID :
                clientIdInUse.wrap(buffer, offset, ClientIdInUseDecoder.BLOCK_LENGTH,
                    ClientIdInUseDecoder.SCHEMA_VERSION);
                output.onClientIdInUse(clientIdInUse.commandId(), clientIdInUse.clientKey());
                return true;

            case SubscribedDecoder.TEMPLATE_ID :
                subscribed.wrap(buffer, offset, SubscribedDecoder.BLOCK_LENGTH, SubscribedDecoder.SCHEMA_VERSION);
                output.onSubscribed(subscribed.commandId(), subscribed.subscriptionId());
                return true;

            case AdministeredDecoder.TEMPLATE_ID :
                administered.wrap(buffer, offset, AdministeredDecoder.BLOCK_LENGTH, AdministeredDecoder.SCHEMA_VERSION);
                output.onAdministered(administered.commandId(), administered.affected(), administered.position());
                return true;

            default :
                return false;
        }
    }

    private boolean onChange(final int templateId, final MutableDirectBuffer buffer, final int offset)
    {
        switch (templateId)
        {
            case ClientOpenedDecoder.TEMPLATE_ID :
                output.onClientOpened(clientView.wrap(buffer, offset));
                return true;

            case ClientClosedDecoder.TEMPLATE_ID :
                clientClosed.wrap(buffer, offset, ClientClosedDecoder.BLOCK_LENGTH, ClientClosedDecoder.SCHEMA_VERSION);
                output.onClientClosed(clientClosed.clientKey());
                return true;

            case SubscriptionOpenedDecoder.TEMPLATE_ID :
                output.onSubscriptionOpened(subscriptionView.wrap(buffer, offset));
                return true;

            case SubscriptionClosedDecoder.TEMPLATE_ID :
                subscriptionClosed.wrap(buffer, offset, SubscriptionClosedDecoder.BLOCK_LENGTH,
                    SubscriptionClosedDecoder.SCHEMA_VERSION);
                output.onSubscriptionClosed(subscriptionClosed.subscriptionId());
                return true;

            case GatesOpenDecoder.TEMPLATE_ID :
                gatesOpen.wrap(buffer, offset, GatesOpenDecoder.BLOCK_LENGTH, GatesOpenDecoder.SCHEMA_VERSION);
                output.onGatesOpen(gatesOpen.commandId(), gatesOpen.leadershipTermId());
                return true;

            case NoticeDecoder.TEMPLATE_ID :
                notice.wrap(buffer, offset, NoticeDecoder.BLOCK_LENGTH, NoticeDecoder.SCHEMA_VERSION);
                onNotice();
                return true;

            default :
                return false;
        }
    }

    private void onRefused()
    {
        final byte[] text = new byte[refused.textLength()];
        refused.getText(text, 0, text.length);
        output.onRefused(refused.commandId(), new String(text, StandardCharsets.UTF_8));
    }

    private void onPublishRefused()
    {
        final byte[] text = new byte[publishRefused.textLength()];
        publishRefused.getText(text, 0, text.length);
        output.onPublishRefused(publishRefused.commandId(), publishRefused.item(),
            new String(text, StandardCharsets.UTF_8));
    }

    private void onNotice()
    {
        final byte[] text = new byte[notice.textLength()];
        notice.getText(text, 0, text.length);
        output.onNotice(level(notice.level()), new String(text, StandardCharsets.UTF_8));
    }

    private static NoticeLevel level(final int code)
    {
        if (code == NoticeLevel.DEBUG.code())
        {
            return NoticeLevel.DEBUG;
        }
        return code == NoticeLevel.INFO.code() ? NoticeLevel.INFO : NoticeLevel.WARNING;
    }
}
