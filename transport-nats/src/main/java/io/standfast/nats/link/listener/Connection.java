package io.standfast.nats.link.listener;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.Socket;
import java.nio.channels.ByteChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;

import io.standfast.nats.link.ClientRights;

/**
 * One client's connection: bytes in, frames out, its subscriptions. Owned by the gateway thread.
 */
final class Connection
{
    private static final byte[] MSG = "MSG ".getBytes(US_ASCII);
    private static final byte[] HMSG = "HMSG ".getBytes(US_ASCII);
    private static final byte[] CRLF = "\r\n".getBytes(US_ASCII);
    private static final byte[] OK = "+OK\r\n".getBytes(US_ASCII);
    private static final byte[] PING = "PING\r\n".getBytes(US_ASCII);
    private static final byte[] PONG = "PONG\r\n".getBytes(US_ASCII);
    private static final byte[] NO_RESPONDERS = " 16 16\r\nNATS/1.0 503\r\n\r\n\r\n".getBytes(US_ASCII);
    private static final int LINE_OVERHEAD = 64;

    private final long id;
    private final FrameTrace trace;
    private final SocketChannel channel;
    // Null while nothing is encrypted.
    private final TlsChannel tls;
    private final SelectionKey key;
    private final String nonce;
    private final long openedNs;
    private final long handshakeNs;
    private final ByteQueue in;
    private final ByteQueue out;
    private final Map<String, Interest> interests = new HashMap<>();
    private User user;
    // Null unless the user may answer requests beyond its permissions.
    private ReplyPermits replyPermits;
    private boolean isSecured;
    private boolean isWaiting;
    private boolean isConnected;
    // What a client has that has not said anything else, as in nats-server.
    private boolean isVerbose = true;
    private boolean isPedantic = true;
    private boolean isEcho = true;
    private boolean hasHeaders;
    private boolean hasNoResponders;
    private boolean isClosed;
    private boolean isClosing;
    private boolean isClosingTimed;
    private long closingSinceNs;
    private boolean isTouched;
    private boolean isUnfinished;
    private final long startMs = System.currentTimeMillis();
    private long quietSinceNs;
    private int pingsOut;
    private long inMsgs;
    private long inBytes;
    private long outMsgs;
    private long outBytes;
    private boolean isSlow;
    // What it was told last that was wrong, and why it was closed unless that says it.
    private String lastError = "Client Closed";
    private String closeReason;
    private ConnectionView.About about = ConnectionView.About.NOTHING;

    Connection(final long id, final Wire wire, final String nonce, final ListenerContext context,
        final BufferBudget budget, final FrameTrace trace, final long nowNs)
    {
        this.trace = trace;
        this.quietSinceNs = nowNs;
        this.openedNs = nowNs;
        this.id = id;
        this.nonce = nonce;
        channel = wire.channel();
        tls = wire.tls();
        isSecured = wire.isFirst();
        handshakeNs = wire.handshakeNs();
        key = wire.key();
        this.in = new ByteQueue(2 * (Math.max(context.maxPayload(), TlsChannel.READ_AHEAD) +
            FrameParser.MAX_CONTROL_LINE), budget);
        this.out = new ByteQueue(context.maxPendingBytes(), budget);
    }

    /**
     * What a connection runs over.
     *
     * @param channel     socket, non-blocking.
     * @param key         of the socket.
     * @param tls         around the socket, or null.
     * @param isFirst     whether TLS begins before INFO has been said.
     * @param handshakeNs time for the handshake; settings may be others before it is over.
     */
    record Wire(SocketChannel channel, SelectionKey key, TlsChannel tls, boolean isFirst, long handshakeNs)
    {
    }

    long id()
    {
        return id;
    }

    FrameTrace trace()
    {
        return trace;
    }

    /** As log lines begin that are about it. */
    String who()
    {
        final String address = address();
        return (address.isEmpty() ? "" : address.substring(" at ".length()) + " - ") + "cid:" + id;
    }

    /**
     * Why it is closed, where no error that it was told says so.
     *
     * @param reason for people.
     */
    void closeReason(final String reason)
    {
        if (closeReason == null)
        {
            closeReason = reason;
        }
    }

    String closeReason()
    {
        return closeReason == null ? "Client Closed" : closeReason;
    }

    ByteQueue in()
    {
        return in;
    }

    boolean isConnected()
    {
        return isConnected;
    }

    boolean isPedantic()
    {
        return isPedantic;
    }

    boolean isEcho()
    {
        return isEcho;
    }

    boolean hasHeaders()
    {
        return hasHeaders;
    }

    boolean isNoRespondersWanted()
    {
        return hasHeaders && hasNoResponders;
    }

    boolean isClosed()
    {
        return isClosed;
    }

    boolean isClosing()
    {
        return isClosing;
    }

    void onConnect(final ConnectOptions options)
    {
        isConnected = true;
        about = ConnectionView.About.of(options);
        isVerbose = options.isTrue("verbose", true);
        isPedantic = options.isTrue("pedantic", true);
        isEcho = options.isTrue("echo", true);
        hasHeaders = options.isTrue("headers", false);
        hasNoResponders = options.isTrue("no_responders", false);
    }

    Map<String, Interest> interests()
    {
        return interests;
    }

    ArrayList<Interest> allInterests()
    {
        return new ArrayList<>(interests.values());
    }

    List<Interest> someInterests(final int limit)
    {
        return interests.values().stream().limit(limit).toList();
    }

    /** What is to be signed, or empty. */
    String nonce()
    {
        return nonce;
    }

    /** Whose it is, or null when nobody was asked. */
    User user()
    {
        return user;
    }

    void user(final User value)
    {
        user = value;
        replyPermits = value == null || value.responses() == null ? null : new ReplyPermits(value.responses());
    }

    ClientRights rights()
    {
        return user == null ? null : user.rights();
    }

    boolean mayPublish(final Publication message, final long nowNs)
    {
        return user == null ||
            user.publish().isAllowed(message.buffer(), message.subjectOffset(), message.subjectLength()) ||
            replyPermits != null && replyPermits.tryAnswer(message.buffer(), message.subjectOffset(), message
                .subjectLength(), nowNs);
    }

    /** Where it comes from, for people; empty when that is not known any more. */
    String address()
    {
        try
        {
            return " at " + channel.getRemoteAddress().toString().substring(1);
        }
        catch (final IOException ex)
        {
            return "";
        }
    }

    List<String> certifiedNames()
    {
        return tls == null ? List.of() : tls.certifiedNames();
    }

    /** When it came. */
    long openedNs()
    {
        return openedNs;
    }

    /** TLS around the socket, or null. */
    TlsChannel tls()
    {
        return tls;
    }

    boolean isShakingHands()
    {
        return tls != null && !tls.isEstablished();
    }

    boolean isHandshakeOverdue(final long nowNs)
    {
        return isShakingHands() && nowNs - openedNs >= handshakeNs;
    }

    /** Whether it waits for another thread: nothing is read meanwhile. */
    boolean isWaiting()
    {
        return isWaiting;
    }

    void waiting(final boolean value)
    {
        isWaiting = value;
        updateInterest();
    }

    /** Whether bytes of it have been read from the socket that nobody has looked at. */
    boolean hasInput()
    {
        return tls != null && tls.hasInput();
    }

    private ByteChannel wire()
    {
        return isSecured ? tls : channel;
    }

    int read(final long nowNs) throws IOException
    {
        if (tls != null && !isSecured || !in.tryReserve(tls == null ? FrameParser.READ_AHEAD : TlsChannel.READ_AHEAD))
        {
            return 0;
        }
        quietSinceNs = nowNs;
        pingsOut = 0;
        return in.readFrom(wire());
    }

    void countPublish(final int lengthBytes)
    {
        inMsgs++;
        inBytes += lengthBytes;
    }

    ConnectionView.Traffic traffic()
    {
        return new ConnectionView.Traffic(inMsgs, inBytes, outMsgs, outBytes);
    }

    /** Whether it was given up because it did not read. */
    boolean isSlow()
    {
        return isSlow;
    }

    ConnectionView view(final List<ConnectionView.InterestView> seen)
    {
        final Socket socket = channel.socket();
        final String host = socket.getInetAddress() == null ? "" : socket.getInetAddress().getHostAddress();
        return new ConnectionView(id, host, socket.getPort(), startMs, System.nanoTime() - quietSinceNs, out.length(),
            traffic(), about, interests.size(), seen);
    }

    /** Memory that it holds, whether something waits in it or not. */
    long heldBytes()
    {
        return (long) in.capacity() + out.capacity() + (tls == null ? 0 : tls.heldBytes());
    }

    void freeEmptyBuffers()
    {
        in.freeWhenEmpty();
        out.freeWhenEmpty();
        if (tls != null)
        {
            tls.freeEmptyBuffers();
        }
    }

    /**
     * Whether frames of it wait to be handled: then nothing more is read, what comes waits at the client.
     *
     * @param value true if so.
     */
    void unfinished(final boolean value)
    {
        isUnfinished = value;
    }

    boolean isUnfinished()
    {
        return isUnfinished;
    }

    /** When it was last heard of. */
    long quietSinceNs()
    {
        return quietSinceNs;
    }

    /**
     * Ask whether it lives.
     *
     * @param nowNs time of the duty cycle.
     * @return questions that have not been answered, with this one.
     */
    int ping(final long nowNs)
    {
        quietSinceNs = nowNs;
        say(PING, "PING");
        return ++pingsOut;
    }

    void ok()
    {
        if (isVerbose)
        {
            say(OK, "OK");
        }
    }

    void pong()
    {
        say(PONG, "PONG");
    }

    void error(final String text)
    {
        lastError = text;
        say(("-ERR '" + text + "'\r\n").getBytes(UTF_8), "-ERR " + text);
    }

    private void say(final byte[] line, final String shown)
    {
        if (trace.isOn())
        {
            trace.out(this, shown);
        }
        send(line);
    }

    void send(final byte[] line)
    {
        if (reserve(line.length))
        {
            out.append(line);
        }
    }

    /**
     * Send one message; headers only to a client that understands them.
     *
     * @param interest      whose it is.
     * @param message       that was published.
     * @param nowNs         time of the duty cycle.
     */
    void message(final Interest interest, final Publication message, final long nowNs)
    {
        if (replyPermits != null && message.replyLength() > 0)
        {
            replyPermits.onRequest(message.buffer(), message.replyOffset(), message.replyLength(), nowNs);
        }
        final boolean isWithHeaders = hasHeaders && message.headersLength() > 0;
        final int skipped = isWithHeaders ? 0 : message.headersLength();
        final int length = message.payloadLength() - skipped;
        if (!reserve(LINE_OVERHEAD + message.subjectLength() + message.replyLength() + interest.sid().length + length))
        {
            return;
        }
        if (trace.isOn())
        {
            trace.message(this, interest.sid(), message, isWithHeaders);
        }
        outMsgs++;
        outBytes += length;
        out.append(isWithHeaders ? HMSG : MSG);
        out.append(message.buffer(), message.subjectOffset(), message.subjectLength());
        out.append(' ');
        out.append(interest.sid());
        out.append(' ');
        if (message.replyLength() > 0)
        {
            out.append(message.buffer(), message.replyOffset(), message.replyLength());
            out.append(' ');
        }
        if (isWithHeaders)
        {
            out.appendNumber(message.headersLength());
            out.append(' ');
        }
        out.appendNumber(length);
        out.append(CRLF);
        out.append(message.payload(), message.payloadOffset() + skipped, length);
        out.append(CRLF);
    }

    void noResponders(final Interest interest, final DirectBuffer buffer, final int subjectOffset,
        final int subjectLength)
    {
        if (reserve(LINE_OVERHEAD + subjectLength + interest.sid().length + NO_RESPONDERS.length))
        {
            if (trace.isOn())
            {
                trace.out(this, "HMSG, no responders");
            }
            out.append(HMSG);
            out.append(buffer, subjectOffset, subjectLength);
            out.append(' ');
            out.append(interest.sid());
            out.append(NO_RESPONDERS);
        }
    }

    /**
     * Write what waits.
     *
     * @return whether all of it is out.
     */
    boolean flush() throws IOException
    {
        isTouched = false;
        if (isSecured)
        {
            tls.isOut();
        }
        if (out.length() > 0 && !(isSecured && isShakingHands()))
        {
            out.writeTo(wire());
        }
        // INFO is not encrypted; what comes after it is.
        isSecured |= tls != null && out.length() == 0;
        updateInterest();
        return !isWriteDue();
    }

    private boolean isWriteDue()
    {
        return isSecured ? tls.hasOutput() || out.length() > 0 && tls.isEstablished() : out.length() > 0;
    }

    private void updateInterest()
    {
        final int wanted = (isWaiting || isClosing ? 0 : SelectionKey.OP_READ) |
            (isWriteDue() ? SelectionKey.OP_WRITE : 0);
        if (key.isValid() && key.interestOps() != wanted)
        {
            key.interestOps(wanted);
        }
    }

    /**
     * Note that there is something to flush.
     *
     * @return whether that is news in this duty cycle.
     */
    boolean touch()
    {
        final boolean isNews = !isTouched;
        isTouched = true;
        return isNews;
    }

    /**
     * Close as soon as what waits has been written. Nothing more is read: bytes that wait for a reader that does not
     * come would have the thread look at them again and again.
     */
    void closeAfterFlush()
    {
        closeReason(lastError);
        isClosing = true;
        updateInterest();
    }

    /**
     * Whether it is being closed and does not take what is still to be said. Asked now and then; time runs from the
     * first time that it is being closed.
     *
     * @param nowNs   time of the duty cycle.
     * @param limitNs how long it may take.
     * @return true if so.
     */
    boolean isClosingOverdue(final long nowNs, final long limitNs)
    {
        if (isClosing && !isClosingTimed)
        {
            isClosingTimed = true;
            closingSinceNs = nowNs;
        }
        return isClosing && nowNs - closingSinceNs >= limitNs;
    }

    void close()
    {
        if (!isClosed)
        {
            isClosed = true;
            key.cancel();
            CloseHelper.quietClose(tls == null ? channel : tls);
            in.close();
            out.close();
        }
    }

    private boolean reserve(final int bytes)
    {
        if (isClosed || isClosing)
        {
            return false;
        }
        if (out.tryReserve(bytes))
        {
            return true;
        }
        // What waits is of no use to a client that does not read: it is told on its next connection by its gap.
        closeReason("Slow Consumer");
        closeAfterFlush();
        isSlow = true;
        return false;
    }
}
