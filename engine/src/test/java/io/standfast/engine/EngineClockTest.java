package io.standfast.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * Time never goes back, and no single leader's clock moves it.
 */
class EngineClockTest
{
    private static final long HOUR = 3_600_000_000_000L;
    private static final long START = 1_000 * HOUR;

    private final EngineClock clock = new EngineClock();

    @Test
    void shouldBeginWithWhatTheMembersClocksSay()
    {
        clock.openTerm(START + HOUR, START);
        assertThat(clock.nowNs()).isEqualTo(START);
        assertThat(clock.advance(START + HOUR + 5)).isEqualTo(START + 5);
    }

    @Test
    void shouldBeginWithTheLeadersClockWhenItKnowsNoBetter()
    {
        clock.openTerm(START, 0);
        assertThat(clock.nowNs()).isEqualTo(START);
    }

    @Test
    void shouldNotJumpWhenTheNextLeadersClockIsAhead()
    {
        clock.openTerm(START, START);
        clock.hold();
        assertThat(clock.advance(START + HOUR)).as("a timer before the term is opened").isEqualTo(START);

        clock.openTerm(START + HOUR, START + 7);

        assertThat(clock.nowNs()).isEqualTo(START + 7);
        assertThat(clock.advance(START + HOUR + 3)).isEqualTo(START + 10);
    }

    @Test
    void shouldGoOnWhenTheNextLeadersClockIsBehind()
    {
        clock.openTerm(START, START);
        clock.hold();
        clock.openTerm(START - HOUR, START - HOUR);

        assertThat(clock.nowNs()).isEqualTo(START);
        assertThat(clock.advance(START - HOUR + 3)).isEqualTo(START + 3);
    }

    @Test
    void shouldCountTimeThatNobodyLed()
    {
        clock.openTerm(START, START);
        clock.hold();
        clock.openTerm(START + HOUR, START + HOUR);

        assertThat(clock.nowNs()).isEqualTo(START + HOUR);
    }

    @Test
    void shouldGoOnWhenTheSameTermIsOpenedAgain()
    {
        clock.openTerm(START, START);
        clock.openTerm(START + 5, START + HOUR);

        assertThat(clock.nowNs()).isEqualTo(START + 5);
    }

    @Test
    void shouldStandStillWhenRestoredBetweenTerms()
    {
        clock.openTerm(START, START);
        clock.hold();
        final EngineClock restored = new EngineClock();
        restored.restore(clock.nowNs(), clock.offsetNs());

        assertThat(restored.isHeld()).isTrue();
        assertThat(restored.advance(START + HOUR)).isEqualTo(START);
    }
}
