package io.standfast.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.standfast.codecs.log.StartPositionKind;

/**
 * When the time of max_inactivity begins anew (STAN-SPEC 3.4): at a start, and when a subscription was refused.
 */
class InactivityTest
{
    private static final long SECOND = 1_000_000_000L;
    private static final String DELETED = "Channel \"foo\" has been deleted";

    private final Commands commands = new Commands();
    private TestEngine engine;

    @TempDir
    private Path directory;

    @BeforeEach
    void start()
    {
        engine = new TestEngine(directory);
        engine.apply(commands.termOpened(1));
        engine.apply(commands.featureLevel(FeatureLevel.INACTIVITY_ANEW));
        engine.apply(commands.limits(10, 0, 0, 5 * SECOND));
        engine.apply(commands.connect("me", "", 0));
    }

    @AfterEach
    void stop()
    {
        engine.close();
    }

    @Test
    void shouldGiveIdleChannelsAllTheirTimeWhenNobodyLedForLong()
    {
        leaveForLong(engine, commands);

        assertThat(engine.pass(5 * SECOND - 1)).isEmpty();
        assertThat(engine.pass(1)).containsExactly(DELETED);
    }

    @Test
    void shouldGiveIdleChannelsAllTheirTimeWhenTheLimitComesWithAStart()
    {
        engine.apply(commands.limits(10, 0, 0, 0));
        leaveForLong(engine, commands);

        assertThat(engine.apply(commands.limits(10, 0, 0, 5 * SECOND))).containsExactly("done");
        assertThat(engine.pass(5 * SECOND - 1)).isEmpty();
        assertThat(engine.pass(1)).containsExactly(DELETED);
    }

    @Test
    void shouldCountOnWhenTheGatewayOpensItsTermAgain()
    {
        engine.apply(commands.publish("me", "foo", "a"));
        engine.pass(4 * SECOND);
        engine.apply(commands.termOpened(1));

        assertThat(engine.pass(SECOND)).containsExactly(DELETED);
    }

    @Test
    void shouldBeginAnewWhenASubscriptionIsRefused()
    {
        engine.apply(commands.publish("me", "foo", "a"));
        engine.pass(4 * SECOND);
        final List<String> answer = engine.apply(commands.subscribe("me", "foo", "crew", "a:b",
            StartPositionKind.FIRST, 0, 1));
        assertThat(answer).last().asString().startsWith("refused");

        assertThat(engine.pass(5 * SECOND - 1)).isEmpty();
        assertThat(engine.pass(1)).containsExactly(DELETED);
    }

    @Test
    void shouldFollowTheRulesOfBeforeBelowTheLevel()
    {
        try (TestEngine early = new TestEngine(directory.resolve("early")))
        {
            final Commands own = new Commands();
            early.apply(own.termOpened(1));
            early.apply(own.featureLevel(FeatureLevel.INACTIVITY_ANEW - 1));
            early.apply(own.limits(10, 0, 0, 5 * SECOND));
            early.apply(own.connect("me", "", 0));

            assertThat(leaveForLong(early, own)).contains(DELETED);
        }
    }

    /** A channel that nobody listens to, and a time without a leader that is longer than it may be idle. */
    private static List<String> leaveForLong(final TestEngine engine, final Commands commands)
    {
        engine.apply(commands.publish("me", "foo", "a"));
        engine.pass(4 * SECOND);
        engine.newTerm(3_600 * SECOND);
        return engine.apply(commands.termOpened(2));
    }
}
