package io.standfast.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Map;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.sun.management.ThreadMXBean;

import io.standfast.codecs.log.MessageHeaderEncoder;
import io.standfast.codecs.log.PublishBatchEncoder;
import io.standfast.codecs.log.StartPositionKind;

/**
 * In steady state publishes whose guids are remembered, those that come twice, and dead letters allocate nothing but
 * the line in 5 s that says so.
 */
class PolicyAllocationTest
{
    private static final int WARM_UP = 40_000;
    private static final int MEASURED = 30_000;
    private static final int KEPT = 1000;
    /** Beginning another file is Chronicle's and allocates 120 KB. */
    private static final long PER_ROLL = 256 * 1024;
    private static final long PER_LINE = 8 * 1024;
    private static final String GUID = "GUID0000";
    private static final int COMMAND_ID_OFFSET = MessageHeaderEncoder.ENCODED_LENGTH +
        PublishBatchEncoder.commandIdEncodingOffset();

    @TempDir
    private Path directory;
    private final Commands commands = new Commands();
    private final Counting output = new Counting();
    private Engine engine;
    private UnsafeBuffer publish;
    private int guidOffset;
    private long commandId = 1_000;
    private long logPosition;
    private long nowNs = 1_000_000_000_000L;

    @Test
    void shouldAllocateNothingWhenPoliciesWork()
    {
        open();
        run(WARM_UP);
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        final long thread = Thread.currentThread().getId();
        final int rollsBefore = engine.log().lastSegment();
        final long linesBefore = output.lines;
        final long lettersBefore = engine.views().policies().deadLetters();
        final long duplicatesBefore = engine.views().policies().duplicates();

        final long before = threads.getThreadAllocatedBytes(thread);
        run(MEASURED);
        final long allocated = threads.getThreadAllocatedBytes(thread) - before;

        final int rolls = engine.log().lastSegment() - rollsBefore;
        final long lines = output.lines - linesBefore;
        assertThat(engine.views().policies().deadLetters() - lettersBefore).isGreaterThan(MEASURED / 2);
        assertThat(engine.views().policies().duplicates() - duplicatesBefore).isEqualTo(MEASURED);
        assertThat(allocated).as("bytes for %d messages, %d rolls and %d lines", MEASURED, rolls, lines)
            .isLessThanOrEqualTo(rolls * PER_ROLL + lines * PER_LINE);
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
        apply(new UnsafeBuffer(commands.termOpened(1)));
        apply(new UnsafeBuffer(commands.featureLevel(FeatureLevel.POLICIES)));
        apply(new UnsafeBuffer(commands.limits(10, KEPT, 0, 0)));
        apply(new UnsafeBuffer(commands.policies(new Policies(1, "dead", 1_000_000_000L, KEPT / 2, 0), Map.of("dead",
            new Policies(0, null, 0, -1, -1)))));
        apply(new UnsafeBuffer(commands.connect("c", "", 0)));
        apply(new UnsafeBuffer(commands.subscribe("c", "orders", "", "keeper", StartPositionKind.NEW_ONLY, 0, 4096)));
        publish = new UnsafeBuffer(commands.guid(GUID).publish("c", "orders", "0".repeat(128)));
        while (!publish.getStringWithoutLengthAscii(guidOffset, GUID.length()).equals(GUID))
        {
            guidOffset++;
        }
    }

    /** Every message is published twice; every half second those of before are due, and each is a dead letter. */
    private void run(final int messages)
    {
        for (int i = 0; i < messages; i++)
        {
            nowNs += 1_000_000;
            publish.putLong(guidOffset, commandId);
            apply(publish);
            apply(publish);
            if (i % 500 == 499)
            {
                logPosition += 64;
                engine.onTimer(logPosition, nowNs);
            }
        }
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
        private long lines;

        @Override
        public void onNotice(final NoticeLevel level, final String text)
        {
            lines++;
        }
    }
}
