package io.standfast.replication.restore;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.standfast.replication.restore.Verdict.Action;

/**
 * What is not done while two nodes have the same name.
 */
class VerdictTest
{
    private static final String TWINS = "two nodes say that they are c";

    @ParameterizedTest
    @EnumSource(names = {"FORM", "ADOPT", "COPY"})
    void shouldWaitWhenItIsNotKnownWhoAMemberIs(final Action action)
    {
        final Verdict verdict = new Verdict(action, 1, 7, "reason");

        assertThat(verdict.unless(null)).isSameAs(verdict);
        assertThat(verdict.unless(TWINS)).isEqualTo(new Verdict(Action.WAIT, -1, 0, TWINS + "; not done meanwhile: " +
            action));
    }

    @ParameterizedTest
    @EnumSource(names = {"LAUNCH", "SEED", "WAIT"})
    void shouldGoOnWithWhatALeaderOrAMajorityDecides(final Action action)
    {
        final Verdict verdict = new Verdict(action, 1, 7, "reason");

        assertThat(verdict.unless(TWINS)).isSameAs(verdict);
    }
}
