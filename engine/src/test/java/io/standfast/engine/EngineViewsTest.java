package io.standfast.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.standfast.codecs.log.CloseKind;
import io.standfast.codecs.log.StartPositionKind;
import io.standfast.engine.view.ChannelView;
import io.standfast.engine.view.ClientView;
import io.standfast.engine.view.ServerView;
import io.standfast.engine.view.StoreView;
import io.standfast.engine.view.SubscriptionView;
import io.standfast.engine.view.ViewSession;

/**
 * What others see of the engine is what it holds, and no slice is long.
 */
class EngineViewsTest
{
    @TempDir
    private Path directory;
    private TestEngine engine;
    private Commands commands;

    @BeforeEach
    void setUp()
    {
        engine = new TestEngine(directory);
        commands = new Commands();
        engine.apply(commands.termOpened(1));
        engine.apply(commands.connect("me", "conn", 0));
    }

    @AfterEach
    void tearDown()
    {
        engine.close();
    }

    private static <T> T see(final ViewSession<T> session)
    {
        while (!session.doWork())
        {
            Thread.onSpinWait();
        }
        return session.view();
    }

    private ChannelView channel(final String name)
    {
        return see(engine.engine().views().channels(List.of(name))).get(0);
    }

    private void subscribe(final String channel, final String group, final String durable, final int maxInFlight)
    {
        engine.apply(commands.subscribe("me", channel, group, durable, StartPositionKind.FIRST, 0, maxInFlight));
    }

    @Test
    void shouldShowWhatAChannelHolds()
    {
        engine.apply(commands.publish("me", "orders", "one", "two", "three"));
        engine.apply(commands.publish("me", "bills", "four"));

        final ServerView server = see(engine.engine().views().server());

        assertThat(server.clients()).isEqualTo(1);
        assertThat(server.messages()).isEqualTo(4);
        assertThat(server.channels()).extracting(ChannelView::name).containsExactly("orders", "bills");
        assertThat(server.channels().get(0).first()).isEqualTo(1);
        assertThat(server.channels().get(0).last()).isEqualTo(3);
        assertThat(server.bytes()).isEqualTo(server.channels().stream().mapToLong(ChannelView::bytes).sum());
    }

    @Test
    void shouldShowSubscriptionsOfAllKinds()
    {
        engine.apply(commands.publish("me", "orders", "one", "two", "three"));
        subscribe("orders", "", "", 1);
        subscribe("orders", "", "dur", 10);
        subscribe("orders", "workers", "", 10);
        subscribe("orders", "workers", "dur", 2);

        final List<SubscriptionView> seen = channel("orders").subscriptions();

        assertThat(seen).extracting(SubscriptionView::durableName).containsExactly("", "dur", "", "dur");
        assertThat(seen).extracting(SubscriptionView::groupName).containsExactly("", "", "workers", "workers");
        assertThat(seen).extracting(SubscriptionView::isStalled).containsExactly(true, false, false, true);
        assertThat(seen).extracting(SubscriptionView::pending).containsExactly(1, 3, 3, 2);
        assertThat(seen).extracting(SubscriptionView::lastSent).containsExactly(1L, 3L, 3L, 2L);
        assertThat(seen).allSatisfy(subscription -> assertThat(subscription.isOnline()).isTrue());
        assertThat(seen).allSatisfy(subscription -> assertThat(subscription.oldest().sequence()).isEqualTo(1));
        assertThat(channel("orders").subscriptionCount()).isEqualTo(4);
    }

    @Test
    void shouldShowWhatADurableHasNotAckedWhenItIsOffline()
    {
        engine.apply(commands.publish("me", "orders", "one", "two", "three"));
        subscribe("orders", "", "dur", 2);
        final long id = channel("orders").subscriptions().get(0).subscriptionId();
        engine.apply(commands.ack(id, 1));
        engine.apply(commands.closeSubscription("me", "orders", id, CloseKind.CLOSE));

        final SubscriptionView seen = channel("orders").subscriptions().get(0);

        assertThat(seen.isOnline()).isFalse();
        assertThat(seen.clientId()).isEqualTo("me");
        assertThat(seen.pending()).isEqualTo(2);
        assertThat(seen.oldest().sequence()).isEqualTo(2);
    }

    @Test
    void shouldHaveNothingOldWhenAllIsAcked()
    {
        engine.apply(commands.publish("me", "orders", "one"));
        subscribe("orders", "", "dur", 2);
        engine.apply(commands.ack(channel("orders").subscriptions().get(0).subscriptionId(), 1));

        assertThat(channel("orders").subscriptions().get(0).oldest()).isNull();
    }

    @Test
    void shouldShowClientsWithTheirOnlineSubscriptions()
    {
        engine.apply(commands.connect("other", "conn2", 0));
        subscribe("orders", "", "", 1);

        final List<ClientView> all = see(engine.engine().views().clients());
        final List<ClientView> close = see(engine.engine().views().clients(List.of("me", "nobody")));

        assertThat(all).extracting(ClientView::clientId).containsExactly("me", "other");
        assertThat(all).extracting(ClientView::subscriptionCount).containsExactly(1, 0);
        assertThat(close).hasSize(1);
        assertThat(close.get(0).heartbeatInbox()).isEqualTo("hb.me");
        assertThat(close.get(0).subscriptions()).extracting(SubscriptionView::channel).containsExactly("orders");
    }

    @Test
    void shouldTakeSlicesWhenThereAreMany()
    {
        IntStream.range(0, 300).forEach(i -> engine.apply(commands.publish("me", "c" + i, "x")));
        IntStream.range(0, 300).forEach(i -> subscribe("c0", "", "", 1));

        final ViewSession<ServerView> server = engine.engine().views().server();
        final ViewSession<List<ChannelView>> channel = engine.engine().views().channels(List.of("c0", "gone", "c1"));

        assertThat(slices(server)).isEqualTo(3);
        assertThat(server.view().channels()).hasSize(300);
        assertThat(slices(channel)).isEqualTo(3);
        assertThat(channel.view()).extracting(view -> view.subscriptions().size()).containsExactly(300, 0);
    }

    private static int slices(final ViewSession<?> session)
    {
        int slices = 1;
        while (!session.doWork())
        {
            slices++;
        }
        return slices;
    }

    @Test
    void shouldGoOnWhenSomethingChangesBetweenSlices()
    {
        IntStream.range(0, 200).forEach(i -> engine.apply(commands.publish("me", "c" + i, "x")));
        final ViewSession<ServerView> server = engine.engine().views().server();

        assertThat(server.doWork()).isFalse();
        engine.apply(commands.publish("me", "new", "x"));
        assertThat(server.doWork()).isTrue();

        assertThat(server.view().channels()).hasSize(201);
        assertThat(server.view().channels().get(200).name()).isEqualTo("new");
    }

    @Test
    void shouldShowAllOfARangeInOneSlice()
    {
        IntStream.range(0, 300).forEach(i -> engine.apply(commands.publish("me", "c" + i, "x")));
        final ViewSession<List<ChannelView>> range = engine.engine().views().channelsAfter(10, 250);

        range.doWork();

        assertThat(range.view()).hasSize(250);
        assertThat(range.view().get(0).channelId()).isEqualTo(11);
        assertThat(range.doWork()).isTrue();
        assertThat(range.view()).hasSize(250);
    }

    @Test
    void shouldShowLimitsAndFiles()
    {
        engine.apply(commands.limits(7, 5, 0, 0));
        engine.apply(commands.publish("me", "orders", "one"));

        final StoreView store = engine.engine().views().store(10);

        assertThat(store.maxChannels()).isEqualTo(7);
        assertThat(store.global().maxMsgs()).isEqualTo(5);
        assertThat(store.segments()).isEqualTo(1);
        assertThat(store.usedBytes()).isPositive();
        assertThat(store.lastSegment()).isZero();
    }
}
