package io.standfast.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.sun.management.ThreadMXBean;
import io.standfast.replication.identity.IdentityState;

/**
 * A real one-member node: its log is purged behind its snapshots, and a message allocates nothing on its way through.
 */
class NodeTest
{
    private static final long MB = 1024 * 1024;
    private static final int KB_64 = 64 * 1024;
    private static final int KEPT = 200;
    private static final Set<String> NOT_ON_THE_WAY = Set.of("file-work", "background~resource~releaser");

    @TempDir
    private Path directory;

    @Test
    void shouldPurgeLogAndStoreBehindSnapshotsAndComeBackFromThem()
    {
        long published = 0;
        try (TestNode test = TestNode.launch(directory, 40 * MB))
        {
            test.connect("c");
            test.limits(KEPT);
            test.message("c", "orders", KB_64);
            while (published < 6400 && (published < 3200 || segments("archive", "0-").contains("0-0.rec") || segments(
                "store", "19").contains("19700101-0001.cq4")))
            {
                test.publish(400);
                published += 400;
            }
            test.await("the log's first segment is purged", () -> !segments("archive", "0-").contains("0-0.rec"));
            test.await("the store's first segment is deleted", () -> !segments("store", "19").contains(
                "19700101-0001.cq4"));
            assertThat(segments("archive", "")).as("recordings of old snapshots are gone").hasSizeLessThan(16);
        }
        try (TestNode test = TestNode.launch(directory, 40 * MB))
        {
            assertThat(test.node().engine().channelCount()).isEqualTo(1);
            test.subscribe("c", "orders");
            test.message("c", "orders", KB_64);
            final long delivered = test.output().delivered;
            test.publish(10);
            test.await("the next messages are delivered", () -> test.output().delivered - delivered >= 10);
        }
    }

    @Test
    void shouldRunAllOnOneThreadWhenJoinedAndComeBackWhateverRanWhere()
    {
        try (TestNode test = TestNode.launch(directory, 10 * MB))
        {
            test.connect("c");
            test.message("c", "orders", KB_64);
            test.node().join(new Bystander(), () ->
            {
            });
            // Enough for three snapshots, which engine and consensus module take while they run the archive themselves.
            test.publish(600);
            assertThat(threads()).as("the engine has no thread of its own").noneMatch("engine"::equals);

            test.node().part();
            test.publish(100);
            assertThat(threads()).contains("engine");
            test.node().join(new Bystander(), () ->
            {
            });
            test.publish(100);
            assertThat(test.node().snapshot(10_000)).isTrue();
        }
        try (TestNode test = TestNode.launch(directory, 10 * MB))
        {
            assertThat(test.node().engine().channelCount()).isEqualTo(1);
            assertThat(test.node().numbers().view(0, 1, 10_000).channels().get(0).last()).isEqualTo(800);
        }
        assertThat(threads()).doesNotContain("node", "engine");
    }

    /** Nothing of such an entry is applied, and the data is not trusted any more. */
    @Test
    void shouldTakeItsDataForDamagedWhenAnEntryBelongsToAnotherIncarnation()
    {
        try (TestNode test = TestNode.launch(directory, 10 * MB))
        {
            assertThat(test.halted()).contains("cannot be applied").contains("entry of another incarnation: expected=" +
                Long.toHexString(test.node().identity().incarnation()));
            assertThat(test.node().identity().state()).isEqualTo(IdentityState.DAMAGED);
        }
    }

    private static List<String> threads()
    {
        return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).toList();
    }

    /** The gateway of these tests is their own thread; this one has nothing to do. */
    private static final class Bystander implements GatewayTurn
    {
        @Override
        public int doWork()
        {
            return 0;
        }

        @Override
        public void awaitWork(final long timeoutNs)
        {
            LockSupport.parkNanos(Math.min(timeoutNs, 100_000));
        }
    }

    @Test
    void shouldAllocateNothingWhenMessagesGoFromIngressToOutbox()
    {
        try (TestNode test = TestNode.launch(directory, 1024 * MB))
        {
            test.connect("c");
            test.limits(1000);
            test.message("c", "orders", 128);
            test.publish(300_000);
            final int messages = 300_000;

            // What is allocated for each message is so in every round; compilers and timers have their rounds.
            long bytes = Long.MAX_VALUE;
            for (int round = 0; round < 4; round++)
            {
                final long before = allocated();
                test.publish(messages);
                bytes = Math.min(bytes, allocated() - before);
            }

            assertThat(bytes).as("bytes allocated for %d messages", messages).isLessThan(messages);
        }
    }

    /**
     * By all threads that a message passes: driver, archive, consensus module, engine, and the gateway's, which is this
     * one. What two others do is not for a message: file work, and Chronicle's unmapping of a segment that is full.
     */
    private static long allocated()
    {
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long sum = 0;
        for (final long id : threads.getAllThreadIds())
        {
            final ThreadInfo thread = threads.getThreadInfo(id);
            if (thread != null && !NOT_ON_THE_WAY.contains(thread.getThreadName()))
            {
                sum += Math.max(0, threads.getThreadAllocatedBytes(id));
            }
        }
        return sum;
    }

    private List<String> segments(final String part, final String prefix)
    {
        try (Stream<Path> files = Files.list(directory.resolve(part)))
        {
            return files.map(file -> file.getFileName().toString()).filter(name -> name.startsWith(prefix) && (name
                .endsWith(".rec") || name.endsWith(".cq4"))).toList();
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }
}
