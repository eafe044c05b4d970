package io.standfast.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * What people get wrong when they start a cluster: one clear line each, a code that is documented, nothing changed.
 */
class ClusterMistakesIT
{
    private static final String TWINS = "two nodes say that they are node-";
    /** What says why a node ends: in the log, or before there is one. */
    private static final Pattern CLEAR_LINE = Pattern.compile("\\[\\d+\\] .*\\[(ERR|FTL)\\] .*|standfast: .*");

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
            return inOneLine(server);
        }
    }

    /** What a node says that has ended: why in one line, and nothing for programmers. */
    private static String inOneLine(final ServerProcess node)
    {
        final String output = node.process().output();
        assertThat(output.lines().filter(line -> CLEAR_LINE.matcher(line).matches()).toList()).as(output).hasSize(1);
        assertThat(output).doesNotContain("\tat ");
        return output;
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
        assertThat(files(directory.resolve("wrong"))).as("of an address that nobody knows").allMatch(
            ClusterMistakesIT::isNote);
    }

    @Test
    void shouldRefuseASecondNodeOfTheSameName()
    {
        cluster.start(0);
        cluster.node(0).process().awaitOutput("admission: WAIT");

        try (ServerProcess twin = cluster.twin(0, directory.resolve("twin")))
        {
            twin.awaitExit(1);
            assertThat(inOneLine(twin)).contains("Failed to start: cannot listen at ").contains(
                "Address already in use").contains("is a node of this name running already");
        }
        assertThat(files(directory.resolve("twin"))).allMatch(ClusterMistakesIT::isNote);
        assertThat(cluster.node(0).process().isAlive()).isTrue();
    }

    @Test
    void shouldRefuseTheDirectoryOfANodeThatRuns()
    {
        cluster.start(0);
        cluster.node(0).process().awaitOutput("admission: WAIT");

        try (ServerProcess other = cluster.twin(1, cluster.data(0)))
        {
            other.awaitExit(1);
            assertThat(inOneLine(other)).contains("Failed to start: ").contains(cluster.data(0).toString());
        }
        assertThat(cluster.node(0).process().isAlive()).isTrue();
        assertThat(cluster.data(0).resolve("IDENTITY")).doesNotExist();
    }

    /** A node's name on a second machine, whose list names that machine for it: the others know one address of it. */
    @Test
    @EnabledIfSystemProperty(named = "standfast.matrix", matches = "all", disabledReason = "long: perf/chaos runs it")
    void shouldNotLetInASecondNodeOfTheSameNameAtAnotherAddress()
    {
        cluster.startAll();
        final int leader = cluster.awaitLeader();
        try (SteadyClients clients = SteadyClients.start(cluster, 1);
            ServerProcess twin = cluster.elsewhere(0, directory.resolve("elsewhere")))
        {
            clients.awaitMore(1);
            twin.process().awaitOutput("admission: ");
            assertThat(Await.isTrueWithin(Await.A_WHILE, () -> twin.process().output().contains(
                "Store location: "))).as("it takes part").isFalse();
            assertThat(twin.process().output()).doesNotContain("admission: cluster ");
            IntStream.of(1, 2).forEach(node -> cluster.node(node).process().awaitOutput(TWINS + "a,"));
            clients.awaitMore(100);
            assertThat(cluster.leader()).isEqualTo(leader);
            twin.kill9();
            clients.verify();
        }
    }

    /** The others have lost their disks, and the second node is as empty: together they could begin a new cluster. */
    @Test
    @EnabledIfSystemProperty(named = "standfast.matrix", matches = "all", disabledReason = "long: perf/chaos runs it")
    void shouldNotBeginAnewWithASecondNodeOfTheNameOfTheOneThatHasData()
    {
        cluster.startAll();
        cluster.awaitLeader();
        try (SteadyClients clients = SteadyClients.start(cluster, 1);
            ServerProcess twin = cluster.elsewhere(2, directory.resolve("elsewhere")))
        {
            clients.awaitMore(1);
            cluster.node(0).process().awaitOutput(TWINS + "c,");
            IntStream.of(0, 1).forEach(cluster::kill9);
            IntStream.of(0, 1).forEach(cluster::wipe);
            IntStream.of(0, 1).forEach(cluster::start);
            // Who has heard the right one only may copy it at once; who has heard both waits until one is stopped.
            Await.until("they have heard both", () -> outputs().contains(TWINS + "c,"));
            assertThat(Await.isTrueWithin(Await.A_WHILE, () -> outputs().contains("admission: cluster "))).as(
                "they begin a new one").isFalse();
            twin.kill9();
            IntStream.of(0, 1).forEach(cluster::awaitReady);
            assertThat(outputs()).doesNotContain("admission: cluster ");
            clients.awaitMore(100);
            clients.verify();
        }
    }

    private String outputs()
    {
        return cluster.node(0).process().output() + cluster.node(1).process().output();
    }

    @Test
    void shouldWaitAndNameWhoIsNotHeard()
    {
        cluster.start(0);
        cluster.start(1);

        cluster.node(0).process().awaitOutput("admission: WAIT: a new cluster is formed when all 3 members answer; " +
            "heard: node-b (EMPTY)");
        assertThat(cluster.answer(0, "/healthz?ready")).startsWith("503 ").contains("\"role\": \"Starting\"").contains(
            "WAIT: a new cluster is formed when all 3 members answer; heard: node-b (EMPTY)");
        assertThat(cluster.answer(0, "/healthz?live")).startsWith("200 ");
        final long beginNs = System.nanoTime();
        assertThat(cluster.answer(0, "/metrics")).startsWith("200 ").contains("\nstandfast_restore_phase 1\n",
            "\nstandfast_restore_total_bytes 0\n");
        assertThat(System.nanoTime() - beginNs).as("a scrape waits for nothing that is not there yet").isLessThan(
            TimeUnit.SECONDS.toNanos(3));
        assertThat(cluster.answer(0, "/healthz?leader")).startsWith("503 ");
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
        assertThat(cluster.node(0).process().output()).doesNotContain("admission: cluster ");
        cluster.node(2).process().awaitOutput("node node-a of cluster \"test-cluster\" answers at ");
        IntStream.range(0, 3).forEach(node -> assertThat(files(cluster.data(node))).as(cluster.name(node)).allMatch(
            ClusterMistakesIT::isNote));
    }

    /** Two of three run with data, and the third one is a stranger with an empty disk. */
    @Test
    @EnabledIfSystemProperty(named = "standfast.matrix", matches = "all", disabledReason = "long: perf/chaos runs it")
    void shouldLeaveTheDataAsItIsWhenANodeOfAnotherClusterComes()
    {
        cluster.startAll();
        cluster.kill9(2);
        cluster.wipe(2);
        try (SteadyClients clients = SteadyClients.start(cluster, 1))
        {
            cluster.start(2, "-cid", "another");

            cluster.node(2).process().awaitOutput("node node-a of cluster \"test-cluster\" answers at ");
            cluster.node(0).process().awaitOutput("node node-c of cluster \"another\" answers at ");
            clients.awaitMore(100);
            assertThat(files(cluster.data(2))).as("of the stranger").allMatch(ClusterMistakesIT::isNote);
            cluster.kill9(2);
            cluster.start(2);
            cluster.awaitReady(2);
            clients.verify();
        }
    }

    /** Who counts other members waits; who has a wrong address of one takes part. Each says so, and names it. */
    @Test
    void shouldSayWhatDiffersWhenANodeHasAnotherListOfMembers()
    {
        cluster.start(0);
        cluster.start(1);
        cluster.start(2, "-cluster_members", cluster.members() + ",node-d=127.0.0.1:4300");

        cluster.node(2).process().awaitOutput("admission: WAIT: lists of members name different nodes: ");
        cluster.node(2).process().awaitOutput("node-b's does not name node-d");
        cluster.node(0).process().awaitOutput("lists of members differ: node-c's names node-d, this node's does not; " +
            "give all nodes the same -cluster_members");
        cluster.node(0).process().awaitOutput("admission: WAIT: lists of members name different nodes");
        assertThat(cluster.answer(2, "/healthz?ready")).startsWith("503 ").contains("does not name node-d");
        IntStream.range(0, 3).forEach(node -> assertThat(cluster.data(node).resolve("IDENTITY")).doesNotExist());

        cluster.kill9(2);
        cluster.start(2);
        IntStream.range(0, 3).forEach(cluster::awaitReady);
        cluster.kill9(2);
        cluster.start(2, "-cluster_members", cluster.members().replaceFirst("node-a=127.0.0.1:\\d+",
            "node-a=127.0.0.1:1100"));
        final String found = "lists of members differ: node-c's has node-a at 127.0.0.1:1100, this node's at ";
        cluster.node(1).process().awaitOutput(found);
        assertThat(cluster.answer(1, "/clusterz?stop")).as("cluster status").contains(found);

        cluster.kill9(2);
        cluster.start(2);
        cluster.awaitReady(2);
        Await.until("all have the same list", () -> cluster.answer(1, "/clusterz?stop").contains("node-c") && !cluster
            .answer(1, "/clusterz?stop").contains("lists of members differ"));
    }

    @Test
    void shouldRefuseADirectoryOfAnotherCluster()
    {
        cluster.startAll();
        IntStream.range(0, 3).forEach(cluster::kill9);
        final List<String> before = files(cluster.data(0));
        cluster.start(0, "-cid", "another");

        cluster.node(0).awaitExit(3);
        assertThat(files(cluster.data(0))).isEqualTo(before);
        assertThat(inOneLine(cluster.node(0))).contains(
            "cluster ID \"another\" does not match recovered value of \"test-cluster\"");
        cluster.startAll();
    }

    /** The directory, its lock, and how often a node has been started on it: nothing of a cluster. */
    private static boolean isNote(final String file)
    {
        return file.isEmpty() || file.startsWith("lock ") || file.startsWith("STARTS ");
    }

    /** As it is, to the byte: names, sizes and times. */
    private static List<String> files(final Path root)
    {
        if (!Files.exists(root))
        {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(root))
        {
            return all.sorted().map(file -> root.relativize(file) + (Files.isRegularFile(file) ? " " + file.toFile()
                .length() + " " + file.toFile().lastModified() : "")).toList();
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    @Test
    void shouldRefuseADirectoryThatCannotBeWritten() throws IOException
    {
        final Path file = Files.writeString(directory.resolve("file"), "not a directory");

        assertThat(refused(1, "-cluster_node_id", "a", "-cluster_members", "a=127.0.0.1:4300", "-dir", file.resolve(
            "data").toString())).contains("could not create the data directory " + file.resolve("data"));
        assertThat(Files.readString(file)).isEqualTo("not a directory");

        // Whom permissions do not stop: a place where nobody may make a directory.
        final Path forbidden = Path.of("/proc/standfast");
        assertThat(refused(1, "-cluster_node_id", "a", "-cluster_members", "a=127.0.0.1:4300", "-dir", forbidden
            .toString())).contains("could not create the data directory " + forbidden);
    }

    @Test
    void shouldRefuseADirectoryWithoutPermission() throws IOException
    {
        assumeFalse("root".equals(System.getProperty("user.name")), "permissions do not stop root");
        final Path locked = Files.createDirectory(directory.resolve("locked"));
        Files.writeString(locked.resolve("theirs"), "what was there");
        Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("r-xr-xr-x"));
        final List<String> before = files(locked);
        try
        {
            assertThat(refused(1, "-cluster_node_id", "a", "-cluster_members", "a=127.0.0.1:4300", "-dir", locked
                .toString())).contains(locked.toString());
            assertThat(refused(1, "-cluster_node_id", "a", "-cluster_members", "a=127.0.0.1:4300", "-dir", locked
                .resolve("data").toString())).contains("could not create the data directory " + locked.resolve("data"));
            assertThat(files(locked)).isEqualTo(before);
        }
        finally
        {
            Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }
}
