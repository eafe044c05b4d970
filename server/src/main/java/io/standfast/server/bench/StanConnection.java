package io.standfast.server.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.standfast.codecs.stan.CloseRequestEncoder;
import io.standfast.codecs.stan.ConnectRequestEncoder;
import io.standfast.codecs.stan.ConnectResponseDecoder;
import io.standfast.codecs.stan.PingEncoder;
import io.standfast.codecs.stan.PingResponseDecoder;
import io.standfast.codecs.stan.SubscriptionRequestEncoder;
import io.standfast.codecs.stan.SubscriptionResponseDecoder;
import io.standfast.server.bench.LeanClient.MessageHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One client of a STAN server: connects, subscribes, pings, closes, and knows the subjects. What it publishes and what
 * it is sent passes by {@link #lean}. Owned by the bench's thread.
 */
final class StanConnection implements AutoCloseable
{
    /** PubAcks come here. */
    static final int ACKS = 2;
    /** The first one of its STAN subscriptions. */
    static final int FIRST_SUBSCRIPTION = 10;
    /** Publishes that nobody listens to. */
    static final int NO_RESPONDERS = 503;

    private static final int RESPONSES = 1;
    private static final int PINGS = 4;
    private static final int BUFFER = 32 * 1024;
    private static final int REQUEST = 1024;
    private static final int PING_INTERVAL_S = 5;
    private static final int PING_MAX_OUT = 5;
    private static final long PING_INTERVAL_NS = TimeUnit.SECONDS.toNanos(PING_INTERVAL_S);
    private static final long PAUSE_NS = TimeUnit.MICROSECONDS.toNanos(50);
    private static final int ID_LENGTH = 22;
    private static final String ID_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final Pattern MAX_PAYLOAD = Pattern.compile("\"max_payload\" *: *(\\d+)");
    private static final Pattern TLS_REQUIRED = Pattern.compile("\"tls_required\" *: *true");

    private final BenchPlan.Target target;
    private final String clientId;
    private final String id = newId();
    private final MessageHandler handler = this::onMessage;
    private final MessageHandler traffic;
    private final UnsafeBuffer request = new UnsafeBuffer(new byte[REQUEST]);
    private LeanClient lean;
    private ConnectResponseDecoder subjects;
    private byte[] response;
    private int responseStatus;
    private long maxPayload = Long.MAX_VALUE;
    private long arrivalNs;
    private boolean isArrivalTaken;
    private long nextPingNs;
    private int pingsOut;

    /**
     * Not yet connected.
     *
     * @param target   where to.
     * @param clientId of this client.
     * @param traffic  hears of PubAcks and deliveries.
     */
    StanConnection(final BenchPlan.Target target, final String clientId, final MessageHandler traffic)
    {
        this.target = target;
        this.clientId = clientId;
        this.traffic = traffic;
    }

    /** Connect to NATS, then to STAN; throws a {@link BenchException} that says what to do. */
    void connect()
    {
        try
        {
            lean = new LeanClient(new InetSocketAddress(target.server().host(), target.server().port()),
                (int) Math.min(Integer.MAX_VALUE, TimeUnit.NANOSECONDS.toMillis(target.timeoutNs()) + 1), BUFFER);
            lean.nonBlocking();
        }
        catch (final IOException ex)
        {
            throw new BenchException("cannot connect to " + target.server() + " (" + ex.getMessage() +
                "): does a server listen there?", ex);
        }
        greet();
        discover();
        nextPingNs = System.nanoTime() + PING_INTERVAL_NS;
    }

    private void greet()
    {
        try
        {
            await(() -> lean.info() != null, "no NATS server greets at " + target.server());
            if (TLS_REQUIRED.matcher(lean.info()).find())
            {
                throw new BenchException(target.server() + " asks for TLS, which bench does not speak: give it a " +
                    "server or a port without");
            }
            final Matcher matcher = MAX_PAYLOAD.matcher(lean.info());
            maxPayload = matcher.find() ? Long.parseLong(matcher.group(1)) : Long.MAX_VALUE;
            lean.send("CONNECT {\"verbose\":false,\"pedantic\":false,\"lang\":\"java\",\"version\":\"bench\"," +
                "\"protocol\":1,\"headers\":true,\"no_responders\":true,\"name\":" + quote(clientId) + credentials() +
                "}\r\n" + sub(RESPONSES, inbox("c")) + sub(ACKS, ackSubject()) +
                sub(LeanClient.HEARTBEATS, inbox("h")) +
                sub(PINGS, inbox("p")) + "PING\r\n");
            final long before = lean.pongs();
            await(() -> lean.pongs() > before, target.server() + " does not answer to CONNECT");
        }
        catch (final LeanClient.RefusedException ex)
        {
            throw new BenchException(target.server() + " has " + ex.getMessage() + (target.server().hasCredentials()
                ? ": are user and password, or the token, right?"
                : ": give --server nats://user:password@host:port, or nats://token@host:port"), ex);
        }
        catch (final IOException ex)
        {
            throw lost(ex);
        }
    }

    private String credentials()
    {
        final ServerAddress server = target.server();
        if (server.token() != null)
        {
            return ",\"auth_token\":" + quote(server.token());
        }
        return server.user() == null ? "" : ",\"user\":" + quote(server.user()) + ",\"pass\":" + quote(server
            .password());
    }

    private static String quote(final String text)
    {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private void discover()
    {
        final int length = new ConnectRequestEncoder().wrap(request, 0).clientId(clientId).heartbeatInbox(inbox("h"))
            .protocol(1).connId(id).pingInterval(PING_INTERVAL_S).pingMaxOut(PING_MAX_OUT).encodedLength();
        final String subject = "_STAN.discover." + target.clusterId();
        final byte[] answer = request(subject, length, "no STAN server with cluster id \"" + target.clusterId() +
            "\" answers at " + target.server(), ": is --cluster-id right, and has the server finished its start?");
        subjects = new ConnectResponseDecoder();
        if (!subjects.wrap(new UnsafeBuffer(answer), 0, answer.length) || subjects.error().isEmpty() && subjects
            .pubPrefix().isEmpty())
        {
            throw new BenchException(target.server() + " answers to " + subject + " with something that is not " +
                "NATS Streaming's");
        }
        if (!subjects.error().isEmpty())
        {
            throw new BenchException(target.server() + " refuses client \"" + clientId + "\": " + subjects.error() +
                (subjects.error().contains("already registered") ? ": choose another --client-id" : ""));
        }
    }

    /**
     * Subscribe.
     *
     * @param plan    of the subscription.
     * @param channel to hear.
     * @param index   of the subscription at this client, from 0 on.
     * @return inbox for the acknowledgements.
     */
    String subscribe(final BenchPlan.Subscribing plan, final String channel, final int index)
    {
        final String inbox = inbox("s" + index);
        try
        {
            lean.send(sub(FIRST_SUBSCRIPTION + index, inbox));
        }
        catch (final IOException ex)
        {
            throw lost(ex);
        }
        final SubscriptionRequestEncoder encoder = new SubscriptionRequestEncoder().wrap(request, 0).clientId(clientId)
            .subject(channel).qGroup(plan.queue()).inbox(inbox).maxInFlight(plan.maxInFlight()).ackWaitInSecs(plan
                .ackWaitS())
            .durableName(plan.durable()).startPosition(plan.startPosition()).startSequence(plan.startSequence());
        final byte[] answer = request(subjects.subRequests(), encoder.encodedLength(), "no answer to a subscription " +
            "to channel \"" + channel + "\" from " + target.server(), "");
        final SubscriptionResponseDecoder decoder = new SubscriptionResponseDecoder();
        if (!decoder.wrap(new UnsafeBuffer(answer), 0, answer.length) || !decoder.error().isEmpty())
        {
            throw new BenchException(target.server() + " refuses a subscription of client \"" + clientId +
                "\" to channel \"" + channel + "\": " + decoder.error());
        }
        return decoder.ackInbox();
    }

    private byte[] request(final String subject, final int length, final String what, final String hint)
    {
        response = null;
        responseStatus = 0;
        try
        {
            lean.send(LeanClient.frame("PUB " + subject + " " + inbox("c"), request.byteArray(), length));
            await(() -> response != null, what, hint);
        }
        catch (final IOException ex)
        {
            throw lost(ex);
        }
        if (responseStatus == NO_RESPONDERS)
        {
            throw new BenchException(what + " (nobody listens to " + subject + ")" + hint);
        }
        return response;
    }

    private void await(final BooleanSupplier condition, final String what) throws IOException
    {
        await(condition, what, "");
    }

    private void await(final BooleanSupplier condition, final String what, final String hint) throws IOException
    {
        final long deadlineNs = System.nanoTime() + target.timeoutNs();
        while (!condition.getAsBoolean())
        {
            if (System.nanoTime() - deadlineNs > 0)
            {
                throw new BenchException(what + " within " + TimeUnit.NANOSECONDS.toMillis(target.timeoutNs()) + "ms" +
                    hint);
            }
            if (pollOrThrow() == 0)
            {
                LockSupport.parkNanos(PAUSE_NS);
            }
        }
    }

    /**
     * Receive what has come, and ping the server now and then.
     *
     * @param nowNs time.
     * @return messages.
     */
    int poll(final long nowNs)
    {
        try
        {
            if (nowNs - nextPingNs > 0)
            {
                ping(nowNs);
            }
            return pollOrThrow();
        }
        catch (final IOException ex)
        {
            throw lost(ex);
        }
    }

    private int pollOrThrow() throws IOException
    {
        isArrivalTaken = false;
        return lean.poll(handler);
    }

    private void ping(final long nowNs) throws IOException
    {
        nextPingNs = nowNs + PING_INTERVAL_NS;
        if (subjects.pingRequestsLength() == 0)
        {
            return;
        }
        if (++pingsOut > PING_MAX_OUT)
        {
            throw new BenchException("the STAN server at " + target.server() + " has not answered client \"" +
                clientId + "\" for " + PING_MAX_OUT * PING_INTERVAL_S + " s");
        }
        final int length = new PingEncoder().wrap(request, 0).connId(id).encodedLength();
        final byte[] frame = LeanClient.frame("PUB " + subjects.pingRequests() + " " + inbox("p"), request.byteArray(),
            length);
        lean.reserve(frame.length).putBytes(lean.outOffset(), frame);
        lean.commit(frame.length);
    }

    private void onMessage(final int sid, final DirectBuffer buffer, final int offset, final int length,
        final int status)
    {
        if (!isArrivalTaken)
        {
            arrivalNs = System.nanoTime();
            isArrivalTaken = true;
        }
        if (sid == RESPONSES)
        {
            response = new byte[length];
            responseStatus = status;
            buffer.getBytes(offset, response);
        }
        else if (sid == PINGS)
        {
            onPing(buffer, offset, length, status);
        }
        else
        {
            traffic.onMessage(sid, buffer, offset, length, status);
        }
    }

    private void onPing(final DirectBuffer buffer, final int offset, final int length, final int status)
    {
        if (status != 0)
        {
            return;
        }
        pingsOut = 0;
        final PingResponseDecoder decoder = new PingResponseDecoder();
        if (length > 0 && decoder.wrap(buffer, offset, length) && !decoder.error().isEmpty())
        {
            throw new BenchException("the STAN server at " + target.server() + " does not know client \"" + clientId +
                "\" any longer: " + decoder.error());
        }
    }

    /**
     * Give the socket what it takes.
     *
     * @return whether it has taken all.
     */
    boolean flush()
    {
        try
        {
            return lean.flush();
        }
        catch (final IOException ex)
        {
            throw lost(ex);
        }
    }

    /** Say goodbye without waiting for the answer; false when there is nobody to say it to. */
    boolean requestClose()
    {
        if (subjects == null || !subjects.error().isEmpty())
        {
            return false;
        }
        response = null;
        final int length = new CloseRequestEncoder().wrap(request, 0).clientId(clientId).encodedLength();
        final byte[] frame = LeanClient.frame("PUB " + subjects.closeRequests() + " " + inbox("c"), request.byteArray(),
            length);
        lean.reserve(frame.length).putBytes(lean.outOffset(), frame);
        lean.commit(frame.length);
        flush();
        return true;
    }

    /** Wait for the answer to {@link #requestClose}; whether it has come. */
    boolean awaitClose(final long timeoutNs)
    {
        final long deadlineNs = System.nanoTime() + timeoutNs;
        while (response == null && System.nanoTime() - deadlineNs < 0)
        {
            flush();
            if (poll(System.nanoTime()) == 0)
            {
                LockSupport.parkNanos(PAUSE_NS);
            }
        }
        return response != null;
    }

    LeanClient lean()
    {
        return lean;
    }

    String clientId()
    {
        return clientId;
    }

    /** What NATS Streaming calls the connection id. */
    String id()
    {
        return id;
    }

    /** When what is being handed over has come. */
    long arrivalNs()
    {
        return arrivalNs;
    }

    /** Bytes of a message that the server takes. */
    long maxPayload()
    {
        return maxPayload;
    }

    String publishSubject(final String channel)
    {
        return subjects.pubPrefix() + "." + channel;
    }

    String ackSubject()
    {
        return "_STAN.acks." + id;
    }

    private String inbox(final String name)
    {
        return "_INBOX." + id + "." + name;
    }

    private static String sub(final int sid, final String subject)
    {
        return "SUB " + subject + " " + sid + "\r\n";
    }

    /** Random, as long as the ids that clients of NATS make. */
    static String newId()
    {
        final byte[] id = new byte[ID_LENGTH];
        for (int i = 0; i < id.length; i++)
        {
            id[i] = (byte) ID_DIGITS.charAt(ThreadLocalRandom.current().nextInt(ID_DIGITS.length()));
        }
        return new String(id, UTF_8);
    }

    private BenchException lost(final IOException ex)
    {
        return new BenchException("client \"" + clientId + "\" has lost " + target.server() + ": " + ex.getMessage(),
            ex);
    }

    @Override
    public void close()
    {
        try
        {
            if (lean != null)
            {
                lean.close();
            }
        }
        catch (final IOException ex)
        {
            // The server has closed it before: what was measured stays.
            throw lost(ex);
        }
    }
}
