package io.standfast.nats.link.listener;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import io.standfast.nats.link.LinkHandler;
import io.standfast.nats.link.LinkMessage;
import io.standfast.nats.link.NatsLink;

/**
 * A core NATS endpoint in this process, on one thread: the gateway's, which owns it. Frames are parsed where they were
 * read and copied once, into the connections they go to.
 */
public final class Listener implements NatsLink, FrameHandler, FrontDoor.Guests
{
    private static final int FRAMES_PER_CYCLE = 1024;
    /** A CONNECT is a control line: who has not said one has nothing longer to say. */
    private static final int STRANGER_LIMIT = FrameParser.MAX_CONTROL_LINE;

    private final ListenerContext context;
    private final FrameParser parser;
    private final SubjectTree subjects = new SubjectTree();
    private final Map<String, Interest> gatewayInterests = new HashMap<>();
    private final List<Interest> matches = new ArrayList<>();
    private final List<Connection> connections = new ArrayList<>();
    private final ArrayDeque<Connection> touched = new ArrayDeque<>();
    private final ArrayDeque<Connection> unfinished = new ArrayDeque<>();
    private final ArrayDeque<byte[]> withoutResponders = new ArrayDeque<>();
    private final LinkMessage linkMessage = new LinkMessage();
    private final Publication outbound = new Publication();
    private final UnsafeBuffer requestSubject = new UnsafeBuffer(0, 0);
    private final QuietConnections quiet;
    private final BufferBudget budget;
    private final FrontDoor door;
    private final Consumer<SelectionKey> onReady = this::onReady;
    // Written by the gateway thread when it opens, read by whoever rings.
    private volatile Selector selector;
    // Written before the selector, read after it.
    private Thread thread;
    private LinkHandler handler;
    private long lastConnectionId;
    private long nextQueuePick;
    private long cycleNs;
    private int work;

    /**
     * A listener that is not open yet.
     *
     * @param context of the listener.
     */
    public Listener(final ListenerContext context)
    {
        this.context = context;
        this.parser = new FrameParser(this, context.maxPayload());
        this.quiet = new QuietConnections(context, this::touch);
        this.budget = new BufferBudget(context.maxBufferedBytes());
        this.door = new FrontDoor(context, budget, this);
    }

    @Override
    public void open(final LinkHandler linkHandler)
    {
        handler = linkHandler;
        thread = Thread.currentThread();
        try
        {
            selector = Selector.open();
            door.open(selector);
        }
        catch (final IOException ex)
        {
            close();
            throw new UncheckedIOException(ex.getMessage(), ex);
        }
        handler.onLinkUp("Listening for client connections on " + context.host() + ":" + boundPort());
    }

    /**
     * Port that has been bound.
     *
     * @return port.
     */
    public int boundPort()
    {
        return door.boundPort();
    }

    int connectionCount()
    {
        return connections.size();
    }

    long bufferedBytes()
    {
        return budget.used();
    }

    int interestCount()
    {
        return subjects.size();
    }

    @Override
    public boolean isUp()
    {
        return door.isOpen();
    }

    @Override
    public void subscribe(final String subject)
    {
        if (!gatewayInterests.containsKey(subject))
        {
            final Interest interest = new Interest(null, subject.getBytes(UTF_8), new byte[0], null);
            gatewayInterests.put(subject, interest);
            subjects.add(interest);
        }
    }

    @Override
    public void unsubscribe(final String subject)
    {
        final Interest interest = gatewayInterests.remove(subject);
        if (interest != null)
        {
            subjects.remove(interest);
        }
    }

    @Override
    public void publish(final DirectBuffer subject, final int subjectOffset, final int subjectLength,
        final DirectBuffer payload, final int offset, final int length)
    {
        outbound.subject(subject, subjectOffset, subjectLength).payload(payload, offset, length, 0);
        route(null, outbound);
    }

    @Override
    public void request(final byte[] subject, final byte[] reply)
    {
        final byte[] line = new byte[subject.length + reply.length];
        System.arraycopy(subject, 0, line, 0, subject.length);
        System.arraycopy(reply, 0, line, subject.length, reply.length);
        requestSubject.wrap(line);
        outbound.subject(requestSubject, 0, subject.length).reply(subject.length, reply.length)
            .payload(requestSubject, 0, 0, 0);
        if (!route(null, outbound))
        {
            withoutResponders.add(reply);
        }
    }

    @Override
    public int doWork(final long nowNs)
    {
        work = quiet.doWork(connections, nowNs) + door.doWork(nowNs) + budget.relieve(connections, this::drop);
        cycleNs = nowNs;
        reportMissingResponders();
        for (int i = unfinished.size(); i > 0; i--)
        {
            final Connection connection = unfinished.poll();
            connection.unfinished(false);
            parse(connection);
        }
        try
        {
            selector.selectNow(onReady);
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException("cannot wait for sockets", ex);
        }
        return work;
    }

    @Override
    public int flush()
    {
        int flushed = 0;
        Connection connection = touched.poll();
        while (connection != null)
        {
            flush(connection);
            flushed++;
            connection = touched.poll();
        }
        return flushed;
    }

    @Override
    public void awaitWork(final long timeoutNs)
    {
        if (!handler.isReady())
        {
            // Sockets may be ready all the time, and are not read: only who rings is waited for.
            LockSupport.parkNanos(timeoutNs);
            return;
        }
        try
        {
            if (unfinished.isEmpty() && withoutResponders.isEmpty())
            {
                // What is ready stays ready: doWork reads it, when the gateway can take it.
                selector.select(Math.max(1, TimeUnit.NANOSECONDS.toMillis(timeoutNs)));
                selector.selectedKeys().clear();
            }
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException("cannot wait for sockets", ex);
        }
    }

    @Override
    public void wakeup()
    {
        final Selector current = selector;
        if (current != null)
        {
            current.wakeup();
            LockSupport.unpark(thread);
        }
    }

    @Override
    public void close()
    {
        for (final Connection connection : connections)
        {
            connection.close();
        }
        connections.clear();
        CloseHelper.quietCloseAll(door, selector);
    }

    @Override
    public boolean onConnect(final Connection connection, final ConnectOptions options)
    {
        if (!context.isKnown(options))
        {
            connection.error("Authorization Violation");
            return false;
        }
        connection.onConnect(options);
        answer(connection);
        return true;
    }

    @Override
    public void onPing(final Connection connection)
    {
        connection.pong();
        touch(connection);
    }

    @Override
    public boolean onSubscribe(final Connection connection, final Interest interest)
    {
        if (isStranger(connection))
        {
            return false;
        }
        final String sid = new String(interest.sid(), UTF_8);
        if (!connection.interests().containsKey(sid))
        {
            connection.interests().put(sid, interest);
            subjects.add(interest);
        }
        answer(connection);
        return true;
    }

    @Override
    public void onUnsubscribe(final Connection connection, final String sid, final int max)
    {
        final Interest interest = connection.interests().get(sid);
        if (interest != null)
        {
            interest.max(max);
            if (max <= interest.delivered())
            {
                end(interest);
            }
        }
        answer(connection);
    }

    @Override
    public void onPublish(final Connection connection, final Publication publication)
    {
        if (isStranger(connection))
        {
            connection.closeAfterFlush();
            return;
        }
        answer(connection);
        if (!route(connection, publication) && publication.replyLength() > 0 && connection.isNoRespondersWanted())
        {
            sayNoResponders(connection, publication);
        }
    }

    private boolean isStranger(final Connection connection)
    {
        if (context.isAuthRequired() && !connection.isConnected())
        {
            connection.error("Authorization Violation");
            touch(connection);
            return true;
        }
        return false;
    }

    private boolean route(final Connection from, final Publication message)
    {
        subjects.match(message.buffer(), message.subjectOffset(), message.subjectLength(), matches);
        boolean isGatewayMeant = false;
        boolean isDelivered = false;
        for (int i = 0; i < matches.size(); i++)
        {
            final Interest interest = matches.get(i);
            if (interest.connection() == null)
            {
                isGatewayMeant = true;
            }
            else if ((interest.connection() != from || from.isEcho()) && isPicked(interest, i))
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
                .noResponders(false);
            handler.onMessage(linkMessage);
        }
        return isDelivered || isGatewayMeant;
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
        interest.connection().message(interest, message);
        touch(interest.connection());
        if (interest.countDelivery())
        {
            end(interest);
        }
    }

    private void end(final Interest interest)
    {
        interest.connection().interests().remove(new String(interest.sid(), UTF_8));
        subjects.remove(interest);
    }

    private void sayNoResponders(final Connection connection, final Publication request)
    {
        subjects.match(request.buffer(), request.replyOffset(), request.replyLength(), matches);
        for (int i = 0; i < matches.size(); i++)
        {
            final Interest interest = matches.get(i);
            if (interest.connection() == connection)
            {
                connection.noResponders(interest, request.buffer(), request.replyOffset(), request.replyLength());
                touch(connection);
                if (interest.countDelivery())
                {
                    end(interest);
                }
                return;
            }
        }
    }

    private void reportMissingResponders()
    {
        for (int i = withoutResponders.size(); i > 0; i--)
        {
            requestSubject.wrap(withoutResponders.poll());
            linkMessage.subject(requestSubject, 0, requestSubject.capacity()).reply(requestSubject, 0, 0)
                .payload(requestSubject, 0, 0).noResponders(true);
            handler.onMessage(linkMessage);
            work++;
        }
    }

    private void answer(final Connection connection)
    {
        connection.ok();
        touch(connection);
    }

    private void touch(final Connection connection)
    {
        if (connection.touch())
        {
            touched.add(connection);
        }
    }

    private void onReady(final SelectionKey key)
    {
        work++;
        if (!key.isValid())
        {
            return;
        }
        if (key.isAcceptable())
        {
            accept(key);
            return;
        }
        if (key.attachment() instanceof RelayedConnection)
        {
            door.onRelayReady(key);
            return;
        }
        final Connection connection = (Connection) key.attachment();
        if (key.isWritable())
        {
            touch(connection);
        }
        if (key.isReadable())
        {
            read(connection);
        }
    }

    @Override
    public void welcome(final SocketChannel client) throws IOException
    {
        final SelectionKey key = client.register(selector, SelectionKey.OP_READ);
        final Connection connection = new Connection(++lastConnectionId, client, key, context, budget, cycleNs);
        key.attach(connection);
        connections.add(connection);
        connection.send(door.info(connection.id()).getBytes(UTF_8));
        if (connections.size() > context.maxConnections())
        {
            connection.error("maximum connections exceeded");
            connection.closeAfterFlush();
        }
        touch(connection);
    }

    @Override
    public void sendAway()
    {
        for (int i = connections.size() - 1; i >= 0; i--)
        {
            drop(connections.get(i));
        }
    }

    private void accept(final SelectionKey key)
    {
        try
        {
            door.accept(key, cycleNs);
        }
        catch (final IOException ex)
        {
            handler.onLinkDown("cannot accept a connection: " + ex.getMessage());
        }
    }

    private void read(final Connection connection)
    {
        if (connection.isClosed() || connection.isClosing() || connection.isUnfinished())
        {
            return;
        }
        if (connection.in().length() > STRANGER_LIMIT && isStranger(connection))
        {
            connection.closeAfterFlush();
            return;
        }
        try
        {
            final int bytes = connection.read(cycleNs);
            if (bytes < 0)
            {
                drop(connection);
                return;
            }
        }
        catch (final IOException ex)
        {
            // The client is gone without a word: nothing to tell, nobody to tell it to.
            drop(connection);
            return;
        }
        parse(connection);
    }

    private void parse(final Connection connection)
    {
        int result = connection.isClosed() || connection.isClosing() ? FrameParser.MORE : FrameParser.FRAME;
        int frames = 0;
        while (result == FrameParser.FRAME && frames < FRAMES_PER_CYCLE && handler.isReady())
        {
            result = connection.isClosing() ? FrameParser.MORE : parser.next(connection);
            frames++;
            work++;
        }
        if (result == FrameParser.BROKEN)
        {
            connection.closeAfterFlush();
            touch(connection);
        }
        else if (result == FrameParser.FRAME)
        {
            connection.unfinished(true);
            unfinished.add(connection);
        }
    }

    private void flush(final Connection connection)
    {
        if (connection.isClosed())
        {
            return;
        }
        try
        {
            final boolean isAllOut = connection.flush();
            if (connection.isClosing() && (isAllOut || connection.isConnected()))
            {
                drop(connection);
            }
        }
        catch (final IOException ex)
        {
            drop(connection);
        }
    }

    private void drop(final Connection connection)
    {
        for (final Interest interest : connection.allInterests())
        {
            subjects.remove(interest);
        }
        connection.interests().clear();
        connection.close();
        connections.remove(connection);
    }
}
