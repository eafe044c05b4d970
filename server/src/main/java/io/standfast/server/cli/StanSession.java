package io.standfast.server.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.ErrorListener;
import io.nats.client.Message;
import io.nats.client.NUID;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.standfast.codecs.stan.AckEncoder;
import io.standfast.codecs.stan.CloseRequestEncoder;
import io.standfast.codecs.stan.ConnectRequestEncoder;
import io.standfast.codecs.stan.ConnectResponseDecoder;
import io.standfast.codecs.stan.PingEncoder;
import io.standfast.codecs.stan.PingResponseDecoder;
import io.standfast.codecs.stan.PubAckDecoder;
import io.standfast.codecs.stan.PubMsgEncoder;
import io.standfast.codecs.stan.SubscriptionRequestEncoder;
import io.standfast.codecs.stan.SubscriptionResponseDecoder;
import io.standfast.nats.link.broker.UrlSecrets;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A client of NATS Streaming for a person: connects, publishes and waits, subscribes, closes. Owned by one thread; what
 * is delivered comes on another.
 */
final class StanSession implements AutoCloseable
{
    private static final int PING_INTERVAL_S = 5;
    private static final int PING_MAX_OUT = 5;

    private final Connection nats;
    private final String server;
    private final String clientId;
    private final String connId = NUID.nextGlobal();
    private final Duration timeout;
    private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
    private ConnectResponseDecoder subjects;
    // Set by its owner, or by the end of the process.
    private final AtomicBoolean isClosed = new AtomicBoolean();

    private StanSession(final Connection nats, final String server, final String clientId, final Duration timeout)
    {
        this.nats = nats;
        this.server = server;
        this.clientId = clientId;
        this.timeout = timeout;
    }

    static StanSession connect(final String url, final String clusterId, final String clientId, final long timeoutNs,
        final Options.Builder login)
    {
        final String shown = UrlSecrets.replaced(url, "");
        final Duration timeout = Duration.ofNanos(timeoutNs);
        try
        {
            // To nodes that the first one names the library would go round and round when it may not reconnect.
            final Options options = login.servers(url.split(",")).connectionName(clientId)
                .connectionTimeout(timeout).noReconnect().ignoreDiscoveredServers().errorListener(new ErrorListener()
                {
                }).build();
            final StanSession session = new StanSession(Nats.connect(options), shown, clientId, timeout);
            session.discover(clusterId);
            return session;
        }
        catch (final IOException | IllegalArgumentException | IllegalStateException ex)
        {
            throw new CliException(
                "cannot connect to " + shown + " (" + withoutSecrets(ex) + "): does a server listen " +
                    "there, and does it take these credentials?",
                ex);
        }
        catch (final InterruptedException ex)
        {
            throw interrupted(ex);
        }
    }

    /** The library names addresses as they were given. */
    private static String withoutSecrets(final Exception ex)
    {
        return String.valueOf(ex.getMessage()).replaceAll("//\\S*@", "//");
    }

    private void discover(final String clusterId)
    {
        final String heartbeats = nats.createInbox();
        final Dispatcher dispatcher = nats.createDispatcher(message -> nats.publish(message.getReplyTo(), null));
        dispatcher.subscribe(heartbeats);
        final int length = new ConnectRequestEncoder().wrap(buffer, 0).clientId(clientId).heartbeatInbox(heartbeats)
            .protocol(1).connId(connId).pingInterval(PING_INTERVAL_S).pingMaxOut(PING_MAX_OUT).encodedLength();
        final byte[] answer = request("_STAN.discover." + clusterId, length);
        subjects = new ConnectResponseDecoder();
        if (answer == null || !subjects.wrap(new UnsafeBuffer(answer), 0, answer.length))
        {
            throw new CliException("no STAN server with cluster id \"" + clusterId + "\" answers at " + server +
                ": is --cluster-id right, and has the server finished its start?");
        }
        if (!subjects.error().isEmpty())
        {
            throw new CliException(server + " refuses client \"" + clientId + "\": " + subjects.error());
        }
    }

    /**
     * Publish a message and wait until it is stored.
     *
     * @param channel to publish to.
     * @param reply   subject that receivers may answer to, empty for none.
     * @param payload of the message.
     */
    void publish(final String channel, final String reply, final byte[] payload)
    {
        final PubMsgEncoder encoder = new PubMsgEncoder().wrap(buffer, 0).clientId(clientId).guid(NUID.nextGlobal())
            .subject(channel);
        if (!reply.isEmpty())
        {
            encoder.reply(reply);
        }
        final int length = encoder.data(payload).connId(connId).encodedLength();
        final byte[] answer = request(subjects.pubPrefix() + "." + channel, length);
        final PubAckDecoder ack = new PubAckDecoder();
        if (answer == null || !ack.wrap(new UnsafeBuffer(answer), 0, answer.length))
        {
            throw new CliException("no acknowledgement from " + server + " within " + timeout.toMillis() + " ms: the " +
                "message is stored or not");
        }
        if (!ack.error().isEmpty())
        {
            throw new CliException(server + " refuses the message to channel \"" + channel + "\": " + ack.error());
        }
    }

    /**
     * Subscribe.
     *
     * @param request all but client and inbox.
     * @param handler of MsgProtos, on another thread.
     * @return inbox for acknowledgements.
     */
    String subscribe(final Subscribing request, final Consumer<byte[]> handler)
    {
        final String inbox = nats.createInbox();
        nats.createDispatcher(message -> handler.accept(message.getData())).subscribe(inbox).setPendingLimits(-1, -1);
        final int length = new SubscriptionRequestEncoder().wrap(buffer, 0).clientId(clientId).subject(request.channel)
            .qGroup(request.queue).inbox(inbox).maxInFlight(request.maxInFlight).ackWaitInSecs(request.ackWaitS)
            .durableName(request.durable).startPosition(request.startPosition).startSequence(request.startSequence)
            .startTimeDelta(request.startTimeDeltaNs).encodedLength();
        final byte[] answer = request(subjects.subRequests(), length);
        final SubscriptionResponseDecoder decoder = new SubscriptionResponseDecoder();
        if (answer == null || !decoder.wrap(new UnsafeBuffer(answer), 0, answer.length))
        {
            throw new CliException("no answer to the subscription from " + server);
        }
        if (!decoder.error().isEmpty())
        {
            throw new CliException(
                server + " refuses the subscription to channel \"" + request.channel + "\": " + decoder
                    .error());
        }
        return decoder.ackInbox();
    }

    void ack(final String ackInbox, final String channel, final long sequence)
    {
        final int length = new AckEncoder().wrap(buffer, 0).subject(channel).sequence(sequence).encodedLength();
        nats.publish(ackInbox, bytes(length));
    }

    /** Ask whether the server still knows this client; throws when it does not. */
    void ping()
    {
        final byte[] answer = request(subjects.pingRequests(), new PingEncoder().wrap(buffer, 0).connId(connId)
            .encodedLength());
        final PingResponseDecoder decoder = new PingResponseDecoder();
        if (answer == null || nats.getStatus() != Connection.Status.CONNECTED)
        {
            throw new CliException("the connection to " + server + " is lost");
        }
        if (answer.length > 0 && decoder.wrap(new UnsafeBuffer(answer), 0, answer.length) && !decoder.error().isEmpty())
        {
            isClosed.set(true);
            throw new CliException("client \"" + clientId + "\" is closed: " + decoder.error());
        }
    }

    /** Null when nobody answers in time. */
    private byte[] request(final String subject, final int length)
    {
        try
        {
            final Message answer = nats.request(subject, bytes(length), timeout);
            return answer == null || answer.isStatusMessage() ? null : answer.getData();
        }
        catch (final InterruptedException ex)
        {
            throw interrupted(ex);
        }
        catch (final IllegalStateException | IllegalArgumentException ex)
        {
            throw new CliException(server + ": " + ex.getMessage(), ex);
        }
    }

    private byte[] bytes(final int length)
    {
        return Arrays.copyOf(buffer.byteArray(), length);
    }

    private static CliException interrupted(final InterruptedException ex)
    {
        Thread.currentThread().interrupt();
        return new CliException("interrupted", ex);
    }

    /** Say goodbye; durables stay. */
    @Override
    public void close()
    {
        try
        {
            if (subjects != null && subjects.error().isEmpty() && isClosed.compareAndSet(false, true))
            {
                // A buffer of its own: the end of the process does not wait for the owner.
                final ExpandableArrayBuffer goodbye = new ExpandableArrayBuffer();
                final int length = new CloseRequestEncoder().wrap(goodbye, 0).clientId(clientId).encodedLength();
                nats.request(subjects.closeRequests(), Arrays.copyOf(goodbye.byteArray(), length), timeout);
            }
            nats.close();
        }
        catch (final IllegalStateException ex)
        {
            // The connection is lost: the server finds out by its heartbeats.
            return;
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
        }
    }

    /** Name of this client. */
    String clientId()
    {
        return clientId;
    }

    /**
     * What is subscribed to. Immutable.
     *
     * @param channel          of the messages.
     * @param queue            group, or empty.
     * @param durable          name, or empty.
     * @param maxInFlight      messages that may be unacknowledged.
     * @param ackWaitS         time after which they are sent again, s.
     * @param startPosition    number of the protocol.
     * @param startSequence    for position 3.
     * @param startTimeDeltaNs for position 2.
     */
    record Subscribing(String channel, String queue, String durable, int maxInFlight, int ackWaitS, int startPosition,
        long startSequence, long startTimeDeltaNs)
    {
    }

    /** Text as the protocol has it. */
    static byte[] utf8(final String text)
    {
        return text.getBytes(UTF_8);
    }
}
