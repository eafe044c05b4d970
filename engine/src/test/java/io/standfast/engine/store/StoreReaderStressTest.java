package io.standfast.engine.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import org.agrona.concurrent.ManyToOneConcurrentArrayQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Readers on their own threads, an engine thread that appends, trims and compacts, and a file thread that unmaps and
 * deletes: nobody reads what is not there any more (that would be a segmentation fault), and what is read is right.
 */
class StoreReaderStressTest
{
    private static final int READERS = 2;
    private static final int KEPT = 400;
    private static final int KEPT_LONG = 40;
    private static final int SNAPSHOT_EVERY = 1500;

    @TempDir
    private Path directory;
    private final AtomicBoolean isOver = new AtomicBoolean();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final AtomicLong reads = new AtomicLong();

    /**
     * What the gateway gets of a delivery.
     */
    private record Delivery(int channelId, long sequence, long location)
    {
    }

    @Test
    void shouldReadWhatWasStoredWhileSegmentsComeAndGo() throws InterruptedException
    {
        final long seed = Long.getLong("standfast.seed", System.nanoTime());
        final long seconds = Long.getLong("standfast.stress.s", 5);
        final List<ManyToOneConcurrentArrayQueue<Delivery>> queues = new ArrayList<>();
        final List<Thread> threads = new ArrayList<>();
        final Counts counts;
        try (TestStore store = new TestStore(directory).start())
        {
            for (int i = 0; i < READERS; i++)
            {
                final ManyToOneConcurrentArrayQueue<Delivery> queue = new ManyToOneConcurrentArrayQueue<>(512);
                final StoreReader reader = store.log().newReader();
                queues.add(queue);
                threads.add(start("reader", () -> read(reader, queue)));
            }
            threads.add(start("file", () -> fileWork(store.log())));
            counts = engine(store, queues, new Random(seed), System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds));
            isOver.set(true);
            for (final Thread thread : threads)
            {
                thread.join();
            }
        }

        assertThat(failure.get()).as("seed %d", seed).isNull();
        assertThat(reads.get()).isGreaterThan(10_000);
        assertThat(counts.rolls()).as("segments came").isGreaterThan(20);
        assertThat(counts.compactions()).as("segments were compacted").isPositive();
        assertThat(new SegmentFiles(directory).list().size()).as("segments went").isLessThan(counts.rolls());
    }

    /**
     * What has happened.
     */
    private record Counts(int rolls, int compactions)
    {
    }

    private Counts engine(final TestStore store, final List<ManyToOneConcurrentArrayQueue<Delivery>> queues,
        final Random random, final long endNs)
    {
        store.openChannel(1, 1);
        store.openChannel(2, 2);
        int compactions = 0;
        long appended = 0;
        while (System.nanoTime() - endNs < 0 && failure.get() == null)
        {
            // Few messages live long between many that do not: segments die slowly, so they are compacted.
            final int channelId = random.nextInt(20) == 0 ? 2 : 1;
            final long sequence = store.append(channelId, channelId + ":" + (store.channel(channelId).last() + 1) +
                "-".repeat(random.nextInt(900)));
            final int kept = channelId == 1 ? KEPT : KEPT_LONG * KEPT;
            store.trim(channelId, Math.max(1, sequence - kept));
            deliver(store, queues, random, channelId, sequence);
            store.publishEpoch();
            final int before = store.log().compactionSegment();
            if (++appended % SNAPSHOT_EVERY == 0)
            {
                store.log().onSnapshotDurable(store.snapshot().logPosition());
            }
            compactions += before == 0 && store.log().compactionSegment() != 0 ? 1 : 0;
        }
        return new Counts(store.log().lastSegment(), compactions);
    }

    private static void deliver(final TestStore store, final List<ManyToOneConcurrentArrayQueue<Delivery>> queues,
        final Random random, final int channelId, final long newest)
    {
        final long oldest = Math.max(1, newest - KEPT);
        final long sequence = oldest + random.nextInt((int) (newest - oldest + 1));
        final Delivery delivery = new Delivery(channelId, sequence, store.channel(channelId).location(sequence));
        queues.forEach(queue -> queue.offer(delivery));
    }

    private void read(final StoreReader reader, final ManyToOneConcurrentArrayQueue<Delivery> queue)
    {
        final StoredMessage message = new StoredMessage();
        while (!isOver.get())
        {
            reader.publishEpoch();
            for (Delivery delivery = queue.poll(); delivery != null; delivery = queue.poll())
            {
                if (reader.read(delivery.location(), delivery.channelId(), delivery.sequence(), message))
                {
                    final String expected = delivery.channelId() + ":" + delivery.sequence();
                    final String text = message.buffer().getStringWithoutLengthUtf8(message.payloadOffset(), message
                        .payloadLength());
                    assertThat(text.replace("-", "")).isEqualTo(expected);
                    reads.incrementAndGet();
                }
            }
            Thread.onSpinWait();
        }
        reader.close();
    }

    private void fileWork(final MessageLog log)
    {
        while (!isOver.get())
        {
            log.doFileWork(true);
            Thread.onSpinWait();
        }
    }

    @SuppressWarnings("IllegalCatch")
    private Thread start(final String name, final Runnable work)
    {
        final Thread thread = new Thread(() ->
        {
            try
            {
                work.run();
            }
            catch (final Throwable ex)
            {
                failure.compareAndSet(null, ex);
                isOver.set(true);
            }
        }, name);
        thread.start();
        return thread;
    }
}
