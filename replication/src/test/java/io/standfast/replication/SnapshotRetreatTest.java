package io.standfast.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.aeron.cluster.ConsensusModule;
import io.aeron.cluster.RecordingLog;

/**
 * Which snapshots are left for the next start when the disk refused what the newest one needs.
 */
class SnapshotRetreatTest
{
    private static final long LOG = 7;
    private static final int SERVICE = 0;

    @TempDir
    private Path cluster;

    @BeforeEach
    void begin()
    {
        try (RecordingLog recordingLog = new RecordingLog(cluster.toFile(), true))
        {
            recordingLog.appendTerm(LOG, 0, 0, 0);
        }
    }

    private void snapshot(final long position)
    {
        try (RecordingLog recordingLog = new RecordingLog(cluster.toFile(), false))
        {
            recordingLog.appendSnapshot(position, 0, 0, position, 0, SERVICE);
            recordingLog.appendSnapshot(position + 1, 0, 0, position, 0, ConsensusModule.Configuration.SERVICE_ID);
        }
    }

    private List<Long> left()
    {
        try (RecordingLog recordingLog = new RecordingLog(cluster.toFile(), false))
        {
            return SnapshotRetreat.snapshots(recordingLog).stream().map(entry -> entry.logPosition).toList();
        }
    }

    @Test
    void shouldGoBackToTheOneThatIsDurable()
    {
        snapshot(100);
        snapshot(200);
        final SnapshotRetreat retreat = SnapshotRetreat.before(cluster, 200, id -> false);
        snapshot(300);
        snapshot(400);

        retreat.carryOut();

        assertThat(left()).containsExactly(200L, 100L);
    }

    @Test
    void shouldLeaveOutTheOneOfTheStartWhenThereIsAnother()
    {
        snapshot(100);
        snapshot(200);

        SnapshotRetreat.before(cluster, -1, id -> false).carryOut();

        assertThat(left()).containsExactly(100L);
    }

    @Test
    void shouldLeaveOutTheOnlyOneWhenTheLogIsWhole()
    {
        snapshot(100);

        SnapshotRetreat.before(cluster, -1, id -> id == LOG).carryOut();

        assertThat(left()).isEmpty();
    }

    @Test
    void shouldKeepTheOnlyOneWhenTheLogBeginsBehindIt()
    {
        snapshot(100);

        SnapshotRetreat.before(cluster, -1, id -> false).carryOut();

        assertThat(left()).containsExactly(100L);
    }

    @Test
    void shouldDoNothingWhenNothingWasRefused()
    {
        snapshot(100);

        SnapshotRetreat.NONE.carryOut();

        assertThat(left()).containsExactly(100L);
    }
}
