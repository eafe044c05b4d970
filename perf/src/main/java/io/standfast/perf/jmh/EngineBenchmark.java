package io.standfast.perf.jmh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.agrona.ExpandableArrayBuffer;
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

import io.standfast.codecs.log.AckBatchEncoder;
import io.standfast.codecs.log.BooleanType;
import io.standfast.codecs.log.ConfigureLimitsEncoder;
import io.standfast.codecs.log.ConnectClientEncoder;
import io.standfast.codecs.log.MessageHeaderEncoder;
import io.standfast.codecs.log.PublishBatchEncoder;
import io.standfast.codecs.log.StartPositionKind;
import io.standfast.codecs.log.SubscribeEncoder;
import io.standfast.codecs.log.TermOpenedEncoder;
import io.standfast.engine.Engine;
import io.standfast.engine.EngineContext;

/**
 * The engine with its real store: a batch is published, delivered to one durable and acked; time is per message. Owned
 * by JMH's thread.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class EngineBenchmark
{
    private static final int BATCH = 32;
    private static final int PAYLOAD = 128;
    private static final long INCARNATION = 1;
    private static final int COMMAND_ID_OFFSET = MessageHeaderEncoder.ENCODED_LENGTH +
        PublishBatchEncoder.commandIdEncodingOffset();

    private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(64 * 1024);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final CountingOutput output = new CountingOutput();
    private Path directory;
    private Engine engine;
    private UnsafeBuffer publish;
    private UnsafeBuffer ack;
    private long commandId;
    private long logPosition;
    private long nowNs = 1_000_000_000_000L;
    private long last;

    /** One client, one durable. */
    @Setup(Level.Trial)
    public void open() throws IOException
    {
        directory = Files.createTempDirectory("engine-benchmark");
        engine = new Engine(new EngineContext().storeDirectory(directory).incarnation(INCARNATION).output(output)
            .timerScheduler(ns ->
            {
            }));
        engine.open();
        engine.start();
        final TermOpenedEncoder term = new TermOpenedEncoder().wrapAndApplyHeader(buffer, 0, header);
        term.incarnation(INCARNATION).leadershipTermId(1).wallClockNs(0).configurationHash(0);
        apply(copy(term.limit()));
        final ConfigureLimitsEncoder limits = new ConfigureLimitsEncoder().wrapAndApplyHeader(buffer, 0, header);
        limits.incarnation(INCARNATION).maxMsgs(100_000).maxBytes(0).maxAgeNs(0).maxInactivityNs(0).maxChannels(10)
            .maxSubscriptions(10).segmentCapacity(0).replaceDurable(BooleanType.FALSE).channelsCount(0);
        apply(copy(limits.limit()));
        final ConnectClientEncoder connect = new ConnectClientEncoder().wrapAndApplyHeader(buffer, 0, header);
        connect.incarnation(INCARNATION).replacesClientKey(0).protocol(1).pingIntervalS(5).pingMaxOut(3).clientId("c")
            .connId("").heartbeatInbox("hb");
        apply(copy(connect.limit()));
        final SubscribeEncoder subscribe = new SubscribeEncoder().wrapAndApplyHeader(buffer, 0, header);
        subscribe.incarnation(INCARNATION).startSequence(0).startTimeDeltaNs(0).maxInFlight(1024).ackWaitS(30)
            .startPosition(StartPositionKind.NEW_ONLY).clientId("c").channel("orders").queueGroup("").durableName("d")
            .inbox("inbox");
        apply(copy(subscribe.limit()));
        publish = publishBatch();
        ack = ackBatch();
    }

    private UnsafeBuffer publishBatch()
    {
        final PublishBatchEncoder batch = new PublishBatchEncoder().wrapAndApplyHeader(buffer, 0, header);
        final PublishBatchEncoder.ItemsEncoder items = batch.incarnation(INCARNATION).itemsCount(BATCH);
        final byte[] payload = new byte[PAYLOAD];
        for (int i = 0; i < BATCH; i++)
        {
            items.next().nonceHigh(0).nonceLow(0).keyId(0).clientId("c").connId("").channel("orders")
                .guid("FCVTEX3LDEYB9FU1S8O58V").reply("").headers("").putPayload(payload, 0, PAYLOAD);
        }
        return copy(batch.limit());
    }

    private UnsafeBuffer ackBatch()
    {
        final AckBatchEncoder batch = new AckBatchEncoder().wrapAndApplyHeader(buffer, 0, header);
        final AckBatchEncoder.ItemsEncoder items = batch.incarnation(INCARNATION).itemsCount(BATCH);
        for (int i = 0; i < BATCH; i++)
        {
            items.next().subscriptionId(output.subscriptionId()).sequence(0);
        }
        return copy(batch.limit());
    }

    private UnsafeBuffer copy(final int length)
    {
        final byte[] bytes = new byte[length];
        buffer.getBytes(0, bytes);
        return new UnsafeBuffer(bytes);
    }

    private void apply(final UnsafeBuffer command)
    {
        command.putLong(COMMAND_ID_OFFSET, ++commandId);
        logPosition += command.capacity();
        engine.apply(command, 0, command.capacity(), logPosition, nowNs);
    }

    /** Publish, deliver, ack. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long publishDeliverAck()
    {
        nowNs += 1000;
        apply(publish);
        final int blockLength = AckBatchEncoder.ItemsEncoder.sbeBlockLength();
        final int items = ack.capacity() - BATCH * blockLength;
        for (int i = 0; i < BATCH; i++)
        {
            ack.putLong(items + i * blockLength + AckBatchEncoder.ItemsEncoder.sequenceEncodingOffset(), ++last);
        }
        apply(ack);
        return output.delivered();
    }

    /** And nothing is left. */
    @TearDown(Level.Trial)
    public void close() throws IOException
    {
        engine.close();
        if (output.delivered() != last)
        {
            throw new IllegalStateException("delivered " + output.delivered() + " of " + last);
        }
        try (Stream<Path> files = Files.walk(directory))
        {
            for (final Path file : files.sorted(Comparator.reverseOrder()).toList())
            {
                Files.delete(file);
            }
        }
    }
}
