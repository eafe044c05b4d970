package io.standfast.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What people get wrong when they start a cluster: one clear line each, a code that is documented, nothing changed.
 */
class ClusterMistakesIT
{
    @TempDir
    private Path directory;
    private TestCluster cluster;

    @BeforeEach
    void prepare()
    {
        cluster = new TestCluster(directory, 3);
    }

    @AfterEach
    void stop()
    {
        cluster.close();
    }

    private String refused(final int code, final String... flags)
    {
        try (ServerProcess server = ServerProcess.run(directory, "standfast", prepend(flags)))
        {
            assertThat(server.process().awaitExit()).isEqualTo(code);
            return server.process().output();
        }
    }

    private String[] prepend(final String... flags)
    {
        final String[] all = new String[flags.length + 6];
        System.arraycopy(new String[]{"server", "-clustered", "-p", "-1", "-dir", directory.resolve("wrong")
            .toString()}, 0, all, 0, 6);
        System.arraycopy(flags, 0, all, 6, flags.length);
        return all;
    }

    @Test
    void shouldRefuseAListThatIsWrong()
    {
        // Before anything is written.
        assertThat(refused(1, "-cluster_node_id", "x", "-cluster_members", "a=127.0.0.1:4300,b=127.0.0.1:4310"))
            .contains("-cluster_node_id x is not one of the nodes in -cluster_members");
        assertThat(refused(1, "-cluster_node_id", "a", "-cluster_members", "a=127.0.0.1:4300,a=127.0.0.1:4310"))
            .contains("node a is named twice in -cluster_members");
        assertThat(directory.resolve("wrong")).doesNotExist();
        assertThat(refused(1, "-cluster_node_id", "a", "-cluster_members", "a=no.such.host.invalid:4300")).contains(
            "no.such.host.invalid");
    }

    @Test
    void shouldRefuseASecondNodeOfTheSameName()
    {
        cluster.start(0);
        cluster.node(0).process().awaitOutput("admission: WAIT");

        try (ServerProcess twin = cluster.twin(0, directory.resolve("twin")))
        {
            assertThat(twin.process().awaitExit()).isEqualTo(1);
            assertThat(twin.process().output()).contains("Failed to start: cannot listen at ").contains(
                "Address already in use").contains("is a node of this name running already");
        }
        assertThat(cluster.node(0).process().isAlive()).isTrue();
    }

    @Test
    void shouldWaitAndNameWhoIsNotHeard()
    {
        cluster.start(0);
        cluster.start(1);

        cluster.node(0).process().awaitOutput("admission: WAIT: a new cluster is formed when all 3 members answer; " +
            "heard: node-b (EMPTY)");
        assertThat(cluster.data(0).resolve("IDENTITY")).doesNotExist();
    }

    /** What a supervisor does to a node that dies at its start. */
    @Test
    void shouldWaitWhenItIsStartedAgainAndAgain()
    {
        for (int i = 0; i < 4; i++)
        {
            cluster.start(0);
            cluster.node(0).process().awaitOutput("admission: WAIT: a new cluster");
            cluster.kill9(0);
        }
        cluster.start(0);

        cluster.node(0).process().awaitOutput("admission: WAIT: this node was started 5 times within a minute");
        cluster.node(0).process().awaitOutput("admission: WAIT: a new cluster");
    }

    @Test
    void shouldSayThatANodeBelongsToAnotherCluster()
    {
        cluster.start(0);
        cluster.start(1);
        cluster.start(2, "-cid", "another");

        cluster.node(0).process().awaitOutput("node node-c of cluster \"another\" answers at ");
        cluster.node(0).process().awaitOutput(
            "where node-c of \"test-cluster\" is expected: compare -cid and -cluster_members of both");
        assertThat(cluster.node(0).process().output()).doesNotContain("is formed:");
    }

    @Test
    void shouldRefuseADirectoryOfAnotherCluster()
    {
        cluster.startAll();
        IntStream.range(0, 3).forEach(cluster::kill9);
        cluster.start(0, "-cid", "another");

        assertThat(cluster.node(0).process().awaitExit()).isEqualTo(3);
        assertThat(cluster.node(0).process().output()).contains(
            "cluster ID \"another\" does not match recovered value of \"test-cluster\"");
        cluster.startAll();
    }

    @Test
    void shouldRefuseADirectoryThatCannotBeWritten() throws IOException
    {
        final Path file = Files.writeString(directory.resolve("file"), "not a directory");

        assertThat(refused(1, "-cluster_node_id", "a", "-cluster_members", "a=127.0.0.1:4300", "-dir", file.resolve(
            "data").toString())).contains("could not create the data directory " + file.resolve("data"));
        assertThat(Files.readString(file)).isEqualTo("not a directory");
    }
}
