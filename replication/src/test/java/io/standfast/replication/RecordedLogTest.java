package io.standfast.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.CountersManager;
import org.agrona.concurrent.status.CountersReader;
import org.junit.jupiter.api.Test;

import io.aeron.archive.status.RecordingPos;
import io.standfast.replication.peer.PeerStatus;

/**
 * Where a node's log ends, while it is recorded and while it is not.
 */
class RecordedLogTest
{
    private static final long RECORDING = 3;
    private static final int COUNTERS = 16;

    private final CountersManager counters = new CountersManager(new UnsafeBuffer(ByteBuffer.allocateDirect(COUNTERS *
        CountersReader.METADATA_LENGTH)), new UnsafeBuffer(ByteBuffer.allocateDirect(
            COUNTERS *
                CountersReader.COUNTER_LENGTH)));
    private final List<Long> asked = new ArrayList<>();
    private long stopped = PeerStatus.NO_POSITION;
    private final RecordedLog log = new RecordedLog(recordingId ->
    {
        asked.add(recordingId);
        return stopped;
    });

    private int recordingAt(final long recordingId, final long position)
    {
        final int id = counters.allocate("rec-pos", RecordingPos.RECORDING_POSITION_TYPE_ID, key -> key.putLong(0,
            recordingId));
        counters.setCounterValue(id, position);
        return id;
    }

    @Test
    void shouldSayNothingWhileItIsNotKnownWhichRecordingItIs()
    {
        recordingAt(RECORDING, 640);

        log.look(counters);

        assertThat(log.end()).isEqualTo(PeerStatus.NO_POSITION);
        assertThat(asked).isEmpty();
    }

    @Test
    void shouldSayWhatTheCounterOfItsRecordingSays()
    {
        log.recording(RECORDING);
        recordingAt(RECORDING + 1, 9_000);
        final int id = recordingAt(RECORDING, 640);

        log.look(counters);
        assertThat(log.end()).isEqualTo(640);
        counters.setCounterValue(id, 704);
        log.look(counters);
        assertThat(log.end()).isEqualTo(704);
        assertThat(asked).isEmpty();
    }

    /** Its leader is gone: the last of it has been written after the last look at the counter. */
    @Test
    void shouldAskTheArchiveOnceWhenItIsNotRecordedAnyMoreAndFollowTheCounterAgain()
    {
        log.recording(RECORDING);
        final int id = recordingAt(RECORDING, 640);
        log.look(counters);
        counters.free(id);
        stopped = 768;

        log.look(counters);
        log.look(counters);
        assertThat(log.end()).isEqualTo(768);
        assertThat(asked).containsExactly(RECORDING);

        recordingAt(RECORDING, 700);
        log.look(counters);
        assertThat(log.end()).as("an election has shortened it").isEqualTo(700);
    }

    @Test
    void shouldKeepWhatItKnowsWhenTheArchiveDoesNotSay()
    {
        log.recording(RECORDING);
        counters.free(recordingAt(RECORDING, 640));
        final int id = recordingAt(RECORDING, 640);
        log.look(counters);
        counters.free(id);

        log.look(counters);

        assertThat(log.end()).isEqualTo(640);
    }
}
