package io.standfast.nats.link.listener;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import io.standfast.nats.link.LinkHandler;
import io.standfast.nats.link.LinkMessage;

/**
 * Who is interested in what, and how messages get there: from connections and the gateway to connections and the
 * gateway. Owned by the gateway thread.
 */
final class Exchange
{
    private final SubjectTree subjects = new SubjectTree();
    private final Map<String, Interest> gatewayInterests = new HashMap<>();
    private final List<Interest> matches = new ArrayList<>();
    private final ArrayDeque<byte[]> withoutResponders = new ArrayDeque<>();
    private final LinkMessage linkMessage = new LinkMessage();
    private final Publication outbound = new Publication();
    private final UnsafeBuffer requestSubject = new UnsafeBuffer(0, 0);
    private final Consumer<Connection> touched;
    private LinkHandler handler;
    private long nextQueuePick;
    private long cycleNs;

    /**
     * With nobody interested.
     *
     * @param touched hears of connections that have something to flush.
     */
    Exchange(final Consumer<Connection> touched)
    {
        this.touched = touched;
    }

    void handler(final LinkHandler linkHandler)
    {
        handler = linkHandler;
    }

    int interestCount()
    {
        return subjects.size();
    }

    boolean hasWork()
    {
        return !withoutResponders.isEmpty();
    }

    void subscribeGateway(final String subject)
    {
        if (!gatewayInterests.containsKey(subject))
        {
            final Interest interest = new Interest(null, subject.getBytes(UTF_8), new byte[0], null);
            gatewayInterests.put(subject, interest);
            subjects.add(interest);
        }
    }

    void unsubscribeGateway(final String subject)
    {
        final Interest interest = gatewayInterests.remove(subject);
        if (interest != null)
        {
            subjects.remove(interest);
        }
    }

    void publish(final DirectBuffer subject, final int subjectOffset, final int subjectLength,
        final DirectBuffer payload, final int offset, final int length)
    {
        outbound.subject(subject, subjectOffset, subjectLength).payload(payload, offset, length, 0);
        route(null, outbound, null);
    }

    void deliver(final DirectBuffer channel, final DirectBuffer subject, final DirectBuffer payload, final int offset,
        final int length)
    {
        outbound.subject(subject, 0, subject.capacity()).payload(payload, offset, length, 0);
        route(null, outbound, channel);
    }

    boolean isHeard(final DirectBuffer subject)
    {
        subjects.match(subject, 0, subject.capacity(), matches);
        for (int i = 0; i < matches.size(); i++)
        {
            if (matches.get(i).connection() != null)
            {
                return true;
            }
        }
        return false;
    }

    void request(final byte[] subject, final byte[] reply)
    {
        final byte[] line = new byte[subject.length + reply.length];
        System.arraycopy(subject, 0, line, 0, subject.length);
        System.arraycopy(reply, 0, line, subject.length, reply.length);
        requestSubject.wrap(line);
        outbound.subject(requestSubject, 0, subject.length).reply(subject.length, reply.length)
            .payload(requestSubject, 0, 0, 0);
        if (!route(null, outbound, null))
        {
            withoutResponders.add(reply);
        }
    }

    /**
     * Hand on what a connection has published.
     *
     * @param from    connection.
     * @param message valid during the call.
     */
    void publish(final Connection from, final Publication message)
    {
        if (!route(from, message, null) && message.replyLength() > 0 && from.isNoRespondersWanted())
        {
            sayNoResponders(from, message);
        }
    }

    void add(final Interest interest)
    {
        subjects.add(interest);
    }

    void end(final Interest interest)
    {
        interest.connection().interests().remove(new String(interest.sid(), UTF_8));
        subjects.remove(interest);
    }

    void endAll(final Connection connection)
    {
        for (final Interest interest : connection.allInterests())
        {
            subjects.remove(interest);
        }
        connection.interests().clear();
    }

    /**
     * Tell the gateway of its requests that nobody was there for.
     *
     * @param nowNs time of the duty cycle.
     * @return how many.
     */
    int doWork(final long nowNs)
    {
        cycleNs = nowNs;
        final int count = withoutResponders.size();
        for (int i = count; i > 0; i--)
        {
            requestSubject.wrap(withoutResponders.poll());
            linkMessage.subject(requestSubject, 0, requestSubject.capacity()).reply(requestSubject, 0, 0)
                .payload(requestSubject, 0, 0).noResponders(true).rights(null);
            handler.onMessage(linkMessage);
        }
        return count;
    }

    /**
     * Hand a message to whom it concerns.
     *
     * @param from    connection, or null for the gateway.
     * @param message valid during the call.
     * @param channel that it came out of, or null.
     * @return whether anybody got it.
     */
    private boolean route(final Connection from, final Publication message, final DirectBuffer channel)
    {
        subjects.match(message.buffer(), message.subjectOffset(), message.subjectLength(), matches);
        leaveOutForbidden(message, channel);
        final boolean isGatewayMeant = isGatewayMeant();
        if (isGatewayMeant && from != null)
        {
            leaveOutListeners();
        }
        boolean isDelivered = false;
        for (int i = 0; i < matches.size(); i++)
        {
            final Interest interest = matches.get(i);
            if (interest.connection() != null && (interest.connection() != from || from.isEcho()) && isPicked(
                interest, i))
            {
                isDelivered = true;
                deliver(interest, message);
            }
        }
        if (isGatewayMeant && from != null)
        {
            linkMessage.subject(message.buffer(), message.subjectOffset(), message.subjectLength())
                .reply(message.buffer(), message.replyOffset(), message.replyLength())
                .payload(message.payload(), message.payloadOffset() + message.headersLength(),
                    message.payloadLength() - message.headersLength())
                .noResponders(false).rights(from.rights());
            handler.onMessage(linkMessage);
        }
        return isDelivered || isGatewayMeant;
    }

    private void leaveOutForbidden(final Publication message, final DirectBuffer channel)
    {
        for (int i = matches.size() - 1; i >= 0; i--)
        {
            if (matches.get(i).isForbidden(message, channel))
            {
                matches.remove(i);
            }
        }
    }

    private boolean isGatewayMeant()
    {
        for (int i = 0; i < matches.size(); i++)
        {
            if (matches.get(i).connection() == null)
            {
                return true;
            }
        }
        return false;
    }

    /** What clients say to the gateway is of channels: nobody hears it whose channels are limited. */
    private void leaveOutListeners()
    {
        for (int i = matches.size() - 1; i >= 0; i--)
        {
            final Connection connection = matches.get(i).connection();
            if (connection != null && connection.rights() != null)
            {
                matches.remove(i);
            }
        }
    }

    /**
     * Of a queue group one member gets the message: members take turns, counted over all groups.
     */
    private boolean isPicked(final Interest interest, final int index)
    {
        if (interest.queue() == null)
        {
            return true;
        }
        int members = 0;
        int position = 0;
        boolean isFirst = true;
        for (int i = 0; i < matches.size(); i++)
        {
            if (interest.queue().equals(matches.get(i).queue()))
            {
                isFirst = isFirst && i >= index;
                position += i < index ? 1 : 0;
                members++;
            }
        }
        nextQueuePick += isFirst ? 1 : 0;
        return nextQueuePick % members == position;
    }

    private void deliver(final Interest interest, final Publication message)
    {
        final Connection connection = interest.connection();
        connection.message(interest, message, cycleNs);
        touched.accept(connection);
        if (interest.countDelivery())
        {
            end(interest);
        }
    }

    private void sayNoResponders(final Connection connection, final Publication request)
    {
        subjects.match(request.buffer(), request.replyOffset(), request.replyLength(), matches);
        for (int i = 0; i < matches.size(); i++)
        {
            final Interest interest = matches.get(i);
            if (interest.connection() == connection && interest.queue() == null)
            {
                // Does not count for the end of the subscription: as in nats-server.
                connection.noResponders(interest, request.buffer(), request.replyOffset(), request.replyLength());
                touched.accept(connection);
                return;
            }
        }
    }
}
