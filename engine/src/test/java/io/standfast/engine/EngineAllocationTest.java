package io.standfast.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.sun.management.ThreadMXBean;

import io.standfast.codecs.log.AckBatchEncoder;
import io.standfast.codecs.log.MessageHeaderEncoder;
import io.standfast.codecs.log.PublishBatchEncoder;
import io.standfast.codecs.log.StartPositionKind;

/**
 * In steady state a publish, its delivery to a durable and to a queue group, its acks, a redelivery and a backlog
 * allocate nothing.
 */
class EngineAllocationTest
{
    private static final int WARM_UP = 60_000;
    private static final int MEASURED = 60_000;
    private static final int BATCH = 4;
    private static final int KEPT = 1000;
    /** Beginning another file is Chronicle's and allocates 120 KB. */
    private static final long PER_ROLL = 256 * 1024;
    private static final int COMMAND_ID_OFFSET = MessageHeaderEncoder.ENCODED_LENGTH +
        PublishBatchEncoder.commandIdEncodingOffset();

    @TempDir
    private Path directory;
    private final Commands commands = new Commands();
    private final Counting output = new Counting();
    private Engine engine;
    private UnsafeBuffer publish;
    private UnsafeBuffer ack;
    private UnsafeBuffer groupAck;
    private long commandId = 1_000;
    private long logPosition;
    private long nowNs = 1_000_000_000_000L;
    private long last;

    @Test
    void shouldAllocateNothingWhenMessagesArePublishedDeliveredAndAcked()
    {
        open();
        run(WARM_UP);
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        final long thread = Thread.currentThread().getId();
        final int rollsBefore = engine.log().lastSegment();
        final long deliveredBefore = output.delivered;

        final long before = threads.getThreadAllocatedBytes(thread);
        run(MEASURED);
        final long allocated = threads.getThreadAllocatedBytes(thread) - before;

        final int rolls = engine.log().lastSegment() - rollsBefore;
        assertThat(output.delivered - deliveredBefore).as("delivered, some twice").isGreaterThan(2L * MEASURED * BATCH);
        assertThat(output.redelivered).isPositive();
        assertThat(allocated).as("bytes for %d messages and %d rolls", MEASURED * BATCH, rolls).isLessThanOrEqualTo(
            rolls * PER_ROLL);
        engine.close();
    }

    private void open()
    {
        engine = new Engine(new EngineContext().storeDirectory(directory).incarnation(Commands.INCARNATION)
            .segmentCapacity(32 * 1024 * 1024).output(output).timerScheduler(ns ->
            {
            }));
        engine.open();
        engine.start();
        apply(commands.termOpened(1));
        apply(commands.limits(10, KEPT, 0, 0));
        apply(commands.connect("c", "", 0));
        apply(commands.subscribe("c", "orders", "", "keeper", StartPositionKind.NEW_ONLY, 0, 1024));
        final long durable = output.subscriptionId;
        apply(commands.subscribe("c", "orders", "crew", "", StartPositionKind.NEW_ONLY, 0, 1024));
        final long member = output.subscriptionId;
        publish = new UnsafeBuffer(commands.publish("c", "orders", "0".repeat(128), "1".repeat(128), "2".repeat(128),
            "3".repeat(128)));
        ack = new UnsafeBuffer(commands.ack(durable, 0, 0, 0, 0));
        groupAck = new UnsafeBuffer(commands.ack(member, 0, 0, 0, 0));
    }

    private void run(final int batches)
    {
        for (int i = 0; i < batches; i++)
        {
            nowNs += 1_000_000;
            apply(publish);
            last += BATCH;
            // Every now and then the acks come late: what has been sent is sent again, and there is a backlog.
            if (i % 2000 == 1999)
            {
                nowNs += 2_000_000_000L;
                logPosition += 64;
                engine.onTimer(logPosition, nowNs);
            }
            ackLast(ack);
            ackLast(groupAck);
        }
    }

    private void ackLast(final UnsafeBuffer command)
    {
        final int items = command.capacity() - BATCH * AckBatchEncoder.ItemsEncoder.sbeBlockLength();
        for (int i = 0; i < BATCH; i++)
        {
            command.putLong(items + i * AckBatchEncoder.ItemsEncoder.sbeBlockLength() + AckBatchEncoder.ItemsEncoder
                .sequenceEncodingOffset(), last - BATCH + 1 + i);
        }
        apply(command);
    }

    private void apply(final byte[] command)
    {
        apply(new UnsafeBuffer(command));
    }

    private void apply(final UnsafeBuffer command)
    {
        command.putLong(COMMAND_ID_OFFSET, ++commandId);
        logPosition += command.capacity();
        engine.apply(command, 0, command.capacity(), logPosition, nowNs);
    }

    /**
     * Counts, and keeps nothing.
     */
    private static final class Counting extends SilentOutput
    {
        private long delivered;
        private long redelivered;
        private long subscriptionId;

        @Override
        public void onSubscribed(final long commandId, final long id)
        {
            subscriptionId = id;
        }

        @Override
        public void onDeliver(final long id, final long sequence, final long location, final int redeliveryCount)
        {
            delivered++;
            redelivered += redeliveryCount > 0 ? 1 : 0;
        }
    }
}
