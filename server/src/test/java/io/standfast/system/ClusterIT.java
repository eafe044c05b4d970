package io.standfast.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.streaming.SubscriptionOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.agrona.CloseHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Three nodes: real processes, killed and wiped, with real clients.
 */
class ClusterIT
{
    private static final long STOP_MS = 10_000;
    private static final Pattern CONNECT_URLS = Pattern.compile("\"connect_urls\":\\[([^\\]]*)\\]");

    /** Who says nothing may do everything. */
    private static final String USERS = """
        authorization { users: [ { user: ivy, password: iv1s, channels: { publish: allowed } },
                                 { user: anyone, password: any0ne } ] }
        no_auth_user: anyone
        """;

    @TempDir
    private Path directory;

    @Test
    void shouldServeThroughAnyNode()
    {
        try (TestCluster cluster = new TestCluster(directory, 3))
        {
            cluster.startAll();
            cluster.awaitLeader();
            for (int i = 0; i < cluster.size(); i++)
            {
                final String url = cluster.url(i);
                Await.until("INFO of all at " + url, () -> connectUrls(url).equals(addresses(cluster)));
                try (StanClient client = StanClient.connect(url, "client-" + i))
                {
                    client.publish("orders", "m" + i);
                    assertThat(read(client).awaitCount(i + 1).texts()).isEqualTo(texts(0, i));
                }
            }
        }
    }

    /**
     * One URL in front of all, as a load balancer and a Kubernetes Service are, and a client that knows no other: it
     * goes on when the node behind it is killed that passed it on, and then the one that led.
     */
    @Test
    void shouldGoOnThroughOneUrlWhenTheNodeBehindItIsKilled()
    {
        try (TestCluster cluster = new TestCluster(directory, 3))
        {
            cluster.startAll();
            final int leader = cluster.awaitLeader();
            final int follower = (leader + 2) % 3;
            try (RoundRobinProxy proxy = RoundRobinProxy.start(List.of(cluster.urls().split(",")), follower);
                StanClient client = StanClient.reconnectingToOne(proxy.url(), "me"))
            {
                final StanInbox inbox = client.subscribe("orders", new SubscriptionOptions.Builder()
                    .deliverAllAvailable().build());
                client.publish("orders", "m0");

                cluster.kill9(follower);
                publishAgain(client, proxy, "m1");
                cluster.start(follower);
                cluster.awaitReady(follower);

                cluster.kill9(leader);
                Await.until("another leader", () -> cluster.leader() >= 0 && cluster.leader() != leader);
                publishAgain(client, proxy, "m2");
                Await.until("all messages", () -> inbox.texts().contains("m2"));
                assertThat(inbox.texts().stream().distinct().toList()).isEqualTo(texts(0, 2));
                assertThat(proxy.met()).as("nodes behind it").startsWith(follower, leader).hasSizeGreaterThan(2);
            }
        }
    }

    /** What is under way when its connection breaks a client sends again: nobody has acknowledged it. */
    private static void publishAgain(final StanClient client, final RoundRobinProxy proxy, final String text)
    {
        Await.until(() -> text + " is acknowledged, nodes behind it: " + proxy.met(), () ->
        {
            try
            {
                client.publish("orders", text);
                return true;
            }
            catch (final IllegalStateException ex)
            {
                return false;
            }
        });
    }

    /** What a node tells whoever connects of where else to connect. */
    private static Set<String> connectUrls(final String url)
    {
        try (Conversation conversation = Conversation.open(portOf(url)))
        {
            final Matcher matcher = CONNECT_URLS.matcher(conversation.info());
            return matcher.find() ? Set.of(matcher.group(1).replace("\"", "").split(",")) : Set.of();
        }
    }

    private static Set<String> addresses(final TestCluster cluster)
    {
        return IntStream.range(0, cluster.size()).mapToObj(node -> cluster.url(node).replace("nats://", "")).collect(
            Collectors.toSet());
    }

    @Test
    void shouldGoOnAndRefuseTheSameWhenTheLeaderIsKilledAndComesBack() throws Exception
    {
        try (TestCluster cluster = new TestCluster(directory, 3, "-c", Files.writeString(directory.resolve("users"),
            USERS).toString()))
        {
            cluster.startAll();
            final int first = cluster.awaitLeader();
            final int other = (first + 1) % 3;
            try (StanClient client = StanClient.connect(cluster.url(first), "before"))
            {
                IntStream.rangeClosed(0, 9).forEach(i -> client.publish("orders", "m" + i));
            }
            assertIvyIsRestricted(cluster, other);

            cluster.kill9(first);
            Await.until("another leader", () -> cluster.leader() >= 0 && cluster.leader() != first);
            assertIvyIsRestricted(cluster, (first + 2) % 3);
            try (StanClient client = StanClient.connect(cluster.url(other), "after"))
            {
                IntStream.rangeClosed(10, 19).forEach(i -> client.publish("orders", "m" + i));
                assertThat(read(client).awaitCount(20).texts()).isEqualTo(texts(0, 19));
            }

            cluster.start(first);
            cluster.awaitReady(first);
            try (StanClient client = StanClient.connect(cluster.url(first), "returned"))
            {
                assertThat(read(client).awaitCount(20).texts()).isEqualTo(texts(0, 19));
            }
        }
    }

    /** Whichever node she comes through, and whichever leads. */
    private static void assertIvyIsRestricted(final TestCluster cluster, final int node) throws Exception
    {
        final Connection nats = Nats.connect(new Options.Builder().server(cluster.url(node)).userInfo("ivy", "iv1s")
            .noReconnect().errorListener(new StanClient.SilentListener()).build());
        try (StanClient ivy = StanClient.connect(new io.nats.streaming.Options.Builder().natsConn(nats).build(), "ivy"))
        {
            assertThatThrownBy(() -> ivy.publish("bills", "x")).hasStackTraceContaining(
                "permission denied: user \"ivy\" may not publish to channel \"bills\"");
            ivy.publish("allowed", "x");
        }
        finally
        {
            nats.close();
        }
    }

    /**
     * Names are hosts, and ports are the default ones: {@code -cluster_peers} of the old server is enough. A member has
     * others that bring it up to date: it does not wait for a snapshot that only a leader can ask for.
     */
    @Test
    void shouldFindPeersByTheirNamesAndStopAtOnce()
    {
        try (TestCluster cluster = TestCluster.ofPeers(directory))
        {
            cluster.startAll();
            final int follower = (cluster.awaitLeader() + 1) % 3;
            cluster.node(follower).process().awaitOutput("Cluster Node ID : " + cluster.name(follower));
            try (StanClient client = StanClient.connect(cluster.url(follower), "me"))
            {
                client.publish("orders", "m0");
            }
            final long startNs = System.nanoTime();

            assertThat(cluster.node(follower).sigint()).isZero();

            assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs)).isLessThan(STOP_MS);
        }
    }

    /** nats-streaming-server #1283: nodes are rolled one by one, and each loses all that it had. */
    @Test
    @EnabledIfSystemProperty(named = "standfast.matrix", matches = "all", disabledReason = "long: perf/chaos runs it")
    void shouldKeepEverythingWhenEachNodeInTurnLosesItsDisk()
    {
        try (TestCluster cluster = new TestCluster(directory, 3))
        {
            cluster.startAll();
            cluster.awaitLeader();
            int published = 0;
            for (int node = 0; node < cluster.size(); node++)
            {
                try (StanClient client = StanClient.connect(cluster.url(cluster.awaitLeader()), "roll-" + node))
                {
                    for (int i = 0; i < 10; i++)
                    {
                        client.publish("orders", "m" + published++);
                    }
                }
                cluster.kill9(node);
                cluster.wipe(node);
                cluster.start(node);
                cluster.awaitReady(node);
            }

            for (int node = 0; node < cluster.size(); node++)
            {
                try (StanClient client = StanClient.connect(cluster.url(node), "reader-" + node))
                {
                    assertThat(read(client).awaitCount(published).texts()).isEqualTo(texts(0, published - 1));
                }
            }
        }
    }

    /** An operator who knows that the third one has nothing does not wait for it. */
    @Test
    void shouldFormWithTwoOfThreeWhenThatIsOrderedAndSeedTheThird()
    {
        try (TestCluster cluster = new TestCluster(directory, 3))
        {
            cluster.start(0, "-cluster_bootstrap");
            cluster.start(1);
            cluster.awaitReady(0);
            cluster.awaitReady(1);
            assertThat(cluster.node(0).process().output()).contains("admission: FORM: ordered by -cluster_bootstrap");
            try (StanClient client = StanClient.connect(cluster.url(cluster.awaitLeader()), "first"))
            {
                client.publish("orders", "m0");
            }

            cluster.start(2);
            cluster.awaitReady(2);
            assertThat(cluster.node(2).process().output()).contains("seeding: complete");
            cluster.verify(Map.of("orders", List.of("m0")));
        }
    }

    /** Their machine dies while they begin: nobody has data, and nobody waits for somebody who had. */
    @ParameterizedTest
    @ValueSource(strings = {"admission: WAIT: ", "admission: cluster ", "admission: LAUNCH: "})
    @EnabledIfSystemProperty(named = "standfast.matrix", matches = "all", disabledReason = "long: perf/chaos runs it")
    void shouldFormWhenAllAreKilledWhileTheyForm(final String moment)
    {
        try (TestCluster cluster = new TestCluster(directory, 3))
        {
            IntStream.range(0, 3).forEach(cluster::start);
            cluster.node(2).process().awaitOutput(moment);
            IntStream.range(0, 3).forEach(cluster::kill9);

            cluster.startAll();
            try (StanClient client = StanClient.connect(cluster.url(cluster.awaitLeader()), "first"))
            {
                client.publish("orders", "m0");
            }
            cluster.verify(Map.of("orders", List.of("m0")));
        }
    }

    /** It stands before its first decision: whoever looks after processes is answered all the while. */
    @Test
    void shouldAnswerForItsHealthBeforeItIsAdmitted()
    {
        final int port = ChildProcess.freePort();
        try (TestCluster cluster = new TestCluster(directory, 3))
        {
            cluster.environment(0, Debugger.suspended(port));
            cluster.start(0);
            try (Debugger debugger = Debugger.awaitAttached(port).armBeforeUse(
                "io.standfast.replication.restore.AdmissionTable", "decide"))
            {
                Await.until("it is alive", () -> cluster.answer(0, "/healthz?live").startsWith("200 "));
                assertThat(cluster.answer(0, "/healthz?ready")).startsWith("503 ").contains("\"reason\": ");
                assertThat(cluster.node(0).process().output()).contains("Starting http monitor on ").doesNotContain(
                    "admission:");
                debugger.disarm();
            }
            cluster.node(0).process().awaitOutput("admission: WAIT: ");
        }
    }

    /** The three commands and configurations of {@code cluster example}, with ports that are free here. */
    @Test
    void shouldSayWhetherANodeMayBeStopped() throws IOException
    {
        final String[] commands;
        try (ServerProcess writer = ServerProcess.run(directory, "standfast", "cluster", "example",
            directory.toString()))
        {
            assertThat(writer.process().awaitExit()).isZero();
            commands = writer.process().out().split("\n");
        }
        assertThat(commands).hasSize(4).endsWith("bin/standfast cluster status http://127.0.0.1:8222");
        try (TestCluster free = new TestCluster(directory, 3))
        {
            final String[] urls = IntStream.range(0, 3).mapToObj(free::monitorUrl).toArray(String[]::new);
            final ServerProcess[] nodes = new ServerProcess[3];
            for (int node = 0; node < 3; node++)
            {
                move(free, node);
            }
            try
            {
                nodes[0] = example(commands[0]);
                Await.until("it knows itself", () -> status(urls[0]).contains("Starting  EMPTY"));
                assertThat(status(urls[0])).contains("exit 1").contains("Do not stop this node now: nobody leads")
                    .contains("* a                Starting  EMPTY").contains("  b                Silent");
                nodes[1] = example(commands[1]);
                nodes[2] = example(commands[2]);
                Await.until("all are complete", () -> status(urls[0]).contains("exit 0"));
                assertThat(status(urls[0])).contains(
                    "This node may be stopped now: 2 of the other 2 nodes are complete");

                try (StanClient client = StanClient.connect(free.url(1), "channels"))
                {
                    IntStream.rangeClosed(1, 12).forEach(i -> client.publish("orders." + i % 3, "m" + i));
                }
                assertThat(channels(urls)).contains("exit 0").containsPattern(
                    "orders\\.1 +1 +1 +4 +[0-9a-f]{16}\n").contains(
                        urls[1] + ": 3 of 3 channels are equal; it is " +
                            "complete",
                        urls[2] + ": 3 of 3 channels are equal; it is complete");

                assertThat(channels(urls, "--json")).contains("exit 0", "\"may_stop\": true", "\"name\": \"orders.1\"",
                    "\"orders.1\": \"equal\"", "\"complete\": true").doesNotContain("\"complete\": false");

                nodes[2].kill9();

                Await.until("one is missing", () -> status(urls[0]).contains("exit 1"));
                assertThat(status(urls[0])).contains("Do not stop this node now: ");
            }
            finally
            {
                CloseHelper.closeAll(nodes);
            }
        }
    }

    /** What {@code bin/standfast server -c FILE &} of the example does. */
    private ServerProcess example(final String command)
    {
        final String[] words = command.split(" ");
        assertThat(words).hasSize(5).startsWith("bin/standfast", "server", "-c").endsWith("&");
        return ServerProcess.run(directory, "standfast", "server", "-c", words[3]);
    }

    private void move(final TestCluster free, final int node) throws IOException
    {
        final Path file = directory.resolve((char) ('a' + node) + ".conf");
        String text = Files.readString(file).replace("port: " + (4222 + node), "port: " + portOf(free.url(node)))
            .replace("http: " + (8222 + node), "http: " + portOf(free.monitorUrl(node)));
        for (int other = 0; other < 3; other++)
        {
            text = text.replace("127.0.0.1:" + (4300 + 10 * other), free.doors()[other]);
        }
        Files.writeString(file, text);
    }

    private static int portOf(final String url)
    {
        return Integer.parseInt(url.substring(url.lastIndexOf(':') + 1));
    }

    private String channels(final String[] urls, final String... more)
    {
        final String[] arguments = Stream.of(new String[]{"cluster", "status", "--channels"}, more, urls).flatMap(
            Stream::of).toArray(String[]::new);
        try (ServerProcess tool = ServerProcess.run(directory, "standfast", arguments))
        {
            final int exit = tool.process().awaitExit();
            return tool.process().out() + "exit " + exit;
        }
    }

    private String status(final String url)
    {
        final AtomicReference<String> text = new AtomicReference<>("");
        Await.until("an answer", () ->
        {
            try (ServerProcess tool = ServerProcess.run(directory, "standfast", "cluster", "status", url))
            {
                final int exit = tool.process().awaitExit();
                text.set(tool.process().out() + "exit " + exit);
                return tool.process().out().contains("NODE");
            }
        });
        return text.get();
    }

    private static StanInbox read(final StanClient client)
    {
        return client.subscribe("orders", new SubscriptionOptions.Builder().deliverAllAvailable().build());
    }

    private static List<String> texts(final int from, final int to)
    {
        return IntStream.rangeClosed(from, to).mapToObj(i -> "m" + i).toList();
    }
}
