package io.standfast.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.standfast.codecs.log.CloseKind;
import io.standfast.codecs.log.StartPositionKind;

/**
 * Durables that nobody has used for max_durable_idle are removed; time in which no server ran does not count.
 */
class DurableIdleTest
{
    private static final long SECOND = 1_000_000_000L;
    private static final String REMOVED = "Removed durable \"keep\" of client \"me\" on channel \"orders\": it " +
        "had no client for 80 s (max_durable_idle); 1 messages were not acked";

    private final Commands commands = new Commands();
    private TestEngine engine;

    @TempDir
    private Path directory;

    @BeforeEach
    void start()
    {
        engine = new TestEngine(directory);
        engine.apply(commands.termOpened(1));
        engine.apply(commands.featureLevel(FeatureLevel.POLICIES));
        engine.apply(commands.limits(10, 1000, 0, 0));
        engine.apply(commands.connect("me", "", 0));
        configure(80);
    }

    @AfterEach
    void stop()
    {
        engine.close();
    }

    @Test
    void shouldRemoveDurableWhenItsClientStaysAway()
    {
        leave("");
        assertThat(engine.pass(80 * SECOND - 1)).isEmpty();

        assertThat(engine.pass(1)).containsExactly(REMOVED);
        assertThat(durables()).isEmpty();
        assertThat(engine.engine().views().policies().expiredDurables()).isEqualTo(1);
        assertThat(engine.pass(1000 * SECOND)).isEmpty();
    }

    @Test
    void shouldRemoveDurableGroupWhenItsLastMemberStaysAway()
    {
        leave("crew");

        assertThat(engine.pass(80 * SECOND)).containsExactly("Removed durable queue group \"keep:crew\" (last of " +
            "client \"me\") on channel \"orders\": it had no client for 80 s (max_durable_idle); 1 messages were not " +
            "acked");
        assertThat(durables()).isEmpty();
    }

    @Test
    void shouldBeginAnewWhenClientComesBack()
    {
        leave("");
        engine.pass(79 * SECOND);
        subscribe("");
        engine.pass(500 * SECOND);
        assertThat(durables()).hasSize(1);

        engine.apply(commands.closeSubscription("me", "orders", engine.output().lastSubscriptionId(),
            CloseKind.CLOSE));
        assertThat(engine.pass(79 * SECOND)).isEmpty();
        engine.pass(SECOND);

        assertThat(durables()).isEmpty();
    }

    @Test
    void shouldGoOnWhereItWasWhenRestored()
    {
        leave("");
        engine.pass(50 * SECOND);
        engine.takeSnapshot();
        engine.restartFromSnapshot();
        engine.apply(commands.connect("you", "", 0));

        assertThat(engine.pass(30 * SECOND - 1)).isEmpty();
        assertThat(engine.pass(1)).containsExactly(REMOVED);
    }

    @Test
    void shouldNotCountTheTimeInWhichNobodyLed()
    {
        leave("");
        engine.pass(50 * SECOND);
        engine.newTerm(10_000 * SECOND);
        engine.apply(commands.termOpened(2));
        assertThat(durables()).hasSize(1);

        assertThat(engine.pass(29 * SECOND)).isEmpty();
        // Of an outage the engine knows only that the entry before it was old, by a tick at most.
        engine.pass(11 * SECOND);

        assertThat(durables()).isEmpty();
    }

    @Test
    void shouldNotLiveLongerThanATickForEachRestart()
    {
        leave("");
        long passed = 0;
        for (int term = 2; !durables().isEmpty(); term++)
        {
            engine.pass(15 * SECOND);
            passed += 15;
            engine.newTerm(3_600 * SECOND);
            engine.apply(commands.termOpened(term));
            assertThat(passed).as("restarts do not keep a durable for ever").isLessThan(300);
        }
    }

    @Test
    void shouldTakeAnotherTimeAtOnceWhenConfigured()
    {
        leave("");
        engine.pass(50 * SECOND);

        configure(100);
        assertThat(engine.pass(40 * SECOND)).isEmpty();
        configure(0);
        assertThat(engine.pass(500 * SECOND)).isEmpty();
        configure(80);
        engine.pass(1);

        assertThat(durables()).isEmpty();
    }

    @Test
    void shouldCountFromTheLevelOn()
    {
        try (TestEngine early = new TestEngine(directory.resolve("early")))
        {
            final Commands own = new Commands();
            early.apply(own.termOpened(1));
            early.apply(own.connect("me", "", 0));
            early.apply(own.subscribe("me", "orders", "", "keep", StartPositionKind.FIRST, 0, 10));
            early.apply(own.closeClient("me"));
            early.pass(1_000 * SECOND);
            early.apply(own.featureLevel(FeatureLevel.POLICIES));
            early.apply(own.policies(new Policies(0, "", 0, 1, 80 * SECOND), Map.of()));

            early.pass(79 * SECOND);
            assertThat(early.engine().look().channel("orders").durables()).hasSize(1);
            early.pass(SECOND);

            assertThat(early.engine().look().channel("orders").durables()).isEmpty();
        }
    }

    @Test
    void shouldLeaveChannelToItsOwnInactivity()
    {
        leave("");
        engine.pass(200 * SECOND);

        assertThat(engine.engine().look().channel("orders").last()).isEqualTo(1);
    }

    private void configure(final long idleS)
    {
        engine.apply(commands.policies(new Policies(0, "", 0, 1, idleS * SECOND), Map.of()));
    }

    private List<String> subscribe(final String queue)
    {
        return engine.apply(commands.subscribe("me", "orders", queue, "keep", StartPositionKind.FIRST, 0, 10));
    }

    /** A message that is not acked, and a durable that nobody is there for. */
    private void leave(final String queue)
    {
        engine.apply(commands.publish("me", "orders", "x"));
        subscribe(queue);
        engine.apply(commands.closeSubscription("me", "orders", engine.output().lastSubscriptionId(),
            CloseKind.CLOSE));
    }

    private List<EngineLook.DurableView> durables()
    {
        return engine.engine().look().channel("orders").durables();
    }
}
