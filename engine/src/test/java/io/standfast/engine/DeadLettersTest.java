package io.standfast.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.standfast.codecs.log.CloseKind;
import io.standfast.codecs.log.StartPositionKind;
import io.standfast.engine.store.StoreReader;
import io.standfast.engine.store.StoredMessage;

/**
 * Messages that nobody acks go to the dead-letter channel, whole and once, or stay where they are.
 */
class DeadLettersTest
{
    private static final long SECOND = 1_000_000_000L;
    private static final Policies NEVER = new Policies(0, null, -1, -1, -1);

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
    }

    @AfterEach
    void stop()
    {
        engine.close();
    }

    @Test
    void shouldMoveMessageWhenItWasDeliveredOftenEnough()
    {
        configure(3, "dead");
        subscribe("", "keep");
        engine.apply(commands.publish("me", "orders", "poison"));

        assertThat(engine.pass(SECOND)).containsExactly("deliver 1 again 1");
        assertThat(engine.pass(SECOND)).containsExactly("deliver 1 again 2");
        assertThat(engine.pass(SECOND)).containsExactly("Channel \"dead\" has been created",
            "Message 1 of channel \"orders\" is a dead letter in channel \"dead\" now: durable \"keep\" of client " +
                "\"me\" got it 3 times and did not ack it");
        assertThat(engine.pass(100 * SECOND)).isEmpty();
        assertThat(message("dead", 1)).isEqualTo("orders.1?deliveries=3&client=me&durable=keep poison");
        assertThat(pending()).isZero();
        assertThat(engine.engine().views().policies().deadLetters()).isEqualTo(1);
    }

    @Test
    void shouldDeliverDeadLetterToThoseThatListen()
    {
        configure(1, "dead");
        subscribe("crew", "");
        engine.apply(commands.subscribe("me", "dead", "", "", StartPositionKind.FIRST, 0, 10));
        final long listener = engine.output().lastSubscriptionId();
        engine.apply(commands.publish("me", "orders", "poison"));

        assertThat(engine.pass(SECOND)).contains("deliver 1");
        assertThat(engine.apply(commands.ack(listener, 1))).containsExactly("acked 1/0");
        assertThat(message("dead", 1)).isEqualTo("orders.1?deliveries=1&client=me&queue=crew poison");
    }

    @Test
    void shouldLeaveMessageAloneWhenItIsAckedInTime()
    {
        configure(2, "dead");
        subscribe("", "keep");
        final long subscription = engine.output().lastSubscriptionId();
        engine.apply(commands.publish("me", "orders", "fine"));
        engine.pass(SECOND);
        engine.apply(commands.ack(subscription, 1));

        assertThat(engine.pass(10 * SECOND)).isEmpty();
        assertThat(engine.engine().look().channel("dead")).isNull();
    }

    @Test
    void shouldGiveMessageUpWhenThereIsNoChannelForIt()
    {
        configure(1, "");
        subscribe("", "keep");
        engine.apply(commands.publish("me", "orders", "one", "two"));

        assertThat(engine.pass(SECOND)).containsExactly("Message 1 of channel \"orders\" is not delivered again, and " +
            "there is no dead_letter channel: durable \"keep\" of client \"me\" got it 1 times and did not ack it");
        engine.apply(commands.publish("me", "orders", "three"));
        engine.pass(5 * SECOND);
        engine.apply(commands.publish("me", "orders", "four"));
        assertThat(engine.pass(SECOND)).singleElement().asString().contains("Message 4 ").endsWith(
            "; and 2 more since the last line like this");
        assertThat(pending()).isZero();
        assertThat(engine.engine().views().policies().givenUp()).isEqualTo(4);
    }

    @Test
    void shouldDeliverAgainUntilDeadLetterChannelCanBeCreated()
    {
        engine.apply(commands.limits(1, 1000, 0, 0));
        configure(1, "dead");
        subscribe("", "keep");
        engine.apply(commands.publish("me", "orders", "poison"));

        assertThat(engine.pass(SECOND)).containsExactly("Message 1 of channel \"orders\" is delivered again because " +
            "channel \"dead\" cannot take it (too many channels): durable \"keep\" of client \"me\" got it 1 times " +
            "and did not ack it", "deliver 1 again 1");
        assertThat(engine.pass(SECOND)).containsExactly("deliver 1 again 2");
        engine.apply(commands.limits(2, 1000, 0, 0));
        engine.pass(SECOND);

        assertThat(message("dead", 1)).isEqualTo("orders.1?deliveries=3&client=me&durable=keep poison");
        assertThat(engine.engine().views().policies().refusedDeadLetters()).isEqualTo(2);
    }

    @Test
    void shouldWaitWhileDiskOfTheLeaderIsLow()
    {
        configure(1, "dead");
        subscribe("", "keep");
        engine.apply(commands.publish("me", "orders", "poison"));
        engine.apply(commands.holdDeadLetters(true));

        assertThat(engine.pass(SECOND)).contains("deliver 1 again 1");
        engine.takeSnapshot();
        engine.restartFromSnapshot();
        engine.apply(commands.connect("you", "", 0));
        assertThat(engine.pass(SECOND)).contains("deliver 1 again 2");
        engine.apply(commands.holdDeadLetters(false));
        engine.pass(SECOND);

        assertThat(message("dead", 1)).endsWith(" poison");
    }

    @Test
    void shouldSayWhereDeadLetterOfDeadLetterComesFrom()
    {
        engine
            .apply(commands.policies(new Policies(1, "dead", 0, 1, 0), Map.of("dead", new Policies(1, "buried", -1, -1,
                -1), "buried", NEVER)));
        subscribe("", "keep");
        engine.apply(commands.subscribe("me", "dead", "", "", StartPositionKind.FIRST, 0, 10));
        engine.apply(commands.publish("me", "orders", "poison"));

        engine.pass(2 * SECOND);

        assertThat(message("buried", 1)).isEqualTo(
            "orders.1?deliveries=1&client=me&durable=keep;dead.1?deliveries=1&client=me poison");
    }

    /** What clients write into reply subjects must not hide the channel that a payload was sealed for. */
    @Test
    void shouldSayWhereDeadLetterComesFromWhateverItsReplySubjectWas()
    {
        final String fake = "x.1?deliveries=";
        configure(1, "dead");
        subscribe("", "keep");
        engine.apply(commands.publishWithReply("me", "orders", fake, "poison"));

        engine.pass(SECOND);

        assertThat(message("dead", 1)).isEqualTo(fake + ";orders.1?deliveries=1&client=me&durable=keep poison");
    }

    @Test
    void shouldNeverMoveMessageIntoItsOwnChannel()
    {
        engine.apply(commands.policies(new Policies(1, "orders", 0, 1, 0), Map.of()));
        subscribe("", "keep");
        engine.apply(commands.publish("me", "orders", "poison"));

        assertThat(engine.pass(SECOND)).contains("deliver 1 again 1");
        assertThat(engine.engine().look().channel("orders").last()).isEqualTo(1);
    }

    @Test
    void shouldNotDeliverMoreOftenWhenClientComesBack()
    {
        configure(2, "dead");
        subscribe("", "keep");
        engine.apply(commands.publish("me", "orders", "poison"));
        engine.apply(commands.closeClient("me"));
        engine.apply(commands.connect("me", "", 0));
        assertThat(subscribe("", "keep")).contains("deliver 1 again 1");
        engine.apply(commands.closeClient("me"));
        engine.apply(commands.connect("me", "", 0));

        assertThat(subscribe("", "keep")).doesNotContain("deliver 1 again 2");
        engine.pass(SECOND);

        assertThat(message("dead", 1)).isEqualTo("orders.1?deliveries=2&client=me&durable=keep poison");
    }

    @Test
    void shouldCountOnWhenRestoredFromSnapshot()
    {
        configure(3, "dead");
        subscribe("", "keep");
        engine.apply(commands.publish("me", "orders", "poison"));
        engine.pass(SECOND);
        engine.takeSnapshot();
        engine.restartFromSnapshot();
        engine.apply(commands.connect("you", "", 0));

        assertThat(engine.pass(SECOND)).containsExactly("deliver 1 again 2");
        engine.pass(SECOND);

        assertThat(message("dead", 1)).startsWith("orders.1?deliveries=3");
    }

    @Test
    void shouldMoveMessageOfGroupOnceWhenMembersComeAndGo()
    {
        configure(2, "dead");
        subscribe("crew", "");
        final long first = engine.output().lastSubscriptionId();
        engine.apply(commands.publish("me", "orders", "poison"));
        subscribe("crew", "");
        engine.apply(commands.closeSubscription("me", "orders", first, CloseKind.CLOSE));
        engine.pass(10 * SECOND);

        assertThat(engine.engine().look().channel("dead").last()).isEqualTo(1);
        assertThat(message("dead", 1)).isEqualTo("orders.1?deliveries=2&client=me&queue=crew poison");
    }

    @Test
    void shouldMoveManyInSeveralEntriesWhenTheyAreLarge()
    {
        configure(1, "dead");
        engine.apply(commands.subscribe("me", "orders", "", "keep", StartPositionKind.FIRST, 0, 1000));
        final String large = "x".repeat(100_000);
        for (int i = 0; i < 120; i++)
        {
            engine.apply(commands.publish("me", "orders", large));
        }

        engine.pass(2 * SECOND);

        assertThat(engine.engine().look().channel("dead").last()).isEqualTo(120);
        assertThat(pending()).isZero();
    }

    @Test
    void shouldRefusePoliciesBeforeTheirLevel()
    {
        try (TestEngine early = new TestEngine(directory.resolve("early")))
        {
            final Commands own = new Commands();
            early.apply(own.termOpened(1));
            early.apply(own.featureLevel(FeatureLevel.IMPORT));

            assertThat(early.apply(own.policies(new Policies(1, "dead", 0, 1, 0), Map.of()))).containsExactly(
                "refused " + FeatureLevel.policiesMissing(FeatureLevel.IMPORT));
            assertThat(early.apply(own.holdDeadLetters(true))).containsExactly("refused " + FeatureLevel
                .policiesMissing(FeatureLevel.IMPORT));
        }
    }

    private void configure(final int maxDeliveries, final String deadLetter)
    {
        engine.apply(commands.policies(new Policies(maxDeliveries, deadLetter, 0, 1, 0), deadLetter.isEmpty()
            ? Map.of() : Map.of(deadLetter, NEVER)));
    }

    private List<String> subscribe(final String queue, final String durable)
    {
        return engine.apply(commands.subscribe("me", "orders", queue, durable, StartPositionKind.FIRST, 0, 10));
    }

    private long pending()
    {
        return engine.engine().look().channel("orders").durables().get(0).pendings();
    }

    /** Reply and payload. */
    private String message(final String channel, final long sequence)
    {
        final int channelId = engine.engine().look().channel(channel).channelId();
        final StoredMessage message = new StoredMessage();
        try (StoreReader reader = engine.engine().log().newReader())
        {
            assertThat(reader.read(engine.engine().location(channelId, sequence), channelId, sequence, message))
                .isTrue();
            return text(message, message.replyOffset(), message.replyLength()) + " " + text(message, message
                .payloadOffset(), message.payloadLength());
        }
    }

    private static String text(final StoredMessage message, final int offset, final int length)
    {
        final byte[] bytes = new byte[length];
        message.buffer().getBytes(offset, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
