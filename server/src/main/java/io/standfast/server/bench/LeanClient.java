package io.standfast.server.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.function.LongConsumer;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A NATS connection that does next to nothing for a message: frames are written where they are sent from and read where
 * they arrive, so that the server is measured and not the client. Answers PING and STAN's heartbeats. Owned by one
 * thread.
 */
public final class LeanClient implements AutoCloseable
{
    /** Subscription whose requests are answered with nothing: the heartbeats of a STAN server. */
    public static final int HEARTBEATS = 3;

    private static final int BUFFER = 1024 * 1024;
    private static final int LIMIT = 64 * 1024 * 1024;
    private static final int CONNECT_MS = 5_000;
    private static final int KEPT = 512;
    private static final int FIRST_WORD = "MSG ".length();
    private static final byte[] PONG = "PONG\r\n".getBytes(US_ASCII);

    private final SocketChannel channel;
    private final MessageHandler counting = this::keepFirst;
    private final UnsafeBuffer inView = new UnsafeBuffer(0, 0);
    private final UnsafeBuffer outView = new UnsafeBuffer(0, 0);
    private ByteBuffer in;
    private ByteBuffer out;
    private byte[] lastPayload = new byte[0];
    private boolean isPayloadKept;
    private String info;
    private long pongs;

    /**
     * Hears of messages.
     */
    @FunctionalInterface
    public interface MessageHandler
    {
        /**
         * A message has come; it is valid during the call only.
         *
         * @param sid    subscription that it came for.
         * @param buffer that holds it.
         * @param offset at which the payload begins; with headers: at which they begin.
         * @param length of it in bytes.
         * @param status 0, or the number of its status line: 503 when nobody listens to what was published.
         */
        void onMessage(int sid, DirectBuffer buffer, int offset, int length, int status);
    }

    /**
     * Connect to a server on this machine, with large buffers.
     *
     * @param port of the server.
     * @throws IOException when nobody listens.
     */
    public LeanClient(final int port) throws IOException
    {
        this(new InetSocketAddress("127.0.0.1", port), CONNECT_MS, BUFFER);
    }

    /**
     * Connect.
     *
     * @param address     of the server.
     * @param timeoutMs   to wait for it.
     * @param bufferBytes to begin with, in each direction; both grow for a longer frame.
     * @throws IOException when nobody listens there.
     */
    public LeanClient(final InetSocketAddress address, final int timeoutMs, final int bufferBytes) throws IOException
    {
        channel = SocketChannel.open();
        channel.socket().connect(address, timeoutMs);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        in = ByteBuffer.allocateDirect(bufferBytes);
        out = ByteBuffer.allocateDirect(bufferBytes);
        inView.wrap(in);
        outView.wrap(out);
        in.flip();
    }

    /**
     * Send, and wait until the socket has taken it.
     *
     * @param text to send.
     * @throws IOException when the server has gone.
     */
    public void send(final String text) throws IOException
    {
        send(text.getBytes(UTF_8));
    }

    /**
     * Send, and wait until the socket has taken it.
     *
     * @param frame to send.
     * @throws IOException when the server has gone.
     */
    public void send(final byte[] frame) throws IOException
    {
        reserve(frame.length);
        out.put(frame);
        while (!flush())
        {
            Thread.onSpinWait();
        }
    }

    /**
     * A whole frame.
     *
     * @param head    of it, without the length.
     * @param payload of it.
     * @param length  of the payload in bytes.
     * @return frame.
     */
    public static byte[] frame(final String head, final byte[] payload, final int length)
    {
        final byte[] line = (head + " " + length + "\r\n").getBytes(UTF_8);
        final byte[] frame = new byte[line.length + length + 2];
        System.arraycopy(line, 0, frame, 0, line.length);
        System.arraycopy(payload, 0, frame, line.length, length);
        frame[frame.length - 2] = '\r';
        frame[frame.length - 1] = '\n';
        return frame;
    }

    /**
     * Wait for one message.
     *
     * @return its payload, 512 bytes of it at most.
     * @throws IOException when the server has gone.
     */
    public byte[] awaitMessage() throws IOException
    {
        await(1);
        return lastPayload;
    }

    /**
     * Publish with a window.
     *
     * @param frame     to send.
     * @param count     of messages.
     * @param window    unacknowledged messages at most.
     * @param latencies to record with a window of 1, or null.
     * @return ns that it took.
     * @throws IOException when the server has gone.
     */
    public long publish(final byte[] frame, final int count, final int window, final LongConsumer latencies)
        throws IOException
    {
        final long beginNs = System.nanoTime();
        int sent = 0;
        int acked = 0;
        reserve(frame.length);
        while (acked < count)
        {
            final long sentNs = System.nanoTime();
            while (sent < count && sent - acked < window)
            {
                while (sent < count && sent - acked < window && out.remaining() >= frame.length)
                {
                    out.put(frame);
                    sent++;
                }
                flush();
            }
            acked += await(1);
            if (latencies != null)
            {
                latencies.accept(System.nanoTime() - sentNs);
            }
        }
        return System.nanoTime() - beginNs;
    }

    /**
     * Receive messages.
     *
     * @param count that must come.
     * @return how many came, at least that many.
     * @throws IOException when the server has gone.
     */
    public int await(final int count) throws IOException
    {
        isPayloadKept = false;
        int messages = drain(counting);
        while (messages < count)
        {
            isPayloadKept = false;
            messages += poll(counting);
        }
        return messages;
    }

    /**
     * From now on {@link #poll} is for receiving, and nothing blocks.
     *
     * @throws IOException when the socket cannot.
     */
    public void nonBlocking() throws IOException
    {
        channel.configureBlocking(false);
    }

    /**
     * Complete messages that have come.
     *
     * @return count, maybe 0.
     * @throws IOException when the server has gone.
     */
    public int poll() throws IOException
    {
        isPayloadKept = false;
        return poll(counting);
    }

    /**
     * Hand over the complete messages that have come.
     *
     * @param handler of them.
     * @return count, maybe 0.
     * @throws IOException when the server has gone or has refused something.
     */
    public int poll(final MessageHandler handler) throws IOException
    {
        in.compact();
        if (!in.hasRemaining())
        {
            growIn();
        }
        final int received = channel.read(in);
        in.flip();
        if (received < 0)
        {
            throw new IOException("the server has hung up");
        }
        try
        {
            return drain(handler);
        }
        catch (final IndexOutOfBoundsException ex)
        {
            throw new IOException("the server sends something that is not NATS", ex);
        }
    }

    /**
     * Make room for frames that are written in place. What has been reserved and is then written must be committed.
     *
     * @param bytes to be written at most.
     * @return buffer to write to, at {@link #outOffset}.
     */
    UnsafeBuffer reserve(final int bytes)
    {
        if (out.remaining() < bytes)
        {
            final ByteBuffer larger = ByteBuffer.allocateDirect(Math.max(2 * out.capacity(), out.position() + bytes));
            out.flip();
            larger.put(out);
            out = larger;
            outView.wrap(out);
        }
        return outView;
    }

    /** Where the next frame is to be written. */
    int outOffset()
    {
        return out.position();
    }

    /** These bytes have been written behind {@link #outOffset}. */
    void commit(final int bytes)
    {
        out.position(out.position() + bytes);
    }

    /** Bytes that the socket has not taken yet. */
    int pendingBytes()
    {
        return out.position();
    }

    /**
     * Give the socket what it takes.
     *
     * @return whether it has taken all.
     * @throws IOException when the server has gone.
     */
    boolean flush() throws IOException
    {
        if (out.position() == 0)
        {
            return true;
        }
        out.flip();
        channel.write(out);
        final boolean isEmpty = !out.hasRemaining();
        out.compact();
        return isEmpty;
    }

    /** For a selector. */
    SocketChannel channel()
    {
        return channel;
    }

    /** The server's INFO line, or null when it has not come yet. */
    String info()
    {
        return info;
    }

    /** How often the server has answered PING. */
    long pongs()
    {
        return pongs;
    }

    private void growIn() throws IOException
    {
        if (in.capacity() >= LIMIT)
        {
            throw new IOException("a frame is longer than " + LIMIT + " bytes");
        }
        final ByteBuffer larger = ByteBuffer.allocateDirect(2 * in.capacity());
        in.flip();
        larger.put(in);
        in = larger;
        inView.wrap(in);
    }

    private void keepFirst(final int sid, final DirectBuffer buffer, final int offset, final int length,
        final int status)
    {
        if (!isPayloadKept)
        {
            lastPayload = new byte[Math.min(length, KEPT)];
            buffer.getBytes(offset, lastPayload);
            isPayloadKept = true;
        }
    }

    /** Hand over the complete messages that are there, answer PING, and skip the rest. */
    private int drain(final MessageHandler handler) throws IOException
    {
        int messages = 0;
        while (in.hasRemaining())
        {
            final int begin = in.position();
            final int end = lineEnd(begin);
            if (end < 0)
            {
                break;
            }
            final boolean isWithHeaders = in.get(begin) == 'H' && in.get(begin + 1) == 'M';
            if (isWithHeaders || in.get(begin) == 'M' && in.get(begin + 1) == 'S')
            {
                final int length = length(end);
                if (length < 0 || length > LIMIT)
                {
                    throw new IOException("the server sends a message of " + length + " bytes");
                }
                if (in.limit() < end + 1 + length + 2)
                {
                    break;
                }
                messages += onMessage(begin + (isWithHeaders ? FIRST_WORD + 1 : FIRST_WORD), end, length, isWithHeaders,
                    handler);
                in.position(end + 1 + length + 2);
            }
            else
            {
                onLine(begin, end);
                in.position(end + 1);
            }
        }
        return messages;
    }

    /** SUBJECT SID [REPLY] LENGTH, or with the length of the headers before that; 0 for a heartbeat, else 1. */
    private int onMessage(final int begin, final int end, final int length, final boolean isWithHeaders,
        final MessageHandler handler) throws IOException
    {
        int position = begin;
        while (in.get(position) != ' ')
        {
            position++;
        }
        int sid = 0;
        position++;
        while (in.get(position) != ' ')
        {
            sid = sid * 10 + in.get(position) - '0';
            position++;
        }
        if (sid == HEARTBEATS)
        {
            answerHeartbeat(begin, end);
            return 0;
        }
        handler.onMessage(sid, inView, end + 1, length, isWithHeaders ? status(end + 1, length) : 0);
        return 1;
    }

    /** NATS/1.0 503, or 0 when the headers are others. */
    private int status(final int offset, final int length)
    {
        final int begin = offset + "NATS/1.0 ".length();
        int status = 0;
        for (int i = begin; i < Math.min(begin + 3, offset + length); i++)
        {
            final int digit = in.get(i) - '0';
            if (digit < 0 || digit > 9)
            {
                return 0;
            }
            status = status * 10 + digit;
        }
        return status;
    }

    private void answerHeartbeat(final int begin, final int end) throws IOException
    {
        final String[] words = text(begin, end).split(" ");
        if (words.length == 4)
        {
            answer(("PUB " + words[2] + " 0\r\n\r\n").getBytes(UTF_8));
        }
    }

    /** Behind what the socket has not taken yet: half a frame may be among it. */
    private void answer(final byte[] frame) throws IOException
    {
        reserve(frame.length);
        out.put(frame);
        flush();
    }

    private void onLine(final int begin, final int end) throws IOException
    {
        if (in.get(begin) == 'P')
        {
            if (in.get(begin + 1) == 'I')
            {
                answer(PONG);
            }
            else
            {
                pongs++;
            }
        }
        else if (in.get(begin) == '-')
        {
            throw new RefusedException(text(begin, end).replaceFirst("^-ERR ", ""));
        }
        else if (info == null && in.get(begin) == 'I')
        {
            info = text(begin, end);
        }
    }

    private String text(final int begin, final int end)
    {
        final byte[] line = new byte[end - begin];
        in.get(begin, line);
        return new String(line, UTF_8).trim();
    }

    private int lineEnd(final int begin)
    {
        for (int i = begin; i < in.limit(); i++)
        {
            if (in.get(i) == '\n')
            {
                return i;
            }
        }
        return -1;
    }

    private int length(final int lineEnd)
    {
        int value = 0;
        int unit = 1;
        for (int i = lineEnd - 2; in.get(i) != ' '; i--)
        {
            value += (in.get(i) - '0') * unit;
            unit *= 10;
        }
        return value;
    }

    @Override
    public void close() throws IOException
    {
        channel.close();
    }

    /**
     * The server's own words for what it does not do: {@code 'Authorization Violation'}.
     */
    static final class RefusedException extends IOException
    {
        private static final long serialVersionUID = 1L;

        RefusedException(final String words)
        {
            super("refused: " + words);
        }
    }
}
