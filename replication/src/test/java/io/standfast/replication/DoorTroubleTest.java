package io.standfast.replication;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

import org.agrona.ExpandableArrayBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.aeron.Aeron;
import io.aeron.cluster.client.AeronCluster;
import io.standfast.codecs.door.HelloEncoder;
import io.standfast.codecs.door.MessageHeaderEncoder;
import io.standfast.codecs.door.PublishEncoder;
import io.standfast.engine.FeatureLevel;
import io.standfast.replication.client.ClientState;
import io.standfast.replication.client.DoorCredentials;
import io.standfast.replication.client.StandfastClient;
import io.standfast.replication.client.SubscribeOptions;

/**
 * What clients of the Aeron door meet when the node's disk is not as it should be.
 */
@Timeout(300)
class DoorTroubleTest
{
    private static final long MB = 1024 * 1024;
    /** A segment's part in which the few messages of a test are. */
    private static final int HEAD = 1024 * 1024;
    private static final int STREAM = 7_500;
    private static final int MANY = 4_500;
    private static final int KB_256 = 256 * 1024;

    @TempDir
    private Path directory;
    private final AtomicBoolean isLow = new AtomicBoolean();

    private TestNode launch()
    {
        final TestNode node = TestNode.launch(new NodeContext().dataDirectory(directory).fileSync(false)
            .snapshotIntervalBytes(1L << 30).door(new DoorAccess(null, null, null)).diskLow(isLow::get));
        node.raise(FeatureLevel.AERON_DOOR);
        return node;
    }

    /** A bit of the one message in the store that has this text. */
    private void flip(final String text) throws IOException
    {
        final List<Path> segments;
        try (Stream<Path> files = Files.list(directory.resolve("store")))
        {
            segments = files.filter(file -> file.toString().endsWith(".cq4")).toList();
        }
        int found = 0;
        for (final Path segment : segments)
        {
            try (FileChannel file = FileChannel.open(segment, StandardOpenOption.READ, StandardOpenOption.WRITE))
            {
                final ByteBuffer bytes = ByteBuffer.allocate(HEAD);
                file.read(bytes, 0);
                // The end of the text stays, so that it is found again.
                final int at = new String(bytes.array(), 0, bytes.position(), US_ASCII).indexOf(text.substring(1));
                if (at > 0)
                {
                    file.write(ByteBuffer.wrap(new byte[]{(byte) (bytes.get(at - 1) ^ 1)}), at - 1);
                    found++;
                }
            }
        }
        assertThat(found).as("segments with \"%s\" of %s", text, segments).isEqualTo(1);
    }

    @Test
    void shouldLeaveOutADamagedMessageAndBringItWhenItIsRepaired() throws IOException
    {
        final String text = "the message that is damaged";
        try (TestNode node = launch(); TestDoorClient client = new TestDoorClient(node, "ann").ready())
        {
            client.publish("orders", "one");
            client.publish("orders", text);
            client.publish("orders", "three");
            flip(text);
            client.subscribe(SubscribeOptions.channel("orders").fromFirst().ackWaitS(1));
            client.awaitTexts(2);
            assertThat(client.texts()).containsExactly("one", "three");
            assertThat(client.publish("orders", "four")).isEqualTo("stored");
            client.awaitTexts(3);

            flip(text);
            client.awaitTexts(4);
            assertThat(client.texts()).containsExactly("one", "three", "four", text);
            assertThat(client.redeliveries().get(3)).isPositive();
            assertThat(client.client().state()).isEqualTo(ClientState.READY);
            assertThat(client.events()).doesNotContain("disconnected");
        }
    }

    @Test
    void shouldKeepTheSessionAndServeItWhenTheDiskIsLow()
    {
        try (TestNode node = launch(); TestDoorClient client = new TestDoorClient(node, "ann").ready())
        {
            for (int i = 0; i < MANY; i++)
            {
                assertThat(client.publish("orders", "m" + i)).isEqualTo("stored");
            }
            isLow.set(true);
            node.await("told", () -> client.tryPublish("orders") == StandfastClient.DISK_LOW);
            // Each of them is acknowledged, which is no publish.
            client.subscribe(SubscribeOptions.channel("orders").fromFirst().maxInFlight(256));
            client.awaitTexts(MANY);
            assertThat(client.tryPublish("orders")).isEqualTo(StandfastClient.DISK_LOW);
            isLow.set(false);

            assertThat(client.publish("orders", "room again")).isEqualTo("stored");
            assertThat(client.events()).doesNotContain("disconnected");
            assertThat(node.node().doorCounters().droppedClients()).isZero();
        }
    }

    @Test
    void shouldDropWhoFillsTheDiskAlthoughToldNotTo()
    {
        try (TestNode node = launch();
            TestDoorClient honest = new TestDoorClient(node, "honest").ready();
            AeronCluster rude = connect(node))
        {
            final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(KB_256 + 128);
            hello(node, rude, buffer);
            isLow.set(true);
            node.await("told", () -> honest.tryPublish("orders") == StandfastClient.DISK_LOW);
            final int length = MessageHeaderEncoder.ENCODED_LENGTH + new PublishEncoder().wrapAndApplyHeader(buffer, 0,
                new MessageHeaderEncoder()).correlationId(2).channel("orders").putReply(new byte[0], 0, 0).putPayload(
                    new byte[KB_256], 0, KB_256)
                .encodedLength();
            node.await("dropped", () ->
            {
                honest.client().poll();
                if (!rude.isClosed())
                {
                    rude.offer(buffer, 0, length);
                    rude.pollEgress();
                }
                return rude.isClosed();
            });

            // What was under way when it was closed is in the log, too.
            assertThat(node.node().doorCounters().publishedBytes()).isBetween(16 * MB, 34 * MB);
            assertThat(node.node().doorCounters().droppedClients()).isEqualTo(1);
            isLow.set(false);
            assertThat(honest.publish("orders", "room again")).isEqualTo("stored");
        }
    }

    private static AeronCluster connect(final TestNode node)
    {
        return AeronCluster.connect(new AeronCluster.Context().aeron(Aeron.connect(ProcessClock.client(node.node()
            .aeronDirectory()))).ownsAeronClient(true).ingressChannel("aeron:ipc").egressChannel("aeron:ipc")
            .egressStreamId(STREAM).isIngressExclusive(true).credentialsSupplier(DoorCredentials.none()));
    }

    private static void hello(final TestNode node, final AeronCluster session, final ExpandableArrayBuffer buffer)
    {
        final byte[] id = "rude".getBytes(UTF_8);
        final int length = MessageHeaderEncoder.ENCODED_LENGTH + new HelloEncoder().wrapAndApplyHeader(buffer, 0,
            new MessageHeaderEncoder()).correlationId(1).putClientId(id, 0, id.length).encodedLength();
        node.await("hello", () -> session.offer(buffer, 0, length) > 0);
        node.await("a session", () -> node.node().doorCounters().sessions() == 2);
    }
}
