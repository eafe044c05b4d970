package io.standfast.engine;

import static io.standfast.codecs.log.StartPositionKind.FIRST;
import static io.standfast.codecs.log.StartPositionKind.LAST_RECEIVED;
import static io.standfast.codecs.log.StartPositionKind.NEW_ONLY;
import static io.standfast.codecs.log.StartPositionKind.SEQUENCE_START;
import static io.standfast.codecs.log.StartPositionKind.TIME_DELTA_START;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.standfast.codecs.log.ClientHealthKind;
import io.standfast.codecs.log.CloseKind;
import io.standfast.codecs.log.StartPositionKind;

/**
 * The corners that re-implementations get wrong (STAN-SPEC 13.1), example by example.
 */
class EngineRulesTest
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
        engine.apply(commands.connect("you", "c2", 0));
    }

    @AfterEach
    void after()
    {
        engine.close();
    }

    @Test
    void shouldLetTheConnectionIdAloneDecideWhenAPublishHasOne()
    {
        assertThat(engine.apply(commands.publishAs("nobody", "c1", "foo", "a"))).contains("published 1/0");
        assertThat(engine.apply(commands.publishAs("me", "gone", "foo", "a"))).contains("published 0/1");
        assertThat(engine.apply(commands.publishAs("me", "", "foo", "a"))).contains("published 1/0");

        engine.apply(commands.connect("me", "c3", 1));

        assertThat(engine.apply(commands.publishAs("me", "c1", "foo", "a"))).contains("published 0/1");
        assertThat(engine.apply(commands.publishAs("me", "", "foo", "a"))).contains("published 1/0");
    }

    @Test
    void shouldCreateTheChannelWhenTheSubscriptionThenFails()
    {
        assertThat(engine.apply(commands.subscribe("me", "foo", "crew", "a:b", FIRST, 0, 1))).containsExactly(
            "Channel \"foo\" has been created",
            "refused stan: durable name of a durable queue subscriber can't contain the character ':'");
        assertThat(engine.engine().channelCount()).isEqualTo(1);
    }

    @Test
    void shouldRefuseTheUnknownClientBeforeAChannelIsMade()
    {
        assertThat(engine.apply(commands.subscribe("stranger", "foo", "", "", FIRST, 0, 1)))
            .containsExactly("refused stan: unknown clientID");
        assertThat(engine.engine().channelCount()).isZero();
    }

    @Test
    void shouldCountOfflineDurablesAndShadowsWhenSubscriptionsAreLimited()
    {
        engine.apply(commands.limits(new Commands.Bounds(0, 2, 0, 0, 0, 0, false)));
        close(subscribe("me", "", "keep"), "me");
        close(subscribe("me", "crew", "keep"), "me");

        assertThat(engine.apply(commands.subscribe("me", "foo", "", "", NEW_ONLY, 0, 1)))
            .containsExactly("refused too many subscriptions per channel");
        subscribe("me", "", "keep");
        subscribe("you", "crew", "keep");
        assertThat(engine.apply(commands.subscribe("me", "foo", "crew", "keep", NEW_ONLY, 0, 1)))
            .containsExactly("refused too many subscriptions per channel");
    }

    @Test
    void shouldKeepOneMessageWhenItAloneIsLargerThanTheLimit()
    {
        engine.apply(commands.limits(new Commands.Bounds(0, 0, 0, 120, 0, 0, false)));

        engine.apply(commands.publish("me", "foo", "a".repeat(50)));
        assertThat(first()).isEqualTo(1);
        final List<String> lines = engine.apply(commands.publish("me", "foo", "b".repeat(500)));

        assertThat(first()).isEqualTo(2);
        assertThat(lines).first().asString().startsWith("Reached limits for store \"foo\" (msgs=2/0 bytes=");
        assertThat(engine.apply(commands.publish("me", "foo", "c".repeat(500)))).containsExactly("published 1/0");
    }

    @Test
    void shouldTrimWhenLimitsAreLoweredAndNeverStartSequencesAgain()
    {
        engine.apply(commands.publish("me", "foo", "a", "b", "c", "d"));
        engine.apply(commands.limits(new Commands.Bounds(0, 0, 2, 0, SECOND_NS, 0, false)));
        assertThat(first()).isEqualTo(3);

        engine.pass(SECOND_NS);
        assertThat(starts(FIRST, 0)).as("first is last + 1 now").isEmpty();
        assertThat(starts(LAST_RECEIVED, 0)).isEmpty();
        assertThat(starts(SEQUENCE_START, 2)).isEmpty();
        assertThat(starts(TIME_DELTA_START, 100 * SECOND_NS)).isEmpty();
        engine.apply(commands.publish("me", "foo", "e"));

        assertThat(starts(FIRST, 0)).containsExactly("deliver 5");
    }

    @Test
    void shouldReplaceAnOnlineDurableWhenThatIsConfigured()
    {
        engine.apply(commands.limits(new Commands.Bounds(0, 0, 0, 0, 0, 0, true)));
        subscribe("me", "", "keep");
        engine.apply(commands.publish("me", "foo", "a"));

        assertThat(engine.apply(commands.subscribe("me", "foo", "", "keep", NEW_ONLY, 0, 10))).containsExactly(
            "subscription closed", "subscription opened foo", "subscribed", "deliver 1 again 1");
        subscribe("me", "crew", "keep");
        assertThat(engine.apply(commands.subscribe("me", "foo", "crew", "keep", NEW_ONLY, 0, 10)))
            .as("not for groups").contains("subscribed").doesNotContain("subscription closed");
    }

    @Test
    void shouldGoOnWithOthersWhenOneMemberOfAGroupIsStalled()
    {
        engine.apply(commands.subscribe("me", "foo", "crew", "", NEW_ONLY, 0, 1));
        final long mine = engine.output().lastSubscriptionId();
        engine.apply(commands.subscribe("you", "foo", "crew", "", NEW_ONLY, 0, 3));

        final List<String> sent = engine.apply(commands.publish("me", "foo", "a", "b", "c", "d", "e"));
        assertThat(sent).containsExactly("deliver 1", "deliver 2", "deliver 3", "deliver 4", "published 5/0");

        assertThat(engine.apply(commands.ack(mine, 1))).as("one place is free").containsExactly("deliver 5",
            "acked 1/0");
    }

    @Test
    void shouldTakeAnAckForAMessageThatHasGoneToAnotherMember()
    {
        engine.apply(commands.subscribe("me", "foo", "crew", "", NEW_ONLY, 0, 5));
        final long mine = engine.output().lastSubscriptionId();
        engine.apply(commands.publish("me", "foo", "a"));
        engine.apply(commands.subscribe("you", "foo", "crew", "", NEW_ONLY, 0, 5));
        assertThat(engine.pass(SECOND_NS)).containsExactly("deliver 1 again 1");

        assertThat(engine.apply(commands.ack(mine, 1))).containsExactly("acked 1/0");
        assertThat(engine.pass(10 * SECOND_NS)).isEmpty();
    }

    @Test
    void shouldSendAgainBeyondMaxInFlightAndCountForTheGroup()
    {
        engine.apply(commands.subscribe("me", "foo", "crew", "", NEW_ONLY, 0, 1));
        engine.apply(commands.publish("me", "foo", "a"));
        engine.apply(commands.subscribe("you", "foo", "crew", "", NEW_ONLY, 0, 1));
        engine.apply(commands.publish("me", "foo", "b"));

        assertThat(engine.pass(SECOND_NS)).as("both are stalled").containsExactly("deliver 1 again 1",
            "deliver 2 again 1");
        assertThat(engine.pass(SECOND_NS)).containsExactlyInAnyOrder("deliver 1 again 2", "deliver 2 again 2");
    }

    @Test
    void shouldGoOnWithAGroupsRedeliveryWhenItsMembersMissHeartbeats()
    {
        subscribe("me", "crew", "");
        engine.apply(commands.publish("me", "foo", "a"));
        engine.apply(commands.health(1, ClientHealthKind.MISSED));

        assertThat(engine.pass(SECOND_NS)).containsExactly("deliver 1 again 1");
    }

    @Test
    void shouldIgnoreHeartbeatsOfAClientThatIsGone()
    {
        final List<byte[]> before = engine.takeSnapshot();
        for (final ClientHealthKind kind : new ClientHealthKind[]{ClientHealthKind.MISSED, ClientHealthKind.ANSWERED,
            ClientHealthKind.FAILED})
        {
            assertThat(engine.apply(commands.health(999, kind))).containsExactly("done");
        }
        assertThat(engine.takeSnapshot()).as("but for the counter of commands").hasSameSizeAs(before);
    }

    @Test
    void shouldUseTheAckWaitOfEachMember()
    {
        engine.apply(commands.subscribeWaiting(1, "me", "foo", ""));
        engine.apply(commands.subscribeWaiting(3, "you", "foo", ""));
        engine.apply(commands.publish("me", "foo", "a"));

        assertThat(engine.pass(SECOND_NS)).containsExactly("deliver 1 again 1");
        assertThat(engine.pass(SECOND_NS)).containsExactly("deliver 1 again 2");
        assertThat(engine.pass(SECOND_NS)).containsExactlyInAnyOrder("deliver 1 again 1", "deliver 1 again 3");
    }

    @Test
    void shouldForgetAPendingWhenItsMessageIsGone()
    {
        engine.apply(commands.limits(new Commands.Bounds(0, 0, 1, 0, 0, 0, false)));
        engine.apply(commands.subscribe("me", "foo", "", "", NEW_ONLY, 0, 1));
        engine.apply(commands.publish("me", "foo", "a"));
        engine.apply(commands.publish("me", "foo", "b"));
        engine.apply(commands.publish("me", "foo", "c"));

        assertThat(engine.pass(SECOND_NS)).as("1 counts as acked, 2 is gone").containsExactly("deliver 3");
    }

    @Test
    void shouldHoldNewMessagesOfAWholeGroupAfterARestart()
    {
        subscribe("me", "crew", "");
        engine.apply(commands.publish("me", "foo", "a", "b"));
        engine.takeSnapshot();
        engine.restartFromSnapshot();

        assertThat(engine.apply(commands.termOpened(2))).endsWith("gates open", "deliver 1 again 1",
            "deliver 2 again 1");
        assertThat(engine.apply(commands.publish("me", "foo", "c"))).containsExactly("deliver 3", "published 1/0");
    }

    @Test
    void shouldIgnoreOfflineDurablesWhenAChannelIsInactive()
    {
        engine.apply(commands.limits(new Commands.Bounds(0, 0, 0, 0, 0, 5 * SECOND_NS, false)));
        final long id = subscribe("me", "", "keep");
        assertThat(engine.pass(20 * SECOND_NS)).as("somebody is online").isEmpty();
        close(id, "me");

        assertThat(engine.pass(5 * SECOND_NS)).containsExactly("Channel \"foo\" has been deleted");
        engine.apply(commands.publish("me", "foo", "a"));
        final List<String> answer = engine.apply(commands.subscribe("me", "foo", "", "keep", FIRST, 0, 10));
        assertThat(answer).as("the durable is new, and so are the sequences").endsWith("subscribed", "deliver 1");
    }

    @Test
    void shouldStartInactivityWhenASubscribeAttemptFails()
    {
        engine.apply(commands.limits(new Commands.Bounds(0, 0, 0, 0, 0, 5 * SECOND_NS, false)));
        engine.apply(commands.subscribe("me", "foo", "crew", "a:b", FIRST, 0, 1));

        assertThat(engine.pass(5 * SECOND_NS)).containsExactly("Channel \"foo\" has been deleted");
    }

    @Test
    void shouldTreatDurablesByClientAndGroupsByNameOnly()
    {
        subscribe("me", "", "keep");
        assertThat(engine.apply(commands.subscribe("you", "foo", "", "keep", NEW_ONLY, 0, 10))).contains("subscribed");
        subscribe("me", "crew", "keep");
        engine.apply(commands.subscribe("you", "foo", "crew", "keep", NEW_ONLY, 0, 10));
        engine.apply(commands.subscribe("you", "foo", "keep:crew", "", NEW_ONLY, 0, 10));

        assertThat(engine.apply(commands.publish("me", "foo", "a"))).as("two durables and two groups").containsExactly(
            "deliver 1", "deliver 1", "deliver 1", "deliver 1", "published 1/0");
    }

    @Test
    void shouldRefuseToCloseWhatBelongsToAnotherClient()
    {
        final long id = subscribe("me", "", "");

        assertThat(engine.apply(commands.closeSubscription("you", "foo", id, CloseKind.CLOSE))).containsExactly(
            "refused stan: unknown clientID");
        assertThat(engine.apply(commands.closeSubscription("me", "nowhere", id, CloseKind.CLOSE))).containsExactly(
            "refused stan: unknown channel");
    }

    @Test
    void shouldTellOperatorsOfSubscriptionsAndClientsWhenDebugging()
    {
        engine.output().takeDebug();
        engine.apply(commands.publish("me", "foo", "a"));
        final long first = subscribe("me", "crew", "keep");
        final long second = subscribe("you", "crew", "keep");
        close(second, "you");
        close(first, "me");
        final long third = subscribe("me", "crew", "keep");
        engine.apply(commands.connect("me", "c9", 1));
        engine.apply(commands.closeClient("me"));

        final String queue = " durable queue subscription, subject=foo, inbox=inbox.me, queue=keep:crew, subid=";
        assertThat(engine.output().takeDebug()).containsExactly(
            "[Client:me] Started new" + queue + first + ", sending new-only, seq=2",
            "[Client:you] Added member to durable queue subscription, subject=foo, inbox=inbox.you, queue=keep:crew, " +
                "subid=" + second,
            "[Client:you] Removed member from durable queue subscription, subject=foo, inbox=inbox.you, " +
                "queue=keep:crew, subid=" + second,
            "[Client:me] Suspended" + queue + first, "[Client:me] Resumed" + queue + third,
            "[Client:me] Suspended" + queue + third, "[Client:me] Replaced old client (Inbox=hb.me)",
            "[Client:me] Closed (Inbox=hb.me)");
    }

    private long subscribe(final String client, final String queue, final String durable)
    {
        engine.apply(commands.subscribe(client, "foo", queue, durable, NEW_ONLY, 0, 10));
        return engine.output().lastSubscriptionId();
    }

    private void close(final long id, final String client)
    {
        engine.apply(commands.closeSubscription(client, "foo", id, CloseKind.CLOSE));
    }

    private long first()
    {
        final List<String> lines = starts(FIRST, 0);
        return Long.parseLong(lines.get(0).split(" ")[1]);
    }

    private List<String> starts(final StartPositionKind kind, final long value)
    {
        final List<String> lines = engine.apply(commands.subscribe("me", "foo", "", "", kind, value, 10));
        close(engine.output().lastSubscriptionId(), "me");
        return lines.subList(lines.indexOf("subscribed") + 1, lines.size());
    }
}
