package io.standfast.system;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.nats.streaming.SubscriptionOptions;
import io.standfast.server.migrate.SampleStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Encryption at rest with real processes and clients: what lies on the disk, who may start on it, and that all of it
 * is read again.
 */
class EncryptionIT
{
    private static final String CHANNEL = "orders";
    private static final String SECRET = "zebra-crossing-";
    private static final String PLAIN = "lion-tamer-";
    private static final String KEY = "swordfish-sesame";
    private static final Pattern MONITOR = Pattern.compile("Starting http monitor on [^ ]*:(\\d+)");
    private static final Pattern BUFFERS = Pattern.compile("Aeron's buffers are in (/dev/shm/standfast-\\S+)");
    private static final String CONFIGURATION = """
        streaming {
            store: file
            dir: "%s"
            encryption_key: "swordfish-sesame"
            store_limits { channels {
                orders { max_deliveries: 1, dead_letter: dead }
                dead { max_deliveries: 1, dead_letter: buried }
                buried { max_deliveries: 0 }
            } }
        }
        """;
    private static final int MESSAGES = 20;
    private static final int CHUNK = 1024 * 1024;

    @TempDir
    private Path directory;

    private static Map<String, String> key(final String key)
    {
        return Map.of("NATS_STREAMING_ENCRYPTION_KEY", key);
    }

    private ServerProcess start(final Map<String, String> environment, final String... flags)
    {
        return run(environment, flags).awaitReady();
    }

    private ServerProcess run(final Map<String, String> environment, final String... flags)
    {
        final List<String> arguments = new ArrayList<>(List.of("server", "-p", "-1"));
        arguments.addAll(List.of(flags));
        return ServerProcess.run(directory, environment, "standfast", arguments.toArray(new String[0]));
    }

    private String refused(final Map<String, String> environment, final String... flags)
    {
        try (ServerProcess server = run(environment, flags))
        {
            assertThat(server.process().awaitExit()).isEqualTo(1);
            return server.process().output();
        }
    }

    private static void publish(final String url, final String text)
    {
        try (StanClient client = StanClient.connect(url, "publisher"))
        {
            IntStream.range(0, MESSAGES).forEach(i -> client.publish(CHANNEL, text + i));
        }
    }

    private static List<String> read(final String url, final int count)
    {
        try (StanClient client = StanClient.connect(url, "reader"))
        {
            return client.subscribe(CHANNEL, new SubscriptionOptions.Builder().deliverAllAvailable().build())
                .awaitCount(count).texts();
        }
    }

    private static List<String> texts(final String text)
    {
        return IntStream.range(0, MESSAGES).mapToObj(i -> text + i).toList();
    }

    /** Log, store, snapshots, and whatever else lies there. */
    private static List<Path> holding(final Path data, final String text)
    {
        try (Stream<Path> files = Files.walk(data))
        {
            return files.filter(Files::isRegularFile).filter(file -> holds(file, text)).toList();
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    private static boolean holds(final Path file, final String text)
    {
        String end = "";
        try (InputStream in = Files.newInputStream(file))
        {
            for (byte[] chunk = in.readNBytes(CHUNK); chunk.length > 0; chunk = in.readNBytes(CHUNK))
            {
                final String look = end + new String(chunk, ISO_8859_1);
                if (look.contains(text))
                {
                    return true;
                }
                end = look.substring(Math.max(0, look.length() - text.length()));
            }
            return false;
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    @Test
    void shouldReadAllWithTheKeyAndServeNothingWithoutIt()
    {
        final Path data = directory.resolve("data");
        try (ServerProcess server = start(key("a key"), "-encrypt"))
        {
            publish(server.url(), SECRET);
            server.kill9();
        }
        assertThat(refused(key("another key"), "-encrypt")).contains("holds messages that are encrypted with another " +
            "key").contains("; nothing was changed");
        assertThat(refused(Map.of())).contains("holds encrypted messages: give their key in the environment variable");
        try (ServerProcess server = start(key("a key"), "-encrypt", "-encryption_cipher", "chacha"))
        {
            assertThat(server.process().output()).contains("Encryption at rest: on, new messages with CHACHA");
            assertThat(read(server.url(), MESSAGES)).isEqualTo(texts(SECRET));
            publish(server.url(), SECRET);
            // So that there is a snapshot, too.
            assertThat(server.sigint()).isZero();
        }
        assertThat(holding(data, SECRET)).as("plain text on the disk").isEmpty();

        try (ServerProcess server = start(key("a key")))
        {
            assertThat(server.process().output()).contains("Encryption at rest: off");
            publish(server.url(), PLAIN);
            assertThat(read(server.url(), 3 * MESSAGES)).startsWith(texts(SECRET).get(0)).endsWith(texts(PLAIN)
                .toArray(new String[0]));
            server.kill9();
        }
        assertThat(holding(data, PLAIN)).as("log and store, when they are not encrypted")
            .hasSizeGreaterThanOrEqualTo(2);
        assertThat(holding(data, SECRET)).isEmpty();
    }

    @Test
    void shouldGoOnAfterAFailoverAndKeepOutANodeWithAnotherKey()
    {
        try (TestCluster cluster = new TestCluster(directory, 3, "-encrypt"))
        {
            IntStream.range(0, 3).forEach(node -> cluster.environment(node, with("a key")));
            cluster.startAll();
            final int leader = cluster.awaitLeader();
            publish(cluster.url(leader), SECRET);

            cluster.kill9(leader);
            final int next = cluster.awaitLeader();
            assertThat(read(cluster.url(next), MESSAGES)).isEqualTo(texts(SECRET));
            publish(cluster.url(next), SECRET);

            cluster.environment(leader, with("another key"));
            // It is told by the file in its directory, and without that by the others.
            cluster.wipe(leader);
            cluster.start(leader);
            cluster.node(leader).process().awaitOutput("have another key of the encryption at rest than this node");
            assertThat(cluster.data(leader).resolve("IDENTITY")).doesNotExist();
            assertThat(read(cluster.url(next), 2 * MESSAGES)).hasSize(2 * MESSAGES);
            IntStream.range(0, 3).forEach(node -> assertThat(holding(cluster.data(node), SECRET)).isEmpty());
        }
    }

    /**
     * Dead letters twice over are read; the key shows nowhere; a backup keeps what is encrypted and needs no key; what
     * is restored from it is for that key only.
     */
    @Test
    void shouldKeepDeadLettersAndBackupsEncryptedAndTheKeyToItself() throws IOException
    {
        final Path file = directory.resolve("backup.jsonl");
        final Path configuration = Files.writeString(directory.resolve("s.conf"), CONFIGURATION.formatted(directory
            .resolve("data")));
        try (ServerProcess server = start(Map.of(), "-sc", configuration.toString(), "-m", "-1", "-a", "127.0.0.1"))
        {
            try (StanClient client = StanClient.connect(server.url(), "worker"))
            {
                client.publish("orders", SECRET + 1);
                client.subscribe("orders", unwilling());
                client.subscribe("dead", unwilling());
                assertThat(client.subscribe("buried", unwilling()).awaitCount(1).texts()).containsExactly(SECRET + 1);
            }
            final String monitor = monitor(server);
            final Path data = directory.resolve("data");
            assertThat(tool(0, Map.of(), "channel", "view", "buried", "--server", monitor, "--dir", data.toString()))
                .contains(SECRET + 1);
            tool(0, Map.of(), "backup", file.toString(), "--rate", "0", "--server", monitor, "--dir", data.toString());
            requireKeyNowhere(server, monitor, configuration);
            final Matcher buffers = BUFFERS.matcher(server.process().output());
            assertThat(buffers.find()).isTrue();
            assertThat(holding(Path.of(buffers.group(1)), SECRET)).as("plain text in shared memory").isEmpty();
            assertThat(holding(data, SECRET)).isEmpty();
            assertThat(server.sigint()).isZero();
        }
        assertThat(holding(file, SECRET)).as("plain text in the backup").isEmpty();
        restoreAndServe(file, directory.resolve("restored"));
    }

    private void restoreAndServe(final Path file, final Path restored)
    {
        assertThat(tool(1, key(KEY), "restore", file.toString(), restored.toString(), "--encrypt")).contains(
            "messages are encrypted at rest already");
        tool(0, Map.of(), "restore", file.toString(), restored.toString());

        assertThat(refused(Map.of(), "-dir", restored.toString())).contains("holds encrypted messages");
        assertThat(refused(key("another"), "-dir", restored.toString(), "-encrypt")).contains("another key");
        try (ServerProcess server = start(key(KEY), "-dir", restored.toString(), "-encrypt");
            StanClient client = StanClient.connect(server.url(), "reader"))
        {
            assertThat(client.subscribe("buried", unwilling()).awaitCount(1).texts()).containsExactly(SECRET + 1);
        }
    }

    private void requireKeyNowhere(final ServerProcess server, final String monitor, final Path configuration)
        throws IOException
    {
        final Path bundle = directory.resolve("bundle.tar.gz");
        tool(List.of(0, 1, 2), Map.of(), "doctor", "--url", monitor, "--pid", Long.toString(server.process().pid()),
            "--bundle", bundle.toString(), "--", "-sc", configuration.toString());
        try (InputStream in = new GZIPInputStream(Files.newInputStream(bundle)))
        {
            assertThat(new String(in.readAllBytes(), ISO_8859_1)).contains("encryption_key", "/varz").doesNotContain(
                KEY);
        }
        assertThat(tool(0, key(KEY), "config", "show", "-sc", configuration.toString())).contains("encryption_key")
            .doesNotContain(KEY);
        assertThat(server.process().output()).doesNotContain(KEY);
    }

    private static String monitor(final ServerProcess server)
    {
        final Matcher matcher = MONITOR.matcher(server.process().output());
        assertThat(matcher.find()).isTrue();
        return "http://127.0.0.1:" + matcher.group(1);
    }

    private static SubscriptionOptions unwilling()
    {
        return new SubscriptionOptions.Builder().deliverAllAvailable().manualAcks().ackWait(Duration.ofSeconds(1))
            .build();
    }

    /** A store that the original has encrypted becomes one of ours, encrypted with the same key. */
    @Test
    void shouldMigrateIntoEncryptedDataAndExportItInPlain() throws IOException
    {
        final Path old = SampleStore.unpack("encrypted-aes", directory).store();
        final Path data = directory.resolve("data");
        final Map<String, String> key = key("mysecret");

        tool(0, key, "migrate", "run", old.toString(), data.toString(), "--encrypt");

        assertThat(holding(data, "order 25")).as("plain text on the disk").isEmpty();
        assertThat(tool(1, Map.of(), "export", data.toString())).contains("holds encrypted messages");
        assertThat(tool(0, key, "export", data.toString())).contains("order 25");
        assertThat(refused(Map.of())).contains("holds encrypted messages");
        try (ServerProcess server = start(key, "-encrypt"))
        {
            assertThat(read(server.url(), 500)).contains("order 25");
        }
        // What is plain in the file is encrypted on its way, with another key.
        final Path plain = directory.resolve("plain.jsonl");
        final Path restored = directory.resolve("restored");
        tool(0, key, "export", data.toString(), "--output", plain.toString());
        assertThat(tool(1, Map.of(), "restore", plain.toString(), restored.toString(), "--encrypt")).contains(
            "encryption key required");
        tool(0, key(KEY), "restore", plain.toString(), restored.toString(), "--encrypt");
        assertThat(holding(restored, "order 25")).isEmpty();
        assertThat(tool(1, key, "export", restored.toString())).contains("another key");
        final Path again = directory.resolve("again.jsonl");
        tool(0, key(KEY), "export", restored.toString(), "--output", again.toString());
        assertThat(Files.readString(again)).isEqualTo(Files.readString(plain));
    }

    private String tool(final int code, final Map<String, String> environment, final String... arguments)
    {
        return tool(List.of(code), environment, arguments);
    }

    private String tool(final List<Integer> codes, final Map<String, String> environment, final String... arguments)
    {
        try (ServerProcess tool = ServerProcess.run(directory, environment, "standfast", arguments))
        {
            assertThat(tool.process().awaitExit()).as(tool.process().output()).isIn(codes);
            return tool.process().output();
        }
    }

    private static Map<String, String> with(final String key)
    {
        final Map<String, String> environment = new HashMap<>();
        environment.putAll(key(key));
        return environment;
    }
}
