package io.standfast.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.nats.streaming.SubscriptionOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.agrona.CloseHelper;

/**
 * Three servers of one cluster on this machine, as processes. Owned by the test's thread; killed when closed.
 */
final class TestCluster implements AutoCloseable
{
    private static final int PORTS = 10;
    /** The port that nodes take when nobody names one. */
    private static final int DEFAULT_PORT = 4300;
    /** Nobody else on this machine uses these addresses of the loopback interface. */
    private static final String LOOPBACK = "127.77.0.";
    static final Map<String, String> ADMIN = Map.of("STANDFAST_ADMIN_USER", "ops", "STANDFAST_ADMIN_PASSWORD",
        "secret");

    private final Path directory;
    private final Namespaces namespaces;
    private final boolean arePeers;
    private final List<String> flags;
    private final ServerProcess[] nodes;
    private final List<ServerProcess> all = new ArrayList<>();
    private final int[] basePorts;
    private final int[] clientPorts;
    private final int[] monitorPorts;
    private final Map<Integer, Map<String, String>> environments = new HashMap<>();
    private final Map<Integer, Path> trees = new HashMap<>();

    TestCluster(final Path directory, final int size, final String... flags)
    {
        this(directory, size, null, false, flags);
    }

    /** Named by their hosts, and otherwise not told where they are. */
    static TestCluster ofPeers(final Path directory, final String... flags)
    {
        return new TestCluster(directory, 3, null, true, flags);
    }

    /** Each node in a namespace of its own. */
    TestCluster(final Path directory, final Namespaces namespaces, final String... flags)
    {
        this(directory, 3, namespaces, false, flags);
    }

    private TestCluster(final Path directory, final int size, final Namespaces namespaces, final boolean arePeers,
        final String... flags)
    {
        this.namespaces = namespaces;
        this.arePeers = arePeers;
        this.directory = directory;
        this.flags = Arrays.asList(flags);
        nodes = new ServerProcess[size];
        basePorts = new int[size];
        Arrays.setAll(basePorts, i -> arePeers ? DEFAULT_PORT : freePorts());
        clientPorts = IntStream.range(0, size).map(i -> ChildProcess.freePort()).toArray();
        monitorPorts = IntStream.range(0, size).map(i -> ChildProcess.freePort()).toArray();
    }

    int size()
    {
        return nodes.length;
    }

    String name(final int node)
    {
        return arePeers ? host(node) : "node-" + (char) ('a' + node);
    }

    ServerProcess node(final int node)
    {
        return nodes[node];
    }

    /** Where clients connect: at the broker, if there is one. */
    String url(final int node)
    {
        final int broker = flags.indexOf("-ns");
        return broker < 0 ? "nats://" + host(node) + ":" + clientPorts[node] : flags.get(broker + 1);
    }

    /** Where a node's pages are. */
    String monitorUrl(final int node)
    {
        return "http://" + host(node) + ":" + monitorPorts[node];
    }

    private String host(final int node)
    {
        return arePeers ? LOOPBACK + (node + 1) : namespaces == null ? "127.0.0.1" : namespaces.host(node);
    }

    /** Where clients of the Aeron door find the nodes. */
    String[] doors()
    {
        return IntStream.range(0, size()).mapToObj(node -> host(node) + ":" + basePorts[node]).toArray(String[]::new);
    }

    /** All of them, as a client that knows its cluster is told. */
    String urls()
    {
        return IntStream.range(0, size()).mapToObj(this::url).collect(Collectors.joining(","));
    }

    Path data(final int node)
    {
        return directory.resolve(name(node)).resolve("data");
    }

    void startAll()
    {
        IntStream.range(0, size()).forEach(this::start);
        IntStream.range(0, size()).forEach(this::awaitReady);
    }

    void start(final int node, final String... more)
    {
        nodes[node] = run(node, data(node), more);
        all.add(nodes[node]);
    }

    /** Another process with a node's name and address and a directory of its own. */
    ServerProcess twin(final int node, final Path data)
    {
        return run(node, data, "-m", "-1");
    }

    /** The same with an address of its own, which its list has and the others' have not. */
    ServerProcess elsewhere(final int node, final Path data)
    {
        return run(node, data, "-m", "-1", "-p", "-1", "-cluster_members", members().replace(host(node) + ":" +
            basePorts[node], host(node) + ":" + freePorts()));
    }

    private ServerProcess run(final int node, final Path data, final String... more)
    {
        final List<String> arguments = new ArrayList<>(List.of("server", "-clustered", "-cluster_node_id", name(node),
            arePeers ? "-cluster_peers" : "-cluster_members", arePeers ? peers() : members(), "-dir", data.toString(),
            "-a", host(node), "-p", Integer.toString(clientPorts[node]), "-m", Integer.toString(monitorPorts[node])));
        arguments.addAll(flags);
        arguments.addAll(Arrays.asList(more));
        return ServerProcess.runIn(trees.getOrDefault(node, ChildProcess.ROOT), namespaces == null ? List.of()
            : namespaces.inside(node), environments.getOrDefault(node, Map.of()), directory.resolve(name(node)),
            arguments);
    }

    /** All of them, as {@code -cluster_peers} names them. */
    private String peers()
    {
        return IntStream.range(0, size()).mapToObj(this::name).collect(Collectors.joining(","));
    }

    /** All of them, as {@code -cluster_members} names them. */
    String members()
    {
        return IntStream.range(0, size()).mapToObj(i -> name(i) + "=" + host(i) + ":" + basePorts[i]).collect(Collectors
            .joining(","));
    }

    /** For the next starts of a node. */
    void environment(final int node, final Map<String, String> environment)
    {
        environments.put(node, environment);
    }

    /** Source tree whose build a node is started with from now on. */
    void tree(final int node, final Path tree)
    {
        trees.put(node, tree);
    }

    /** Another machine takes its place: same name, no data, another address. */
    void replaceMachine(final int node)
    {
        wipe(node);
        basePorts[node] = freePorts();
        clientPorts[node] = ChildProcess.freePort();
    }

    /** Its data is whole, and it follows or leads. */
    void awaitReady(final int node)
    {
        nodes[node].process().awaitOutput("Store location: ");
    }

    /** The others keep on disk what they know of a node now: they do so once a second while that changes. */
    void awaitRemembered(final int node)
    {
        // A node says five times a second how far it is.
        final long sinceMs = System.currentTimeMillis() + 400;
        IntStream.range(0, nodes.length).filter(other -> other != node).forEach(other -> Await.until(name(other) +
            " writes what it knows", () -> modifiedMs(data(other).resolve("PEERS")) > sinceMs));
    }

    private static long modifiedMs(final Path file)
    {
        try
        {
            return Files.exists(file) ? Files.getLastModifiedTime(file).toMillis() : 0;
        }
        catch (final IOException ex)
        {
            // It is being replaced.
            return 0;
        }
    }

    /** The node that says that it leads, or -1. */
    int leader()
    {
        int leader = -1;
        String latest = "";
        for (int i = 0; i < size(); i++)
        {
            final String output = nodes[i] == null || !nodes[i].process().isAlive() ? "" : nodes[i].process().output();
            final int at = output.lastIndexOf("Streaming Server is ready");
            if (at >= 0 && output.indexOf("lost leadership", at) < 0)
            {
                // [pid] date time [INF] ...: the later date is the greater text.
                final String line = output.substring(0, at).substring(output.lastIndexOf('\n', at) + 1);
                final String time = line.substring(line.indexOf("] ") + 2);
                if (time.compareTo(latest) > 0)
                {
                    latest = time;
                    leader = i;
                }
            }
        }
        return leader;
    }

    int awaitLeader()
    {
        return Await.number("a leader", this::leader, found -> found >= 0);
    }

    /** Take a snapshot, with Aeron's own tool. */
    void snapshot()
    {
        try (ChildProcess tool = requestSnapshot())
        {
            if (tool.awaitExit() != 0 || !tool.output().contains("SNAPSHOT applied successfully"))
            {
                throw new AssertionError("no snapshot: " + tool.output());
            }
        }
    }

    /** Ask for one and do not wait for it. */
    ChildProcess requestSnapshot()
    {
        final int leader = awaitLeader();
        final List<String> command = List.of(System.getProperty("java.home") + "/bin/java",
            "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED", "-cp", ChildProcess.ROOT.resolve(
                "server/target/standfast-server.jar").toString(),
            "io.aeron.cluster.ClusterTool", data(leader).resolve(
                "cluster").toString(),
            "snapshot");
        return ChildProcess.start(directory, Map.of(), command);
    }

    /** Flags of a cluster that takes orders of {@link #order}. */
    static String[] admins(final Path directory)
    {
        try
        {
            Files.createDirectories(directory);
            return new String[]{"-sc", Files.writeString(directory.resolve("admin.conf"),
                "streaming { admin { user: ops, password: secret } }").toString()};
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    /** What {@code standfast} says when an operator asks a node for something. */
    String order(final int node, final String... arguments)
    {
        final List<String> command = new ArrayList<>(List.of(arguments));
        command.addAll(List.of("--server", monitorUrl(node)));
        return OperatorOrder.carriedOut(directory, ADMIN, command.toArray(new String[0]));
    }

    /** Every record of a node's store, one a line; or how the tool ended that was to read them. */
    String dump(final int node)
    {
        try (ServerProcess tool = ServerProcess.run(directory, "standfast", "store", "dump", data(node).toString()))
        {
            final int code = tool.process().awaitExit();
            return code == 0 ? tool.process().out() : "exit " + code + ": " + tool.process().output();
        }
    }

    /** Empty when there are none, or they cannot be read: neither is what a scenario ends with. */
    private String records(final int node, final String text)
    {
        final String dump = dump(node);
        return dump.startsWith("exit ") ? "" : dump.lines().filter(line -> line.startsWith("segment=") && line.contains(
            text)).collect(Collectors.joining("\n"));
    }

    /** All nodes hold the same records at the same places. */
    void awaitSameStores()
    {
        awaitSameStores("");
    }

    /** The same of records whose line holds a text: segments in which nothing lives go at their node's leisure. */
    void awaitSameStores(final String text)
    {
        final List<String> dumps = new ArrayList<>();
        final boolean isSame = Await.isTrueWithin(Await.DEADLINE, () ->
        {
            // One may end later than a scenario waits for it: ten seconds after its archive has died.
            IntStream.range(0, size()).filter(node -> nodes[node].hasHalted()).forEach(this::start);
            dumps.clear();
            IntStream.range(0, size()).mapToObj(node -> records(node, text)).forEach(dumps::add);
            return !dumps.contains("") && dumps.stream().distinct().count() == 1;
        });
        assertThat(isSame).as(() -> "equal stores, and none without records: " + (dumps.contains("") ? dump(dumps
            .indexOf("")) : dumps)).isTrue();
    }

    /**
     * What the scenario promises at its end: whatever was acknowledged is there, in order, and equal on all nodes.
     */
    void verify(final Map<String, List<String>> acknowledged)
    {
        verifyExits();
        final int leader = awaitLeader();
        try (StanClient client = StanClient.connect(url(leader), "verifier"))
        {
            acknowledged.forEach((channel, texts) ->
            {
                final StanInbox inbox = client.subscribe(channel,
                    new SubscriptionOptions.Builder().deliverAllAvailable()
                        .maxInFlight(100_000).build());
                final Set<String> wanted = new HashSet<>(texts);
                Await.until("all acknowledged messages of " + channel, () -> new HashSet<>(inbox.texts()).containsAll(
                    wanted));
                final List<String> delivered = inbox.texts();
                assertThat(delivered.stream().filter(wanted::contains).distinct().toList()).as(channel)
                    .isEqualTo(texts);
                assertThat(inbox.sequences()).as("sequences of " + channel).isEqualTo(LongStream.rangeClosed(1,
                    delivered.size()).boxed().toList());
            });
        }
        awaitSameStores();
        awaitSameChannels();
        verifyExits();
    }

    /** No process has ended but those that were killed, and those that the scenario says end, with their code. */
    void verifyExits()
    {
        assertThat(all.stream().map(ServerProcess::unexpectedExit).filter(text -> !text.isEmpty()).toList()).as(
            "processes that ended").isEmpty();
    }

    /** All nodes are ready, and their engines hold the same of each channel: epoch, first and last, digest. */
    void awaitSameChannels()
    {
        final List<String> views = new ArrayList<>();
        final boolean isSame = Await.isTrueWithin(Await.DEADLINE, () ->
        {
            views.clear();
            IntStream.range(0, size()).mapToObj(node -> monitor(node, "/healthz?ready") == null ? null
                : monitor(node, "/clusterz/channels?text")).forEach(views::add);
            return !views.contains(null) && !views.contains("") && views.stream().distinct().count() == 1;
        });
        assertThat(isSame).as(() -> "equal channels: " + views).isTrue();
    }

    /** What a node's page says, or null when it does not say 200. */
    String monitor(final int node, final String path)
    {
        try (InputStream page = new URL("http://" + host(node) + ":" + monitorPorts[node] + path).openStream())
        {
            return new String(page.readAllBytes(), StandardCharsets.UTF_8);
        }
        catch (final IOException ex)
        {
            return null;
        }
    }

    /** Code and text of a node's page, or an empty text while nobody answers. */
    String answer(final int node, final String path)
    {
        try
        {
            final HttpURLConnection page = (HttpURLConnection) new URL(monitorUrl(node) + path).openConnection();
            final int code = page.getResponseCode();
            try (InputStream body = code < HttpURLConnection.HTTP_BAD_REQUEST ? page.getInputStream()
                : page.getErrorStream())
            {
                return code + " " + new String(body.readAllBytes(), StandardCharsets.UTF_8);
            }
        }
        catch (final IOException ex)
        {
            return "";
        }
    }

    void kill9(final int node)
    {
        nodes[node].kill9();
        nodes[node].close();
    }

    void wipe(final int node)
    {
        delete(data(node));
    }

    /** As files are copied that have holes: Chronicle makes those of old segments long again when a node starts. */
    static void copy(final Path from, final Path to)
    {
        try
        {
            assertThat(new ProcessBuilder("cp", "-a", "--sparse=always", "-T", from.toString(), to.toString())
                .inheritIO().start().waitFor()).isZero();
        }
        catch (final IOException | InterruptedException ex)
        {
            throw new IllegalStateException(ex);
        }
    }

    /** Segments of a node's store, oldest first. */
    Path[] segments(final int node)
    {
        try (Stream<Path> files = Files.list(data(node).resolve("store")))
        {
            return files.filter(file -> file.toString().endsWith(".cq4")).sorted().toArray(Path[]::new);
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    /**
     * What happens to files on bad disks. Where a byte changes, what describes the segment is lost, too: a start
     * believes it, and leaves what has changed behind it to the scrub (ClusterScrubIT).
     */
    static void damage(final Path segment, final String damage)
    {
        try (RandomAccessFile file = new RandomAccessFile(segment.toFile(), "rw"))
        {
            switch (damage)
            {
                case "deleted" -> Files.delete(segment);
                case "truncated" -> file.setLength(file.length() / 2);
                case "exchanged" -> exchange(segment);
                default -> {
                    flip(segment, 33_100);
                    Files.deleteIfExists(Path.of(segment.toString().replace(".cq4", ".idx")));
                }
            }
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    /** A segment that is whole, and not the one of its name: of a later time, with other records of the channels. */
    private static void exchange(final Path segment) throws IOException
    {
        try (Stream<Path> files = Files.list(segment.getParent()))
        {
            final Path other = files.filter(file -> file.toString().endsWith(".cq4") && file.compareTo(segment) > 0)
                .sorted().findFirst().orElseThrow();
            Files.copy(other, segment, StandardCopyOption.REPLACE_EXISTING);
        }
        Files.deleteIfExists(Path.of(segment.toString().replace(".cq4", ".idx")));
    }

    static void flip(final Path path, final long offset)
    {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw"))
        {
            file.seek(offset);
            final int old = file.read();
            file.seek(offset);
            file.write(old ^ 4);
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    /** Recordings of a node's archive but for the log, which is the first. */
    List<Path> snapshots(final int node)
    {
        try (Stream<Path> files = Files.list(data(node).resolve("archive")))
        {
            return files.filter(file -> file.toString().endsWith(".rec") && !file.getFileName().toString().startsWith(
                "0-")).toList();
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    static void delete(final Path tree)
    {
        try (Stream<Path> files = Files.walk(tree))
        {
            for (final Path file : files.sorted(Comparator.reverseOrder()).toList())
            {
                Files.delete(file);
            }
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    /**
     * The first of ten ports that nobody uses, no other node of this cluster either, below those that the system gives
     * to whoever wants any.
     */
    private int freePorts()
    {
        while (true)
        {
            final int base = ThreadLocalRandom.current().nextInt(1_200, 3_200) * PORTS;
            if (Arrays.stream(basePorts).noneMatch(other -> other == base) && IntStream.range(base, base + PORTS)
                .allMatch(TestCluster::isFree))
            {
                return base;
            }
        }
    }

    private static boolean isFree(final int port)
    {
        try (ServerSocket socket = new ServerSocket(port); DatagramSocket datagrams = new DatagramSocket(port))
        {
            return socket.isBound() && datagrams.isBound();
        }
        catch (final IOException ex)
        {
            return false;
        }
    }

    @Override
    public void close()
    {
        CloseHelper.closeAll(nodes);
    }
}
