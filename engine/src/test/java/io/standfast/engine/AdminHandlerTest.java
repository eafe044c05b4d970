package io.standfast.engine;

import static io.standfast.codecs.log.StartPositionKind.FIRST;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.standfast.codecs.log.CloseKind;
import io.standfast.codecs.snapshot.MessageHeaderDecoder;
import io.standfast.codecs.snapshot.SegmentEntryDecoder;

/**
 * What operators order: channels are trimmed and deleted, durables moved and removed, and nothing else is hit.
 */
class AdminHandlerTest
{
    private static final String GONE = "refused the channel is not there any more: it has been deleted, or deleted " +
        "and created again, since you looked";

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
        engine.apply(commands.featureLevel(FeatureLevel.ADMINISTRATION));
    }

    @AfterEach
    void after()
    {
        engine.close();
    }

    @Test
    void shouldRefuseWhenLevelIsTooLow()
    {
        try (TestEngine old = new TestEngine(directory.resolve("old")))
        {
            old.apply(commands.termOpened(1));
            old.apply(commands.connect("me", "c1", 0));
            old.apply(commands.featureLevel(FeatureLevel.AERON_DOOR));
            old.apply(commands.publish("me", "foo", "a"));

            assertThat(old.apply(commands.trim(1, 1, 2))).containsExactly("refused " + FeatureLevel
                .administrationMissing(FeatureLevel.AERON_DOOR));
            assertThat(old.engine().look().channel("foo").messages()).isEqualTo(1);
        }
    }

    @Test
    void shouldRemoveTheOldestMessagesAndGoOnBehindTheLast()
    {
        engine.apply(commands.publish("me", "foo", "a", "b", "c"));

        assertThat(engine.apply(commands.trim(1, 1, 3))).containsExactly("administered 2 3");
        assertThat(engine.apply(commands.trim(1, 1, 99))).containsExactly("administered 1 4");
        engine.apply(commands.publish("me", "foo", "d"));

        final EngineLook.ChannelDetail channel = engine.engine().look().channel("foo");
        assertThat(channel.first()).isEqualTo(4);
        assertThat(channel.last()).isEqualTo(4);
    }

    @Test
    void shouldRemoveNoMoreThanTheLimitWithOneEntry()
    {
        final String[] batch = new String[1000];
        Arrays.fill(batch, "x");
        for (int i = 0; i < 21; i++)
        {
            engine.apply(commands.publish("me", "foo", batch));
        }

        assertThat(engine.apply(commands.trim(1, 1, 21_001))).containsExactly("administered 20000 20001");
        assertThat(engine.apply(commands.trim(1, 1, 21_001))).containsExactly("administered 1000 21001");
        assertThat(engine.engine().look().channel("foo").bytes()).isZero();
    }

    @Test
    void shouldGoOnAlikeWhenRestoredFromASnapshotThatFollowsATrim()
    {
        final List<byte[]> history = historyOfATrimmedBacklog();
        final byte[] last = commands.publish("me", "baz", "a");
        try (TestEngine live = new TestEngine(directory.resolve("live"));
            TestEngine restored = new TestEngine(directory.resolve("restored")))
        {
            history.forEach(live::apply);
            history.forEach(restored::apply);

            live.takeSnapshot();
            restored.takeSnapshot();
            restored.restartFromSnapshot();
            live.apply(last);
            restored.apply(last);

            assertThat(restored.takeSnapshot()).usingElementComparator(Arrays::compare).isEqualTo(live.takeSnapshot());
        }
    }

    /** Three receivers have more to come than one entry sends; what the one whose turn is next would get goes. */
    private List<byte[]> historyOfATrimmedBacklog()
    {
        final List<byte[]> history = new ArrayList<>(List.of(commands.termOpened(1), commands.connect("me", "c1", 0),
            commands.featureLevel(FeatureLevel.ADMINISTRATION)));
        final String[] batch = new String[1000];
        Arrays.fill(batch, "x");
        for (final String channel : List.of("foo", "bar", "zoo"))
        {
            for (int i = 0; i < 4; i++)
            {
                history.add(commands.publish("me", channel, batch));
            }
        }
        for (final String channel : List.of("bar", "foo", "zoo"))
        {
            history.add(commands.subscribe("me", channel, "", "dur", FIRST, 0, 10_000));
        }
        history.add(commands.trim(1, 1, 4001));
        return history;
    }

    @Test
    void shouldGiveBackSegmentsWhenNothingInThemLives()
    {
        engine.apply(commands.publish("me", "foo", "a", "b"));
        engine.apply(commands.publish("me", "bar", "a", "b"));
        assertThat(segments()).isEqualTo(1);

        engine.apply(commands.trim(1, 1, 3));
        assertThat(segments()).isEqualTo(1);
        engine.apply(commands.deleteChannel(2, 2, false));

        assertThat(segments()).isZero();
        engine.restartFromSnapshot();
        assertThat(engine.engine().look().channel("foo").last()).isEqualTo(2);
        assertThat(engine.engine().look().channel("bar")).isNull();
    }

    @Test
    void shouldLetAStalledDurableGoOnWhenWhatItHadIsTrimmed()
    {
        engine.apply(commands.publish("me", "foo", "a", "b", "c", "d"));
        engine.apply(commands.subscribe("me", "foo", "", "dur", FIRST, 0, 2));

        assertThat(engine.apply(commands.trim(1, 1, 3))).contains("deliver 3", "deliver 4",
            "administered 2 3");
    }

    @Test
    void shouldNotHitAChannelThatHasTakenTheName()
    {
        engine.apply(commands.publish("me", "foo", "a"));
        engine.apply(commands.subscribe("me", "foo", "", "dur", FIRST, 0, 2));
        final long id = engine.output().lastSubscriptionId();
        assertThat(engine.apply(commands.deleteChannel(1, 1, false))).containsExactly(
            "refused the channel has online subscriptions");
        engine.apply(commands.deleteChannel(1, 1, true));
        engine.apply(commands.publish("me", "foo", "new"));
        engine.apply(commands.subscribe("me", "foo", "", "dur", FIRST, 0, 2));
        final Commands.DurableName old = new Commands.DurableName(1, 1, "me", "", "dur");

        assertThat(engine.apply(commands.ack(id, 1))).contains("acked 0/1");
        assertThat(engine.apply(commands.trim(1, 1, 2))).containsExactly(GONE);
        assertThat(engine.apply(commands.trim(2, 1, 2))).containsExactly(GONE);
        assertThat(engine.apply(commands.seek(old, 1, true))).containsExactly(GONE);
        assertThat(engine.apply(commands.removeDurable(old, true))).containsExactly(GONE);
        assertThat(engine.apply(commands.deleteChannel(1, 1, true))).containsExactly(GONE);
        assertThat(engine.engine().look().channel("foo").epoch()).isEqualTo(2);
    }

    @Test
    void shouldTakeSubscriptionsFromTheirClientsWhenTheChannelIsDeleted()
    {
        engine.apply(commands.publish("me", "foo", "a"));
        engine.apply(commands.subscribe("me", "foo", "", "", FIRST, 0, 2));
        final long id = engine.output().lastSubscriptionId();
        engine.apply(commands.subscribe("me", "foo", "crew", "", FIRST, 0, 2));

        assertThat(engine.apply(commands.deleteChannel(1, 1, true))).contains("administered 1 2");

        assertThat(engine.apply(commands.closeSubscription("me", "foo", id, CloseKind.CLOSE))).containsExactly(
            "refused stan: unknown channel");
        assertThat(engine.apply(commands.closeClient("me"))).contains("done");
        assertThat(engine.pass(5_000_000_000L)).isEmpty();
    }

    @Test
    void shouldDeliverFromTheNewPlaceWhenAnOfflineDurableIsMoved()
    {
        engine.apply(commands.publish("me", "foo", "a", "b", "c", "d"));
        engine.apply(commands.subscribe("me", "foo", "", "dur", FIRST, 0, 2));
        engine.apply(commands.closeSubscription("me", "foo", engine.output().lastSubscriptionId(), CloseKind.CLOSE));
        final Commands.DurableName durable = new Commands.DurableName(1, 1, "me", "", "dur");

        assertThat(engine.apply(commands.seek(durable, 4, false))).containsExactly("administered 2 4");
        engine.takeSnapshot();
        engine.restartFromSnapshot();
        final List<String> said = engine.apply(commands.subscribe("me", "foo", "", "dur", FIRST, 0, 2));

        assertThat(said).contains("deliver 4").doesNotContain("deliver 1 again 1");
    }

    @Test
    void shouldMoveAnOnlineDurableOnlyWhenForced()
    {
        engine.apply(commands.publish("me", "foo", "a", "b", "c"));
        engine.apply(commands.subscribe("me", "foo", "", "dur", FIRST, 0, 3));
        final long id = engine.output().lastSubscriptionId();
        final Commands.DurableName durable = new Commands.DurableName(1, 1, "me", "", "dur");

        assertThat(engine.apply(commands.seek(durable, 1, false))).containsExactly("refused the durable is online");
        assertThat(engine.apply(commands.seek(durable, 3, true))).contains("deliver 3", "administered 3 3");
        assertThat(engine.apply(commands.ack(id, 1))).contains("acked 0/1");
        assertThat(engine.apply(commands.ack(id, 3))).contains("acked 1/0");
    }

    @Test
    void shouldMoveAndRemoveADurableQueueGroup()
    {
        engine.apply(commands.publish("me", "foo", "a", "b", "c"));
        engine.apply(commands.subscribe("me", "foo", "crew", "dur", FIRST, 0, 2));
        engine.apply(commands.closeSubscription("me", "foo", engine.output().lastSubscriptionId(), CloseKind.CLOSE));
        final Commands.DurableName group = new Commands.DurableName(1, 1, "", "crew", "dur");

        assertThat(engine.apply(commands.seek(group, 3, false))).containsExactly("administered 2 3");
        assertThat(engine.apply(commands.subscribe("me", "foo", "crew", "dur", FIRST, 0, 2))).contains("deliver 3");
        assertThat(engine.apply(commands.removeDurable(group, true))).contains("administered 1 4");

        assertThat(engine.engine().look().channel("foo").durables()).isEmpty();
        assertThat(engine.apply(commands.removeDurable(group, true))).containsExactly(
            "refused the durable is not there any more");
    }

    private long segments()
    {
        final MessageHeaderDecoder header = new MessageHeaderDecoder();
        return engine.takeSnapshot().stream().filter(message -> header.wrap(new UnsafeBuffer(message), 0)
            .templateId() == SegmentEntryDecoder.TEMPLATE_ID).count();
    }
}
