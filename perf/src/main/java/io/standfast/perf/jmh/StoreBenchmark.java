package io.standfast.perf.jmh;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import org.agrona.IoUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import io.standfast.engine.store.ChannelIndex;
import io.standfast.engine.store.MessageBody;
import io.standfast.engine.store.MessageLog;
import io.standfast.engine.store.StoreContext;
import io.standfast.engine.store.StoreReader;
import io.standfast.engine.store.StoredMessage;
import net.openhft.chronicle.bytes.PointerBytesStore;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;

/**
 * Append and read of the store (record, crc, index, retention) beside a raw mapped file and a bare Chronicle queue,
 * 128 B payloads. A file thread prepares segments and deletes dead ones, as in a node. Owned by JMH's thread.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class StoreBenchmark
{
    private static final int PAYLOAD = 128;
    private static final int RECORD = PAYLOAD + 68;
    /** Three segments: the oldest dies before compaction would copy what is left of it. */
    private static final int KEPT = 1_000_000;
    /** Less than a third of a segment: compaction copies it at every roll. */
    private static final int KEPT_FEW = 100_000;
    private static final long FILE_WORK_PARK_NS = 1_000_000;
    private static final int RAW_LENGTH = 64 * 1024 * 1024;

    private final MessageBody body = new MessageBody();
    private final UnsafeBuffer payload = new UnsafeBuffer(new byte[PAYLOAD]);
    private final UnsafeBuffer record = new UnsafeBuffer(ByteBuffer.allocateDirect(RECORD));
    private final UnsafeBuffer raw = new UnsafeBuffer(0, 0);
    private final PointerBytesStore pointer = new PointerBytesStore();
    private final StoredMessage message = new StoredMessage();
    private Path directory;
    private MessageLog log;
    private ChannelIndex index;
    private StoreReader reader;
    private Thread fileThread;
    // Written by JMH's thread, read by the file thread.
    private volatile boolean isClosing;
    private MappedByteBuffer mapping;
    private int rawOffset;
    private SingleChronicleQueue queue;
    private ExcerptAppender appender;
    private long cursor;
    private long random = 88172645463325252L;

    /** Three files. */
    @Setup(Level.Trial)
    public void open() throws IOException
    {
        directory = Files.createTempDirectory("store-benchmark");
        log = new MessageLog(new StoreContext().directory(directory.resolve("store")));
        log.open();
        log.restore();
        index = log.openChannel(1, 1);
        reader = log.newReader();
        fileThread = new Thread(this::doFileWork, "file work");
        fileThread.start();
        for (int i = 0; i < KEPT; i++)
        {
            append(KEPT);
        }
        newRawFile();
        queue = SingleChronicleQueueBuilder.single(directory.resolve("queue").toFile()).blockSize(RAW_LENGTH).build();
        appender = queue.createAppender();
        pointer.set(record.addressOffset(), RECORD);
    }

    /** As many bytes as a record has, into a mapped file; like the store it begins a new one when that is full. */
    @Benchmark
    public int baselineMappedAppend()
    {
        if (rawOffset + RECORD > RAW_LENGTH)
        {
            newRawFile();
        }
        raw.putBytes(rawOffset, record, 0, RECORD);
        rawOffset += RECORD;
        return rawOffset;
    }

    private void newRawFile()
    {
        IoUtil.unmap(mapping);
        IoUtil.deleteIfExists(directory.resolve("raw").toFile());
        mapping = IoUtil.mapNewFile(directory.resolve("raw").toFile(), RAW_LENGTH, false);
        raw.wrap(mapping);
        rawOffset = 0;
    }

    /** As many bytes as a record has, with Chronicle and nothing of ours. */
    @Benchmark
    public void baselineChronicleAppend()
    {
        appender.writeBytes(pointer);
    }

    /** All of it, a million messages kept. */
    @Benchmark
    public long append()
    {
        return append(KEPT);
    }

    /** And with every third record copied by compaction. */
    @Benchmark
    public long appendAndCompact()
    {
        return append(KEPT_FEW);
    }

    private long append(final int kept)
    {
        final long sequence = index.last() + 1;
        body.reply(payload, 0, 0).headers(payload, 0, 0).payload(payload, 0, PAYLOAD).key(0, 0, 0);
        final long location = log.append(index, sequence, sequence, sequence, body);
        if (sequence > kept)
        {
            index.trimTo(sequence - kept + 1);
        }
        log.compactor().doWork(log);
        return location;
    }

    private void doFileWork()
    {
        while (!isClosing)
        {
            if (log.doFileWork(true) == 0)
            {
                LockSupport.parkNanos(FILE_WORK_PARK_NS);
            }
        }
    }

    /** One behind the other, as a replay. */
    @Benchmark
    public boolean readSequential()
    {
        cursor = cursor < index.last() - KEPT_FEW + 1 || cursor >= index.last() ? index.last() - KEPT_FEW + 1
            : cursor + 1;
        return reader.read(index.location(cursor), 1, cursor, message);
    }

    /** Anywhere. */
    @Benchmark
    public boolean readRandom()
    {
        random ^= random << 13;
        random ^= random >>> 7;
        random ^= random << 17;
        final long sequence = index.last() - (random >>> 1) % KEPT_FEW;
        return reader.read(index.location(sequence), 1, sequence, message);
    }

    /** And nothing is left. */
    @TearDown(Level.Trial)
    public void close() throws IOException, InterruptedException
    {
        isClosing = true;
        fileThread.join();
        appender.close();
        queue.close();
        log.close();
        IoUtil.unmap(mapping);
        try (Stream<Path> files = Files.walk(directory))
        {
            for (final Path file : files.sorted(Comparator.reverseOrder()).toList())
            {
                Files.delete(file);
            }
        }
    }
}
