package io.standfast.nats.link.listener;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;

import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;

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
    private static final byte[] NO_RESPONDERS = "NATS/1.0 503\r\n\r\n".getBytes(US_ASCII);
    private static final int LINE_OVERHEAD = 64;

    private final long id;
    private final SocketChannel channel;
    private final SelectionKey key;
    private final ByteQueue in;
    private final ByteQueue out;
    private final Map<String, Interest> interests = new HashMap<>();
    private boolean isConnected;
    // What a client has that has not said anything else, as in nats-server.
    private boolean isVerbose = true;
    private boolean isPedantic = true;
    private boolean isEcho = true;
    private boolean hasHeaders;
    private boolean hasNoResponders;
    private boolean isClosed;
    private boolean isClosing;
    private boolean isTouched;
    private boolean isUnfinished;
    private long quietSinceNs;
    private int pingsOut;

    Connection(final long id, final SocketChannel channel, final SelectionKey key, final ListenerContext context,
        final BufferBudget budget, final long nowNs)
    {
        this.quietSinceNs = nowNs;
        this.id = id;
        this.channel = channel;
        this.key = key;
        this.in = new ByteQueue(2 * (context.maxPayload() + FrameParser.MAX_CONTROL_LINE), budget);
        this.out = new ByteQueue(context.maxPendingBytes(), budget);
    }

    long id()
    {
        return id;
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

    int read(final long nowNs) throws IOException
    {
        if (!in.tryReserve(FrameParser.READ_AHEAD))
        {
            return 0;
        }
        quietSinceNs = nowNs;
        pingsOut = 0;
        return in.readFrom(channel);
    }

    /** Memory that it holds, whether something waits in it or not. */
    long heldBytes()
    {
        return (long) in.capacity() + out.capacity();
    }

    void freeEmptyBuffers()
    {
        in.freeWhenEmpty();
        out.freeWhenEmpty();
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
        send(PING);
        return ++pingsOut;
    }

    void ok()
    {
        if (isVerbose)
        {
            send(OK);
        }
    }

    void pong()
    {
        send(PONG);
    }

    void error(final String text)
    {
        send(("-ERR '" + text + "'\r\n").getBytes(UTF_8));
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
     */
    void message(final Interest interest, final Publication message)
    {
        final boolean isWithHeaders = hasHeaders && message.headersLength() > 0;
        final int skipped = isWithHeaders ? 0 : message.headersLength();
        final int length = message.payloadLength() - skipped;
        if (!reserve(LINE_OVERHEAD + message.subjectLength() + message.replyLength() + interest.sid().length + length))
        {
            return;
        }
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
            out.append(HMSG);
            out.append(buffer, subjectOffset, subjectLength);
            out.append(' ');
            out.append(interest.sid());
            out.append(' ');
            out.appendNumber(NO_RESPONDERS.length);
            out.append(' ');
            out.appendNumber(NO_RESPONDERS.length);
            out.append(CRLF);
            out.append(NO_RESPONDERS);
            out.append(CRLF);
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
        if (out.length() > 0)
        {
            out.writeTo(channel);
        }
        final int wanted = SelectionKey.OP_READ | (out.length() > 0 ? SelectionKey.OP_WRITE : 0);
        if (key.isValid() && key.interestOps() != wanted)
        {
            key.interestOps(wanted);
        }
        return out.length() == 0;
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
     * Close as soon as what waits has been written.
     */
    void closeAfterFlush()
    {
        isClosing = true;
    }

    void close()
    {
        if (!isClosed)
        {
            isClosed = true;
            key.cancel();
            CloseHelper.quietClose(channel);
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
        isClosing = true;
        return false;
    }
}
