package io.standfast.engine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

import org.agrona.concurrent.AgentTerminationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * When segments are forced, and what follows when the disk refuses. The kernel refuses to force a device that is none
 * of blocks: that stands for a disk's input/output error.
 */
class DiskForceTest
{
    private static final Path REFUSES = Path.of("/dev/null");
    private static final String TEXT = "x".repeat(1_000);
    private static final int TWO_MB = 2_000;

    @TempDir
    private Path directory;

    private Path segment() throws IOException
    {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.cq4"))
        {
            return files.iterator().next();
        }
    }

    private void refuse() throws IOException
    {
        final Path file = segment();
        Files.delete(file);
        Files.createSymbolicLink(file, REFUSES);
    }

    private static void fill(final TestStore store)
    {
        for (int i = 0; i < TWO_MB; i++)
        {
            store.append(1, TEXT);
        }
    }

    private TestStore store(final boolean isForcingEarly)
    {
        final TestStore store = new TestStore(directory).with(context -> context.segmentCapacity(8 << 20)
            .forcingEarly(isForcingEarly)).start();
        store.openChannel(1, 1);
        return store;
    }

    @Test
    void shouldForceWhileASegmentIsWritten()
    {
        try (TestStore store = store(true))
        {
            fill(store);
            store.fileWork();

            assertThat(store.log().forceTimes().sumNs()).isPositive();
            assertThat(store.problems()).isEmpty();
        }
    }

    @Test
    void shouldLeaveThatToTheSystemWhenNobodyWaitsForForces()
    {
        try (TestStore store = store(false))
        {
            fill(store);
            store.fileWork();
            assertThat(store.log().forceTimes().sumNs()).isZero();

            store.durable(store.snapshot());
            assertThat(store.log().forceTimes().sumNs()).as("before a snapshot counts").isPositive();
        }
    }

    @Test
    void shouldEndWhenTheDiskRefusesWhatIsBeingWritten() throws IOException
    {
        try (TestStore store = store(true))
        {
            fill(store);
            refuse();

            assertThatThrownBy(store::fileWork).isInstanceOf(AgentTerminationException.class)
                .hasMessageContaining("cannot be forced to the disk: Invalid argument");
        }
    }

    @Test
    void shouldEndWhenTheDiskRefusesWhatASnapshotNeeds() throws IOException
    {
        try (TestStore store = store(false))
        {
            fill(store);
            final TestStore.Snapshot snapshot = store.snapshot();
            refuse();

            assertThatThrownBy(() -> store.durable(snapshot)).isInstanceOf(AgentTerminationException.class);
        }
    }

    @Test
    void shouldSayOnceThatAFileCannotBeOpenedAndGoOn() throws IOException
    {
        try (TestStore store = store(true))
        {
            fill(store);
            final Path file = segment();
            Files.delete(file);

            assertThatCode(store::fileWork).doesNotThrowAnyException();
            store.fileWork();
            assertThat(store.problems()).hasSize(1).first().asString().contains(file + " is not forced while it is");
            assertThatThrownBy(() -> DiskForce.force(file)).isInstanceOf(NoSuchFileException.class);
        }
    }
}
