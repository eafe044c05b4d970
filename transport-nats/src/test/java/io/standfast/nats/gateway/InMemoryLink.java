package io.standfast.nats.gateway;

import io.standfast.nats.link.ClientRights;
import io.standfast.nats.link.LinkHandler;
import io.standfast.nats.link.LinkMessage;
import io.standfast.nats.link.NatsLink;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A NATS world in memory: routes between test clients and the gateway by subject.
 */
final class InMemoryLink implements NatsLink
{
    /** Something published to a client. */
    record Received(String subject, String reply, byte[] payload)
    {
        String text()
        {
            return new String(payload, StandardCharsets.UTF_8);
        }
    }

    final Set<String> subjects = new LinkedHashSet<>();
    final List<Received> published = new ArrayList<>();
    private final Map<String, List<Received>> clientInboxes = new HashMap<>();
    private final Deque<Received> inbound = new ArrayDeque<>();
    private final Deque<Received> silence = new ArrayDeque<>();
    private LinkHandler handler;
    int cyclesRead;
    int wakeups;
    boolean isUp = true;
    /** Of all test clients. */
    ClientRights rights;

    /** A test client subscribes; what comes is added to the list. */
    List<Received> listen(final String subject)
    {
        return clientInboxes.computeIfAbsent(subject, name -> new ArrayList<>());
    }

    void deafen(final String subject)
    {
        clientInboxes.remove(subject);
    }

    /** A test client publishes. */
    void send(final String subject, final String reply, final byte[] payload)
    {
        if (subjects.stream().anyMatch(pattern -> matches(pattern, subject)))
        {
            inbound.add(new Received(subject, reply, payload));
        }
    }

    @Override
    public void open(final LinkHandler linkHandler)
    {
        handler = linkHandler;
        handler.onLinkUp("memory");
    }

    @Override
    public boolean isUp()
    {
        return isUp;
    }

    @Override
    public void subscribe(final String subject)
    {
        subjects.add(subject);
    }

    @Override
    public void unsubscribe(final String subject)
    {
        subjects.remove(subject);
    }

    @Override
    public void publish(final DirectBuffer subject, final int subjectOffset, final int subjectLength,
        final DirectBuffer payload, final int offset, final int length)
    {
        final byte[] bytes = new byte[length];
        payload.getBytes(offset, bytes);
        deliver(new Received(subject.getStringWithoutLengthUtf8(subjectOffset, subjectLength), "", bytes));
    }

    @Override
    public void deliver(final DirectBuffer channel, final DirectBuffer subject, final DirectBuffer payload,
        final int offset, final int length)
    {
        publish(subject, 0, subject.capacity(), payload, offset, length);
    }

    @Override
    public boolean isHeard(final DirectBuffer subject)
    {
        return clientInboxes.containsKey(subject.getStringWithoutLengthUtf8(0, subject.capacity()));
    }

    @Override
    public void request(final byte[] subject, final byte[] reply)
    {
        final Received request = new Received(text(subject), text(reply), new byte[0]);
        if (!deliver(request))
        {
            silence.add(request);
        }
    }

    @Override
    public int doWork(final long nowNs)
    {
        cyclesRead++;
        int work = 0;
        while (!silence.isEmpty())
        {
            receive(new Received(silence.poll().reply(), "", new byte[0]), true);
            work++;
        }
        while (!inbound.isEmpty() && handler.isReady())
        {
            receive(inbound.poll(), false);
            work++;
        }
        return work;
    }

    @Override
    public int flush()
    {
        return 0;
    }

    @Override
    public void awaitWork(final long timeoutNs)
    {
        wakeups = 0;
    }

    @Override
    public void wakeup()
    {
        wakeups++;
    }

    @Override
    public void close()
    {
        subjects.clear();
    }

    private boolean deliver(final Received message)
    {
        published.add(message);
        final List<Received> inbox = clientInboxes.get(message.subject());
        if (inbox != null)
        {
            inbox.add(message);
        }
        return inbox != null;
    }

    private void receive(final Received message, final boolean isNoResponders)
    {
        final byte[] subject = message.subject().getBytes(StandardCharsets.UTF_8);
        final byte[] reply = message.reply().getBytes(StandardCharsets.UTF_8);
        handler.onMessage(new LinkMessage().subject(new UnsafeBuffer(subject), 0, subject.length)
            .reply(new UnsafeBuffer(reply), 0, reply.length)
            .payload(new UnsafeBuffer(message.payload()), 0, message.payload().length).noResponders(isNoResponders)
            .rights(isNoResponders ? null : rights));
    }

    private static boolean matches(final String pattern, final String subject)
    {
        final String[] expected = pattern.split("\\.");
        final String[] actual = subject.split("\\.");
        for (int i = 0; i < expected.length; i++)
        {
            if (">".equals(expected[i]))
            {
                return actual.length > i;
            }
            if (i >= actual.length || !"*".equals(expected[i]) && !expected[i].equals(actual[i]))
            {
                return false;
            }
        }
        return actual.length == expected.length;
    }

    private static String text(final byte[] bytes)
    {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
