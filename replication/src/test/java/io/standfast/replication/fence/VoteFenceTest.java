package io.standfast.replication.fence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.agrona.concurrent.AgentTerminationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.aeron.cluster.ElectionState;

/**
 * Whom a member may follow, and what is not cut off.
 */
class VoteFenceTest
{
    @Test
    void shouldRefuseALeaderOfATermBeforeTheVote()
    {
        assertThat(VoteFence.isRefused(ElectionState.CANVASS, 2, 3)).isTrue();
        assertThat(VoteFence.isRefused(ElectionState.CANVASS, 3, 3)).isFalse();
        assertThat(VoteFence.isRefused(ElectionState.CANVASS, 4, 3)).isFalse();
    }

    /** In these Aeron itself looks at the term, or the member follows already. */
    @ParameterizedTest
    @EnumSource(value = ElectionState.class, names = "CANVASS", mode = EnumSource.Mode.EXCLUDE)
    void shouldRefuseNobodyWhenTheMemberDoesNotLookForALeader(final ElectionState state)
    {
        assertThat(VoteFence.isRefused(state, 2, 3)).isFalse();
    }

    @Test
    void shouldNotCutOffWhatIsApplied()
    {
        assertThatThrownBy(() -> VoteFence.checkTruncation(14_304, 11_584, 13_888)).isInstanceOf(
            AgentTerminationException.class).hasMessageContaining("13888").hasMessageContaining("14304");
        assertThatThrownBy(() -> VoteFence.checkTruncation(11_584, 14_304, 13_888)).isInstanceOf(
            AgentTerminationException.class);
        assertThatCode(() -> VoteFence.checkTruncation(13_888, 13_888, 13_888)).doesNotThrowAnyException();
    }
}
