package io.standfast.engine.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that appends is killed with -9, again and again: what its last snapshot lists is all there, and appending
 * goes on.
 */
class StoreCrashTest
{
    private static final int KILLS = 6;
    private static final int KILLS_AT_ROLLS = 3;

    @TempDir
    private Path directory;

    @Test
    void shouldHoldWhatTheSnapshotListsWhenKilled() throws IOException, InterruptedException
    {
        final long seed = Long.getLong("standfast.seed", System.nanoTime());
        final Random random = new Random(seed);
        for (int i = 0; i < KILLS; i++)
        {
            final Path store = directory.resolve("store-" + i);
            final TestStore.Snapshot snapshot = appendAndKill(store, 1 + random.nextInt(4));
            try (TestStore restored = new TestStore(store).start(snapshot))
            {
                final long last = snapshot.channels().get(0).last();
                for (long sequence = snapshot.channels().get(0).first(); sequence <= last; sequence++)
                {
                    assertThat(restored.read(1, sequence)).as("seed %d", seed).startsWith("m" + sequence + ":");
                }
                assertThat(restored.append(1, "on")).isEqualTo(last + 1);
                assertThat(restored.read(1, last + 1)).isEqualTo("on");
            }
        }
    }

    /**
     * Killed as the file of the next segment appears, or some microseconds later: nothing of those that were full
     * before is lost, the one that was being begun does not hinder the start, and the replay writes it again.
     */
    @Test
    void shouldHoldAllThatWasInFullSegmentsWhenKilledAsTheNextBegins() throws IOException, InterruptedException
    {
        final long seed = Long.getLong("standfast.seed", System.nanoTime());
        final Random random = new Random(seed);
        for (int i = 0; i < KILLS_AT_ROLLS; i++)
        {
            final Path path = directory.resolve("full-" + i);
            final Killed killed = killAtARoll(path, 1 + random.nextInt(10), random.nextInt(200_000));
            final TestStore.Snapshot after = replay(path, killed, seed);
            try (TestStore store = new TestStore(path).start(after))
            {
                final TestStore.Range range = after.channels().get(0);
                for (long sequence = range.first(); sequence <= range.last(); sequence++)
                {
                    assertThat(store.read(1, sequence)).as("seed %d", seed).isEqualTo(AppendingProcess.large(sequence));
                }
            }
        }
    }

    /** What a log would say again: up to behind the segment that was being begun. */
    private static TestStore.Snapshot replay(final Path path, final Killed killed, final long seed)
    {
        try (TestStore store = new TestStore(path).start(killed.snapshot))
        {
            assertThat(Math.max(killed.snapshot.logPosition(), store.log().setAsidePosition())).as(
                "seed %d: messages before the roll", seed).isGreaterThanOrEqualTo(killed.logPosition);
            for (long next = killed.snapshot.channels().get(0).last() + 1; store.log().lastSegment() <= killed.segment +
                1; next++)
            {
                assertThat(store.append(1, AppendingProcess.large(next))).as("seed %d", seed).isEqualTo(next);
            }
            final TestStore.Snapshot after = store.snapshot();
            store.durable(after);
            store.fileWork();
            return after;
        }
    }

    /**
     * What a process had said that was killed.
     *
     * @param snapshot    its last one.
     * @param logPosition of the last message in the last segment that was full.
     * @param segment     number of that one.
     */
    private record Killed(TestStore.Snapshot snapshot, long logPosition, int segment)
    {
    }

    private static Killed killAtARoll(final Path store, final int rolls, final long delayNs) throws IOException,
        InterruptedException
    {
        final Process process = start(store, "large");
        try (BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream(),
            StandardCharsets.UTF_8)))
        {
            final List<String> snapshots = new ArrayList<>();
            final List<String> full = new ArrayList<>();
            while ((snapshots.isEmpty() || full.size() < rolls) && read(out, snapshots, full))
            {
                continue;
            }
            final long before = segments(store);
            while (segments(store) <= before && process.isAlive())
            {
                Thread.onSpinWait();
            }
            LockSupport.parkNanos(delayNs);
            kill(process);
            while (read(out, snapshots, full))
            {
                continue;
            }
            final String[] words = full.get(full.size() - 1).split(" ");
            return new Killed(AppendingProcess.parse(snapshots.get(snapshots.size() - 1)), Long.parseLong(words[1]),
                Integer.parseInt(words[2]));
        }
    }

    /** Rolls count from the first snapshot on. */
    private static boolean read(final BufferedReader out, final List<String> snapshots, final List<String> full)
        throws IOException
    {
        final String line = out.readLine();
        if (line != null && line.startsWith(AppendingProcess.SNAPSHOT))
        {
            snapshots.add(line);
        }
        if (line != null && line.startsWith(AppendingProcess.FULL) && !snapshots.isEmpty())
        {
            full.add(line);
        }
        return line != null;
    }

    /** Number of the newest. */
    private static long segments(final Path store)
    {
        return new SegmentFiles(store).list().lastKey();
    }

    private TestStore.Snapshot appendAndKill(final Path store, final int snapshots) throws IOException,
        InterruptedException
    {
        final Process process = start(store);
        try (BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream(),
            StandardCharsets.UTF_8)))
        {
            final List<String> lines = new ArrayList<>();
            while (lines.size() < snapshots && read(out, lines, lines))
            {
                continue;
            }
            kill(process);
            // What it has said since: it lets go of what older snapshots list.
            while (read(out, lines, lines))
            {
                continue;
            }
            assertThat(lines).as("the process took a snapshot").isNotEmpty();
            return AppendingProcess.parse(lines.get(lines.size() - 1));
        }
    }

    /** As {@code kill -9} does; what it has said can be read on. */
    private static void kill(final Process process) throws InterruptedException
    {
        process.toHandle().destroyForcibly();
        process.waitFor();
    }

    private static Process start(final Path store, final String... more) throws IOException
    {
        final List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java"));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream().filter(argument -> argument.startsWith(
            "--add-")).forEach(command::add);
        command.addAll(List.of("-Dchronicle.analytics.disable=true", "-cp", System.getProperty("java.class.path"),
            AppendingProcess.class.getName(), store.toString()));
        command.addAll(List.of(more));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }
}
