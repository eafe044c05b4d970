package io.standfast.replication;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import io.aeron.cluster.ElectionState;

/**
 * The gates close when the term is over, whoever notices it first.
 */
class StepDownTest
{
    private final Leadership leadership = new Leadership();
    private int rings;
    private final StepDown stepDown = new StepDown(leadership, () -> rings++);

    @Test
    void shouldLeaveTheTermWhenAnElectionIsUnderWay()
    {
        leadership.lead(5);
        stepDown.look(() -> ElectionState.CANVASS);
        stepDown.look(() -> ElectionState.CANVASS);
        stepDown.now(leadership.leadershipTermId());

        assertThat(leadership.leadershipTermId()).isEqualTo(Leadership.NULL_TERM);
        assertThat(rings).isEqualTo(1);
    }

    @Test
    void shouldStayWhileItLeadsOrIsAboutTo()
    {
        leadership.lead(5);
        stepDown.look(() -> ElectionState.LEADER_READY);
        stepDown.look(() -> ElectionState.CLOSED);
        stepDown.look(() -> null);

        assertThat(leadership.leadershipTermId()).isEqualTo(5);
    }

    @Test
    void shouldNotLeaveATermThatBeganMeanwhile()
    {
        leadership.lead(5);
        stepDown.look(() ->
        {
            leadership.lead(6);
            return ElectionState.CANVASS;
        });

        assertThat(leadership.leadershipTermId()).isEqualTo(6);
        assertThat(rings).isZero();
    }
}
