package io.standfast.engine.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.sun.management.ThreadMXBean;

/**
 * In steady state append, trim, compaction and read allocate nothing.
 */
class StoreAllocationTest
{
    private static final int WARM_UP = 400_000;
    private static final int MEASURED = 200_000;
    private static final int KEPT = 5_000;
    /** Beginning another file is Chronicle's and allocates: 120 KB measured, once for about 400,000 messages. */
    private static final long PER_ROLL = 256 * 1024;

    @TempDir
    private Path directory;
    private final MessageBody body = new MessageBody();
    private final UnsafeBuffer payload = new UnsafeBuffer(new byte[128]);
    private final StoredMessage message = new StoredMessage();

    @Test
    void shouldAllocateNothingWhenMessagesAreStoredReadAndTrimmed()
    {
        try (MessageLog log = new MessageLog(new StoreContext().directory(directory).segmentCapacity(8 * 1024 * 1024)))
        {
            log.open();
            log.restore();
            final ChannelIndex index = log.openChannel(1, 1);
            final StoreReader reader = log.newReader();
            run(log, index, reader, WARM_UP);

            final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            final long thread = Thread.currentThread().getId();
            final int rollsBefore = log.lastSegment();
            final long before = threads.getThreadAllocatedBytes(thread);
            run(log, index, reader, MEASURED);
            final long allocated = threads.getThreadAllocatedBytes(thread) - before;

            final int rolls = log.lastSegment() - rollsBefore;
            assertThat(allocated).as("bytes for %d messages and %d rolls", MEASURED, rolls).isLessThanOrEqualTo(rolls *
                PER_ROLL);
        }
    }

    private void run(final MessageLog log, final ChannelIndex index, final StoreReader reader, final int count)
    {
        for (int i = 0; i < count; i++)
        {
            final long sequence = index.last() + 1;
            body.reply(payload, 0, 0).headers(payload, 0, 0).payload(payload, 0, payload.capacity()).key(0, 0, 0);
            final long location = log.append(index, sequence, sequence, sequence, body);
            if (!reader.read(location, 1, sequence, message))
            {
                throw new AssertionError("not stored: " + sequence);
            }
            reader.publishEpoch();
            index.trimTo(Math.max(1, sequence - KEPT));
            log.compactor().doWork(log);
        }
    }
}
