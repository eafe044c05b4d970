package io.standfast.server.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Stores that are damaged anywhere: what comes out is a refusal that says where, or all there is, or what is documented
 * for a file that was cut off; never less without a word.
 */
class FileStoreFuzzTest
{
    private static final int FLIPS = 25;
    private static final int CUTS = 10;

    @TempDir
    private Path directory;
    private final long seed = Long.getLong("standfast.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private SampleStore sample;
    private MigrationPlan whole;

    private void unpack() throws IOException
    {
        sample = SampleStore.unpack("plain", directory);
        sample.remove("large");
        sample.remove("orders");
        whole = plan(false);
    }

    private MigrationPlan plan(final boolean isTailDropped)
    {
        sample.notes().clear();
        try (FileStoreSource source = FileStoreSource.open(sample.options(null, isTailDropped)))
        {
            return source.plan(MigrationProgress.NONE);
        }
    }

    /** The plan, or null when it is refused: with a text that names the file. */
    private MigrationPlan planOrRefusal(final Path file, final boolean isTailDropped, final String what)
    {
        try
        {
            return plan(isTailDropped);
        }
        catch (final MigrationException ex)
        {
            assertThat(ex.getMessage()).as(what).contains(file.getFileName().toString()).containsPattern(
                " at \\d+| is missing");
            return null;
        }
    }

    private List<Path> files() throws IOException
    {
        return Files.walk(sample.store()).filter(Files::isRegularFile).sorted().toList();
    }

    @Test
    void shouldRefuseOrYieldAllWhenABitIsFlipped() throws IOException
    {
        unpack();
        for (final Path file : files())
        {
            final byte[] bytes = Files.readAllBytes(file);
            final IntStream places = bytes.length <= FLIPS ? IntStream.range(0, bytes.length)
                : random.ints(FLIPS, 0, bytes.length);
            for (final int place : places.toArray())
            {
                final byte[] damaged = bytes.clone();
                damaged[place] ^= (byte) (1 << random.nextInt(Byte.SIZE));
                Files.write(file, damaged);
                checkFlip(file, file + " byte " + place + ", seed " + seed);
            }
            Files.write(file, bytes);
        }
    }

    private void checkFlip(final Path file, final String what)
    {
        final boolean isTailDropped = random.nextBoolean();
        final MigrationPlan found = planOrRefusal(file, isTailDropped, what);
        if (found == null)
        {
            return;
        }
        if (sample.notes().isEmpty() || file.toString().endsWith(".idx"))
        {
            assertThat(totals(found)).as(what).isEqualTo(totals(whole));
            assertThat(isAsMuchPending(found)).as(what).isTrue();
        }
        else
        {
            // An ack that was a send, or a last record that looks cut off.
            assertThat(sample.notes()).as(what).hasSize(1).allMatch(note -> note.contains(file.toString()));
        }
    }

    private static List<MessageSum.Total> totals(final MigrationPlan plan)
    {
        return plan.channels().stream().map(ChannelPlan::total).collect(Collectors.toList());
    }

    /** A type is not covered by its record's checksum: what was acked may be pending again, which is at least once. */
    private boolean isAsMuchPending(final MigrationPlan found)
    {
        final List<long[]> before = pendings(whole);
        final List<long[]> after = pendings(found);
        return before.size() == after.size() && IntStream.range(0, before.size()).allMatch(
            i -> LongStream.of(before.get(i)).allMatch(each -> Arrays.binarySearch(after.get(i), each) >= 0));
    }

    private static List<long[]> pendings(final MigrationPlan plan)
    {
        return plan.channels().stream().flatMap(channel -> channel.durables().stream()).map(each -> each.pendings())
            .toList();
    }

    @Test
    void shouldRefuseOrYieldAllBeforeTheCutWhenAFileIsCutOff() throws IOException
    {
        unpack();
        for (final Path file : files())
        {
            final byte[] bytes = Files.readAllBytes(file);
            for (final int length : random.ints(CUTS, 0, bytes.length).toArray())
            {
                Files.write(file, Arrays.copyOf(bytes, length));
                checkCut(file, file + " cut at " + length + ", seed " + seed);
            }
            Files.write(file, bytes);
        }
    }

    private void checkCut(final Path file, final String what)
    {
        final String name = file.getFileName().toString();
        final MigrationPlan strict = planOrRefusal(file, false, what);
        if (name.startsWith("msgs.1.dat"))
        {
            assertThat(strict).as(what).isNull();
        }
        else if (strict != null)
        {
            assertThat(totals(strict)).as(what).isEqualTo(totals(whole));
        }
        final MigrationPlan lenient = plan(true);
        assertThat(lenient.channels()).as(what).hasSameSizeAs(whole.channels());
        if (!totals(lenient).equals(totals(whole)))
        {
            assertThat(sample.notes()).as(what).anyMatch(note -> note.contains(file.toString()) && note.endsWith(
                "left out"));
        }
    }
}
