package io.standfast.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListSet;

import org.agrona.concurrent.BusySpinIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.NoOpIdleStrategy;
import org.agrona.concurrent.YieldingIdleStrategy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Which threads there are, and that a node runs on them.
 */
class AgentThreadsTest
{
    private static final long SNAPSHOT_INTERVAL = 1L << 30;
    private static final IdleStrategy OTHERWISE = NoOpIdleStrategy.INSTANCE;

    @TempDir
    private Path directory;
    private final ConcurrentSkipListSet<Integer> pinned = new ConcurrentSkipListSet<>();

    private TestNode launch(final AgentThreads threads)
    {
        return TestNode.launch(new NodeContext().dataDirectory(directory).fileSync(false).snapshotIntervalBytes(
            SNAPSHOT_INTERVAL).threads(threads));
    }

    @Test
    void shouldSpinOnlyWhenThereAreProcessorsEnough()
    {
        assertThat(AgentThreads.BALANCED.count()).isZero();
        assertThat(AgentThreads.BALANCED.idleStrategy(OTHERWISE)).isSameAs(OTHERWISE);
        assertThat(AgentThreads.lowLatency(5).isYielding()).isTrue();
        assertThat(AgentThreads.lowLatency(5).count()).isEqualTo(5);
        assertThat(AgentThreads.lowLatency(5).idleStrategy(OTHERWISE)).isInstanceOf(YieldingIdleStrategy.class);
        assertThat(AgentThreads.lowLatency(6).isYielding()).isFalse();
        assertThat(AgentThreads.lowLatency(7).count()).isEqualTo(5);
        assertThat(AgentThreads.lowLatency(7).idleStrategy(OTHERWISE)).isInstanceOf(BusySpinIdleStrategy.class);
        assertThat(AgentThreads.lowLatency(8).count()).isEqualTo(7);
    }

    @Test
    void shouldRefuseWhenThreadsShareAProcessor()
    {
        assertThatThrownBy(() -> AgentThreads.pinned(List.of(1, 2, 3, 4), pinned::add)).isInstanceOf(
            IllegalArgumentException.class);
    }

    @Test
    void shouldServeAndComeBackWhenAgentsHaveThreadsOfTheirOwn()
    {
        try (TestNode node = launch(AgentThreads.lowLatency(2)))
        {
            node.connect("c");
            node.message("c", "orders", 128);
            node.publish(1_000);
            assertThat(node.node().snapshot(10_000)).isTrue();
            node.publish(100);
        }
        try (TestNode node = launch(AgentThreads.BALANCED))
        {
            assertThat(node.node().engine().channelCount()).isEqualTo(1);
            node.message("c", "orders", 128);
            node.publish(100);
        }
    }

    @Test
    void shouldBindEachThreadToItsProcessorWhenTheseAreNamed()
    {
        try (TestNode node = launch(AgentThreads.pinned(List.of(10, 11, 12, 13, 14, 15, 16), pinned::add)))
        {
            node.connect("c");
            node.message("c", "orders", 128);
            node.publish(10);

            // 13 is the gateway's, which is the test here.
            assertThat(pinned).containsExactly(10, 11, 12, 14, 15, 16);
        }
    }
}
