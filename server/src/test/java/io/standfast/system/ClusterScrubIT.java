package io.standfast.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A byte that changes in a sealed segment of a running node is found and put right while clients work.
 */
class ClusterScrubIT
{
    private static final int FLIPPED = 33_100;

    @TempDir
    private Path directory;
    private TestCluster cluster;

    @BeforeEach
    void start()
    {
        cluster = new TestCluster(directory, 3);
        IntStream.range(0, 3).forEach(node -> cluster.environment(node, Map.of("STANDFAST_JAVA_OPTS",
            "-Dstandfast.scrub.interval.ms=200")));
        cluster.startAll();
    }

    @AfterEach
    void stop()
    {
        cluster.close();
    }

    @Test
    void shouldRepairWhatChangesOnARunningFollowerAndLeader()
    {
        final int leader = cluster.awaitLeader();
        try (SteadyPublisher publisher = SteadyPublisher.start(cluster, 4))
        {
            publisher.awaitMore(400);
            cluster.snapshot();
            publisher.awaitMore(10);
            for (final int node : new int[]{(leader + 1) % 3, leader})
            {
                final Path segment = cluster.segments(node)[0];
                Await.until("described", () -> Files.exists(Path.of(segment.toString().replace(".cq4", ".idx"))));
                final byte[] good = head(segment);
                TestCluster.flip(segment, FLIPPED);
                cluster.node(node).process().awaitOutput("is repaired: it is what it was");
                assertThat(head(segment)).isEqualTo(good).isEqualTo(head(cluster.segments((node + 1) % 3)[0]));
                assertThat(cluster.node(node).process().output()).contains("Segment " + segment +
                    " is damaged near offset");
            }
            publisher.awaitMore(10);
            cluster.verify(publisher.stop());
        }
    }

    private static byte[] head(final Path segment)
    {
        try
        {
            return Arrays.copyOf(Files.readAllBytes(segment), 2 * FLIPPED);
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }
}
