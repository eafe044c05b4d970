package io.standfast.engine;

import static io.standfast.codecs.log.StartPositionKind.FIRST;
import static io.standfast.codecs.log.StartPositionKind.LAST_RECEIVED;
import static io.standfast.codecs.log.StartPositionKind.NEW_ONLY;
import static io.standfast.codecs.log.StartPositionKind.SEQUENCE_START;
import static io.standfast.codecs.log.StartPositionKind.TIME_DELTA_START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.standfast.codecs.log.ClientHealthKind;
import io.standfast.codecs.log.CloseKind;
import io.standfast.codecs.log.StartPositionKind;

/**
 * The engine's core semantics, example by example, over a real store.
 */
class EngineTest
{
    private static final long SECOND_NS = 1_000_000_000L;

    @TempDir
    private Path directory;
    private final Commands commands = new Commands();
    private TestEngine engine;

    @BeforeEach
    void before()
    {
        engine = new TestEngine(directory);
        engine.apply(commands.termOpened(1));
        engine.apply(commands.connect("me", "c1", 0));
    }

    @AfterEach
    void after()
    {
        engine.close();
    }

    @Test
    void shouldAskForTheOldClientWhenAnIdIsKnown()
    {
        assertThat(engine.apply(commands.connect("me", "c2", 0))).containsExactly("in use");

        final long key = engine.output().lastClientKey();
        assertThat(engine.apply(commands.connect("me", "c2", key)))
            .containsExactly("client closed", "client me", "connected");
        assertThat(engine.apply(commands.connect("me", "c3", key)))
            .containsExactly("refused stan: clientID already registered");
    }

    @Test
    void shouldStoreAndDeliverInOrder()
    {
        engine.apply(commands.subscribe("me", "foo", "", "", NEW_ONLY, 0, 10));

        assertThat(engine.apply(commands.publish("me", "foo", "a", "b")))
            .containsExactly("deliver 1", "deliver 2", "published 2/0");
    }

    @Test
    void shouldRefusePublishOfUnknownClient()
    {
        assertThat(engine.apply(commands.publish("you", "foo", "a")))
            .containsExactly("publish refused 0 stan: invalid publish request", "published 0/1");
    }

    @Test
    void shouldCreateChannelOnceAndRefuseOtherCase()
    {
        assertThat(engine.apply(commands.publish("me", "Foo", "a"))).first()
            .isEqualTo("Channel \"Foo\" has been created");
        assertThat(engine.apply(commands.publish("me", "foo", "a"))).containsExactly(
            "publish refused 0 rejecting channel \"foo\" because channel \"Foo\" alreay exists " +
                "(different cases not allowed)",
            "published 0/1");
    }

    @Test
    void shouldRefuseChannelsBeyondTheLimit()
    {
        engine.apply(commands.limits(1, 0, 0, 0));
        engine.apply(commands.publish("me", "one", "a"));

        assertThat(engine.apply(commands.publish("me", "two", "a"))).contains("publish refused 0 too many channels");
        assertThat(engine.apply(commands.subscribe("me", "two", "", "", NEW_ONLY, 0, 1)))
            .containsExactly("refused too many channels");
    }

    @Test
    void shouldStartWhereAsked()
    {
        engine.apply(commands.publish("me", "foo", "a", "b"));
        engine.pass(10 * SECOND_NS);
        engine.apply(commands.publish("me", "foo", "c"));

        assertThat(starts(FIRST, 0)).containsExactly("deliver 1", "deliver 2", "deliver 3");
        assertThat(starts(LAST_RECEIVED, 0)).containsExactly("deliver 3");
        assertThat(starts(SEQUENCE_START, 2)).containsExactly("deliver 2", "deliver 3");
        assertThat(starts(SEQUENCE_START, 99)).isEmpty();
        assertThat(starts(TIME_DELTA_START, 5 * SECOND_NS)).containsExactly("deliver 3");
        assertThat(starts(TIME_DELTA_START, -5 * SECOND_NS)).isEmpty();
        assertThat(starts(NEW_ONLY, 0)).isEmpty();
    }

    @Test
    void shouldStallAtMaxInFlightAndGoOnWithAnAck()
    {
        engine.apply(commands.publish("me", "foo", "a", "b", "c"));

        assertThat(engine.apply(commands.subscribe("me", "foo", "", "", FIRST, 0, 2)))
            .containsExactly("subscription opened foo", "subscribed", "deliver 1", "deliver 2");
        final long id = engine.output().lastSubscriptionId();
        assertThat(engine.apply(commands.ack(id, 1))).containsExactly("deliver 3", "acked 1/0");
        assertThat(engine.apply(commands.ack(id, 1))).containsExactly("acked 0/1");
    }

    @Test
    void shouldSendAgainAfterAckWaitWithCount()
    {
        engine.apply(commands.subscribe("me", "foo", "", "", NEW_ONLY, 0, 10));
        engine.apply(commands.publish("me", "foo", "a"));

        assertThat(engine.pass(SECOND_NS - 1)).isEmpty();
        assertThat(engine.pass(1)).containsExactly("deliver 1 again 1");
        assertThat(engine.pass(2 * SECOND_NS)).containsExactly("deliver 1 again 2", "deliver 1 again 3");
        engine.apply(commands.ack(engine.output().lastSubscriptionId(), 1));
        assertThat(engine.pass(10 * SECOND_NS)).isEmpty();
    }

    @Test
    void shouldPauseRedeliveryWhileHeartbeatsAreMissed()
    {
        engine.apply(commands.subscribe("me", "foo", "", "", NEW_ONLY, 0, 10));
        engine.apply(commands.publish("me", "foo", "a"));
        engine.apply(commands.health(engine.output().lastClientKey(), ClientHealthKind.MISSED));

        assertThat(engine.pass(5 * SECOND_NS)).isEmpty();
        engine.apply(commands.health(engine.output().lastClientKey(), ClientHealthKind.ANSWERED));
        assertThat(engine.pass(SECOND_NS)).containsExactly("deliver 1 again 1");
    }

    @Test
    void shouldResumeDurableWithItsPendings()
    {
        engine.apply(commands.subscribe("me", "foo", "", "dur", FIRST, 0, 10));
        engine.apply(commands.publish("me", "foo", "a", "b"));
        final long id = engine.output().lastSubscriptionId();
        engine.apply(commands.ack(id, 1));
        engine.apply(commands.closeSubscription("me", "foo", id, CloseKind.CLOSE));
        assertThat(engine.apply(commands.publish("me", "foo", "c"))).containsExactly("published 1/0");

        assertThat(engine.apply(commands.subscribe("me", "foo", "", "dur", FIRST, 0, 10)))
            .containsExactly("subscription opened foo", "subscribed", "deliver 2 again 1", "deliver 3");
        assertThat(engine.apply(commands.subscribe("me", "foo", "", "dur", FIRST, 0, 10)))
            .containsExactly("refused stan: duplicate durable registration");
    }

    @Test
    void shouldForgetDurableOnUnsubscribe()
    {
        engine.apply(commands.publish("me", "foo", "a"));
        engine.apply(commands.subscribe("me", "foo", "", "dur", FIRST, 0, 10));
        final long id = engine.output().lastSubscriptionId();
        engine.apply(commands.ack(id, 1));
        engine.apply(commands.closeSubscription("me", "foo", id, CloseKind.UNSUBSCRIBE));

        assertThat(engine.apply(commands.subscribe("me", "foo", "", "dur", FIRST, 0, 10)))
            .containsExactly("subscription opened foo", "subscribed", "deliver 1");
    }

    @Test
    void shouldGiveEveryMessageToOneMemberAndHandOver()
    {
        engine.apply(commands.connect("you", "c9", 0));
        engine.apply(commands.subscribe("me", "foo", "q", "", NEW_ONLY, 0, 10));
        final long mine = engine.output().lastSubscriptionId();
        engine.apply(commands.subscribe("you", "foo", "q", "", NEW_ONLY, 0, 10));
        assertThat(engine.apply(commands.publish("me", "foo", "a", "b")))
            .containsExactly("deliver 1", "deliver 2", "published 2/0");

        engine.apply(commands.closeSubscription("me", "foo", mine, CloseKind.CLOSE));
        assertThat(engine.pass(100_000_000L)).containsExactly("deliver 1 again 1");
    }

    @Test
    void shouldKeepShadowOfDurableGroup()
    {
        engine.apply(commands.subscribe("me", "foo", "q", "dur", NEW_ONLY, 0, 10));
        engine.apply(commands.publish("me", "foo", "a"));
        engine.apply(commands.closeClient("me"));
        engine.apply(commands.connect("you", "c9", 0));

        assertThat(engine.apply(commands.subscribe("you", "foo", "q", "dur", NEW_ONLY, 0, 10)))
            .containsExactly("subscription opened foo", "subscribed", "deliver 1 again 1");
    }

    @Test
    void shouldTrimByCountAndExpireByAge()
    {
        engine.apply(commands.limits(0, 2, 5 * SECOND_NS, 0));
        engine.apply(commands.publish("me", "foo", "a", "b", "c"));
        assertThat(starts(FIRST, 0)).containsExactly("deliver 2", "deliver 3");

        engine.pass(5 * SECOND_NS);
        assertThat(starts(FIRST, 0)).isEmpty();
        engine.apply(commands.publish("me", "foo", "d"));
        assertThat(starts(FIRST, 0)).containsExactly("deliver 4");
    }

    @Test
    void shouldDeleteInactiveChannel()
    {
        engine.apply(commands.limits(0, 0, 0, 10 * SECOND_NS));
        engine.apply(commands.publish("me", "foo", "a"));

        assertThat(engine.pass(9 * SECOND_NS)).isEmpty();
        engine.apply(commands.publish("me", "foo", "b"));
        assertThat(engine.pass(9 * SECOND_NS)).isEmpty();
        assertThat(engine.pass(SECOND_NS)).containsExactly("Channel \"foo\" has been deleted");
        engine.apply(commands.publish("me", "foo", "c"));
        assertThat(starts(FIRST, 0)).containsExactly("deliver 1");
    }

    @Test
    void shouldComeBackFromSnapshotWithCountsAndDeadlines()
    {
        engine.apply(commands.subscribe("me", "foo", "", "dur", FIRST, 0, 10));
        engine.apply(commands.publish("me", "foo", "a", "b"));
        engine.pass(SECOND_NS);
        final List<byte[]> before = engine.takeSnapshot();

        engine.restartFromSnapshot();
        final List<byte[]> after = engine.takeSnapshot();

        assertThat(after).usingRecursiveComparison().isEqualTo(before);
        assertThat(engine.apply(commands.termOpened(2))).containsExactly("client me", "subscription opened foo",
            "gates open", "deliver 1 again 2", "deliver 2 again 2");
        assertThat(engine.apply(commands.publish("me", "foo", "c"))).containsExactly("deliver 3", "published 1/0");
    }

    /** The timer that was asked for is on the clock of before: on this one it would be due in an hour. */
    @Test
    void shouldSendAgainInTimeWhenTheNextLeadersClockIsBehind()
    {
        engine.apply(commands.subscribe("me", "foo", "", "", FIRST, 0, 10));
        engine.apply(commands.publish("me", "foo", "a"));
        engine.newTerm(-3600 * SECOND_NS);
        engine.apply(commands.termOpened(2, engine.nowNs()));

        assertThat(engine.pass(SECOND_NS)).containsExactly("deliver 1 again 2");
    }

    /** Neither are messages an hour too old, nor is all that is pending due at once. */
    @Test
    void shouldExpireNothingEarlyWhenTheNextLeadersClockIsAhead()
    {
        engine.apply(commands.limits(10, 0, 60 * SECOND_NS, 0));
        engine.apply(commands.publish("me", "foo", "a"));
        final long rightNs = engine.nowNs();
        engine.newTerm(3600 * SECOND_NS);
        engine.pass(0);
        engine.apply(commands.termOpened(2, rightNs));
        engine.pass(58 * SECOND_NS);
        assertThat(starts(FIRST, 0)).containsExactly("deliver 1");

        engine.pass(3 * SECOND_NS);

        assertThat(starts(FIRST, 0)).isEmpty();
    }

    @Test
    void shouldIgnoreRepeatedCommand()
    {
        final byte[] publish = commands.publish("me", "foo", "a");
        engine.apply(publish);

        assertThat(engine.apply(publish)).isEmpty();
        assertThat(starts(FIRST, 0)).containsExactly("deliver 1");
    }

    @Test
    void shouldRefuseForeignCommand()
    {
        final byte[] foreign = commands.publish("me", "foo", "a");
        foreign[8] ^= 1;

        assertThatThrownBy(() -> engine.apply(foreign)).isInstanceOf(ForeignCommandException.class);
    }

    @Test
    void shouldWorkOffABacklogInSlices()
    {
        final String[] payloads = new String[5000];
        Arrays.fill(payloads, "x");
        engine.apply(commands.publish("me", "foo", payloads));

        final List<String> atOnce = engine.apply(commands.subscribe("me", "foo", "", "", FIRST, 0, 100_000));
        final List<String> later = engine.pass(1000);

        assertThat(atOnce).hasSizeLessThan(2000);
        assertThat(atOnce.size() - 2 + later.size()).isEqualTo(5000);
    }

    private List<String> starts(final StartPositionKind kind, final long sequence)
    {
        final List<String> lines = engine.apply(commands.subscribe("me", "foo", "", "", kind, sequence, 10));
        final long id = engine.output().lastSubscriptionId();
        engine.apply(commands.closeSubscription("me", "foo", id, CloseKind.CLOSE));
        return lines.subList(2, lines.size());
    }
}
