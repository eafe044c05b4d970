package io.standfast.replication.fence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;

import org.agrona.concurrent.AgentTerminationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.aeron.cluster.ElectionState;
import io.aeron.cluster.NodeStateFile;
import io.aeron.cluster.client.ClusterEvent;
import io.aeron.cluster.service.Cluster;

/**
 * Whom a member may follow, and what is not cut off.
 */
class VoteFenceTest
{
    @TempDir
    private File directory;
    private NodeStateFile nodeState;

    @BeforeEach
    void open() throws IOException
    {
        nodeState = new NodeStateFile(directory, true, 0);
    }

    @AfterEach
    void close()
    {
        nodeState.close();
    }

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
    void shouldHaveALeaderBeginAnElectionBehindTheTermThatAMemberIsBoundTo()
    {
        assertThat(VoteFence.isOutvoted(null, Cluster.Role.LEADER, 3, 2, nodeState)).isTrue();
        assertThat(nodeState.candidateTerm().candidateTermId()).isEqualTo(3);
    }

    @Test
    void shouldLeaveALeaderAloneWhenNobodyIsBoundToALaterTerm()
    {
        assertThat(VoteFence.isOutvoted(null, Cluster.Role.LEADER, 2, 2, nodeState)).isFalse();
        assertThat(VoteFence.isOutvoted(null, Cluster.Role.FOLLOWER, 3, 2, nodeState)).isFalse();
        assertThat(VoteFence.isOutvoted("an election", Cluster.Role.LEADER, 3, 2, nodeState)).isFalse();
        assertThat(nodeState.candidateTerm().candidateTermId()).isNotEqualTo(3);
    }

    @ParameterizedTest
    @EnumSource(value = ElectionState.class, names = {"LEADER_LOG_REPLICATION", "LEADER_READY"})
    void shouldHaveAnElectedMemberBeginAnewWhenAnotherIsBoundToALaterTerm(final ElectionState state)
    {
        assertThatCode(() -> VoteFence.checkOutvoted(state, 2, 2, nodeState)).doesNotThrowAnyException();
        assertThatThrownBy(() -> VoteFence.checkOutvoted(state, 3, 2, nodeState)).isInstanceOf(ClusterEvent.class)
            .hasMessageContaining("term 2").hasMessageContaining("term 3");
        assertThat(nodeState.candidateTerm().candidateTermId()).isEqualTo(3);
    }

    @ParameterizedTest
    @EnumSource(value = ElectionState.class, names = {"LEADER_LOG_REPLICATION",
        "LEADER_READY"}, mode = EnumSource.Mode.EXCLUDE)
    void shouldNotDisturbOthers(final ElectionState state)
    {
        assertThatCode(() -> VoteFence.checkOutvoted(state, 3, 2, nodeState)).doesNotThrowAnyException();
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
