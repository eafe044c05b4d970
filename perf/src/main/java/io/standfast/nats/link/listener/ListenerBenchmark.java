package io.standfast.nats.link.listener;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;

import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Frames of a connection: a PUB is parsed in place, a MSG is written; beside them the bytes alone, copied and written
 * to the same socket. Another thread reads what is written. Owned by JMH's thread.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ListenerBenchmark implements FrameHandler
{
    private static final int BATCH = 64;
    /** A PubMsg of 128 bytes of payload is as long, a MsgProto a little shorter. */
    private static final int PAYLOAD = 200;
    private static final byte[] FRAME = ("PUB _STAN.pub.FCVTEX3LDEYB9FU1S8O5NY.orders _INBOX.FCVTEX3LDEYB9FU1S8O58V " +
        PAYLOAD + "\r\n" + "x".repeat(PAYLOAD) + "\r\n").getBytes(US_ASCII);

    private final UnsafeBuffer subject = new UnsafeBuffer("_INBOX.FCVTEX3LDEYB9FU1S8O58V".getBytes(US_ASCII));
    private final UnsafeBuffer payload = new UnsafeBuffer(new byte[PAYLOAD]);
    private final UnsafeBuffer frames = new UnsafeBuffer(new byte[BATCH * FRAME.length]);
    private final UnsafeBuffer target = new UnsafeBuffer(new byte[BATCH * FRAME.length]);
    private final Publication message = new Publication();
    private final FrameParser parser = new FrameParser(this, 1024 * 1024);
    private Selector selector;
    private SocketChannel channel;
    private Thread sink;
    private Connection connection;
    private Interest interest;
    private ByteBuffer ready;
    private long published;

    /** One connection over loopback, and who reads it. */
    @Setup(Level.Trial)
    public void open() throws IOException
    {
        for (int i = 0; i < BATCH; i++)
        {
            frames.putBytes(i * FRAME.length, FRAME);
        }
        selector = Selector.open();
        final SocketChannel reader;
        try (ServerSocketChannel server = ServerSocketChannel.open())
        {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            channel = SocketChannel.open(server.getLocalAddress());
            reader = server.accept();
        }
        channel.configureBlocking(false);
        final SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
        sink = new Thread(() -> drain(reader), "sink");
        sink.start();
        connection = new Connection(1, new Connection.Wire(channel, key, null, false, 0), "", new ListenerContext(),
            new BufferBudget(64 * 1024 * 1024), new FrameTrace(0), 0);
        interest = new Interest(connection, subject.byteArray(), "12".getBytes(US_ASCII), null);
        message.subject(subject, 0, subject.capacity()).payload(payload, 0, PAYLOAD, 0);
        ready = ByteBuffer
            .allocateDirect(BATCH * (("MSG " + subject.getStringWithoutLengthAscii(0, subject.capacity()) +
                " 12 " + PAYLOAD + "\r\n").length() + PAYLOAD + 2));
    }

    private static void drain(final SocketChannel reader)
    {
        final ByteBuffer taken = ByteBuffer.allocateDirect(64 * 1024);
        try (reader)
        {
            while (reader.read(taken) >= 0)
            {
                taken.clear();
            }
        }
        catch (final IOException ex)
        {
            throw new IllegalStateException("the benchmark's own socket", ex);
        }
    }

    /** What a parser cannot do without: the bytes are there. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public byte baselineCopy()
    {
        target.putBytes(0, frames, 0, frames.capacity());
        return target.getByte(frames.capacity() - 1);
    }

    /** The bytes come, and each frame is found and handed on. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long parse()
    {
        final ByteQueue in = connection.in();
        if (!in.tryReserve(frames.capacity()))
        {
            throw new IllegalStateException("no room");
        }
        in.append(frames, 0, frames.capacity());
        while (in.length() > 0)
        {
            if (parser.next(connection) != FrameParser.FRAME)
            {
                throw new IllegalStateException("no frame");
            }
        }
        return published;
    }

    /** As many bytes as the frames have, in one write. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public int baselineWrite() throws IOException
    {
        ready.clear();
        while (ready.hasRemaining())
        {
            channel.write(ready);
        }
        return ready.position();
    }

    /** Each frame is put together, all are written at once, as at the end of a duty cycle. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public boolean write() throws IOException
    {
        for (int i = 0; i < BATCH; i++)
        {
            connection.message(interest, message, 0);
        }
        while (!connection.flush())
        {
            Thread.onSpinWait();
        }
        return true;
    }

    /** The socket is closed; the reader ends with it. */
    @TearDown(Level.Trial)
    public void close() throws IOException, InterruptedException
    {
        channel.close();
        selector.close();
        sink.join();
    }

    @Override
    public void onPublish(final Connection from, final Publication publication)
    {
        published += publication.payloadLength();
    }

    @Override
    public boolean isStranger(final Connection from)
    {
        return false;
    }

    @Override
    public boolean onConnect(final Connection from, final ConnectOptions options)
    {
        throw new IllegalStateException("nothing but PUB is parsed here");
    }

    @Override
    public void onPing(final Connection from)
    {
        throw new IllegalStateException("nothing but PUB is parsed here");
    }

    @Override
    public void onSubscribe(final Connection from, final Interest added)
    {
        throw new IllegalStateException("nothing but PUB is parsed here");
    }

    @Override
    public void onInvalidSubject(final Connection from)
    {
        throw new IllegalStateException("nothing but PUB is parsed here");
    }

    @Override
    public void onUnsubscribe(final Connection from, final String sid, final int max)
    {
        throw new IllegalStateException("nothing but PUB is parsed here");
    }
}
