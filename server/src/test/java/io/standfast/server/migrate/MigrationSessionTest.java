package io.standfast.server.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * From a store that a real server has written into a data directory, with a real node.
 */
class MigrationSessionTest
{
    @TempDir
    private Path directory;

    private Path target()
    {
        return directory.resolve("data");
    }

    private Path work()
    {
        return directory.resolve("data.migrating");
    }

    private void migrate(final SampleStore sample, final MigrationProgress progress)
    {
        try (FileStoreSource source = FileStoreSource.open(sample.options()))
        {
            new MigrationSession(source, source.plan(MigrationProgress.NONE), target(), "", progress).run();
        }
    }

    private List<String> compare(final SampleStore sample)
    {
        try (FileStoreSource source = FileStoreSource.open(sample.options()))
        {
            return new MigrationComparison(source.plan(MigrationProgress.NONE), MigrationProgress.NONE).compare(
                target());
        }
    }

    @Test
    void shouldHoldTheSameAsTheSourceWhenMigrated() throws IOException
    {
        final SampleStore sample = SampleStore.unpack("sliced", directory);
        final List<String> phases = new ArrayList<>();

        migrate(sample, (phase, done, total, messages) -> phases.add(phase));

        assertThat(phases).contains("importing", "comparing");
        assertThat(work()).doesNotExist();
        assertThat(Files.readString(target().resolve("IDENTITY"))).contains("READY");
        assertThat(compare(sample)).isEmpty();
    }

    @Test
    void shouldHoldTheSameAsTheExportWhenRestored() throws IOException
    {
        final SampleStore sample = SampleStore.unpack("sliced", directory);
        migrate(sample, MigrationProgress.NONE);
        final Path file = directory.resolve("export.jsonl");
        try (Writer out = Files.newBufferedWriter(file))
        {
            assertThat(new JsonLines(out).write(target(), MigrationProgress.NONE)).isEqualTo(500);
        }
        final Path restored = directory.resolve("restored");

        try (JsonLinesSource source = JsonLinesSource.open(file))
        {
            final MigrationPlan plan = source.plan(MigrationProgress.NONE);
            new MigrationSession(source, plan, restored, "", MigrationProgress.NONE).run();

            assertThat(plan.lastEpoch()).isEqualTo(5);
            assertThat(new MigrationComparison(plan, MigrationProgress.NONE).compare(restored)).isEmpty();
        }
        try (FileStoreSource source = FileStoreSource.open(sample.options()))
        {
            assertThat(new MigrationComparison(source.plan(MigrationProgress.NONE), MigrationProgress.NONE).compare(
                restored)).isEmpty();
        }
        assertThat(incarnation(restored)).isNotEqualTo(incarnation(target()));
    }

    private static String incarnation(final Path data) throws IOException
    {
        return Files.readAllLines(data.resolve("IDENTITY")).stream().filter(line -> line.contains("incarnation"))
            .findFirst().orElseThrow();
    }

    @Test
    void shouldGoOnWhereItWasWhenItWasCutOff()
    {
        final SampleStore sample = SampleStore.unpack("plain", directory);
        assertThatThrownBy(() -> migrate(sample, (phase, done, total, messages) ->
        {
            if (messages == 300)
            {
                throw new IllegalStateException("cut off");
            }
        })).hasMessage("cut off");
        assertThat(target()).doesNotExist();
        assertThat(work()).exists();

        migrate(sample, MigrationProgress.NONE);

        assertThat(work()).doesNotExist();
        assertThat(compare(sample)).isEmpty();
    }

    @Test
    void shouldRefuseToGoOnWithAnotherSource() throws IOException
    {
        final SampleStore sample = SampleStore.unpack("plain", directory);
        Files.createDirectories(work());
        Files.writeString(work().resolve("MIGRATION"), "source of another day\n");

        assertThatThrownBy(() -> migrate(sample, MigrationProgress.NONE)).hasMessage(work() + " is of another " +
            "migration, or the source has changed since: remove it to begin anew");
    }

    @Test
    void shouldTouchNothingWhenTargetIsInUse() throws IOException
    {
        final SampleStore sample = SampleStore.unpack("plain", directory);
        Files.createDirectories(target());
        Files.createFile(target().resolve("mine"));

        assertThatThrownBy(() -> migrate(sample, MigrationProgress.NONE))
            .hasMessage(target() + " is not empty: only a " +
                "new data directory is made");
        assertThat(target()).isDirectoryContaining("glob:**/mine");
        assertThat(work()).doesNotExist();
    }

    @Test
    void shouldNotStartWhatIsAMemberOfAClusterOrNoData() throws IOException
    {
        final SampleStore sample = SampleStore.unpack("plain", directory);
        assertThatThrownBy(() -> compare(sample)).hasMessage(target() + " is no data directory of this server");

        Files.createDirectories(target());
        Files.createFile(target().resolve("IDENTITY"));
        Files.createFile(target().resolve("PEERS"));

        assertThatThrownBy(() -> compare(sample)).hasMessage(target() + " is of a cluster's member, which must not " +
            "be started alone");
        assertThat(target()).isDirectoryNotContaining("glob:**/lock");
    }

    @Test
    void shouldNameWhatDiffersWhenCompared()
    {
        final SampleStore sample = SampleStore.unpack("truncated", directory);
        try (FileStoreSource source = FileStoreSource.open(sample.options(null, true)))
        {
            new MigrationSession(source, source.plan(MigrationProgress.NONE), target(), "", MigrationProgress.NONE)
                .run();
        }
        final SampleStore other = SampleStore.unpack("plain", directory);
        other.remove("binary");

        final List<String> differences = compare(other);

        assertThat(differences).hasSize(2).contains("channel binary is not in the source").anyMatch(
            line -> line.startsWith("channel orders: expected 500 messages 1 to 500 crc "));
    }
}
