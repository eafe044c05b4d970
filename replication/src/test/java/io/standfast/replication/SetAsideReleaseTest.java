package io.standfast.replication;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.standfast.replication.identity.IdentityState;

/**
 * What was set aside at a start goes before a snapshot is durable only when the disk is low and the state is complete.
 */
class SetAsideReleaseTest
{
    private static final long POSITION = 4096;

    private final SetAsideRelease release = new SetAsideRelease();

    @Test
    void shouldLetGoOnceWhenTheDiskIsLowAndTheReplayHasPassedIt()
    {
        final SetAsideRelease.Look look = look(true, true, IdentityState.READY, POSITION);

        assertThat(release.isDue(look)).isTrue();
        assertThat(release.isDue(look)).as("again").isFalse();
    }

    @Test
    void shouldKeepItUntilTheSnapshotWhenTheDiskHasRoom()
    {
        assertThat(release.isDue(look(false, true, IdentityState.READY, POSITION))).isFalse();
        assertThat(release.isDue(look(true, true, IdentityState.READY, POSITION))).as("later").isTrue();
    }

    @Test
    void shouldKeepItWhileTheReplayHasNotPassedIt()
    {
        assertThat(release.isDue(look(true, true, IdentityState.READY, POSITION - 1))).isFalse();
    }

    /** What it holds is nowhere else. */
    @Test
    void shouldKeepItWhenTheLogHasLostItsTail()
    {
        assertThat(release.isDue(look(true, false, IdentityState.READY, POSITION + 1))).isFalse();
    }

    @ParameterizedTest
    @EnumSource(value = IdentityState.class, names = "READY", mode = EnumSource.Mode.EXCLUDE)
    void shouldKeepItWhileTheDataIsNotKnownToBeWhole(final IdentityState state)
    {
        assertThat(release.isDue(look(true, true, state, POSITION))).isFalse();
    }

    private static SetAsideRelease.Look look(final boolean isDiskLow, final boolean isTailWhole,
        final IdentityState state, final long applied)
    {
        return new SetAsideRelease.Look(isDiskLow, isTailWhole, state, POSITION, applied);
    }
}
