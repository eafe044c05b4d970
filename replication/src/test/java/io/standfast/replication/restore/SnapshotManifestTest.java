package io.standfast.replication.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;

import org.junit.jupiter.api.Test;

import io.standfast.replication.identity.NodeRefusedException;

/**
 * Which snapshots a member may go on from.
 */
class SnapshotManifestTest
{
    private static final long OURS = 0xab;
    private static final long FOREIGN = 0xcd;

    private static SnapshotManifest manifest(final long logPosition, final long incarnation)
    {
        return new SnapshotManifest(logPosition, incarnation, 1, List.of());
    }

    @Test
    void shouldRefuseWhenTheCopiedSnapshotBelongsToAnotherCluster()
    {
        assertThatThrownBy(() -> manifest(0, FOREIGN).requireOf(OURS)).isInstanceOf(NodeRefusedException.class)
            .hasMessage("the copied snapshot belongs to cluster cd, not to ab");
    }

    @Test
    void shouldTakeItWhenItIsItsOwnOrThereIsNone()
    {
        final SnapshotManifest own = manifest(0, OURS);
        final SnapshotManifest none = manifest(-1, 0);

        assertThat(own.requireOf(OURS)).isSameAs(own);
        assertThat(none.requireOf(OURS)).isSameAs(none);
    }
}
