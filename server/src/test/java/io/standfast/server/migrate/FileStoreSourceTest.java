package io.standfast.server.migrate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.zip.CRC32;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.standfast.replication.log.ImportPublisher.ImportedDurable;

/**
 * What real stores yield, and what is refused.
 */
class FileStoreSourceTest
{
    @TempDir
    private Path directory;

    private static Map<String, String> summary(final MigrationPlan plan)
    {
        final Map<String, String> summary = new LinkedHashMap<>();
        for (final ChannelPlan channel : plan.channels())
        {
            summary.put(channel.name(), channel.total().messages() + " " + channel.total().first() + "-" + channel
                .total().last() + " others " + channel.others() + durables(channel));
        }
        return summary;
    }

    private static String durables(final ChannelPlan channel)
    {
        final StringBuilder text = new StringBuilder();
        for (final ImportedDurable each : channel.durables())
        {
            final long[] pendings = each.pendings();
            text.append("; ").append(new String(each.clientId(), UTF_8)).append(' ').append(new String(each
                .durableName(), UTF_8)).append(':').append(new String(each.queueGroup(), UTF_8)).append(" sent ")
                .append(each.lastSent()).append(" pending ").append(pendings[0]).append('-').append(
                    pendings[pendings.length - 1])
                .append(" limit ").append(each.maxInFlight()).append(' ').append(each.ackWaitS());
            assertThat(pendings).isEqualTo(LongStream.rangeClosed(pendings[0], pendings[pendings.length - 1])
                .toArray());
        }
        return text.toString();
    }

    private static String payloads(final FileStoreSource source, final ChannelPlan channel)
    {
        try (SourceMessages messages = source.messages(channel))
        {
            final MessageDigest digest = MessageDigest.getInstance("SHA-256");
            while (messages.next())
            {
                final byte[] payload = new byte[messages.payloadLength()];
                messages.buffer().getBytes(messages.payloadOffset(), payload);
                digest.update(payload);
            }
            return HexFormat.of().formatHex(digest.digest());
        }
        catch (final NoSuchAlgorithmException ex)
        {
            throw new IllegalStateException(ex);
        }
    }

    private static MigrationPlan plan(final SourceOptions options)
    {
        try (FileStoreSource source = FileStoreSource.open(options))
        {
            return source.plan(MigrationProgress.NONE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "encrypted-aes", "encrypted-chacha"})
    void shouldYieldAllThatWasPublishedAndSubscribed(final String name)
    {
        final SampleStore sample = SampleStore.unpack(name, directory);
        final boolean isPlain = name.equals("plain");
        try (FileStoreSource source = FileStoreSource.open(sample.options(isPlain ? null : SampleStore.KEY, false)))
        {
            final MigrationPlan plan = source.plan(MigrationProgress.NONE);

            final Map<String, String> summary = summary(plan);
            assertThat(summary.remove("large")).isEqualTo(isPlain ? "6 1-6 others 1" : null);
            assertThat(summary).containsExactly(Map.entry("binary", "64 1-64 others 1"), Map.entry("empty.payloads",
                "10 1-10 others 0"),
                Map.entry("orders", "500 1-500 others 0; gen-client audit: sent 250 pending " +
                    "201-250 limit 50 60; gen-client dq:workers sent 60 pending 41-60 limit 20 60"),
                Map.entry("orders.eu",
                    "120 1-120 others 0; gen-client live: sent 40 pending 31-40 limit 10 60"));
            assertThat(plan.clusterId()).isEqualTo("test-cluster");
            assertThat(plan.clients()).isEqualTo(1);
            assertThat(plan.channels()).allSatisfy(channel -> assertThat(payloads(source, channel)).as(channel
                .name()).isEqualTo(sample.expectedPayloads(channel.name())));
            assertThat(sample.notes())
                .isEqualTo(isPlain ? List.of("2 of 690 payloads, in 1 channels, look encrypted: " +
                    "there is no key, they are taken as they are") : List.of());
        }
    }

    @Test
    void shouldGoOverAllSlicesWhenTheOldestAreGone()
    {
        final SampleStore sample = SampleStore.unpack("sliced", directory);

        final Map<String, String> summary = summary(plan(sample.options()));

        assertThat(summary).containsEntry("orders", "300 201-500 others 0; gen-client audit: sent 250 pending " +
            "201-250 limit 50 60; gen-client dq:workers sent 220 pending 201-220 limit 20 60").containsEntry(
                "orders.eu", "120 1-120 others 0; gen-client live: sent 40 pending 31-40 limit 10 60");
    }

    @Test
    void shouldRefuseWithPositionWhenTailIsCutOffAndDropItWhenAsked()
    {
        final SampleStore sample = SampleStore.unpack("truncated", directory);
        final String where = sample.store().resolve("orders/msgs.1.dat") + " at 19729: the file ends in the middle " +
            "of a record, 33 bytes of it are there; its index has 1 more messages";

        assertThatThrownBy(() -> plan(sample.options())).isInstanceOfSatisfying(MigrationException.class,
            ex -> assertThat(ex.isDamage()).isTrue()).hasMessage(
                where +
                    ". Messages are lost; with --truncate-bad-tail all before it is taken");

        final Map<String, String> summary = summary(plan(sample.options(null, true)));

        assertThat(summary.get("orders")).startsWith("499 1-499 ");
        assertThat(sample.notes()).contains(where + ": left out");
    }

    @Test
    void shouldRefuseWhenRecordsAreMissingThatTheIndexHas() throws IOException
    {
        final SampleStore sample = SampleStore.unpack("plain", directory);
        cut(sample.store().resolve("orders/msgs.1.dat"), 19729);

        assertThatThrownBy(() -> plan(sample.options())).hasMessageContaining("msgs.1.dat at 19729: the file ends " +
            "here; its index has 1 more messages");
        assertThat(summary(plan(sample.options(null, true))).get("orders")).startsWith("499 1-499 ");
    }

    @Test
    void shouldRefuseWhenTailIsNotTheEndEvenIfAskedToDropIt() throws IOException
    {
        final SampleStore sample = SampleStore.unpack("plain", directory);
        final Path file = sample.store().resolve("orders/msgs.1.dat");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE))
        {
            // The third byte of the first record's length: it would reach behind the file's end.
            channel.write(ByteBuffer.wrap(new byte[]{1}), 6);
        }

        assertThatThrownBy(() -> plan(sample.options(null, true))).hasMessageContaining(file + " at 4: ")
            .hasMessageContaining("it is not the end of the file that is missing");
    }

    @Test
    void shouldRefuseWhenASliceIsMissing() throws IOException
    {
        final SampleStore sample = SampleStore.unpack("sliced", directory);
        Files.delete(sample.store().resolve("orders/msgs.4.dat"));

        assertThatThrownBy(() -> plan(sample.options(null, true))).hasMessage(sample.store().resolve(
            "orders/msgs.4.dat") + " is missing, its index is there");

        Files.delete(sample.store().resolve("orders/msgs.4.idx"));
        assertThatThrownBy(() -> plan(sample.options(null, true))).hasMessage(sample.store().resolve(
            "orders/msgs.4.dat") + " is missing, there are files before and after it");
    }

    @Test
    void shouldRefuseWhenTheNewestSliceIsMissing() throws IOException
    {
        final SampleStore sample = SampleStore.unpack("plain", directory);
        Files.delete(sample.store().resolve("orders/msgs.1.dat"));
        Files.delete(sample.store().resolve("orders/msgs.1.idx"));

        assertThatThrownBy(() -> plan(sample.options())).hasMessageContaining("subs.dat at 5697: message 250 was " +
            "sent to a durable, the channel ends at 0");
    }

    @Test
    void shouldNoteAndGoOnWhenIndexIsMissingOrDamaged() throws IOException
    {
        final SampleStore sample = SampleStore.unpack("plain", directory);
        Files.delete(sample.store().resolve("binary/msgs.1.idx"));
        cut(sample.store().resolve("large/msgs.1.idx"), 100);

        assertThat(summary(plan(sample.options()))).containsEntry("binary", "64 1-64 others 1").containsEntry("large",
            "6 1-6 others 1");
        assertThat(sample.notes()).filteredOn(note -> note.contains("idx is passed over")).hasSize(2);
    }

    @Test
    void shouldEndAtZerosWhenFileWasMadeLonger() throws IOException
    {
        final SampleStore sample = SampleStore.unpack("plain", directory);
        final Path file = sample.store().resolve("orders/msgs.1.dat");
        Files.write(file, new byte[1000], StandardOpenOption.APPEND);
        assertThat(summary(plan(sample.options())).get("orders")).startsWith("500 1-500 ");

        Files.write(file, new byte[]{7}, StandardOpenOption.APPEND);
        assertThatThrownBy(() -> plan(sample.options(null, true)))
            .hasMessageContaining(file + " at 19769: zeros, and " +
                "at 20769 there is something again");
    }

    @Test
    void shouldRefuseWhenKeyIsMissingOrWrong()
    {
        final SampleStore sample = SampleStore.unpack("encrypted-aes", directory);

        assertThatThrownBy(() -> plan(sample.options())).hasMessageContaining("look encrypted")
            .hasMessageContaining(": give the key");
        assertThatThrownBy(() -> plan(sample.options("other".getBytes(UTF_8), false))).hasMessageContaining(
            "binary/msgs.1.dat at 4: message 1 of channel binary cannot be decrypted");
    }

    @Test
    void shouldRefuseWhenOnlyTheNewestPayloadLooksEncrypted() throws IOException
    {
        final SampleStore sample = SampleStore.unpack("plain", directory);
        final byte[] sealed = new byte[40];
        sealed[0] = 2;
        Files.write(sample.store().resolve("orders/msgs.1.dat"), record(501, "orders", sealed),
            StandardOpenOption.APPEND);

        assertThatThrownBy(() -> plan(sample.options())).hasMessageStartingWith("3 of 691 payloads, in 2 channels, " +
            "look encrypted, for one in channel orders, where 1 of 501 do, the newest among them: give the key");
        assertThat(plan(new SourceOptions(sample.store(), null, false, false, true, sample.notes()::add)).messages())
            .isEqualTo(701);
        assertThat(sample.notes()).contains("3 of 691 payloads, in 2 channels, look encrypted: there is no key, they " +
            "are taken as they are");
    }

    @Test
    void shouldRefuseWhenMostPayloadsOfAChannelLookEncrypted() throws IOException
    {
        final SampleStore sample = SampleStore.unpack("plain", directory);
        sample.remove("orders.eu");
        Files.move(SampleStore.unpack("encrypted-aes", directory).store().resolve("orders.eu"), sample.store().resolve(
            "orders.eu"));
        Files.write(sample.store().resolve("orders.eu/msgs.1.dat"), record(121, "orders.eu", new byte[40]),
            StandardOpenOption.APPEND);

        assertThatThrownBy(() -> plan(sample.options())).hasMessageContaining("for one in channel orders.eu, where " +
            "120 of 121 do: give the key");
    }

    @Test
    void shouldFindAnOpenFileWhenOthersOfTheProcessCannotBeLookedAt() throws IOException
    {
        final SampleStore sample = SampleStore.unpack("plain", directory);
        final Path proc = directory.resolve("proc");
        final Path open = Files.createDirectories(proc.resolve("1/fd"));
        Files.createDirectories(proc.resolve("self/fd"));
        Files.createSymbolicLink(open.resolve("100"), sample.store().toRealPath().resolve("orders/msgs.1.dat"));
        for (int i = 0; i < 200; i++)
        {
            // Not a link: as one that has just been closed, it cannot be read as one.
            Files.createFile(open.resolve(i == 100 ? "200" : Integer.toString(i)));
        }

        assertThatThrownBy(() -> SourceGuard.watch(sample.store(), proc)).hasMessageContaining("process 1 has ");
    }

    @Test
    void shouldTakePlainPayloadsWhenAKeyIsGivenForNothing()
    {
        final SampleStore sample = SampleStore.unpack("plain", directory);
        sample.remove("binary");
        sample.remove("large");

        assertThat(plan(sample.options(SampleStore.KEY, false)).messages()).isEqualTo(630);
    }

    @Test
    void shouldRefuseWhenStoreIsLockedByAnotherProcess() throws IOException, InterruptedException
    {
        final SampleStore sample = SampleStore.unpack("plain", directory);
        Files.createFile(sample.store().resolve(".rootdir.lck"));
        final Process other = new ProcessBuilder(System.getProperty("java.home") + "/bin/java", "-cp", System
            .getProperty("java.class.path"), LockingProcess.class.getName(),
            sample.store().resolve(".rootdir.lck")
                .toString())
            .redirectErrorStream(true).start();
        try
        {
            assertThat(other.getInputStream().read()).isEqualTo('L');

            assertThatThrownBy(() -> plan(sample.options())).hasMessageContaining("is in use by a running server")
                .hasMessageContaining("stop it first");
        }
        finally
        {
            other.destroyForcibly().waitFor();
        }
        assertThat(plan(sample.options()).messages()).isEqualTo(700);
    }

    @Test
    void shouldRefuseWhenAnotherProcessHasAFileOpen() throws IOException, InterruptedException
    {
        final SampleStore sample = SampleStore.unpack("plain", directory);
        final Process other = new ProcessBuilder("tail", "-f", sample.store().resolve("orders/msgs.1.dat").toString())
            .start();
        try
        {
            assertThat(other.getInputStream().read()).isNotNegative();

            assertThatThrownBy(() -> plan(sample.options())).hasMessageContaining("process " + other.pid() + " has ");
        }
        finally
        {
            other.destroyForcibly().waitFor();
        }
    }

    @Test
    void shouldRefuseWhenSourceChangesInTheMeantime() throws IOException
    {
        final SampleStore sample = SampleStore.unpack("plain", directory);
        try (FileStoreSource source = FileStoreSource.open(sample.options()))
        {
            Files.write(sample.store().resolve("orders/subs.dat"), new byte[8], StandardOpenOption.APPEND);

            assertThatThrownBy(() -> source.plan(MigrationProgress.NONE)).hasMessageContaining(
                "it has written orders/subs.dat in the meantime");
        }
    }

    @Test
    void shouldRefuseStoreOfAClusterMemberUnlessOnlyMessagesAreWanted() throws IOException
    {
        final SampleStore sample = SampleStore.unpack("plain", directory);
        Files.write(sample.store().resolve("server.dat"), serverInfo("test-cluster", "node-a"));

        assertThatThrownBy(() -> plan(sample.options())).hasMessageContaining("is the store of a cluster's member " +
            "(node \"node-a\")").hasMessageContaining("--messages-only");
        final MigrationPlan plan = plan(new SourceOptions(sample.store(), null, false, true, false, note ->
        {
        }));

        assertThat(plan.messages()).isEqualTo(700);
        assertThat(plan.durables()).isZero();
    }

    @Test
    void shouldRefuseChannelsThatDifferOnlyInCase() throws IOException
    {
        final SampleStore sample = SampleStore.unpack("plain", directory);
        Files.createDirectories(sample.store().resolve("Orders"));
        Files.copy(sample.store().resolve("empty.payloads/subs.dat"), sample.store().resolve("Orders/subs.dat"));

        assertThatThrownBy(() -> plan(sample.options())).hasMessageStartingWith("channels Orders and orders differ " +
            "only in case");
    }

    @Test
    void shouldRefuseWhatIsNoStore() throws IOException
    {
        assertThatThrownBy(() -> plan(options(directory))).hasMessage(directory + " is no FILE store: there is " +
            "neither server.dat nor a channel");
        assertThatThrownBy(() -> plan(options(directory.resolve("missing")))).hasMessage("no directory " + directory
            .resolve("missing"));
    }

    private static SourceOptions options(final Path directory)
    {
        return new SourceOptions(directory, null, false, false, false, note ->
        {
        });
    }

    /** A record of a message file. */
    private static byte[] record(final int sequence, final String channel, final byte[] data)
    {
        final byte[] subject = channel.getBytes(UTF_8);
        final ByteBuffer message = ByteBuffer.allocate(256);
        message.put((byte) (1 << 3)).put((byte) (sequence & 0x7F | 0x80)).put((byte) (sequence >>> 7));
        message.put((byte) (2 << 3 | 2)).put((byte) subject.length).put(subject);
        message.put((byte) (4 << 3 | 2)).put((byte) data.length).put(data);
        message.put((byte) (5 << 3)).put((byte) 1).flip();
        final CRC32 crc = new CRC32();
        crc.update(message.array(), 0, message.limit());
        final ByteBuffer record = ByteBuffer.allocate(8 + message.limit()).order(ByteOrder.LITTLE_ENDIAN);
        return record.putInt(message.limit()).putInt((int) crc.getValue()).put(message).array();
    }

    private static byte[] serverInfo(final String clusterId, final String nodeId)
    {
        final byte[] cluster = clusterId.getBytes(UTF_8);
        final byte[] node = nodeId.getBytes(UTF_8);
        final int length = 2 + cluster.length + 2 + node.length;
        final UnsafeBuffer file = new UnsafeBuffer(new byte[12 + length]);
        file.putInt(0, 1);
        file.putInt(4, length);
        file.putByte(12, (byte) (1 << 3 | 2));
        file.putByte(13, (byte) cluster.length);
        file.putBytes(14, cluster);
        file.putByte(14 + cluster.length, (byte) (9 << 3 | 2));
        file.putByte(15 + cluster.length, (byte) node.length);
        file.putBytes(16 + cluster.length, node);
        final CRC32 crc = new CRC32();
        crc.update(file.byteArray(), 12, length);
        file.putInt(8, (int) crc.getValue());
        return file.byteArray();
    }

    private static void cut(final Path file, final long length) throws IOException
    {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE))
        {
            channel.truncate(length);
        }
    }

    /**
     * What a fault-tolerant server does: it holds the lock.
     */
    static final class LockingProcess
    {
        private LockingProcess()
        {
        }

        /**
         * Lock a file and wait to be killed.
         *
         * @param args file.
         * @throws IOException when it cannot be locked.
         */
        public static void main(final String[] args) throws IOException
        {
            try (FileChannel channel = FileChannel.open(Path.of(args[0]), StandardOpenOption.WRITE))
            {
                System.out.print(channel.lock() == null ? "?" : "L");
                System.out.flush();
                System.in.read();
            }
        }
    }
}
