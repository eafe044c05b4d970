package io.standfast.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import org.agrona.CloseHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three nodes in network namespaces of their own that are cut off and joined again, with a client that publishes
 * throughout.
 */
class ClusterPartitionIT
{
    private static final int SOME = 100;
    private static final int CHANNELS = 8;
    private static final Duration IMPATIENCE = Duration.ofMillis(1500);

    @TempDir
    private Path directory;
    private Namespaces namespaces;
    private TestCluster cluster;
    private SteadyPublisher publisher;

    @BeforeEach
    void start()
    {
        namespaces = Namespaces.create(3);
        assumeTrue(namespaces != null, "needs the right to make network namespaces");
        cluster = new TestCluster(directory, namespaces);
        cluster.startAll();
        cluster.awaitLeader();
        publisher = SteadyPublisher.start(cluster, CHANNELS);
        publisher.awaitMore(SOME);
    }

    @AfterEach
    void stop()
    {
        CloseHelper.closeAll(publisher, cluster, namespaces);
    }

    private void verify(final int returned)
    {
        if (Await.isTrueWithin(Await.DEADLINE.dividedBy(6), () -> !cluster.node(returned).process().isAlive()))
        {
            cluster.start(returned);
            cluster.awaitReady(returned);
        }
        publisher.awaitMore(SOME);
        cluster.verify(publisher.stop());
    }

    @Test
    void shouldGoOnWithAnotherLeaderWhenTheLeaderIsCutOff()
    {
        final int leader = cluster.awaitLeader();
        namespaces.cutOff(leader);
        Await.until("another leader", () -> cluster.leader() != leader);
        publisher.awaitMore(SOME);
        cluster.node(leader).process().awaitOutput("lost leadership");

        namespaces.join(leader);
        verify(leader);
    }

    /** Its clients still reach it, so that only the missing majority keeps it from acknowledging. */
    @Test
    void shouldAcknowledgeNothingWhenTheLeaderIsSeparatedFromTheOthersOnly()
    {
        final int leader = cluster.awaitLeader();
        final StanClient client = StanClient.connect(cluster.url(leader), "left-behind", IMPATIENCE);
        client.publish("left", "before");
        namespaces.separate(leader);

        assertThatThrownBy(() -> client.publish("left", "after")).as("acknowledged without a majority").isInstanceOf(
            IllegalStateException.class);
        cluster.node(leader).process().awaitOutput("lost leadership");
        Await.until("another leader", () -> cluster.leader() != leader);
        publisher.awaitMore(SOME);
        // The server has closed its connection.
        client.abandon();

        namespaces.unite(leader);
        verify(leader);
    }

    @Test
    void shouldGoOnWhenAFollowerIsCutOffAgainAndAgain()
    {
        final int leader = cluster.awaitLeader();
        final int follower = (leader + 1) % 3;
        for (int i = 0; i < 3; i++)
        {
            namespaces.cutOff(follower);
            publisher.awaitMore(SOME);
            namespaces.join(follower);
            publisher.awaitMore(SOME);
        }
        verify(follower);
        assertThat(cluster.node(leader).process().output()).as("a follower that flaps costs no leader").doesNotContain(
            "lost leadership");
    }

    @Test
    void shouldGoOnWithAnotherLeaderWhenTheLeaderIsNotHeardAnyMore()
    {
        final int leader = cluster.awaitLeader();
        namespaces.mute(leader);
        Await.until("another leader", () -> cluster.leader() != leader);
        publisher.awaitMore(SOME);

        namespaces.unmute(leader);
        verify(leader);
    }
}
