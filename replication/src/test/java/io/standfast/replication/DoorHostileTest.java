package io.standfast.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Random;

import org.agrona.CloseHelper;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.aeron.Aeron;
import io.aeron.cluster.client.AeronCluster;
import io.aeron.security.CredentialsSupplier;
import io.standfast.codecs.log.FeatureLevelEncoder;
import io.standfast.codecs.log.MessageHeaderEncoder;
import io.standfast.engine.FeatureLevel;
import io.standfast.replication.client.DoorCredentials;

/**
 * Sessions of the cluster that send what they may not: the node goes on, and serves the others.
 */
@Timeout(300)
class DoorHostileTest
{
    private static final int STREAM = 7_000;
    private static final int MESSAGES = 300;
    private static final int LENGTH_MAX = 300;

    @TempDir
    private Path directory;
    private final long seed = Long.getLong("standfast.seed", System.nanoTime());

    private TestNode launch()
    {
        final TestNode node = TestNode.launch(new NodeContext().dataDirectory(directory).fileSync(false)
            .snapshotIntervalBytes(1L << 30).door(new DoorAccess(null, null, null)));
        node.raise(FeatureLevel.AERON_DOOR);
        return node;
    }

    private static AeronCluster connect(final TestNode node, final int number, final CredentialsSupplier credentials)
    {
        return AeronCluster.connect(new AeronCluster.Context().aeron(Aeron.connect(ProcessClock.client(node.node()
            .aeronDirectory()))).ownsAeronClient(true).ingressChannel("aeron:ipc").egressChannel("aeron:ipc")
            .egressStreamId(STREAM + number).isIngressExclusive(true).credentialsSupplier(credentials));
    }

    @Test
    void shouldCloseTheSessionAndGoOnWhenItSendsAnything()
    {
        System.out.println("DoorHostileTest seed " + seed + " (repeat with -Dstandfast.seed=" + seed + ")");
        final Random random = new Random(seed);
        try (TestNode node = launch(); TestDoorClient honest = new TestDoorClient(node, "honest").ready())
        {
            AeronCluster session = null;
            int sessions = 0;
            for (int i = 0; i < MESSAGES; i++)
            {
                if (session == null || session.isClosed())
                {
                    session = connect(node, sessions++, DoorCredentials.none());
                }
                final byte[] noise = new byte[random.nextInt(LENGTH_MAX)];
                random.nextBytes(noise);
                session.offer(new UnsafeBuffer(noise), 0, noise.length);
                session.pollEgress();
                node.cycle();
                honest.client().poll();
            }
            final AeronCluster last = session;
            node.await("closed, seed " + seed, () -> last.pollEgress() >= 0 && last.isClosed());
            assertThat(node.node().doorCounters().droppedClients()).as("seed %d", seed).isPositive();
            assertThat(honest.publish("orders", "one")).isEqualTo("stored");
        }
    }

    @Test
    void shouldIgnoreCommandsWhenTheyAreNotTheGateways()
    {
        try (TestNode node = launch(); TestDoorClient honest = new TestDoorClient(node, "honest").ready())
        {
            final UnsafeBuffer command = new UnsafeBuffer(new byte[64]);
            final int length = MessageHeaderEncoder.ENCODED_LENGTH + new FeatureLevelEncoder().wrapAndApplyHeader(
                command, 0, new MessageHeaderEncoder()).incarnation(node.node().identity().incarnation()).commandId(
                    Long.MAX_VALUE)
                .level(FeatureLevel.NEWEST + 1).encodedLength();
            final AeronCluster copier = connect(node, 0, new IncarnationCredentials(node.node().identity()
                .incarnation()));
            final AeronCluster client = connect(node, 1, DoorCredentials.none());

            assertThat(copier.offer(command, 0, length)).isPositive();
            assertThat(client.offer(command, 0, length)).isPositive();
            node.await("the client is closed", () -> client.pollEgress() >= 0 && client.isClosed());
            node.await("ignored", () -> node.node().doorCounters().ignoredEntries() == 1);

            assertThat(node.node().engine().featureLevel()).isEqualTo(FeatureLevel.AERON_DOOR);
            assertThat(honest.publish("orders", "one")).isEqualTo("stored");
            CloseHelper.quietClose(copier);
        }
    }
}
