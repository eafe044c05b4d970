package io.standfast.nats.link.listener;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import org.agrona.CloseHelper;

import io.standfast.nats.link.LinkHandler;
import io.standfast.nats.link.LinkMessage;

/**
 * Throws random and mutated frames at a listener over real sockets, one thread for both sides. What must hold: nothing
 * escapes {@link Listener#doWork}, a bystander is served throughout, what attackers hear is well-formed, and nothing of
 * them is left when they are gone. Run by {@code perf/fuzz} with a million inputs and more, by a test with a few.
 */
final class ListenerFuzz implements AutoCloseable
{
    private static final String[] FRAMES = {
        "CONNECT {\"verbose\":true,\"headers\":true,\"no_responders\":true,\"user\":\"a\",\"x\":[1,{\"y\":null}]}\r\n",
        "CONNECT {\"name\":\"\\u0041\\\"\\n\",\"pass\":\"\\/\"}\r\n", "CONNECT {}\r\n", "PING\r\n", "PONG\r\n",
        "INFO {}\r\n", "+OK\r\n", "SUB a 1\r\n", "SUB a.* q 2\r\n",
        "SUB > 3\r\n", "UNSUB 1\r\n", "UNSUB 2 5\r\n", "PUB a 5\r\nhello\r\n", "PUB a.b r.1 0\r\n\r\n",
        "HPUB a 12 14\r\nNATS/1.0\r\n\r\nhi\r\n", "HPUB a r 18 20\r\nNATS/1.0\r\nA: b\r\n\r\nhi\r\n",
        "PUB _STAN.pub.test-cluster.x _INBOX.1 3\r\nabc\r\n"};
    private static final Pattern WELL_FORMED = Pattern
        .compile("(INFO \\{[^\r\n]*\\} \r\n|\\+OK\r\n|PING\r\n|PONG\r\n|" +
            "-ERR '[^'\r\n]*'\r\n|H?MSG [^\r\n]*\r\n).*", Pattern.DOTALL);
    private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(30);
    private static final int FRAMES_PER_CONNECTION = 64;
    private static final int LONG_INPUT = 6000;

    private final Random random;
    private final Listener listener = new Listener(new ListenerContext().host("127.0.0.1").port(0));
    private final ByteBuffer buffer = ByteBuffer.allocate(256 * 1024);
    private SocketChannel bystander;
    private long bystanderCount;

    ListenerFuzz(final long seed)
    {
        random = new Random(seed);
    }

    ListenerFuzz start() throws IOException
    {
        listener.open(new Echo());
        bystander = connect();
        send(bystander, "CONNECT {\"verbose\":false}\r\nSUB bystander 1\r\n");
        return this;
    }

    void run(final long inputs) throws IOException
    {
        long done = 0;
        while (done < inputs)
        {
            done += attack((int) Math.min(FRAMES_PER_CONNECTION, inputs - done));
            askBystander();
        }
        awaitAlone();
    }

    private int attack(final int frames) throws IOException
    {
        final StringBuilder heard = new StringBuilder();
        int sent = 0;
        try (SocketChannel attacker = connect())
        {
            while (sent < frames)
            {
                sent++;
                final ByteBuffer bytes = ByteBuffer.wrap(frame().getBytes(ISO_8859_1));
                if (!trySend(attacker, bytes))
                {
                    break;
                }
                work();
                if (!hear(attacker, heard))
                {
                    break;
                }
            }
            checkWellFormed(heard.toString());
        }
        return sent;
    }

    private String frame()
    {
        final String frame = FRAMES[random.nextInt(FRAMES.length)];
        final int dice = random.nextInt(20);
        if (dice < 6)
        {
            return frame;
        }
        if (dice < 14)
        {
            return mutated(frame);
        }
        if (dice < 17)
        {
            return frame.substring(0, random.nextInt(frame.length()));
        }
        return noise(dice == 19 ? random.nextInt(LONG_INPUT) : random.nextInt(40));
    }

    private String mutated(final String frame)
    {
        final StringBuilder text = new StringBuilder(frame);
        for (int i = 1 + random.nextInt(3); i > 0 && text.length() > 0; i--)
        {
            final int at = random.nextInt(text.length());
            switch (random.nextInt(5))
            {
                case 0 -> text.setCharAt(at, (char) random.nextInt(256));
                case 1 -> text.deleteCharAt(at);
                case 2 -> text.insert(at, (char) random.nextInt(256));
                case 3 -> text.insert(at, random.nextInt());
                default -> text.insert(at, text.substring(at));
            }
        }
        return text.toString();
    }

    private String noise(final int length)
    {
        final StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++)
        {
            text.append((char) random.nextInt(256));
        }
        return text.append(random.nextBoolean() ? "\r\n" : "").toString();
    }

    private void checkWellFormed(final String heard)
    {
        // The first thing that is heard, and each line that begins a frame; payloads are the attacker's own.
        if (!heard.isEmpty() && !WELL_FORMED.matcher(heard).matches())
        {
            throw new AssertionError("not well-formed: " + heard.substring(0, Math.min(200, heard.length())));
        }
    }

    private void askBystander() throws IOException
    {
        final String text = Long.toString(++bystanderCount);
        send(bystander, "PUB bystander " + text.length() + "\r\n" + text + "\r\n");
        final StringBuilder heard = new StringBuilder();
        final long deadlineNs = System.nanoTime() + DEADLINE_NS;
        while (heard.indexOf("MSG bystander 1 " + text.length() + "\r\n" + text + "\r\n") < 0)
        {
            work();
            if (!hear(bystander, heard) || System.nanoTime() - deadlineNs > 0)
            {
                throw new AssertionError("the bystander is not served: " + heard);
            }
        }
    }

    private void awaitAlone() throws IOException
    {
        final long deadlineNs = System.nanoTime() + DEADLINE_NS;
        while (listener.connectionCount() > 1 || listener.interestCount() > 1)
        {
            work();
            if (System.nanoTime() - deadlineNs > 0)
            {
                throw new AssertionError("left behind: connections=" + listener.connectionCount() + " interests=" +
                    listener.interestCount());
            }
        }
    }

    private void work()
    {
        listener.doWork(System.nanoTime());
        listener.flush();
    }

    private SocketChannel connect() throws IOException
    {
        final SocketChannel channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(),
            listener.boundPort()));
        channel.configureBlocking(false);
        return channel;
    }

    private void send(final SocketChannel channel, final String text) throws IOException
    {
        if (!trySend(channel, ByteBuffer.wrap(text.getBytes(ISO_8859_1))))
        {
            throw new AssertionError("the connection has ended");
        }
    }

    private boolean trySend(final SocketChannel channel, final ByteBuffer bytes)
    {
        try
        {
            final long deadlineNs = System.nanoTime() + DEADLINE_NS;
            while (bytes.hasRemaining())
            {
                channel.write(bytes);
                work();
                if (System.nanoTime() - deadlineNs > 0)
                {
                    throw new AssertionError("the listener does not read");
                }
            }
            return true;
        }
        catch (final IOException ex)
        {
            // Hung up: allowed at any time after a broken frame.
            return false;
        }
    }

    private boolean hear(final SocketChannel channel, final StringBuilder heard)
    {
        try
        {
            buffer.clear();
            final int bytes = channel.read(buffer);
            if (bytes > 0 && heard.length() < buffer.capacity())
            {
                heard.append(new String(buffer.array(), 0, bytes, ISO_8859_1));
            }
            return bytes >= 0;
        }
        catch (final IOException ex)
        {
            return false;
        }
    }

    @Override
    public void close()
    {
        CloseHelper.quietCloseAll(bystander, listener);
    }

    /**
     * A gateway that takes everything.
     */
    private static final class Echo implements LinkHandler
    {
        @Override
        public void onMessage(final LinkMessage message)
        {
            message.payload().capacity();
        }

        @Override
        public boolean isReady()
        {
            return true;
        }

        @Override
        public void onLinkUp(final String text)
        {
        }

        @Override
        public void onLinkDown(final String text)
        {
        }
    }
}
