package io.standfast.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.standfast.replication.client.ClientContext;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * A client of the Aeron door over UDP, and members that are killed.
 */
class ClusterDoorIT
{
    private static final int SOME = 100;

    @TempDir
    private Path directory;
    private TestCluster cluster;

    @BeforeEach
    void start()
    {
        cluster = new TestCluster(directory, 3, "-aeron_door", "udp");
        cluster.startAll();
        cluster.awaitLeader();
    }

    @AfterEach
    void stop()
    {
        cluster.close();
    }

    @Test
    @EnabledIfSystemProperty(named = "standfast.matrix", matches = "all", disabledReason = "long: perf/chaos runs it")
    void shouldLoseNothingThatWasAcknowledgedWhenLeadersAreKilled()
    {
        BoundPorts.assertIsBoundWhereItIsToldOnly(cluster);
        try (DoorPilot pilot = new DoorPilot(new ClientContext().clientId("pilot").endpoints(cluster.doors()),
            "orders").ready())
        {
            pilot.publish(SOME);
            for (int kill = 0; kill < 2; kill++)
            {
                final int leader = cluster.awaitLeader();
                cluster.kill9(leader);
                pilot.publish(SOME);
                cluster.start(leader);
                cluster.awaitReady(leader);
                pilot.publish(SOME);
            }
            final List<String> acknowledged = List.copyOf(pilot.acknowledged());
            pilot.awaitReceived(acknowledged.get(acknowledged.size() - 1));
            // Some come twice: acks that were under way with the leader are lost.
            assertThat(new LinkedHashSet<>(pilot.received())).as("%s", pilot.events()).containsExactlyElementsOf(
                acknowledged);
            assertThat(pilot.events()).contains("leader").noneMatch(event -> event.startsWith("refused"));

            cluster.verify(Map.of("orders", acknowledged));
        }
    }
}
