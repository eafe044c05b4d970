package io.standfast.perf.rig;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.standfast.perf.report.Latencies;

/**
 * The least that a wake-up can take on a machine: a process whose one thread waits on a selector and sends back what it
 * reads. Owned by the thread that started it.
 */
final class SocketEcho implements AutoCloseable
{
    private static final int LENGTH = 256;

    private final Process process;
    private final int port;

    private SocketEcho(final Process process, final int port)
    {
        this.process = process;
        this.port = port;
    }

    /**
     * Start the process.
     *
     * @return it, ready.
     * @throws IOException when it does not start.
     */
    static SocketEcho start() throws IOException
    {
        final Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp", System.getProperty("java.class.path"), SocketEcho.class.getName()).redirectError(
                ProcessBuilder.Redirect.INHERIT)
            .start();
        final String line = process.inputReader(StandardCharsets.UTF_8).readLine();
        if (line == null)
        {
            throw new IOException("the echo process has ended before it said its port");
        }
        return new SocketEcho(process, Integer.parseInt(line));
    }

    /**
     * Let it sleep and wake it, again and again.
     *
     * @param warmUps  round trips before, one after the other.
     * @param wakeUps  round trips that are measured.
     * @param pauseNs  before each.
     * @return round trips.
     * @throws IOException when the process is gone.
     */
    Latencies measure(final int warmUps, final int wakeUps, final long pauseNs) throws IOException
    {
        final Latencies latencies = new Latencies();
        try (SocketChannel channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)))
        {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            final ByteBuffer buffer = ByteBuffer.allocateDirect(LENGTH);
            for (int i = 0; i < warmUps; i++)
            {
                roundTrip(channel, buffer);
            }
            for (int i = 0; i < wakeUps; i++)
            {
                LockSupport.parkNanos(pauseNs);
                final long beginNs = System.nanoTime();
                roundTrip(channel, buffer);
                latencies.record(System.nanoTime() - beginNs);
            }
        }
        return latencies;
    }

    private static void roundTrip(final SocketChannel channel, final ByteBuffer buffer) throws IOException
    {
        buffer.clear();
        while (buffer.hasRemaining())
        {
            channel.write(buffer);
        }
        buffer.clear();
        while (buffer.hasRemaining())
        {
            if (channel.read(buffer) < 0)
            {
                throw new IOException("the echo process has closed the connection");
            }
        }
    }

    @Override
    public void close()
    {
        process.destroyForcibly();
    }

    /**
     * The process: prints its port and echoes until it is killed.
     *
     * @param args none.
     * @throws IOException when the sockets fail.
     */
    public static void main(final String[] args) throws IOException
    {
        final Selector selector = Selector.open();
        final ServerSocketChannel server = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress
            .getLoopbackAddress(), 0));
        System.out.println(server.socket().getLocalPort());
        final SocketChannel channel = server.accept();
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ);
        final ByteBuffer buffer = ByteBuffer.allocateDirect(LENGTH);
        while (true)
        {
            selector.select(TimeUnit.SECONDS.toMillis(1));
            selector.selectedKeys().clear();
            buffer.clear();
            final int read = channel.read(buffer);
            if (read < 0)
            {
                return;
            }
            buffer.flip();
            while (buffer.hasRemaining())
            {
                channel.write(buffer);
            }
        }
    }
}
