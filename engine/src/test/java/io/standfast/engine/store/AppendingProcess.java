package io.standfast.engine.store;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Appends until it is killed, and prints its snapshots; with a second argument messages so large that segments fill up
 * between snapshots, which it prints, too. Runs in a process of its own.
 */
final class AppendingProcess
{
    static final String SNAPSHOT = "SNAPSHOT ";
    private static final int SNAPSHOT_EVERY = 700;
    private static final int KEPT = 2_000;
    /** A segment is full, and the next one has begun. */
    static final String FULL = "FULL ";
    private static final int LARGE_LENGTH = 6_000;
    private static final int LARGE_KEPT = 400;
    private static final int LARGE_SNAPSHOT_EVERY = 150;

    private AppendingProcess()
    {
    }

    /**
     * Run.
     *
     * @param arguments the directory, and anything for large messages.
     */
    public static void main(final String[] arguments)
    {
        if (arguments.length > 1)
        {
            appendLarge(Path.of(arguments[0]));
            return;
        }
        try (TestStore store = new TestStore(Path.of(arguments[0])).start())
        {
            store.openChannel(1, 1);
            for (long i = 1; i < Long.MAX_VALUE; i++)
            {
                store.append(1, "m" + i + ":" + "x".repeat((int) (i % 500)));
                store.trim(1, Math.max(1, i - KEPT));
                if (i % SNAPSHOT_EVERY == 0)
                {
                    final TestStore.Snapshot snapshot = store.snapshot();
                    store.durable(snapshot);
                    System.out.println(text(snapshot));
                    store.fileWork();
                }
            }
        }
    }

    /** The next segment is prepared for some rolls; the others find none, as when they come too fast. */
    private static void appendLarge(final Path directory)
    {
        try (TestStore store = new TestStore(directory).start())
        {
            store.openChannel(1, 1);
            for (long i = 1; i < Long.MAX_VALUE; i++)
            {
                final int before = store.log().lastSegment();
                final long logPosition = store.logPosition();
                store.append(1, large(i));
                if (store.log().lastSegment() > before)
                {
                    System.out.println(FULL + logPosition + " " + store.log().lastSegment());
                }
                store.trim(1, Math.max(1, i - LARGE_KEPT));
                if (i % LARGE_SNAPSHOT_EVERY == 0)
                {
                    final TestStore.Snapshot snapshot = store.snapshot();
                    store.durable(snapshot);
                    System.out.println(text(snapshot));
                }
                if (i % (2 * TestStore.SEGMENT_CAPACITY / LARGE_LENGTH) == 0)
                {
                    store.fileWork();
                }
            }
        }
    }

    /** Message of a sequence. */
    static String large(final long sequence)
    {
        return "m" + sequence + ":" + "x".repeat(LARGE_LENGTH);
    }

    private static String text(final TestStore.Snapshot snapshot)
    {
        final TestStore.Range range = snapshot.channels().get(0);
        return SNAPSHOT + snapshot.logPosition() + " " + snapshot.lastSegment() + " " + snapshot.compactionSegment() +
            " " + snapshot.compactionOffset() + " " + range.first() + " " + range.last() + " " + snapshot.segments()
                .stream().map(s -> s.segment() + "," + s.usedLength() + "," + s.count() + "," + s.crc() + "," + s
                    .lastLogPosition())
                .collect(Collectors.joining(";"));
    }

    static TestStore.Snapshot parse(final String line)
    {
        final String[] words = line.substring(SNAPSHOT.length()).split(" ");
        final List<SegmentManifest> segments = Arrays.stream(words[6].split(";")).map(AppendingProcess::segment)
            .toList();
        return new TestStore.Snapshot(Long.parseLong(words[0]), segments, Integer.parseInt(words[1]), Integer.parseInt(
            words[2]), Integer.parseInt(words[3]),
            List.of(new TestStore.Range(1, 1, Long.parseLong(words[4]), Long
                .parseLong(words[5]))));
    }

    private static SegmentManifest segment(final String text)
    {
        final String[] parts = text.split(",");
        return new SegmentManifest(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2]),
            Integer.parseInt(parts[3]), Long.parseLong(parts[4]));
    }
}
