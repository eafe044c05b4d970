package io.standfast.replication.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.standfast.replication.identity.IdentityState;

/**
 * What is remembered of another member's log is what it must still have: never what may be taken back.
 */
class PeerMemoryTest
{
    private static final long OURS = 7;
    private static final int OTHER = 1;

    @TempDir
    private Path directory;

    private static PeerStatus status(final IdentityState state, final long end, final long commit)
    {
        return new PeerStatus("c", OTHER, "b", new PeerStatus.Self(OURS, state, 3, commit >= 0, false),
            new PeerStatus.Term(PeerStatus.NO_MEMBER, 1, false), new PeerStatus.Log(0, end, commit),
            new PeerStatus.Digest(PeerStatus.NO_POSITION, 0), new PeerStatus.Build(0, 1, 1, 0), PeerStatus.Ports.NONE,
            "", List.of(),
            List.of());
    }

    @Test
    void shouldRememberTheHighestCommitAndNoTailThatIsNotCommitted()
    {
        final PeerMemory memory = new PeerMemory(directory.resolve("PEERS"), OURS);

        memory.onStatus(status(IdentityState.READY, 2_000, PeerStatus.NO_POSITION), OURS);
        memory.onStatus(status(IdentityState.READY, 2_000, 1_000), OURS);
        assertThat(memory.list()).containsExactly(new PeerStatus.Remembered(OTHER, 3, 1_000));
        memory.onStatus(status(IdentityState.READY, 2_000, 1_500), OURS);
        memory.onStatus(status(IdentityState.READY, 1_200, 1_200), OURS);
        assertThat(memory.list()).containsExactly(new PeerStatus.Remembered(OTHER, 3, 1_500));
    }

    @Test
    void shouldKeepItOverAStartAndForgetAnotherIncarnation()
    {
        final PeerMemory memory = new PeerMemory(directory.resolve("PEERS"), OURS);
        memory.onStatus(status(IdentityState.READY, 1_000, 1_000), OURS);
        assertThat(memory.doWork(Long.MAX_VALUE / 2)).isPositive();

        final PeerMemory next = new PeerMemory(directory.resolve("PEERS"), OURS);
        assertThat(next.list()).containsExactly(new PeerStatus.Remembered(OTHER, 3, 1_000));
        next.onStatus(status(IdentityState.DAMAGED, 9_000, 9_000), OURS);
        assertThat(next.list()).as("who has lost its data is not asked for it").hasSize(1);
        next.onStatus(status(IdentityState.READY, 9_000, 9_000), OURS + 1);
        assertThat(next.list()).isEmpty();
    }
}
