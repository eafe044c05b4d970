package io.standfast.perf.rig;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

import io.standfast.perf.report.Latencies;

/**
 * A NATS connection that sends one frame again and again and counts what comes back: cheap, so that the server is
 * measured and not the client. Owned by the rig's thread.
 */
final class LeanClient implements AutoCloseable
{
    private static final int BUFFER = 1024 * 1024;
    private static final byte HEARTBEATS = '3';
    private static final byte[] MSG = "MSG ".getBytes(US_ASCII);

    private final SocketChannel channel;
    private final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER);
    private final ByteBuffer out = ByteBuffer.allocateDirect(BUFFER);
    private byte[] lastPayload = new byte[0];

    LeanClient(final int port) throws IOException
    {
        channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        in.flip();
    }

    void send(final String text) throws IOException
    {
        send(text.getBytes(US_ASCII));
    }

    void send(final byte[] frame) throws IOException
    {
        final ByteBuffer bytes = ByteBuffer.wrap(frame);
        while (bytes.hasRemaining())
        {
            channel.write(bytes);
        }
    }

    static byte[] frame(final String head, final byte[] payload, final int length)
    {
        final byte[] line = (head + " " + length + "\r\n").getBytes(US_ASCII);
        final byte[] frame = new byte[line.length + length + 2];
        System.arraycopy(line, 0, frame, 0, line.length);
        System.arraycopy(payload, 0, frame, line.length, length);
        frame[frame.length - 2] = '\r';
        frame[frame.length - 1] = '\n';
        return frame;
    }

    /** Wait for one message and return its payload. */
    byte[] awaitMessage() throws IOException
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
     */
    long publish(final byte[] frame, final int count, final int window, final Latencies latencies) throws IOException
    {
        final long beginNs = System.nanoTime();
        int sent = 0;
        int acked = 0;
        while (acked < count)
        {
            final long sentNs = System.nanoTime();
            while (sent < count && sent - acked < window)
            {
                out.clear();
                while (sent < count && sent - acked < window && out.remaining() >= frame.length)
                {
                    out.put(frame);
                    sent++;
                }
                out.flip();
                while (out.hasRemaining())
                {
                    channel.write(out);
                }
            }
            acked += await(1);
            if (latencies != null)
            {
                latencies.record(System.nanoTime() - sentNs);
            }
        }
        return System.nanoTime() - beginNs;
    }

    /**
     * Receive messages.
     *
     * @param count that must come.
     * @return how many came, at least that many.
     */
    int await(final int count) throws IOException
    {
        int messages = drain();
        while (messages < count)
        {
            in.compact();
            if (channel.read(in) < 0)
            {
                throw new IOException("the server has hung up");
            }
            in.flip();
            messages += drain();
        }
        return messages;
    }

    /** From now on {@link #poll} is for receiving, and nothing blocks. */
    void nonBlocking() throws IOException
    {
        channel.configureBlocking(false);
    }

    /** Complete messages that have come, maybe none. */
    int poll() throws IOException
    {
        in.compact();
        if (channel.read(in) < 0)
        {
            throw new IOException("the server has hung up");
        }
        in.flip();
        return drain();
    }

    /** Count the complete messages that are there, answer PING, and skip the rest. */
    private int drain() throws IOException
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
            if (in.get(begin) == 'M' && in.get(begin + 1) == MSG[1])
            {
                final int length = length(end);
                if (in.limit() < end + 1 + length + 2)
                {
                    break;
                }
                if (isHeartbeat(begin))
                {
                    answerHeartbeat(begin, end);
                }
                else
                {
                    if (messages == 0)
                    {
                        lastPayload = new byte[Math.min(length, 512)];
                        in.get(end + 1, lastPayload);
                    }
                    messages++;
                }
                in.position(end + 1 + length + 2);
            }
            else
            {
                onLine(begin);
                in.position(end + 1);
            }
        }
        return messages;
    }

    /** MSG SUBJECT 3 REPLY 0: the subscription of {@link Publishers} that is for heartbeats. */
    private boolean isHeartbeat(final int begin)
    {
        int position = begin + MSG.length;
        while (in.get(position) != ' ')
        {
            position++;
        }
        return in.get(position + 1) == HEARTBEATS && in.get(position + 2) == ' ';
    }

    private void answerHeartbeat(final int begin, final int end) throws IOException
    {
        final byte[] line = new byte[end - begin];
        in.get(begin, line);
        final String[] words = new String(line, US_ASCII).trim().split(" ");
        if (words.length == 5)
        {
            send("PUB " + words[3] + " 0\r\n\r\n");
        }
    }

    private void onLine(final int begin) throws IOException
    {
        if (in.get(begin) == 'P' && in.get(begin + 1) == 'I')
        {
            send("PONG\r\n");
        }
        else if (in.get(begin) == '-')
        {
            final byte[] line = new byte[Math.min(80, in.limit() - begin)];
            in.get(begin, line);
            throw new IOException("refused: " + new String(line, US_ASCII));
        }
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
}
