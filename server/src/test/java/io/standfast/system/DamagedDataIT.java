package io.standfast.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.nats.streaming.SubscriptionOptions;

/**
 * A data directory that is not whole never becomes a new empty server: one clear line, exit code 3, nothing moved.
 */
class DamagedDataIT
{
    private static final int MESSAGES = 500;

    @TempDir
    private static Path directory;
    private static Path good;

    /**
     * What has happened to the directory.
     */
    private enum Damage
    {
        ARCHIVE_LOST, CLUSTER_LOST, STORE_LOST, IDENTITY_LOST, IDENTITY_GARBAGE, FOREIGN_STAMP, STAMP_LOST,
        SEGMENT_MISSING, SEGMENT_TRUNCATED, SEGMENT_FLIPPED, SNAPSHOT_RECORDING_MISSING, SNAPSHOT_FLIPPED,
        RECORDING_LOG_LOST
    }

    @BeforeAll
    static void write()
    {
        good = directory.resolve("good");
        try (
            ServerProcess server = ServerProcess.start(directory.resolve("first"), "-p", "-1", "-dir", good.toString()))
        {
            try (StanClient client = StanClient.connect(server.url(), "writer"))
            {
                IntStream.rangeClosed(1, MESSAGES).forEach(i -> client.publish("orders", "m" + i));
            }
            assertThat(server.sigint()).isZero();
        }
    }

    @AfterAll
    static void clean()
    {
        deleteAll(directory.resolve("damaged"));
    }

    @Test
    void shouldServeWhenNothingIsDamaged()
    {
        final Path data = copy(good, directory.resolve("whole"));

        try (ServerProcess server = ServerProcess.start(directory.resolve("run"), "-p", "-1", "-dir", data.toString()))
        {
            assertThat(server.process().output()).contains("Recovered 1 channel(s)");
            assertThat(server.sigint()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldRefuseAndTouchNothingWhenDamaged(final Damage damage) throws IOException
    {
        deleteAll(directory.resolve("damaged"));
        final Path data = copy(good, directory.resolve("damaged"));
        inflict(damage, data);
        final TreeMap<String, String> before = digests(data);

        try (ServerProcess server = ServerProcess.run(directory.resolve("run"), "standfast", "server", "-p", "-1",
            "-dir", data.toString()))
        {
            final int code = server.process().awaitExit();
            final String output = server.process().output();

            assertThat(code).as(output).isEqualTo(3);
            assertThat(output).contains("[FTL] STREAM: Failed to start: ").contains("standfast recover " + data)
                .doesNotContain("is ready").doesNotContain("\tat ");
        }
        final TreeMap<String, String> after = digests(data);
        assertThat(after).as("nothing moved, nothing changed").containsAllEntriesOf(before);

        try (ServerProcess recover = ServerProcess.run(directory.resolve("run"), "standfast", "recover", data
            .toString()))
        {
            assertThat(recover.process().awaitExit()).isZero();
            assertThat(recover.process().out()).contains("Put back a copy", "Begin anew", "standfast store verify " +
                data);
        }
    }

    @Test
    void shouldRefuseWhenTheLogHasLostItsTail() throws IOException
    {
        final Path data = copy(good, directory.resolve("tail"));
        try (ServerProcess server = ServerProcess.start(directory.resolve("run"), "-p", "-1", "-dir", data.toString()))
        {
            try (StanClient client = StanClient.connect(server.url(), "writer"))
            {
                IntStream.rangeClosed(1, 100).forEach(i -> client.publish("orders", "later" + i));
            }
            server.kill9();
        }
        // The log of before, the store of after.
        for (final String part : new String[]{"archive", "cluster"})
        {
            deleteAll(data.resolve(part));
            copy(good.resolve(part), data.resolve(part));
        }

        for (int i = 0; i < 2; i++)
        {
            try (ServerProcess server = ServerProcess.run(directory.resolve("run"), "standfast", "server", "-p", "-1",
                "-dir", data.toString()))
            {
                final int code = server.process().awaitExit();
                assertThat(code).as(server.process().output()).isEqualTo(3);
            }
        }
    }

    /** Behind the last snapshot, where only the log has the message; the store is written again from it. */
    @Test
    void shouldRefuseWhenTheLogIsFlipped() throws IOException
    {
        final Path data = copy(good, directory.resolve("flipped"));
        try (ServerProcess server = ServerProcess.start(directory.resolve("run"), "-p", "-1", "-dir", data.toString()))
        {
            try (StanClient client = StanClient.connect(server.url(), "writer"))
            {
                IntStream.rangeClosed(1, 100).forEach(i -> client.publish("orders", "later" + i));
            }
            server.kill9();
        }
        flip(data.resolve("archive/0-0.rec"), "later50");

        try (ServerProcess server = ServerProcess.run(directory.resolve("run"), "standfast", "server", "-p", "-1",
            "-dir", data.toString()))
        {
            final int code = server.process().awaitExit();
            final String output = server.process().output();
            assertThat(code).as(output).isEqualTo(3);
            assertThat(output).contains("the log or a snapshot is damaged on this disk", "standfast recover " + data)
                .doesNotContain("is ready").doesNotContain("\tat ");
        }
    }

    /** The kernel refuses to force a device that is none of blocks: that stands for an input/output error. */
    @Test
    void shouldEndWhenTheDiskRefusesToForceAndLoseNothing() throws IOException
    {
        final Path data = copy(good, directory.resolve("refused"));
        final Path aside = directory.resolve("aside");
        final Path segment;
        try (ServerProcess server = ServerProcess.start(directory.resolve("run"), "-p", "-1", "-dir", data.toString()))
        {
            try (StanClient client = StanClient.connect(server.url(), "writer"))
            {
                client.publish("orders", "one more");
            }
            segment = newest(data.resolve("store"));
            Files.move(segment, aside);
            Files.createSymbolicLink(segment, Path.of("/dev/null"));
            try (ServerProcess order = ServerProcess.run(directory.resolve("run"), "standfast", "cluster", "snapshot",
                data.toString()))
            {
                assertThat(server.process().awaitExit()).isEqualTo(2);
                order.process().awaitExit();
            }
            assertThat(server.process().output()).contains(segment + " cannot be forced to the disk: Invalid argument",
                "is not used at the next start");
        }
        // What a disk has lost of it is seen only when the system has forgotten the rest.
        truncate(aside, 0);
        Files.move(aside, segment, StandardCopyOption.REPLACE_EXISTING);

        try (ServerProcess server = ServerProcess.start(directory.resolve("run"), "-p", "-1", "-dir", data.toString());
            StanClient client = StanClient.connect(server.url(), "reader"))
        {
            final StanInbox inbox = client.subscribe("orders", new SubscriptionOptions.Builder().deliverAllAvailable()
                .build()).awaitCount(MESSAGES + 1);
            assertThat(inbox.sequences()).hasSize(MESSAGES + 1).isSorted();
        }
    }

    private static Path newest(final Path store) throws IOException
    {
        try (Stream<Path> files = Files.list(store))
        {
            return files.filter(file -> file.toString().endsWith(".cq4")).max(Comparator.naturalOrder()).orElseThrow();
        }
    }

    private static void inflict(final Damage damage, final Path data) throws IOException
    {
        switch (damage)
        {
            case ARCHIVE_LOST -> deleteAll(data.resolve("archive"));
            case CLUSTER_LOST -> deleteAll(data.resolve("cluster"));
            case STORE_LOST -> deleteAll(data.resolve("store"));
            case IDENTITY_LOST -> Files.delete(data.resolve("IDENTITY"));
            case IDENTITY_GARBAGE -> Files.writeString(data.resolve("IDENTITY"), "not an identity at all, is it");
            case FOREIGN_STAMP -> Files.writeString(data.resolve("store/STAMP"), "abcdef0123456789");
            case STAMP_LOST -> Files.delete(data.resolve("archive/STAMP"));
            case SEGMENT_MISSING -> Files.delete(first(data.resolve("store"), ".cq4"));
            case SEGMENT_TRUNCATED -> truncate(first(data.resolve("store"), ".cq4"), 70_000);
            case SEGMENT_FLIPPED -> flip(first(data.resolve("store"), ".cq4"), "m250");
            case SNAPSHOT_RECORDING_MISSING -> Files.delete(snapshot(data));
            case SNAPSHOT_FLIPPED -> flip(snapshot(data), "orders");
            case RECORDING_LOG_LOST -> Files.delete(data.resolve("cluster/recording.log"));
        }
    }

    /** The recording that holds the engine's snapshot: it names the channel and is not the log. */
    private static Path snapshot(final Path data) throws IOException
    {
        try (Stream<Path> files = Files.list(data.resolve("archive")))
        {
            return files.filter(file -> file.toString().endsWith(".rec") && !file.getFileName().toString().startsWith(
                "0-") && find(file, "orders") >= 0).findFirst().orElseThrow();
        }
    }

    private static Path first(final Path path, final String suffix) throws IOException
    {
        try (Stream<Path> files = Files.list(path))
        {
            return files.filter(file -> file.toString().endsWith(suffix)).sorted().findFirst().orElseThrow();
        }
    }

    private static void truncate(final Path file, final long length) throws IOException
    {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE))
        {
            channel.truncate(length);
        }
    }

    private static void flip(final Path file, final String at) throws IOException
    {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE))
        {
            channel.write(ByteBuffer.wrap(new byte[]{'?'}), find(file, at));
        }
    }

    private static long find(final Path file, final String text)
    {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ))
        {
            final ByteBuffer head = ByteBuffer.allocate((int) Math.min(1024 * 1024, channel.size()));
            channel.read(head, 0);
            return new String(head.array(), StandardCharsets.ISO_8859_1).indexOf(text);
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    private static Path copy(final Path from, final Path to)
    {
        try (Stream<Path> files = Files.walk(from))
        {
            for (final Path file : files.toList())
            {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
            return to;
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    private static void deleteAll(final Path path)
    {
        if (!Files.exists(path))
        {
            return;
        }
        try (Stream<Path> files = Files.walk(path))
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

    /** What the messages and their order are in: not marks, locks, counters of starts. */
    private static TreeMap<String, String> digests(final Path data) throws IOException
    {
        final TreeMap<String, String> digests = new TreeMap<>();
        try (Stream<Path> files = Files.walk(data))
        {
            for (final Path file : files.filter(Files::isRegularFile).toList())
            {
                final String name = data.relativize(file).toString();
                if (name.endsWith(".cq4") || name.endsWith(".rec") || name.endsWith("STAMP") || name.endsWith(
                    "recording.log"))
                {
                    digests.put(name, HexFormat.of().formatHex(sha().digest(Files.readAllBytes(file))));
                }
            }
        }
        return digests;
    }

    private static MessageDigest sha()
    {
        try
        {
            return MessageDigest.getInstance("SHA-256");
        }
        catch (final NoSuchAlgorithmException ex)
        {
            throw new AssertionError(ex);
        }
    }
}
