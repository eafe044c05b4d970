package io.standfast.perf.jmh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import io.standfast.codecs.log.AckBatchEncoder;
import io.standfast.codecs.log.BooleanType;
import io.standfast.codecs.log.CloseKind;
import io.standfast.codecs.log.CloseSubscriptionEncoder;
import io.standfast.codecs.log.ConfigureLimitsEncoder;
import io.standfast.codecs.log.ConnectClientEncoder;
import io.standfast.codecs.log.DeleteChannelEncoder;
import io.standfast.codecs.log.FeatureLevelEncoder;
import io.standfast.codecs.log.MessageHeaderEncoder;
import io.standfast.codecs.log.PublishBatchEncoder;
import io.standfast.codecs.log.StartPositionKind;
import io.standfast.codecs.log.SubscribeEncoder;
import io.standfast.codecs.log.TermOpenedEncoder;
import io.standfast.engine.Engine;
import io.standfast.engine.EngineContext;
import io.standfast.engine.FeatureLevel;

/**
 * An engine with its real store in a directory of its own, with one client and one channel; commands come as the log
 * brings them. Owned by the benchmark's thread.
 */
final class EngineHarness implements AutoCloseable
{
    /** Bytes of each message. */
    static final int PAYLOAD = 128;
    private static final long INCARNATION = 1;
    private static final long NS_PER_COMMAND = 1_000;
    private static final int COMMAND_ID_OFFSET = MessageHeaderEncoder.ENCODED_LENGTH +
        PublishBatchEncoder.commandIdEncodingOffset();

    private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(64 * 1024);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final CountingOutput output = new CountingOutput();
    private final Path directory;
    private final Engine engine;
    private long commandId;
    private long logPosition;
    private long nowNs = 1_000_000_000_000L;

    /**
     * An engine that serves client c.
     *
     * @throws IOException if the store cannot be made.
     */
    EngineHarness() throws IOException
    {
        directory = Files.createTempDirectory("engine-benchmark");
        engine = new Engine(new EngineContext().storeDirectory(directory).incarnation(INCARNATION).output(output)
            .timerScheduler(ns ->
            {
            }));
        engine.open();
        engine.start();
        apply(new TermOpenedEncoder().wrapAndApplyHeader(buffer, 0, header).incarnation(INCARNATION).leadershipTermId(1)
            .wallClockNs(0).configurationHash(0).limit());
        apply(new FeatureLevelEncoder().wrapAndApplyHeader(buffer, 0, header).incarnation(INCARNATION).level(
            FeatureLevel.NEWEST).limit());
        final ConnectClientEncoder connect = new ConnectClientEncoder().wrapAndApplyHeader(buffer, 0, header);
        connect.incarnation(INCARNATION).replacesClientKey(0).protocol(1).pingIntervalS(5).pingMaxOut(3).clientId("c")
            .connId("").heartbeatInbox("hb");
        apply(connect.limit());
    }

    Engine engine()
    {
        return engine;
    }

    CountingOutput output()
    {
        return output;
    }

    void limit(final int messages)
    {
        final ConfigureLimitsEncoder limits = new ConfigureLimitsEncoder().wrapAndApplyHeader(buffer, 0, header);
        limits.incarnation(INCARNATION).maxMsgs(messages).maxBytes(0).maxAgeNs(0).maxInactivityNs(0).maxChannels(10)
            .maxSubscriptions(10).segmentCapacity(0).replaceDurable(BooleanType.FALSE).channelsCount(0);
        apply(limits.limit());
    }

    /** Its id is the output's then. */
    void subscribe(final StartPositionKind start, final String durableName)
    {
        final SubscribeEncoder subscribe = new SubscribeEncoder().wrapAndApplyHeader(buffer, 0, header);
        subscribe.incarnation(INCARNATION).startSequence(0).startTimeDeltaNs(0).maxInFlight(1024).ackWaitS(30)
            .startPosition(start).clientId("c").channel("orders").queueGroup("").durableName(durableName)
            .inbox("inbox");
        apply(subscribe.limit());
    }

    void unsubscribe()
    {
        final CloseSubscriptionEncoder close = new CloseSubscriptionEncoder().wrapAndApplyHeader(buffer, 0, header);
        close.incarnation(INCARNATION).subscriptionId(output.subscriptionId()).kind(CloseKind.UNSUBSCRIBE).clientId("c")
            .channel("orders").inbox("inbox");
        apply(close.limit());
    }

    void deleteChannel()
    {
        final DeleteChannelEncoder delete = new DeleteChannelEncoder().wrapAndApplyHeader(buffer, 0, header);
        delete.incarnation(INCARNATION).epoch(1).channelId(1).force(BooleanType.TRUE);
        apply(delete.limit());
    }

    /** As many messages as a batch shall have, to be applied again and again. */
    UnsafeBuffer publishBatch(final int messages)
    {
        final PublishBatchEncoder batch = new PublishBatchEncoder().wrapAndApplyHeader(buffer, 0, header);
        final PublishBatchEncoder.ItemsEncoder items = batch.incarnation(INCARNATION).itemsCount(messages);
        final byte[] payload = new byte[PAYLOAD];
        for (int i = 0; i < messages; i++)
        {
            items.next().nonceHigh(0).nonceLow(0).keyId(0).clientId("c").connId("").channel("orders")
                .guid("FCVTEX3LDEYB9FU1S8O58V").reply("").headers("").putPayload(payload, 0, PAYLOAD);
        }
        return copy(batch.limit());
    }

    /** Acks of the subscription that came last, to be filled by {@link #ack}. */
    UnsafeBuffer ackBatch(final int messages)
    {
        final AckBatchEncoder batch = new AckBatchEncoder().wrapAndApplyHeader(buffer, 0, header);
        final AckBatchEncoder.ItemsEncoder items = batch.incarnation(INCARNATION).itemsCount(messages);
        for (int i = 0; i < messages; i++)
        {
            items.next().subscriptionId(output.subscriptionId()).sequence(0);
        }
        return copy(batch.limit());
    }

    /** Acknowledge as many messages as the batch has, from a sequence on. */
    void ack(final UnsafeBuffer batch, final int messages, final long first)
    {
        final int blockLength = AckBatchEncoder.ItemsEncoder.sbeBlockLength();
        final int items = batch.capacity() - messages * blockLength;
        for (int i = 0; i < messages; i++)
        {
            final int item = items + i * blockLength;
            batch.putLong(item + AckBatchEncoder.ItemsEncoder.subscriptionIdEncodingOffset(), output.subscriptionId());
            batch.putLong(item + AckBatchEncoder.ItemsEncoder.sequenceEncodingOffset(), first + i);
        }
        apply(batch);
    }

    private UnsafeBuffer copy(final int length)
    {
        final byte[] bytes = new byte[length];
        buffer.getBytes(0, bytes);
        return new UnsafeBuffer(bytes);
    }

    private void apply(final int length)
    {
        apply(copy(length));
    }

    void apply(final UnsafeBuffer command)
    {
        command.putLong(COMMAND_ID_OFFSET, ++commandId);
        logPosition += command.capacity();
        nowNs += NS_PER_COMMAND;
        engine.apply(command, 0, command.capacity(), logPosition, nowNs);
    }

    @Override
    public void close() throws IOException
    {
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
