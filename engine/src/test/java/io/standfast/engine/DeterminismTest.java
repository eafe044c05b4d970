package io.standfast.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.standfast.codecs.snapshot.MessageHeaderDecoder;
import io.standfast.codecs.snapshot.SegmentEntryDecoder;
import io.standfast.codecs.snapshot.SnapshotBeginDecoder;
import io.standfast.codecs.snapshot.SnapshotEndDecoder;

/**
 * The engine is a function of (snapshot, log): the same log, in processes of different versions of Java, with and
 * without a kill -9 in the middle, gives the same snapshot and the same segments, byte for byte; and where the
 * snapshots lie in the log does not change what the state is.
 */
@Timeout(300)
class DeterminismTest
{
    private static final int ENTRIES = 6_000;
    private static final int LOGS_MAX = 40;

    @TempDir
    private Path directory;
    private final long seed = Long.getLong("standfast.seed", System.nanoTime());

    @Test
    void shouldBeTheSameWhenReplayedElsewhereKilledAndSnapshotElsewhere() throws IOException, InterruptedException
    {
        System.out.println("DeterminismTest seed " + seed + " (repeat with -Dstandfast.seed=" + seed + ")");
        final List<RecordedLog.Entry> log = logThatCompacts();
        final Path logFile = directory.resolve("log");
        RecordedLog.write(logFile, log);
        final Path otherFile = directory.resolve("otherLog");
        RecordedLog.write(otherFile, RandomLog.withSnapshotsEvery(log, 173));

        run(currentJava(), logFile, directory.resolve("straight"));
        runAndKill(otherJava(), logFile, directory.resolve("killed"), ENTRIES / 4, ENTRIES / 2);
        run(otherJava(), logFile, directory.resolve("killed"));
        run(currentJava(), otherFile, directory.resolve("elsewhere"));

        assertSame(directory.resolve("straight"), directory.resolve("killed"));
        assertThat(state(directory.resolve("elsewhere"))).as("state, seed %d", seed).usingRecursiveComparison()
            .isEqualTo(state(directory.resolve("straight")));
    }

    /** Not in every log are segments copied, and searched for, too: the first in which they are. */
    private List<RecordedLog.Entry> logThatCompacts()
    {
        for (long each = seed; each < seed + LOGS_MAX; each++)
        {
            final RandomLog writer = new RandomLog(each, directory.resolve("writer" + each));
            final List<RecordedLog.Entry> log = writer.entries(ENTRIES, 311, 97, 1009);
            if (writer.compactions() > 0 && writer.searches() > 0)
            {
                return log;
            }
        }
        throw new AssertionError("no segment is copied in logs " + seed + " to " + (seed + LOGS_MAX - 1));
    }

    private void assertSame(final Path one, final Path other) throws IOException
    {
        assertThat(Files.readAllBytes(ReplayProcess.snapshot(other))).as("snapshot, seed %d", seed).isEqualTo(
            Files.readAllBytes(ReplayProcess.snapshot(one)));
        assertThat(digests(other)).as("all snapshots, seed %d", seed).isEqualTo(digests(one));
        final Map<String, byte[]> expected = records(one);
        final Map<String, byte[]> actual = records(other);
        assertThat(expected).as("segments that the snapshot lists, seed %d", seed).isNotEmpty();
        assertThat(actual.keySet()).as("segments, seed %d", seed).isEqualTo(expected.keySet());
        expected.forEach((name, bytes) -> assertThat(actual.get(name)).as("records of segment %s, seed %d", name, seed)
            .isEqualTo(bytes));
    }

    private static Map<String, String> digests(final Path process) throws IOException
    {
        final Map<String, String> digests = new TreeMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(process.resolve("digests")))
        {
            for (final Path file : files)
            {
                digests.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        assertThat(digests).hasSizeGreaterThan(5);
        return digests;
    }

    /** Everything that the snapshot says but where the records lie. */
    private static List<byte[]> state(final Path process) throws IOException
    {
        final List<byte[]> state = new ArrayList<>();
        for (final byte[] message : messages(process))
        {
            final MessageHeaderDecoder header = new MessageHeaderDecoder().wrap(new UnsafeBuffer(message), 0);
            final int template = header.templateId();
            if (template == SnapshotBeginDecoder.TEMPLATE_ID)
            {
                final SnapshotBeginDecoder begin = new SnapshotBeginDecoder().wrapAndApplyHeader(
                    new UnsafeBuffer(message), 0, header);
                state.add((begin.engineTimeNs() + " " + begin.lastEpoch() + " " + begin.lastClientKey() + " " +
                    begin.lastSubscriptionId() + " " + begin.lastCommandId() + " " + begin.backlogCursor()).getBytes(
                        StandardCharsets.UTF_8));
            }
            else if (template != SegmentEntryDecoder.TEMPLATE_ID && template != SnapshotEndDecoder.TEMPLATE_ID)
            {
                state.add(message);
            }
        }
        return state;
    }

    private static List<byte[]> messages(final Path process) throws IOException
    {
        final ByteBuffer content = ByteBuffer.wrap(Files.readAllBytes(ReplayProcess.snapshot(process)));
        content.getInt();
        final List<byte[]> messages = new ArrayList<>();
        while (content.hasRemaining())
        {
            final byte[] written = new byte[content.getInt()];
            content.get(written);
            SnapshotBlocks.forEach(new UnsafeBuffer(written), 0, written.length, (buffer, offset, length) ->
            {
                final byte[] message = new byte[length];
                buffer.getBytes(offset, message);
                messages.add(message);
            });
        }
        return messages;
    }

    /** The segments that the last snapshot lists, up to the end of their last record. */
    private static Map<String, byte[]> records(final Path process) throws IOException
    {
        final Map<Integer, Integer> usedLengths = new TreeMap<>();
        for (final byte[] message : messages(process))
        {
            final UnsafeBuffer buffer = new UnsafeBuffer(message);
            final MessageHeaderDecoder header = new MessageHeaderDecoder().wrap(buffer, 0);
            if (header.templateId() == SegmentEntryDecoder.TEMPLATE_ID)
            {
                final SegmentEntryDecoder entry = new SegmentEntryDecoder().wrapAndApplyHeader(buffer, 0, header);
                usedLengths.put(entry.segment(), entry.usedLength());
            }
        }
        final Map<String, byte[]> records = new TreeMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(ReplayProcess.store(process), "*.cq4"))
        {
            for (final Path file : files)
            {
                final Integer usedLength = usedLengths.get(number(file));
                if (usedLength != null)
                {
                    records.put(file.getFileName().toString(), recordRange(Files.readAllBytes(file), usedLength));
                }
            }
        }
        return records;
    }

    private static int number(final Path file)
    {
        final String name = file.getFileName().toString();
        final int day = Integer.parseInt(name.substring(6, 8)) - 1;
        return day * 24 * 60 + Integer.parseInt(name.substring(9, 11)) * 60 + Integer.parseInt(name.substring(11, 13));
    }

    /** Records only: the end mark moves the write position in Chronicle's header. */
    private static byte[] recordRange(final byte[] file, final int usedLength)
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(file);
        final List<byte[]> excerpts = new ArrayList<>();
        int position = 0;
        while (position < usedLength)
        {
            final int header = buffer.getInt(position);
            final int length = header & 0x3FFFFFFF;
            if ((header & 0x40000000) == 0)
            {
                final byte[] excerpt = new byte[Integer.BYTES + length];
                buffer.getBytes(position, excerpt);
                excerpts.add(excerpt);
            }
            position = (position + Integer.BYTES + length + 3) & ~3;
        }
        final ByteBuffer all = ByteBuffer.allocate(excerpts.stream().mapToInt(excerpt -> excerpt.length).sum());
        excerpts.forEach(all::put);
        return all.array();
    }

    private void run(final String java, final Path log, final Path process) throws IOException, InterruptedException
    {
        final Process child = start(java, log, process);
        final List<String> lines = child.inputReader().lines().toList();
        assertThat(child.waitFor()).as("%s said %s, seed %d", java, lines, seed).isZero();
        assertThat(lines).as("seed %d", seed).last().isEqualTo("done");
    }

    private void runAndKill(final String java, final Path log, final Path process, final int from, final int to)
        throws IOException, InterruptedException
    {
        final int killAt = from + Math.floorMod(Long.hashCode(seed), to - from);
        final Process child = start(java, log, process);
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(child.getInputStream(),
            StandardCharsets.UTF_8)))
        {
            String line = reader.readLine();
            while (line != null && !(line.matches("\\d+") && Integer.parseInt(line) >= killAt))
            {
                line = reader.readLine();
            }
            assertThat(line).as("it ended before it was killed, seed %d", seed).isNotNull().isNotEqualTo("done");
            child.destroyForcibly().waitFor();
        }
        assertThat(ReplayProcess.snapshot(process)).as("seed %d", seed).exists();
    }

    private static Process start(final String java, final Path log, final Path process) throws IOException
    {
        final List<String> command = new ArrayList<>(List.of(java));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(argument -> argument.startsWith("--add") ||
                argument.startsWith("-D") || argument.equals("-ea"))
            .forEach(command::add);
        command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", "-cp", System.getProperty("surefire.test.class.path",
            System.getProperty("java.class.path")), ReplayProcess.class.getName(), log.toString(), process.toString()));
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    private static String currentJava()
    {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** Another version of Java when this machine has one. */
    private static String otherJava() throws IOException
    {
        final Path all = Path.of("/usr/lib/jvm");
        if (Files.isDirectory(all))
        {
            try (DirectoryStream<Path> homes = Files.newDirectoryStream(all, "*25*"))
            {
                for (final Path home : homes)
                {
                    if (Files.isExecutable(home.resolve("bin/java")))
                    {
                        return home.resolve("bin/java").toString();
                    }
                }
            }
        }
        return currentJava();
    }
}
