package io.standfast.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.standfast.codecs.log.StartPositionKind;
import io.standfast.codecs.snapshot.SegmentEntryDecoder;
import io.standfast.codecs.snapshot.SnapshotBeginDecoder;
import io.standfast.codecs.snapshot.SnapshotEndDecoder;
import io.standfast.engine.store.ChannelIndex;
import io.standfast.engine.store.StoreReader;
import io.standfast.engine.store.StoredMessage;
import io.standfast.engine.view.ChannelView;
import io.standfast.engine.view.ViewSession;

/**
 * Another server's channels, messages and durables become state, and serve as if they had always been here.
 */
class ImportTest
{
    private final Commands commands = new Commands();

    @TempDir
    private Path directory;
    private TestEngine engine;

    @BeforeEach
    void open()
    {
        engine = new TestEngine(directory);
        engine.apply(commands.termOpened(1));
        engine.apply(commands.featureLevel(FeatureLevel.IMPORT));
    }

    @AfterEach
    void close()
    {
        engine.close();
    }

    private void importOrders()
    {
        assertThat(engine.apply(commands.importChannel("orders", 201))).endsWith("done");
        assertThat(engine.apply(commands.importMessages("orders", 201, 202, 203))).containsExactly("done");
        assertThat(engine.apply(commands.importMessages("orders", 204, 205))).containsExactly("done");
    }

    private ChannelView orders()
    {
        return channels().get(0);
    }

    private List<ChannelView> channels()
    {
        final ViewSession<List<ChannelView>> look = engine.engine().views().channelsAfter(0, 10);
        assertThat(look.doWork()).isTrue();
        return look.view();
    }

    private List<String> durables()
    {
        return engine.engine().viewDurables(1).stream().map(each -> text(each.clientId()) + " " + text(each
            .queueGroup()) + " " + text(each.durableName()) + " " + each.lastSent() + " " + LongStream
                .of(each
                    .pendings())
                .boxed().toList())
            .toList();
    }

    private static String text(final byte[] bytes)
    {
        return new String(bytes, UTF_8);
    }

    @Test
    void shouldKeepSequencesAndTimesWhenImported()
    {
        importOrders();

        assertThat(orders().first()).isEqualTo(201);
        assertThat(orders().last()).isEqualTo(205);
        assertThat(engine.engine().locations(1, 201, 10)).hasSize(5).doesNotContain(ChannelIndex.NULL_LOCATION);
        engine.apply(commands.connect("me", "conn", 0));
        engine.apply(commands.publish("me", "orders", "next"));
        assertThat(orders().last()).isEqualTo(206);
    }

    @Test
    void shouldStayTheSameWhenRestoredFromSnapshot()
    {
        importOrders();
        engine.apply(commands.importDurable("orders", "", "audit", 203, 202, 203));
        engine.apply(commands.importDurable("orders", "workers", "dq", 204, 201, 204));
        final ChannelView before = orders();
        final List<String> durables = durables();

        engine.takeSnapshot();
        engine.restartFromSnapshot();

        assertThat(durables).containsExactly("me  audit 203 [202, 203]", "me workers dq 204 [201, 204]");
        assertThat(durables()).isEqualTo(durables);
        assertThat(orders()).isEqualTo(before);
    }

    @Test
    void shouldComeToTheSameSnapshotWhenRestartedInTheMiddle()
    {
        importOrders();
        importRest(engine, commands);
        final List<String> whole = snapshot(engine);
        try (TestEngine other = new TestEngine(directory.resolve("other")))
        {
            final Commands own = new Commands();
            other.apply(own.termOpened(1));
            other.apply(own.featureLevel(FeatureLevel.IMPORT));
            other.apply(own.importChannel("orders", 201));
            other.apply(own.importMessages("orders", 201, 202, 203));
            other.apply(own.importMessages("orders", 204, 205));
            other.takeSnapshot();
            other.restartFromSnapshot();
            importRest(other, own);

            assertThat(channelsOf(snapshot(other))).isEqualTo(channelsOf(whole)).hasSizeGreaterThan(5);
        }
    }

    private static void importRest(final TestEngine target, final Commands from)
    {
        target.apply(from.importMessages("orders", 206, 207));
        target.apply(from.importDurable("orders", "", "audit", 207, 203, 206));
        target.apply(from.importChannel("empty", 1));
        target.apply(from.importDurable("empty", "workers", "dq", 0));
    }

    private static List<String> snapshot(final TestEngine of)
    {
        return of.takeSnapshot().stream().map(HexFormat.of()::formatHex).toList();
    }

    /** Without its begin and its end, and without the segments, which were rolled at another place. */
    private static List<String> channelsOf(final List<String> messages)
    {
        return messages.stream().filter(message -> !Set.of(SnapshotBeginDecoder.TEMPLATE_ID,
            SegmentEntryDecoder.TEMPLATE_ID, SnapshotEndDecoder.TEMPLATE_ID).contains(
                Integer.parseInt(message
                    .substring(4, 6), 16)))
            .toList();
    }

    @Test
    void shouldTakeNothingTwiceWhenImportComesAgain()
    {
        importOrders();
        engine.apply(commands.importDurable("orders", "", "audit", 203, 202));
        final ChannelView before = orders();

        assertThat(engine.apply(commands.importChannel("orders", 201))).containsExactly("done");
        assertThat(engine.apply(commands.importMessages("orders", 204, 205))).containsExactly("done");
        assertThat(engine.apply(commands.importDurable("orders", "", "audit", 203, 202))).containsExactly("done");

        assertThat(orders()).isEqualTo(before);
        assertThat(durables()).containsExactly("me  audit 203 [202]");
    }

    @Test
    void shouldSendPendingsAgainAndThenTheRestWhenDurableResumes()
    {
        importOrders();
        engine.apply(commands.importDurable("orders", "", "audit", 203, 202, 203));
        engine.apply(commands.connect("me", "conn", 0));

        final List<String> said = engine.apply(commands.subscribe("me", "orders", "", "audit",
            StartPositionKind.NEW_ONLY, 0, 10));

        assertThat(deliveries(said)).containsExactly("202 again 1", "203 again 1", "204", "205");
    }

    @Test
    void shouldSendPendingsAgainAndThenTheRestWhenGroupIsJoined()
    {
        importOrders();
        engine.apply(commands.importDurable("orders", "workers", "dq", 204, 201, 204));
        engine.apply(commands.connect("other", "conn", 0));

        final List<String> said = engine.apply(commands.subscribe("other", "orders", "workers", "dq",
            StartPositionKind.NEW_ONLY, 0, 10));

        assertThat(deliveries(said)).containsExactly("201 again 1", "204 again 1", "205");
    }

    private static List<String> deliveries(final List<String> said)
    {
        return said.stream().filter(line -> line.startsWith("deliver ")).map(line -> line.substring(
            "deliver ".length())).toList();
    }

    @Test
    void shouldChangeNothingWhenMessagesAreMissing()
    {
        importOrders();

        assertThat(engine.apply(commands.importMessages("orders", 207))).containsExactly(
            "refused import: messages are missing: expected sequence=206 actual=207");
        assertThat(engine.apply(commands.importMessages("orders", 206, 208))).containsExactly(
            "refused import: sequences do not follow one another");
        assertThat(engine.apply(commands.importMessages("nowhere", 1))).containsExactly(
            "refused import: there is no such channel");
        assertThat(orders().last()).isEqualTo(205);
    }

    @Test
    void shouldRefuseDurableThatDoesNotFitItsChannel()
    {
        importOrders();

        assertThat(engine.apply(commands.importDurable("orders", "", "audit", 206))).containsExactly(
            "refused import: a durable was sent 206, the channel ends at 205");
        assertThat(engine.apply(commands.importDurable("orders", "", "audit", 203, 204))).containsExactly(
            "refused import: a message is pending that was not sent or is not stored");
        assertThat(engine.apply(commands.importDurable("orders", "", "audit", 203, 200))).containsExactly(
            "refused import: a message is pending that was not sent or is not stored");
        assertThat(engine.apply(commands.importDurable("orders", "", "", 203))).containsExactly(
            "refused import: only durables can be imported");
        assertThat(durables()).isEmpty();
    }

    @Test
    void shouldKeepEpochsWhenTheyAreGiven()
    {
        engine.apply(commands.importChannel("orders", 1, 7));
        engine.apply(commands.importChannel("invoices", 1, 9));
        engine.apply(commands.importChannel("others", 1));

        assertThat(channels()).extracting(ChannelView::epoch).containsExactly(7L, 9L, 10L);
        assertThat(engine.apply(commands.importChannel("orders", 1, 7))).containsExactly("done");
        assertThat(engine.apply(commands.importChannel("orders", 1, 8))).containsExactly(
            "refused import: the channel is there with another epoch: expected=8 actual=7");
        assertThat(engine.apply(commands.importChannel("late", 1, 10))).containsExactly(
            "refused import: epoch 10 is not above the last one, 10");
        assertThat(engine.apply(commands.importEpoch(20))).containsExactly("done");
        assertThat(engine.apply(commands.importEpoch(15))).containsExactly("done");
        assertThat(engine.engine().lastEpoch()).isEqualTo(20);
    }

    @Test
    void shouldRefuseWhenAClientIsConnected()
    {
        engine.apply(commands.connect("me", "conn", 0));

        assertThat(engine.apply(commands.importChannel("orders", 1))).containsExactly(
            "refused import: a client is connected, an import is for a new data directory");
        assertThat(engine.engine().channelCount()).isZero();
    }

    @Test
    void shouldRefuseBeforeItsFeatureLevel()
    {
        try (TestEngine early = new TestEngine(directory.resolve("early")))
        {
            final Commands own = new Commands();
            early.apply(own.termOpened(1));
            early.apply(own.featureLevel(FeatureLevel.AERON_DOOR));

            assertThat(early.apply(own.importChannel("orders", 1))).containsExactly(
                "refused import: the state is not at feature level " + FeatureLevel.IMPORT);
        }
    }

    @Test
    void shouldRefuseEncryptedMessagesBeforeTheirFeatureLevel()
    {
        engine.apply(commands.importChannel("orders", 1));

        assertThat(engine.apply(commands.importMessages(0x51, "orders", 1, 2))).containsExactly(
            "refused import: the state is not at feature level " + FeatureLevel.SEALED_IMPORT +
                ", which encrypted messages need");
        assertThat(orders().last()).isZero();
    }

    @Test
    void shouldKeepKeyAndNonceOfEncryptedMessages()
    {
        engine.apply(commands.featureLevel(FeatureLevel.SEALED_IMPORT));
        engine.apply(commands.importChannel("orders", 1));

        assertThat(engine.apply(commands.importMessages(0x51, "orders", 1, 2))).containsExactly("done");
        assertThat(engine.apply(commands.importMessages("orders", 3))).containsExactly("done");

        final StoredMessage message = new StoredMessage();
        final long[] locations = engine.engine().locations(1, 1, 3);
        try (StoreReader reader = engine.engine().log().newReader())
        {
            assertThat(reader.read(locations[1], 1, 2, message)).isTrue();
            assertThat(List.of((long) message.keyId(), message.nonceHigh(), (long) message.nonceLow())).containsExactly(
                0x51L, 2L, 3L);
            assertThat(reader.read(locations[2], 1, 3, message)).isTrue();
            assertThat(List.of((long) message.keyId(), message.nonceHigh(), (long) message.nonceLow())).containsExactly(
                0L, 0L, 0L);
        }
    }

    @Test
    void shouldHoldToLimitsWhenTheyAreSetAfterwards()
    {
        importOrders();

        engine.apply(commands.limits(0, 2, 0, 0));

        assertThat(orders().first()).isEqualTo(204);
        assertThat(orders().last()).isEqualTo(205);
    }
}
