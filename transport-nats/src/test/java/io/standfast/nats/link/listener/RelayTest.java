package io.standfast.nats.link.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import org.agrona.CloseHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Clients of a node that does not lead, over real sockets.
 */
class RelayTest
{
    private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(60);

    private final BufferBudget budget = new BufferBudget(ListenerContext.MAX_BUFFERED_DEFAULT);
    private Selector selector;
    private ServerSocketChannel front;
    private ServerSocket leader;
    private Socket client;
    private Relay relay;

    @BeforeEach
    void setUp() throws IOException
    {
        selector = Selector.open();
        relay = new Relay(selector, budget);
        front = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        leader = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        client = new Socket(InetAddress.getLoopbackAddress(), front.socket().getLocalPort());
        client.setSoTimeout(1);
    }

    @AfterEach
    void tearDown()
    {
        CloseHelper.quietCloseAll(relay, client, leader, front, selector);
    }

    @Test
    void shouldPassBytesBothWaysWhenALeaderIsKnown() throws IOException
    {
        relay.leader(leaderAddress());
        relay.accept(accepted(), 0);
        final Socket served = servedByLeader();

        client.getOutputStream().write("CONNECT {}\r\n".getBytes());
        served.getOutputStream().write("INFO {}\r\n".getBytes());

        assertThat(new String(read(served, 12))).isEqualTo("CONNECT {}\r\n");
        assertThat(new String(read(client, 9))).isEqualTo("INFO {}\r\n");
    }

    @Test
    void shouldLoseNothingWhenTheReaderIsSlow() throws IOException
    {
        relay.leader(leaderAddress());
        relay.accept(accepted(), 0);
        final Socket served = servedByLeader();
        final byte[] sent = new byte[8 * 1024 * 1024];
        new Random(7).nextBytes(sent);

        final Thread writer = new Thread(() -> write(client, sent));
        writer.start();
        final byte[] received = read(served, sent.length);

        assertThat(Arrays.equals(received, sent)).as("8 MiB arrive as they were sent").isTrue();
    }

    @Test
    void shouldHoldNoMemoryForAClientThatIsQuiet() throws IOException
    {
        relay.leader(leaderAddress());
        relay.accept(accepted(), 0);
        final Socket served = servedByLeader();
        write(client, new byte[100]);
        read(served, 100);
        relay.doWork(Relay.QUIET_NS);
        assertThat(budget.used()).as("it may go on at once").isPositive();

        relay.doWork(2 * Relay.QUIET_NS);

        assertThat(budget.used()).isZero();
        write(client, new byte[100]);
        assertThat(read(served, 100)).as("and later, too").hasSize(100);
    }

    @Test
    void shouldConnectHeldClientsWhenALeaderAppears() throws IOException
    {
        relay.accept(accepted(), 0);
        assertThat(relay.doWork(Relay.HOLD_NS - 1)).isZero();
        assertThat(relay.isWaiting()).isTrue();

        relay.leader(leaderAddress());

        servedByLeader().getOutputStream().write('I');
        assertThat(read(client, 1)).containsExactly('I');
    }

    @Test
    void shouldSendAwayWhenNoLeaderAppearsInTime() throws IOException
    {
        relay.accept(accepted(), 0);

        assertThat(relay.doWork(Relay.HOLD_NS)).isEqualTo(1);

        await("the client is sent away", () -> isAtEnd(client));
        assertThat(relay.size()).isZero();
    }

    @Test
    void shouldCloseRelayedConnectionsWhenTheLeaderChanges() throws IOException
    {
        relay.leader(leaderAddress());
        relay.accept(accepted(), 0);
        final Socket served = servedByLeader();
        served.getOutputStream().write('I');
        assertThat(read(client, 1)).containsExactly('I');

        relay.leader(null);

        await("the client is told by its socket", () -> isAtEnd(client));
        await("the leader is told by its socket", () -> isAtEnd(served));
    }

    @Test
    void shouldCloseTheClientWhenTheLeaderCloses() throws IOException
    {
        relay.leader(leaderAddress());
        relay.accept(accepted(), 0);
        final Socket served = servedByLeader();
        served.getOutputStream().write("-ERR 'bye'\r\n".getBytes());

        served.close();

        assertThat(new String(read(client, 12))).isEqualTo("-ERR 'bye'\r\n");
        await("the client is closed", () -> isAtEnd(client));
        assertThat(relay.size()).isZero();
    }

    @Test
    void shouldCloseTheClientWhenNobodyListensAtTheLeaderInTime() throws IOException
    {
        final InetSocketAddress nobody = leaderAddress();
        leader.close();
        relay.leader(nobody);
        relay.accept(accepted(), 0);

        await("the client is closed", () ->
        {
            relay.doWork(Relay.HOLD_NS);
            return isAtEnd(client);
        });

        assertThat(relay.size()).isZero();
    }

    @Test
    void shouldConnectToTheNextLeaderWhenTheOneBeforeDoesNotListenAnyMore() throws IOException
    {
        try (ServerSocket dead = new ServerSocket(0, 50, InetAddress.getLoopbackAddress()))
        {
            relay.leader(new InetSocketAddress(InetAddress.getLoopbackAddress(), dead.getLocalPort()));
        }
        relay.accept(accepted(), 0);
        await("the dead leader is given up", relay::isWaiting);

        relay.leader(leaderAddress());

        servedByLeader().getOutputStream().write('I');
        assertThat(read(client, 1)).containsExactly('I');
    }

    @Test
    void shouldTryAgainWhenTheLeaderClosesBeforeItHasSaidAnything() throws IOException
    {
        relay.leader(leaderAddress());
        relay.accept(accepted(), 0);
        servedByLeader().close();
        await("the leader is given up", relay::isWaiting);

        relay.doWork(Relay.HOLD_NS - 1);

        servedByLeader().getOutputStream().write('I');
        assertThat(read(client, 1)).containsExactly('I');
    }

    @Test
    void shouldGiveBackHeldClientsWhenThisNodeLeads() throws IOException
    {
        relay.accept(accepted(), 0);

        final SocketChannel channel = relay.pollHeld();

        assertThat(channel.isOpen()).isTrue();
        assertThat(channel.keyFor(selector)).as("registered nowhere").isNull();
        assertThat(relay.pollHeld()).isNull();
        channel.close();
    }

    @Test
    void shouldGiveBackAClientWhoseLeaderIsGoneWhenThisNodeLeads() throws IOException
    {
        relay.leader(leaderAddress());
        relay.accept(accepted(), 0);
        final Socket left = servedByLeader();
        relay.leader(null);
        await("the leader is told by its socket", () -> isAtEnd(left));

        final SocketChannel channel = relay.pollHeld();

        final Object guest = new Object();
        assertThat(channel.register(selector, 0, guest).attachment()).isSameAs(guest);
        client.getOutputStream().write('C');
        final ByteBuffer bytes = ByteBuffer.allocate(1);
        await("the client is heard", () -> tryRead(channel, bytes) > 0);
        channel.close();
    }

    private InetSocketAddress leaderAddress()
    {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), leader.getLocalPort());
    }

    private SocketChannel accepted() throws IOException
    {
        final SocketChannel channel = front.accept();
        channel.configureBlocking(false);
        return channel;
    }

    private Socket servedByLeader() throws IOException
    {
        final Socket served = leader.accept();
        served.setSoTimeout(1);
        return served;
    }

    private byte[] read(final Socket socket, final int length)
    {
        final byte[] bytes = new byte[length];
        final int[] count = new int[1];
        await(length + " bytes arrive", () ->
        {
            count[0] += Math.max(0, tryRead(socket, bytes, count[0]));
            return count[0] == length;
        });
        return bytes;
    }

    private static boolean isAtEnd(final Socket socket)
    {
        return tryRead(socket, new byte[1], 0) < 0;
    }

    private static int tryRead(final Socket socket, final byte[] bytes, final int offset)
    {
        try
        {
            return socket.getInputStream().read(bytes, offset, bytes.length - offset);
        }
        catch (final SocketTimeoutException ex)
        {
            return 0;
        }
        catch (final IOException ex)
        {
            return -1;
        }
    }

    private static int tryRead(final SocketChannel channel, final ByteBuffer bytes)
    {
        try
        {
            return channel.read(bytes);
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    private static void write(final Socket socket, final byte[] bytes)
    {
        try
        {
            socket.getOutputStream().write(bytes);
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    private void await(final String what, final BooleanSupplier condition)
    {
        final long deadlineNs = System.nanoTime() + DEADLINE_NS;
        while (!condition.getAsBoolean())
        {
            poll();
            if (System.nanoTime() - deadlineNs >= 0)
            {
                fail("not in time: " + what);
            }
        }
    }

    private void poll()
    {
        try
        {
            selector.selectNow(relay::onReady);
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }
}
