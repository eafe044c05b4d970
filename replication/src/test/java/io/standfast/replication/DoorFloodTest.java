package io.standfast.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.agrona.CloseHelper;
import org.agrona.ExpandableArrayBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.cluster.client.AeronCluster;
import io.aeron.cluster.codecs.MessageHeaderEncoder;
import io.aeron.cluster.codecs.SessionConnectRequestEncoder;
import io.standfast.engine.FeatureLevel;
import io.standfast.replication.client.ClientState;
import io.standfast.replication.client.DoorCredentials;

/**
 * More sessions than the Aeron door has room for: of strangers, who keep nobody out, and of those who may come in.
 */
@Timeout(300)
class DoorFloodTest
{
    private static final int STREAM = 8_000;
    private static final int STRANGERS = 600;
    private static final int BURST = 50;
    private static final int SESSIONS = 255;
    /** After this the consensus module forgets who waits. */
    private static final long SESSION_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(10);

    @TempDir
    private Path directory;

    private TestNode launch(final DoorAccess door)
    {
        final TestNode node = TestNode.launch(new NodeContext().dataDirectory(directory).fileSync(false)
            .snapshotIntervalBytes(1L << 30).door(door));
        node.raise(FeatureLevel.AERON_DOOR);
        return node;
    }

    @Test
    void shouldServeAndLetInWhoMayWhenStrangersFloodTheDoor()
    {
        final DoorCredentials alice = DoorCredentials.user("alice", "secret");
        try (TestNode node = launch(new DoorAccess(null, "alice", "secret"));
            TestDoorClient inside = new TestDoorClient(node, TestDoorClient.context(node, "inside", alice)).ready();
            Aeron aeron = Aeron.connect(ProcessClock.client(node.node().aeronDirectory()));
            ExclusivePublication ingress = aeron.addExclusivePublication("aeron:ipc?term-length=64k",
                AeronCluster.Configuration.INGRESS_STREAM_ID_DEFAULT))
        {
            final long beginNs = System.nanoTime();
            for (int i = 0; i < STRANGERS; i++)
            {
                knock(node, ingress, i);
                if (i % BURST == 0)
                {
                    assertThat(inside.publish("orders", "m" + i)).isEqualTo("stored");
                }
            }
            assertThat(node.node().doorCounters().openSessions()).as("gateway and client").isEqualTo(2);
            try (TestDoorClient later = new TestDoorClient(node, TestDoorClient.context(node, "later", alice)).ready())
            {
                assertThat(later.publish("orders", "let in")).isEqualTo("stored");
                assertThat(System.nanoTime() - beginNs).as("while they are still waited for").isLessThan(
                    SESSION_TIMEOUT_NS);
            }
            assertThat(inside.publish("orders", "and on")).isEqualTo("stored");
            assertThat(inside.events()).doesNotContain("disconnected");
        }
    }

    /** Ask for a session, with a wrong password, and do not listen to the answer. */
    private static void knock(final TestNode node, final ExclusivePublication ingress, final int number)
    {
        final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        final byte[] credentials = DoorCredentials.user("alice", "guess " + number).encodedCredentials();
        final SessionConnectRequestEncoder request = new SessionConnectRequestEncoder().wrapAndApplyHeader(buffer, 0,
            new MessageHeaderEncoder()).correlationId(number).responseStreamId(STREAM + number).version(
                AeronCluster.Configuration.PROTOCOL_SEMANTIC_VERSION)
            .responseChannel("aeron:ipc?term-length=64k")
            .putEncodedCredentials(credentials, 0, credentials.length).clientInfo("");
        final int length = MessageHeaderEncoder.ENCODED_LENGTH + request.encodedLength();
        node.await("a stranger knocks", () -> ingress.offer(buffer, 0, length) > 0);
    }

    @Test
    void shouldLetWaitWhoComesToAFullDoorUntilSomebodyGoes()
    {
        final List<AeronCluster> sessions = new ArrayList<>();
        try (TestNode node = launch(new DoorAccess(null, null, null));
            Aeron aeron = Aeron.connect(ProcessClock.client(node.node().aeronDirectory())))
        {
            for (int i = 0; i < SESSIONS; i++)
            {
                sessions.add(AeronCluster.connect(new AeronCluster.Context().aeron(aeron).ownsAeronClient(false)
                    .ingressChannel("aeron:ipc?term-length=64k").egressChannel("aeron:ipc?term-length=64k")
                    .egressStreamId(STREAM + i).credentialsSupplier(DoorCredentials.none())));
                node.cycle();
            }
            node.await("full", () -> node.node().doorCounters().openSessions() == SESSIONS + 1);
            try (TestDoorClient late = new TestDoorClient(node, "late"))
            {
                final long untilNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
                node.await("some time", () -> late.client().poll() >= 0 && System.nanoTime() - untilNs >= 0);
                assertThat(late.client().state()).isEqualTo(ClientState.CONNECTING);

                sessions.remove(0).close();
                assertThat(late.ready().publish("orders", "one")).isEqualTo("stored");
            }
            CloseHelper.quietCloseAll(sessions);
        }
    }
}
