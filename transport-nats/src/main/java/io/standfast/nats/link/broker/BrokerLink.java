package io.standfast.nats.link.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.nats.client.Connection;
import io.nats.client.ConnectionListener;
import io.nats.client.Dispatcher;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.standfast.nats.link.LinkHandler;
import io.standfast.nats.link.LinkMessage;
import io.standfast.nats.link.LinkRefusedException;
import io.standfast.nats.link.NatsLink;
import io.standfast.nats.link.RefusalLog;

/**
 * A connection to a NATS server elsewhere. Owned by the gateway thread; what jnats calls on its own threads goes
 * through one queue, and when that is full jnats waits, which is the broker's back-pressure.
 */
public final class BrokerLink implements NatsLink
{
    private static final Logger LOG = LoggerFactory.getLogger(BrokerLink.class);
    private static final int QUEUE_CAPACITY = 8192;
    private static final int MESSAGES_PER_CYCLE = 1024;
    private static final int NO_RESPONDERS = 503;
    private static final Duration RECONNECT_WAIT = Duration.ofMillis(250);
    private static final long REOPEN_WAIT_NS = TimeUnit.SECONDS.toNanos(1);
    private static final Duration FLUSH_WAIT = Duration.ofSeconds(2);
    private static final int SUBJECT_SHOWN = 128;
    private static final byte[] NOTHING = new byte[0];

    private final BrokerContext context;
    private final ArrayBlockingQueue<Message> inbound = new ArrayBlockingQueue<>(QUEUE_CAPACITY);
    private final ConcurrentLinkedQueue<Runnable> reports = new ConcurrentLinkedQueue<>();
    private final Set<String> subjects = new HashSet<>();
    private final AtomicBoolean isRung = new AtomicBoolean();
    private final BrokerErrors errors = new BrokerErrors(LOG::warn);
    private final RefusalLog refusals = new RefusalLog();
    private final LinkMessage linkMessage = new LinkMessage();
    private final UnsafeBuffer subjectView = new UnsafeBuffer(0, 0);
    private final UnsafeBuffer replyView = new UnsafeBuffer(0, 0);
    private final UnsafeBuffer payloadView = new UnsafeBuffer(0, 0);
    private LinkHandler handler;
    // Written by the gateway thread, read by whoever asks for health.
    private volatile Connection connection;
    // Written by jnats' threads, read by whoever closes: one that has never been connected goes on trying until then.
    private volatile Connection attempt;
    private Dispatcher dispatcher;
    // Written by the gateway thread when it opens, read by whoever rings.
    private volatile Thread owner;
    // Written by the thread that closes, read by jnats' dispatcher that may wait for room.
    private volatile boolean isClosed;
    private long subscribeCount;
    private long heardCount;
    private boolean isAsking;
    private boolean isDownSaid;
    private boolean isGivenUp;
    private long reopenDueNs;
    private long cycleNs;

    /**
     * A link that is not open yet.
     *
     * @param context of the link.
     */
    public BrokerLink(final BrokerContext context)
    {
        this.context = context;
    }

    @Override
    public void open(final LinkHandler linkHandler)
    {
        handler = linkHandler;
        owner = Thread.currentThread();
        connect();
    }

    private void connect()
    {
        try
        {
            Nats.connectAsynchronously(options(), true);
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void subscribe(final String subject)
    {
        if (subjects.add(subject) && dispatcher != null)
        {
            dispatcher.subscribe(subject);
            subscribeCount++;
        }
    }

    @Override
    public void unsubscribe(final String subject)
    {
        if (subjects.remove(subject) && dispatcher != null && !isClosed)
        {
            dispatcher.unsubscribe(subject);
        }
    }

    @Override
    public void publish(final DirectBuffer subject, final int subjectOffset, final int subjectLength,
        final DirectBuffer payload, final int offset, final int length)
    {
        if (connection != null)
        {
            final byte[] body = new byte[length];
            payload.getBytes(offset, body);
            send(subject.getStringWithoutLengthUtf8(subjectOffset, subjectLength), null, body);
        }
    }

    /** Who is connected to a broker is the broker's knowledge: its permissions decide. */
    @Override
    public void deliver(final DirectBuffer channel, final DirectBuffer subject, final DirectBuffer payload,
        final int offset, final int length)
    {
        publish(subject, 0, subject.capacity(), payload, offset, length);
    }

    @Override
    public void request(final byte[] subject, final byte[] reply)
    {
        if (connection != null)
        {
            send(new String(subject, UTF_8), new String(reply, UTF_8), NOTHING);
        }
    }

    @Override
    public int doWork(final long nowNs)
    {
        int work = askWhetherHeard() + reopen(nowNs);
        Runnable report = reports.poll();
        while (report != null)
        {
            report.run();
            work++;
            report = reports.poll();
        }
        while (work < MESSAGES_PER_CYCLE && !inbound.isEmpty() && handler.isReady())
        {
            deliver(inbound.poll());
            work++;
        }
        return work;
    }

    private int reopen(final long nowNs)
    {
        cycleNs = nowNs;
        if (!isGivenUp || isClosed || nowNs - reopenDueNs < 0)
        {
            return 0;
        }
        isGivenUp = false;
        connect();
        return 1;
    }

    /** When the broker has what was subscribed to: before, it drops what clients send. */
    @Override
    public boolean isUp()
    {
        return connection != null && heardCount == subscribeCount;
    }

    /**
     * Whether the broker is there now. Any thread may ask.
     *
     * @return false while it is waited for, and after it was lost.
     */
    public boolean isConnected()
    {
        final Connection current = connection;
        return current != null && current.getStatus() == Connection.Status.CONNECTED;
    }

    private int askWhetherHeard()
    {
        if (connection == null || heardCount == subscribeCount || isAsking)
        {
            return 0;
        }
        isAsking = true;
        final Connection asked = connection;
        final long count = subscribeCount;
        final Thread thread = new Thread(() -> askWhetherHeard(asked, count), "broker-flush");
        thread.setDaemon(true);
        thread.start();
        return 1;
    }

    private void askWhetherHeard(final Connection asked, final long count)
    {
        boolean isHeard = false;
        try
        {
            asked.flush(FLUSH_WAIT);
            isHeard = true;
        }
        catch (final TimeoutException | IllegalStateException ex)
        {
            LOG.debug("the NATS server has not answered, it is asked again: {}", ex.toString());
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
        }
        final long heard = isHeard ? count : -1;
        report(() ->
        {
            isAsking = false;
            heardCount = Math.max(heardCount, heard);
        });
    }

    @Override
    public int flush()
    {
        return 0;
    }

    @Override
    public void awaitWork(final long timeoutNs)
    {
        // The gateway may have changed its thread; whoever rings after this sees the new one.
        owner = Thread.currentThread();
        if (!isRung.getAndSet(false) && inbound.isEmpty() && reports.isEmpty())
        {
            LockSupport.parkNanos(this, timeoutNs);
        }
    }

    @Override
    public void wakeup()
    {
        isRung.set(true);
        LockSupport.unpark(owner);
    }

    @Override
    public void close()
    {
        isClosed = true;
        final Connection current = connection == null ? attempt : connection;
        connection = null;
        if (current != null)
        {
            try
            {
                if (current.getStatus() == Connection.Status.CONNECTED)
                {
                    current.flushBuffer();
                }
                current.close();
            }
            catch (final InterruptedException ex)
            {
                Thread.currentThread().interrupt();
            }
            catch (final IOException ex)
            {
                LOG.debug("the connection to the NATS server was gone before it was closed", ex);
            }
        }
    }

    private Options options()
    {
        final Options.Builder builder = new Options.Builder().servers(context.urls())
            .connectionName(context.connectionName()).maxReconnects(-1).reconnectWait(RECONNECT_WAIT)
            .connectionListener(this::onConnectionEvent).errorListener(errors);
        authenticate(builder);
        final BrokerContext.Tls tls = context.requiredTls();
        if (tls != null)
        {
            // jnats would look up the host and want a certificate for the address: this way it has all, and the name.
            builder.sslContext(tls.forClient()).hostnameResolveMode(Options.HostnameResolveMode.HappyEyeballs);
        }
        return builder.build();
    }

    private void authenticate(final Options.Builder builder)
    {
        final BrokerCredentials shown = context.credentials();
        if (shown.credentials() != null)
        {
            builder.authHandler(Nats.credentials(shown.credentials().toString()));
        }
        else if (shown.nkeySeed() != null)
        {
            builder.authHandler(new NkeySeedFile(shown.nkeySeed()));
        }
        else if (shown.token() != null)
        {
            builder.token(shown.token().toCharArray());
        }
        else if (shown.user() != null)
        {
            builder.userInfo(shown.user(), shown.password() == null ? "" : shown.password());
        }
    }

    private void onConnectionEvent(final Connection source, final ConnectionListener.Events event)
    {
        attempt = source;
        // After a reconnect clients are heard from RESUBSCRIBED on, not from RECONNECTED.
        if (event == ConnectionListener.Events.CONNECTED || event == ConnectionListener.Events.RESUBSCRIBED)
        {
            report(() -> onUp(source));
        }
        else if (event == ConnectionListener.Events.DISCONNECTED)
        {
            report(() -> onDown(source));
        }
        else if (event == ConnectionListener.Events.CLOSED)
        {
            report(this::onGivenUp);
        }
    }

    private void report(final Runnable report)
    {
        reports.add(report);
        wakeup();
    }

    /** Each attempt that fails comes here, several a second: it is said once. */
    private void onDown(final Connection source)
    {
        if (!isDownSaid)
        {
            isDownSaid = true;
            handler
                .onLinkDown("connection \"" + context.connectionName() + "\" has been disconnected: " + reason(source));
        }
    }

    /**
     * jnats ends for good when a server refuses the same credentials twice. They may be put right on either side while
     * this server runs: another connection is opened, with what is in the files then.
     */
    private void onGivenUp()
    {
        if (!isClosed)
        {
            connection = null;
            dispatcher = null;
            isGivenUp = true;
            reopenDueNs = cycleNs + REOPEN_WAIT_NS;
        }
    }

    private void onUp(final Connection source)
    {
        isDownSaid = false;
        errors.forget();
        final boolean isReconnect = connection != null;
        if (connection == null && !isClosed)
        {
            refuseTwin(source);
            connection = source;
            dispatcher = source.createDispatcher(this::onMessage);
            dispatcher.setPendingLimits(-1, -1);
            subjects.forEach(dispatcher::subscribe);
            subscribeCount += subjects.size();
        }
        final String url = withoutSecrets(source.getConnectedUrl());
        handler.onLinkUp(isReconnect ? "connection \"" + context.connectionName() +
            "\" reconnected to NATS Server at \"" + url + "\"" : "Connected to NATS Server at \"" + url + "\"");
    }

    private void refuseTwin(final Connection source)
    {
        try
        {
            final String twin = context.clusterId() == null ? null : TwinProbe.ask(source, context.clusterId());
            if (twin != null)
            {
                throw new LinkRefusedException(twin);
            }
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
        }
    }

    private static String reason(final Connection source)
    {
        final String error = source.getLastError();
        return error == null || error.isEmpty() ? "the NATS server is out of reach" : error;
    }

    private static String withoutSecrets(final String url)
    {
        return url == null ? "" : UrlSecrets.replaced(url, "[REDACTED]@");
    }

    private void onMessage(final Message message) throws InterruptedException
    {
        while (!isClosed && !inbound.offer(message))
        {
            LockSupport.parkNanos(inbound, 100_000);
        }
        if (inbound.size() == 1)
        {
            wakeup();
        }
    }

    private void deliver(final Message message)
    {
        final byte[] subject = message.getSubject().getBytes(UTF_8);
        final byte[] reply = message.getReplyTo() == null ? NOTHING : message.getReplyTo().getBytes(UTF_8);
        final byte[] payload = message.getData() == null ? NOTHING : message.getData();
        subjectView.wrap(subject);
        replyView.wrap(reply);
        payloadView.wrap(payload);
        linkMessage.subject(subjectView, 0, subject.length).reply(replyView, 0, reply.length)
            .payload(payloadView, 0, payload.length)
            .noResponders(message.isStatusMessage() && message.getStatus().getCode() == NO_RESPONDERS);
        handler.onMessage(linkMessage);
    }

    private void send(final String subject, final String reply, final byte[] body)
    {
        try
        {
            connection.publish(subject, reply, body);
        }
        catch (final IllegalStateException ex)
        {
            // Closed, or its buffer is full while it reconnects: at-least-once, it is sent again.
            LOG.debug("not sent while the NATS server is out of reach: {}", ex.getMessage());
        }
        catch (final IllegalArgumentException ex)
        {
            // Clients choose their inboxes, and operators the broker's limits: neither may end this server.
            final String shown = subject.substring(0, Math.min(subject.length(), SUBJECT_SHOWN));
            refusals.refused("the NATS server would not take what is sent to \"" + shown + "\", it is left out: " +
                ex.getMessage() + ". Messages are sent again after their ack wait: raise max_payload or " +
                "max_control_line of the NATS server", cycleNs);
        }
    }
}
