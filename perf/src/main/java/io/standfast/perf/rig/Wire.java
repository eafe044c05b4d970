package io.standfast.perf.rig;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.Selector;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.OneToOneConcurrentArrayQueue;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A NATS connection that does not block, of which there can be many. One thread receives and one, which may be another,
 * sends; what the receiver has to answer (PING, heartbeats) the sender sends with its next flush.
 */
final class Wire implements AutoCloseable
{
    /** Subscription ids that every connection uses. */
    static final int REPLIES = 1;
    static final int ACKS = 2;
    static final int HEARTBEATS = 3;
    static final int MESSAGES = 4;

    private static final int SMALLEST_BUFFER = 256 * 1024;
    private static final int LINE = 1024;
    private static final int ANSWERS = 64;
    private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(30);
    private static final long PARK_NS = TimeUnit.MICROSECONDS.toNanos(50);
    private static final byte[] CR_LF = {'\r', '\n'};

    /** Takes what comes. */
    @FunctionalInterface
    interface Handler
    {
        /** A message; heartbeats are answered already. */
        void onMessage(Wire wire) throws IOException;
    }

    private final int number;
    private final SocketChannel channel;
    private final ByteBuffer in;
    private final ByteBuffer out;
    private final UnsafeBuffer view;
    private final OneToOneConcurrentArrayQueue<byte[]> answers = new OneToOneConcurrentArrayQueue<>(ANSWERS);
    // Words of the line that has come: where each begins, and where the last one ends.
    private final int[] words = new int[6];
    private int wordCount;
    private int payloadOffset;
    private int payloadLength;
    private byte[] lastPayload;

    Wire(final int port, final int number, final int payload) throws IOException
    {
        this.number = number;
        final int bytes = Math.max(SMALLEST_BUFFER, 2 * (payload + LINE));
        in = ByteBuffer.allocateDirect(bytes);
        out = ByteBuffer.allocateDirect(bytes);
        view = new UnsafeBuffer(in);
        channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
    }

    /** Of the publisher or subscriber that this is. */
    int number()
    {
        return number;
    }

    void register(final Selector selector) throws ClosedChannelException
    {
        channel.register(selector, SelectionKey.OP_READ, this);
    }

    /** What has been received, for the offsets below. */
    DirectBuffer buffer()
    {
        return view;
    }

    int sid()
    {
        // nats-server leaves two spaces where there is no reply.
        return view.getByte(words[2]) - '0';
    }

    int subjectOffset()
    {
        return words[1];
    }

    int subjectLength()
    {
        return words[2] - 1 - words[1];
    }

    int replyOffset()
    {
        return words[3];
    }

    /** 0 when nobody asks for a reply. */
    int replyLength()
    {
        return wordCount == 5 ? words[4] - 1 - words[3] : 0;
    }

    int payloadOffset()
    {
        return payloadOffset;
    }

    int payloadLength()
    {
        return payloadLength;
    }

    long decimal(final int begin, final int end)
    {
        long value = 0;
        for (int i = begin; i < end; i++)
        {
            value = value * 10 + view.getByte(i) - '0';
        }
        return value;
    }

    /**
     * Receive what is there.
     *
     * @return messages.
     */
    int poll(final Handler handler) throws IOException
    {
        if (channel.read(in) < 0)
        {
            throw new IOException("the server has hung up");
        }
        int position = 0;
        int messages = 0;
        for (int end = frameEnd(position); end >= 0; end = frameEnd(position))
        {
            messages += onFrame(position, handler);
            position = end;
        }
        in.limit(in.position()).position(position);
        in.compact();
        return messages;
    }

    /** Where the frame that begins here ends, or -1 while it is not complete. */
    private int frameEnd(final int begin)
    {
        final int limit = in.position();
        wordCount = 0;
        int end = begin;
        boolean isWord = false;
        while (end < limit && view.getByte(end) != '\n')
        {
            final byte next = view.getByte(end);
            final boolean isPart = next != ' ' && next != '\r';
            if (isPart && !isWord && wordCount < words.length - 1)
            {
                words[wordCount++] = end;
            }
            isWord = isPart;
            end++;
        }
        if (end == limit)
        {
            return -1;
        }
        words[wordCount] = end;
        if (!isMessage(begin))
        {
            return end + 1;
        }
        payloadLength = (int) decimal(words[wordCount - 1], end - 1);
        payloadOffset = end + 1;
        final int next = payloadOffset + payloadLength + CR_LF.length;
        return next <= limit ? next : -1;
    }

    private boolean isMessage(final int begin)
    {
        return view.getByte(begin) == 'M' && view.getByte(begin + 1) == 'S';
    }

    private int onFrame(final int begin, final Handler handler) throws IOException
    {
        if (isMessage(begin))
        {
            if (sid() != HEARTBEATS)
            {
                handler.onMessage(this);
                return 1;
            }
            if (replyLength() > 0)
            {
                answers.offer(("PUB " + view.getStringWithoutLengthAscii(replyOffset(), replyLength()) + " 0\r\n\r\n")
                    .getBytes(US_ASCII));
            }
        }
        else if (view.getByte(begin) == 'P' && view.getByte(begin + 1) == 'I')
        {
            answers.offer("PONG\r\n".getBytes(US_ASCII));
        }
        else if (view.getByte(begin) == '-')
        {
            throw new IOException("refused: " + view.getStringWithoutLengthAscii(begin, words[wordCount] - begin));
        }
        return 0;
    }

    /** Wait for the next message. */
    byte[] awaitMessage() throws IOException
    {
        final byte[] payload = tryAwaitMessage(DEADLINE_NS);
        if (payload == null)
        {
            throw new IOException("no answer for 30 s");
        }
        return payload;
    }

    /** Wait for the next message, or return null when there is none in time; after it nothing else may have come. */
    byte[] tryAwaitMessage(final long timeoutNs) throws IOException
    {
        final long beginNs = System.nanoTime();
        lastPayload = null;
        while (lastPayload == null && System.nanoTime() - beginNs < timeoutNs)
        {
            flush();
            if (poll(Wire::keep) == 0)
            {
                LockSupport.parkNanos(PARK_NS);
            }
        }
        return lastPayload;
    }

    private void keep()
    {
        lastPayload = new byte[payloadLength];
        view.getBytes(payloadOffset, lastPayload);
    }

    /** Queue text, for the time before anything is measured. */
    void send(final String text) throws IOException
    {
        final byte[] bytes = text.getBytes(US_ASCII);
        while (out.remaining() < bytes.length)
        {
            flush();
        }
        out.put(bytes);
        flush();
    }

    /**
     * Queue a publish.
     *
     * @param head of the frame, up to the payload.
     * @param tail of the frame: the payload.
     * @return false when there is no room: flush, and try again later.
     */
    boolean offer(final byte[] head, final byte[] tail)
    {
        if (out.remaining() < head.length + tail.length + CR_LF.length)
        {
            return false;
        }
        out.put(head).put(tail).put(CR_LF);
        return true;
    }

    /** Queue a publish whose length is not known in advance; waits for room. */
    void send(final byte[] command, final byte[] payload, final int length) throws IOException
    {
        while (out.remaining() < command.length + length + LINE)
        {
            flush();
        }
        out.put(command);
        putDecimal(length);
        out.put(CR_LF).put(payload, 0, length).put(CR_LF);
    }

    private void putDecimal(final int value)
    {
        if (value >= 10)
        {
            putDecimal(value / 10);
        }
        out.put((byte) ('0' + value % 10));
    }

    /**
     * Send what is queued, as far as the connection takes it.
     *
     * @return whether all of it has been taken.
     */
    boolean flush() throws IOException
    {
        for (byte[] answer = answers.peek(); answer != null && out.remaining() >= answer.length; answer = answers
            .peek())
        {
            out.put(answers.poll());
        }
        if (out.position() == 0)
        {
            return true;
        }
        out.flip();
        channel.write(out);
        out.compact();
        return out.position() == 0;
    }

    @Override
    public void close() throws IOException
    {
        channel.close();
    }
}
