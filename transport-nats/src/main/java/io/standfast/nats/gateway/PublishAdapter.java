package io.standfast.nats.gateway;

import io.standfast.codecs.ChannelName;
import io.standfast.codecs.stan.PubMsgDecoder;
import io.standfast.codecs.stan.StanErrors;
import io.standfast.nats.link.LinkMessage;
import io.standfast.replication.log.CommandPublisher;
import java.util.function.BooleanSupplier;
import org.agrona.DirectBuffer;

/**
 * Publishes, STAN-SPEC 1.8: checks parse, names and size; whether the client is registered is judged in the engine.
 * Owned by the gateway thread.
 */
final class PublishAdapter
{
    /** Not one of the original's texts: it would have panicked. */
    static final String DISK_LOW = "stan: publish refused, the server's disk is almost full";
    /** Not one of the original's texts: it never compares its nodes. */
    static final String STATE_SPLIT = "stan: publish refused, the servers of the cluster hold different states";

    private final BooleanSupplier isDiskLow;
    private final BooleanSupplier isStateSplit;
    private final CommandPublisher commands;
    private final PendingPublishes pending;
    private final ReplyPublisher replies;
    private final GatewaySubjects subjects;
    private final GatewayCounters counters;
    private final AccessControl access;
    private final StreamTrace trace;
    private final PubMsgDecoder decoder = new PubMsgDecoder();

    PublishAdapter(final GatewayParts parts, final GatewayContext context)
    {
        commands = parts.commands();
        pending = parts.pendingPublishes();
        replies = parts.replies();
        subjects = parts.subjects();
        counters = context.counters();
        access = parts.access();
        trace = parts.trace();
        isDiskLow = context.diskLow();
        isStateSplit = context.stateSplit();
    }

    void onMessage(final LinkMessage message)
    {
        final DirectBuffer payload = message.payload();
        pending.onArrived();
        counters.onPublish(payload.capacity());
        final boolean isDecoded = decoder.wrap(payload, 0, payload.capacity());
        final String refusal = !isDecoded || !isValid(message) ? StanErrors.INVALID_PUBLISH_REQUEST
            : access.refusal(message, decoder);
        if (isDecoded && trace.isOn())
        {
            trace.published(decoder);
        }
        if (refusal != null)
        {
            final int guidLength = Math.min(decoder.guidLength(), GatewaySubjects.LENGTH_LIMIT);
            replies.pubAckRefused(message.reply(), payload, decoder.guidOffset(), guidLength, refusal);
        }
        else if (isDiskLow.getAsBoolean())
        {
            replies.pubAckRefused(message.reply(), payload, decoder.guidOffset(), decoder.guidLength(), DISK_LOW);
        }
        else if (isStateSplit.getAsBoolean())
        {
            replies.pubAckRefused(message.reply(), payload, decoder.guidOffset(), decoder.guidLength(), STATE_SPLIT);
        }
        else if (!pending.tryAdd(decoder, message.reply()))
        {
            counters.lost().increment();
        }
    }

    private boolean isValid(final LinkMessage message)
    {
        final DirectBuffer payload = message.payload();
        return decoder.guidLength() > 0 && decoder.guidLength() <= GatewaySubjects.LENGTH_LIMIT &&
            decoder.clientIdLength() <= GatewaySubjects.LENGTH_LIMIT &&
            decoder.connIdLength() <= GatewaySubjects.LENGTH_LIMIT &&
            decoder.replyLength() <= GatewaySubjects.LENGTH_LIMIT && isOwnSubject(message.subject()) &&
            ChannelName.isValid(payload, decoder.subjectOffset(), decoder.subjectLength()) &&
            commands.isPublishable(decoder);
    }

    /**
     * The channel must be the one that the client was permitted to publish to; the original never compares.
     */
    private boolean isOwnSubject(final DirectBuffer subject)
    {
        final int prefixLength = subjects.publishPrefix().length;
        final int length = subject.capacity() - prefixLength;
        if (length != decoder.subjectLength() || length > GatewaySubjects.LENGTH_LIMIT)
        {
            return false;
        }
        final DirectBuffer channel = decoder.buffer();
        final int offset = decoder.subjectOffset();
        for (int i = 0; i < length; i++)
        {
            if (subject.getByte(prefixLength + i) != channel.getByte(offset + i))
            {
                return false;
            }
        }
        return true;
    }
}
