package io.standfast.perf.jmh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
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
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import io.standfast.codecs.log.BooleanType;
import io.standfast.codecs.log.ConfigureLimitsEncoder;
import io.standfast.codecs.log.ConnectClientEncoder;
import io.standfast.codecs.log.DeleteChannelEncoder;
import io.standfast.codecs.log.FeatureLevelEncoder;
import io.standfast.codecs.log.MessageHeaderEncoder;
import io.standfast.codecs.log.PublishBatchEncoder;
import io.standfast.codecs.log.TermOpenedEncoder;
import io.standfast.engine.Engine;
import io.standfast.engine.EngineContext;
import io.standfast.engine.FeatureLevel;

/**
 * How long the engine does nothing else while one entry takes a million messages away. Owned by JMH's thread.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(2)
@Warmup(iterations = 2)
@Measurement(iterations = 5)
public class StallBenchmark
{
    private static final int MESSAGES = 1_000_000;
    private static final int BATCH = 100;
    private static final int PAYLOAD = 128;
    private static final long INCARNATION = 1;
    private static final int COMMAND_ID_OFFSET = MessageHeaderEncoder.ENCODED_LENGTH +
        PublishBatchEncoder.commandIdEncodingOffset();

    private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(64 * 1024);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private CountingOutput output;
    private Path directory;
    private Engine engine;
    private long commandId;
    private long logPosition;

    /** A channel with all those messages. */
    @Setup(Level.Invocation)
    public void open() throws IOException
    {
        directory = Files.createTempDirectory("stall-benchmark");
        output = new CountingOutput();
        engine = new Engine(new EngineContext().storeDirectory(directory).incarnation(INCARNATION).output(output)
            .timerScheduler(ns ->
            {
            }));
        engine.open();
        engine.start();
        apply(new TermOpenedEncoder().wrapAndApplyHeader(buffer, 0, header).incarnation(INCARNATION).leadershipTermId(1)
            .wallClockNs(0).configurationHash(0).limit());
        apply(new FeatureLevelEncoder().wrapAndApplyHeader(buffer, 0, header).incarnation(INCARNATION).level(
            FeatureLevel.ADMINISTRATION).limit());
        limit(0);
        final ConnectClientEncoder connect = new ConnectClientEncoder().wrapAndApplyHeader(buffer, 0, header);
        connect.incarnation(INCARNATION).replacesClientKey(0).protocol(1).pingIntervalS(5).pingMaxOut(3).clientId("c")
            .connId("").heartbeatInbox("hb");
        apply(connect.limit());
        final byte[] payload = new byte[PAYLOAD];
        for (int sent = 0; sent < MESSAGES; sent += BATCH)
        {
            final PublishBatchEncoder batch = new PublishBatchEncoder().wrapAndApplyHeader(buffer, 0, header);
            final PublishBatchEncoder.ItemsEncoder items = batch.incarnation(INCARNATION).itemsCount(BATCH);
            for (int i = 0; i < BATCH; i++)
            {
                items.next().nonceHigh(0).nonceLow(0).keyId(0).clientId("c").connId("").channel("orders")
                    .guid("FCVTEX3LDEYB9FU1S8O58V").reply("").headers("").putPayload(payload, 0, PAYLOAD);
            }
            apply(batch.limit());
        }
        final long stored = stored();
        if (stored != MESSAGES)
        {
            throw new IllegalStateException("stored " + stored + " of " + MESSAGES);
        }
    }

    private long stored()
    {
        return Arrays.stream(engine.locations(1, 1, MESSAGES)).filter(location -> location >= 0).count();
    }

    private void limit(final int messages)
    {
        final ConfigureLimitsEncoder limits = new ConfigureLimitsEncoder().wrapAndApplyHeader(buffer, 0, header);
        limits.incarnation(INCARNATION).maxMsgs(messages).maxBytes(0).maxAgeNs(0).maxInactivityNs(0).maxChannels(10)
            .maxSubscriptions(10).segmentCapacity(0).replaceDurable(BooleanType.FALSE).channelsCount(0);
        apply(limits.limit());
    }

    private void apply(final int length)
    {
        final byte[] bytes = new byte[length];
        buffer.getBytes(0, bytes);
        final UnsafeBuffer command = new UnsafeBuffer(bytes);
        command.putLong(COMMAND_ID_OFFSET, ++commandId);
        logPosition += length;
        engine.apply(command, 0, length, logPosition, 1_000_000_000_000L);
    }

    /** Limits are lowered to one message. */
    @Benchmark
    public void lowerLimit()
    {
        limit(1);
    }

    /** The channel is deleted. */
    @Benchmark
    public void deleteChannel()
    {
        final DeleteChannelEncoder delete = new DeleteChannelEncoder().wrapAndApplyHeader(buffer, 0, header);
        delete.incarnation(INCARNATION).epoch(1).channelId(1).force(BooleanType.TRUE);
        apply(delete.limit());
    }

    /** And they are gone. */
    @TearDown(Level.Invocation)
    public void close() throws IOException
    {
        final long stored = stored();
        if (stored > 1)
        {
            throw new IllegalStateException(stored + " were not taken away");
        }
        engine.close();
        try (Stream<Path> files = Files.walk(directory))
        {
            for (final Path file : files.sorted(Comparator.reverseOrder()).toList())
            {
                Files.delete(file);
            }
        }
    }
}
