package io.standfast.nats.link.listener;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import org.agrona.CloseHelper;

import io.standfast.nats.link.LinkHandler;
import io.standfast.nats.link.LinkMessage;

/**
 * A listener on real sockets whose duty cycle is the test's, and whose time is, too.
 */
final class TestListener implements AutoCloseable, LinkHandler
{
    private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(30);

    final Listener listener;
    final List<String> heard = new ArrayList<>();
    final List<String> users = new ArrayList<>();
    long nowNs = 1_000_000_000L;
    private final List<SocketChannel> clients = new ArrayList<>();

    TestListener(final ListenerSecurity security)
    {
        this(new ListenerContext().security(security));
    }

    TestListener(final ListenerContext context)
    {
        listener = new Listener(context.host("127.0.0.1").port(0));
        listener.open(this);
    }

    /** A client that has said something, and what comes to it. */
    Client connect(final String hello)
    {
        try
        {
            final SocketChannel channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(),
                listener.boundPort()));
            channel.configureBlocking(false);
            clients.add(channel);
            return new Client(channel).send(hello);
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    void await(final String what, final BooleanSupplier condition)
    {
        final long deadlineNs = System.nanoTime() + DEADLINE_NS;
        while (!condition.getAsBoolean())
        {
            work();
            assertThat(System.nanoTime() - deadlineNs).as("not in time: %s", what).isNegative();
        }
    }

    void work()
    {
        listener.doWork(nowNs);
        listener.flush();
    }

    @Override
    public void onMessage(final LinkMessage message)
    {
        heard.add(message.payload().getStringWithoutLengthUtf8(0, message.payload().capacity()));
        users.add(message.rights() == null ? null : message.rights().user());
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

    @Override
    public void close()
    {
        clients.forEach(CloseHelper::quietClose);
        listener.close();
    }

    /**
     * One client.
     */
    final class Client
    {
        private final SocketChannel channel;
        private final StringBuilder received = new StringBuilder();
        private final ByteBuffer bytes = ByteBuffer.allocate(64 * 1024);
        private boolean isEnded;

        private Client(final SocketChannel channel)
        {
            this.channel = channel;
        }

        Client send(final String text)
        {
            final ByteBuffer out = ByteBuffer.wrap(text.getBytes(ISO_8859_1));
            try
            {
                while (out.hasRemaining())
                {
                    channel.write(out);
                    work();
                }
            }
            catch (final IOException ex)
            {
                isEnded = true;
            }
            return this;
        }

        private void poll()
        {
            bytes.clear();
            try
            {
                final int count = channel.read(bytes);
                isEnded |= count < 0;
                received.append(new String(bytes.array(), 0, Math.max(0, count), ISO_8859_1));
            }
            catch (final IOException ex)
            {
                isEnded = true;
            }
        }

        /** All that has come, when it holds a text. */
        String await(final String text)
        {
            TestListener.this.await(text, () ->
            {
                poll();
                assertThat(isEnded && received.indexOf(text) < 0).as("ended without %s: %s", text, received).isFalse();
                return received.indexOf(text) >= 0;
            });
            return received.toString();
        }

        /** What has come since INFO until it has answered a PING. */
        String answer(final String text)
        {
            final int from = received.length();
            send(text + "PING\r\n");
            TestListener.this.await("an answer to " + text, () ->
            {
                poll();
                return received.indexOf("PONG\r\n", from) >= 0 || isEnded;
            });
            return received.substring(from).replaceFirst("(?s)^INFO .*?\r\n", "") + (isEnded ? "<end>" : "");
        }

        void awaitEnd()
        {
            TestListener.this.await("the end", () ->
            {
                poll();
                return isEnded;
            });
        }
    }
}
