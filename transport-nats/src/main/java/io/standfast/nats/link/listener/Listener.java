package io.standfast.nats.link.listener;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

import javax.net.ssl.SSLException;

import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.standfast.nats.link.LinkHandler;
import io.standfast.nats.link.NatsLink;
import io.standfast.nats.link.RefusalLog;

/**
 * A core NATS endpoint in this process, on one thread: the gateway's, which owns it. Frames are parsed where they were
 * read and copied once, into the connections they go to.
 */
public final class Listener implements NatsLink, FrontDoor.Guests
{
    private static final Logger LOG = LoggerFactory.getLogger(Listener.class);
    private static final int HANDSHAKES_WAITING = 4096;
    private static final int HASHES_WAITING = 64;
    private static final int FRAMES_PER_CYCLE = 1024;
    /** Of one encrypted connection, whose bytes may have been taken from its socket already. */
    private static final int READS_PER_CYCLE = 4;
    /** A CONNECT is a control line: who has not said one has nothing longer to say. */
    private static final int STRANGER_LIMIT = FrameParser.MAX_CONTROL_LINE;

    private final ListenerContext context;
    private final FrameParser parser;
    private final Exchange exchange = new Exchange(this::touch);
    private final CryptoProxy crypto = new CryptoProxy("listener-crypto", HANDSHAKES_WAITING, this::wakeup);
    // On a thread of its own: who guesses passwords keeps it busy, and no handshake waits for that.
    private final CryptoProxy hashes = new CryptoProxy("listener-hashes", HASHES_WAITING, this::wakeup);
    private final AtomicReference<ListenerSecurity> nextSecurity = new AtomicReference<>();
    private final ClientFrames clients;
    private final List<Connection> connections = new ArrayList<>();
    private final ArrayDeque<Connection> touched = new ArrayDeque<>();
    private final ArrayDeque<Connection> unfinished = new ArrayDeque<>();
    private final QuietConnections quiet;
    private final BufferBudget budget;
    private final FrameTrace trace;
    private final FrontDoor door;
    private final RefusalLog refusals = new RefusalLog();
    private final Consumer<SelectionKey> onReady = this::onReady;
    // Written by the gateway thread when it opens, read by whoever rings.
    private volatile Selector selector;
    // Written before the selector, read after it.
    private volatile Thread thread;
    private LinkHandler handler;
    private ListenerSecurity security;
    // Null while nothing is encrypted.
    private TlsChannel.Scratch scratch;
    private long lastConnectionId;
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
        security = context.security();
        clients = new ClientFrames(security.authorization(),
            new Authenticator(security.authorization(), crypto, hashes), exchange, this::touch, this::resume);
        parser = new FrameParser(clients, context.maxPayload());
        this.trace = new FrameTrace(context.maxTracedBytes());
        this.quiet = new QuietConnections(context, this::touch, this::drop);
        this.budget = new BufferBudget(context.maxBufferedBytes());
        this.door = new FrontDoor(context, budget, this);
        context.look().at(connections, exchange::interestCount);
    }

    @Override
    public void open(final LinkHandler linkHandler)
    {
        handler = linkHandler;
        exchange.handler(linkHandler);
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
        return exchange.interestCount();
    }

    @Override
    public boolean isUp()
    {
        return door.isOpen();
    }

    @Override
    public void subscribe(final String subject)
    {
        exchange.subscribeGateway(subject);
    }

    @Override
    public void unsubscribe(final String subject)
    {
        exchange.unsubscribeGateway(subject);
    }

    @Override
    public void publish(final DirectBuffer subject, final int subjectOffset, final int subjectLength,
        final DirectBuffer payload, final int offset, final int length)
    {
        exchange.publish(subject, subjectOffset, subjectLength, payload, offset, length);
    }

    @Override
    public void deliver(final DirectBuffer channel, final DirectBuffer subject, final DirectBuffer payload,
        final int offset, final int length)
    {
        exchange.deliver(channel, subject, payload, offset, length);
    }

    @Override
    public boolean isHeard(final DirectBuffer subject)
    {
        return exchange.isHeard(subject);
    }

    @Override
    public void request(final byte[] subject, final byte[] reply)
    {
        exchange.request(subject, reply);
    }

    /**
     * Let others in, or in another way, from now on. Connections of users that are gone, or whose password is another
     * one, are ended; subscriptions that are not permitted any more are taken away. A certificate counts for
     * connections to come. Called by any thread; done by the gateway thread in its next duty cycle.
     *
     * @param next security.
     */
    public void reload(final ListenerSecurity next)
    {
        nextSecurity.set(next);
        wakeup();
    }

    private int takeSecurity()
    {
        final ListenerSecurity next = nextSecurity.getAndSet(null);
        if (next == null)
        {
            return 0;
        }
        security = next;
        quiet.security(next);
        clients.reload(next.authorization(), connections);
        return 1;
    }

    @Override
    public int doWork(final long nowNs)
    {
        cycleNs = nowNs;
        clients.cycle(nowNs);
        trace.cycle();
        work = quiet.doWork(connections, nowNs) + door.doWork(nowNs) + budget.relieve(connections, this::drop) +
            takeSecurity() + crypto.doWork() + hashes.doWork() + exchange.doWork(nowNs) + context.look().doWork();
        for (int i = unfinished.size(); i > 0; i--)
        {
            final Connection connection = unfinished.poll();
            connection.unfinished(false);
            goOn(connection);
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
            thread = Thread.currentThread();
            LockSupport.parkNanos(timeoutNs);
            return;
        }
        try
        {
            if (unfinished.isEmpty() && !exchange.hasWork())
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
            connection.closeReason("Server Shutdown");
            trace.closed(connection);
            connection.close();
        }
        connections.clear();
        CloseHelper.quietCloseAll(crypto, hashes, door, selector);
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
        final String nonce = clients.newNonce();
        final Connection connection = new Connection(++lastConnectionId, wire(client, key), nonce, context, budget,
            trace, cycleNs);
        key.attach(connection);
        connections.add(connection);
        context.look().onOpened();
        trace.opened(connection);
        connection.send(door.info(connection.id(), security, nonce).getBytes(UTF_8));
        if (connections.size() > context.maxConnections())
        {
            connection.error("maximum connections exceeded");
            connection.closeAfterFlush();
        }
        touch(connection);
    }

    private Connection.Wire wire(final SocketChannel client, final SelectionKey key)
    {
        final ListenerTls tls = security.tls();
        if (tls == null)
        {
            return new Connection.Wire(client, key, null, false, 0);
        }
        if (scratch == null)
        {
            scratch = new TlsChannel.Scratch();
        }
        return new Connection.Wire(client, key, new TlsChannel(client, tls.newEngine(), scratch, budget), tls.isFirst(),
            tls.timeoutNs());
    }

    @Override
    public void sendAway()
    {
        for (int i = connections.size() - 1; i >= 0; i--)
        {
            connections.get(i).closeReason("this node does not serve any more");
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
            refusals.refused("a client cannot be served: " + ex.getMessage(), cycleNs);
        }
    }

    private void read(final Connection connection)
    {
        if (connection.isClosed() || connection.isClosing() || connection.isUnfinished() || connection.isWaiting())
        {
            return;
        }
        if (!connection.isConnected() && budget.isSpent())
        {
            if (connection.hasInput())
            {
                resume(connection);
            }
            return;
        }
        if (connection.in().length() > STRANGER_LIMIT && clients.isStranger(connection))
        {
            connection.closeAfterFlush();
            return;
        }
        int reads = 0;
        do
        {
            if (!tryRead(connection))
            {
                drop(connection);
                return;
            }
            parse(connection);
            reads++;
        }
        while (connection.hasInput() && isParsed(connection) && !connection.isUnfinished() && reads < READS_PER_CYCLE);
        if (connection.hasInput() && isParsed(connection) && !connection.isUnfinished())
        {
            resume(connection);
        }
    }

    /** False when the client is gone, mostly without a word: nothing to tell, nobody to tell it to. */
    private boolean tryRead(final Connection connection)
    {
        try
        {
            return connection.read(cycleNs) >= 0 && (connection.tls() == null || trySecure(connection));
        }
        catch (final IOException ex)
        {
            if (connection.isShakingHands())
            {
                return mayFinish(connection, ex);
            }
            connection.closeReason("Read Error");
            return false;
        }
    }

    /** A client that goes away in the middle of it is nobody's mistake. */
    private boolean mayFinish(final Connection connection, final IOException reason)
    {
        connection.closeReason("TLS Handshake Failure");
        if (reason instanceof SSLException)
        {
            refusals.refused(HandshakeFailure.line(connection.address(), reason.getMessage()), cycleNs);
            return connection.tls().tryRefuse();
        }
        LOG.debug("a TLS handshake of a client{} has ended: {}", connection.address(), reason.getMessage());
        return false;
    }

    /** What a read of an encrypted connection leaves to do: a step for another thread, an answer. */
    private boolean trySecure(final Connection connection)
    {
        final TlsChannel tls = connection.tls();
        touch(connection);
        if (!tls.isTaskDue())
        {
            return true;
        }
        connection.waiting(true);
        return crypto.tryDo(tls::runTask, () -> onSecured(connection));
    }

    private void onSecured(final Connection connection)
    {
        if (connection.isClosed())
        {
            return;
        }
        connection.tls().onTaskDone();
        connection.waiting(false);
        read(connection);
    }

    /** Frames of it, or bytes, wait; nobody will ring for them. */
    private void resume(final Connection connection)
    {
        connection.unfinished(true);
        unfinished.add(connection);
    }

    private void goOn(final Connection connection)
    {
        parse(connection);
        if (connection.hasInput() && !connection.isUnfinished())
        {
            read(connection);
        }
    }

    private void parse(final Connection connection)
    {
        int result = isParsed(connection) ? FrameParser.FRAME : FrameParser.MORE;
        int frames = 0;
        while (result == FrameParser.FRAME && frames < FRAMES_PER_CYCLE && handler.isReady())
        {
            result = isParsed(connection) ? parser.next(connection) : FrameParser.MORE;
            frames++;
            work++;
        }
        if (result == FrameParser.BROKEN)
        {
            connection.closeAfterFlush();
            touch(connection);
        }
        else if (result == FrameParser.FRAME && isParsed(connection))
        {
            resume(connection);
        }
    }

    private static boolean isParsed(final Connection connection)
    {
        return !connection.isClosed() && !connection.isClosing() && !connection.isWaiting();
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
            if (connection.isClosing() && (isAllOut || connection.isConnected() || connection.isShakingHands()))
            {
                drop(connection);
            }
        }
        catch (final IOException ex)
        {
            connection.closeReason("Write Error");
            drop(connection);
        }
    }

    private void drop(final Connection connection)
    {
        trace.closed(connection);
        exchange.endAll(connection);
        context.look().onClosed(connection);
        connection.close();
        connections.remove(connection);
    }
}
