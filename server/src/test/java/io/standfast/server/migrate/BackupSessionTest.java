package io.standfast.server.migrate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.standfast.engine.DurableView;
import io.standfast.engine.view.ChannelView;
import io.standfast.replication.log.ImportPublisher.ImportedDurable;

/**
 * A backup is what there was at one position of the log, whatever happens while it is written: less what was removed
 * meanwhile.
 */
class BackupSessionTest
{
    private static final int CASES = 60;
    private static final int BLOCK = 400;

    @TempDir
    private Path directory;
    private final long seed = Long.getLong("standfast.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final MemoryServer server = new MemoryServer(BLOCK);
    private Path file;
    private int asked;

    @BeforeEach
    void before()
    {
        file = directory.resolve("backup.jsonl");
        server.create("orders", 101).durable("c", "", 110, 103, 104, 110);
        server.publish("orders", 20);
        server.create("purged", 8);
        server.create("queue", 1).durable("", "workers", 4, 2, 3);
        server.publish("queue", 12);
    }

    private Path part()
    {
        return directory.resolve("backup.jsonl.part");
    }

    private BackupReport backUp()
    {
        return new BackupSession(server, file, BackupSession.NO_LIMIT, MigrationProgress.NONE).run(false);
    }

    private MigrationPlan plan()
    {
        try (JsonLinesSource source = JsonLinesSource.open(file))
        {
            return source.plan(MigrationProgress.NONE);
        }
    }

    private ChannelPlan channel(final String name)
    {
        return plan().channels().stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
    }

    /** Before the answer of that number. */
    private void onAsked(final int number, final Runnable change)
    {
        server.onAsked(() ->
        {
            if (++asked == number)
            {
                change.run();
            }
        });
    }

    @Test
    void shouldHoldEverythingWhenNothingHappens() throws IOException
    {
        final BackupReport report = backUp();

        final MigrationPlan plan = plan();
        assertThat(report).isEqualTo(new BackupReport(server.catalog().position(), server.catalog().takenNs(), 3, 32, 2,
            Files.size(file), 0, List.of(), false));
        assertThat(plan.clusterId()).isEqualTo("test-cluster");
        assertThat(plan.lastEpoch()).isEqualTo(3);
        server.catalog().channels().forEach(each -> check(each, plan));
        assertThat(channel("purged").first()).as("the next message is 8").isEqualTo(8);
        assertThat(part()).doesNotExist();
        assertThat(Files.readString(file)).as("blocks").containsPattern("(?s)\"mark\".*\"mark\".*\"mark\".*\"mark\"");
    }

    @Test
    void shouldLeaveOutWhatIsPublishedMeanwhile()
    {
        server.onAsked(() -> server.publish("orders", asked++ == 0 ? 0 : 1));

        backUp();

        assertThat(channel("orders").total().last()).isEqualTo(120);
    }

    @Test
    void shouldBeginLaterWhenTheOldestAreRemovedMeanwhile()
    {
        // Some have been read by then.
        onAsked(4, () -> server.trim("orders", 117));

        final BackupReport report = backUp();

        final ChannelPlan orders = channel("orders");
        assertThat(orders.first()).isEqualTo(117);
        assertThat(orders.total().messages()).isEqualTo(4);
        assertThat(orders.durables().get(0).lastSent()).isEqualTo(110);
        assertThat(orders.durables().get(0).pendings()).as("nobody can be sent them").isEmpty();
        assertThat(report.removed()).isEqualTo(16);
        assertThat(report.messages()).isEqualTo(4 + 12);
    }

    @Test
    void shouldKeepWhatWasReadWhenItIsRemovedAfterwards()
    {
        onAsked(4, () -> server.trim("orders", 105));

        assertThat(backUp().removed()).isZero();
        assertThat(channel("orders").first()).isEqualTo(101);
        assertThat(channel("orders").durables().get(0).pendings()).containsExactly(103, 104, 110);
    }

    @Test
    void shouldHoldAnEmptyChannelWhenItIsPurgedMeanwhile()
    {
        onAsked(3, () ->
        {
            server.publish("orders", 5);
            server.trim("orders", 126);
        });

        backUp();

        assertThat(channel("orders").first()).as("as it would be had it been purged at that position").isEqualTo(121);
        assertThat(channel("orders").total().messages()).isZero();
    }

    @Test
    void shouldNameAChannelThatIsDeletedAndCreatedAgainMeanwhile()
    {
        onAsked(3, () ->
        {
            server.delete("orders");
            server.create("orders", 1);
            server.publish("orders", 200);
        });

        final BackupReport report = backUp();

        assertThat(report.gone()).containsExactly("orders");
        assertThat(report.channels()).isEqualTo(2);
        assertThat(plan().channels()).extracting(ChannelPlan::name).containsExactly("purged", "queue");
        assertThat(plan().messages()).isEqualTo(12);
    }

    @Test
    void shouldWriteTheSameFileWhereverItWasCutOff() throws IOException
    {
        backUp();
        final byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length; length += 1 + random.nextInt(40))
        {
            Files.delete(file);
            Files.write(part(), Arrays.copyOf(whole, length));

            backUp();

            assertThat(Files.readAllBytes(file)).as("cut at %d, seed %d", length, seed).isEqualTo(whole);
        }
    }

    @Test
    void shouldWriteTheSameFileWhenABitOfThePartHasFlipped() throws IOException
    {
        backUp();
        final byte[] whole = Files.readAllBytes(file);
        for (int i = 0; i < CASES; i++)
        {
            final int place = random.nextInt(whole.length);
            final byte[] damaged = whole.clone();
            damaged[place] ^= (byte) (1 << random.nextInt(Byte.SIZE));
            Files.delete(file);
            Files.write(part(), damaged);

            backUp();

            assertThat(Files.readAllBytes(file)).as("byte %d, seed %d", place, seed).isEqualTo(whole);
        }
    }

    @Test
    void shouldBeginAnewWhenOrdered()
    {
        onAsked(3, () ->
        {
            throw new IllegalStateException("cut off");
        });
        assertThatThrownBy(this::backUp).hasMessage("cut off");
        assertThat(part()).exists();
        server.publish("queue", 1);

        final BackupReport report = new BackupSession(server, file, BackupSession.NO_LIMIT, MigrationProgress.NONE).run(
            true);

        assertThat(report.isResumed()).isFalse();
        assertThat(channel("queue").total().last()).isEqualTo(13);
    }

    @Test
    void shouldNotReplaceAFile() throws IOException
    {
        Files.writeString(file, "precious");

        assertThatThrownBy(this::backUp).isInstanceOf(MigrationException.class).hasMessageContaining(
            file + " exists: give the backup another name");
        assertThat(file).hasContent("precious");
    }

    @Test
    void shouldRefuseTheFileWhenAnyBitIsFlipped() throws IOException
    {
        onAsked(4, () -> server.trim("orders", 117));
        backUp();
        final byte[] whole = Files.readAllBytes(file);
        for (int i = 0; i < CASES; i++)
        {
            final int place = random.nextInt(whole.length);
            final byte[] damaged = whole.clone();
            damaged[place] ^= (byte) (1 << random.nextInt(Byte.SIZE));
            Files.write(file, damaged);

            assertThatThrownBy(this::plan).as("byte %d, seed %d", place, seed).isInstanceOf(MigrationException.class)
                .hasMessageContaining(file + " at ");
        }
    }

    @Test
    void shouldRestoreWhatWasBackedUpWhileChannelsMoved()
    {
        onAsked(3, () ->
        {
            server.trim("orders", 117);
            server.delete("queue");
        });
        backUp();
        final Path restored = directory.resolve("restored");

        try (JsonLinesSource source = JsonLinesSource.open(file))
        {
            final MigrationPlan plan = source.plan(MigrationProgress.NONE);
            new MigrationSession(source, plan, restored, "", MigrationProgress.NONE).run();

            assertThat(source.gone()).containsExactly("queue");
            assertThat(source.position()).isEqualTo(server.catalog().position());
            assertThat(plan.channels()).extracting(ChannelPlan::first).containsExactly(117L, 8L);
            assertThat(new MigrationComparison(plan, MigrationProgress.NONE).compare(restored)).isEmpty();
            // Without the key of what is encrypted: what is known of it keeps others away.
            assertThat(plan.keyId()).isEqualTo(17);
            assertThat(restored.resolve("ENCRYPTION")).hasContent("key 00000010");
        }
    }

    /** Whatever is published, removed, deleted and created meanwhile, and however often the backup is cut off. */
    @Test
    void shouldHoldWhatThereWasLessWhatWasRemovedWhateverHappens() throws IOException
    {
        for (int i = 0; i < CASES; i++)
        {
            Files.deleteIfExists(file);
            server.onAsked(this::anything);
            BackupReport report = null;
            while (report == null)
            {
                report = tryBackUp();
            }
            server.onAsked(() ->
            {
            });
            final MigrationPlan plan = plan();
            for (final BackupCatalog.Channel each : server.catalog().channels())
            {
                if (report.gone().contains(each.view().name()))
                {
                    final MemoryServer.MemoryChannel now = server.channels().get(each.view().name());
                    assertThat(now == null || now.epoch() != each.view().epoch()).as("%s is gone, case %d, seed %d",
                        each.view().name(), i, seed).isTrue();
                }
                else
                {
                    check(each, plan);
                }
            }
            assertThat(plan.channels()).hasSize(server.catalog().channels().size() - report.gone().size());
            assertThat(plan.messages()).isEqualTo(report.messages());
        }
    }

    private BackupReport tryBackUp() throws IOException
    {
        try
        {
            return backUp();
        }
        catch (final IllegalStateException ex)
        {
            if (random.nextBoolean())
            {
                final byte[] part = Files.readAllBytes(part());
                Files.write(part(), Arrays.copyOf(part, part.length - random.nextInt(Math.min(part.length, 200) + 1)));
            }
            return null;
        }
    }

    private void anything()
    {
        final List<String> names = List.copyOf(server.channels().keySet());
        final String name = names.isEmpty() ? "" : names.get(random.nextInt(names.size()));
        final int what = names.isEmpty() ? 9 : random.nextInt(40);
        if (what < 3)
        {
            server.publish(name, random.nextInt(9));
        }
        else if (what < 8)
        {
            server.trim(name, server.channels().get(name).first() + random.nextInt(30));
        }
        else if (what < 9)
        {
            server.delete(name);
        }
        else if (what < 11)
        {
            final String created = "random." + random.nextInt(4);
            server.create(created, 1 + random.nextInt(3));
            server.publish(created, random.nextInt(60));
            final long last = server.channels().get(created).last();
            server.channels().get(created).durable("c", "", last, LongStream.rangeClosed(1, last).filter(
                each -> each % 2 == 0).toArray());
        }
        else if (what < 13)
        {
            throw new IllegalStateException("cut off");
        }
    }

    /** All messages from some sequence on, which is later than it was only when older ones have been removed. */
    private void check(final BackupCatalog.Channel expected, final MigrationPlan plan)
    {
        final ChannelView view = expected.view();
        final ChannelPlan found = plan.channels().stream().filter(each -> each.name().equals(view.name())).findFirst()
            .orElseThrow();
        final MemoryServer.MemoryChannel now = server.channels().get(view.name());
        final boolean isSame = now != null && now.epoch() == view.epoch();
        assertThat(found.epoch()).isEqualTo(view.epoch());
        assertThat(found.first()).as("%s, seed %d", view, seed).isGreaterThanOrEqualTo(view.first());
        if (isSame)
        {
            assertThat(found.first()).as("%s, seed %d", view, seed).isLessThanOrEqualTo(Math.max(view.first(), Math.min(
                now.first(), view.last() + 1)));
        }
        final MessageSum sum = new MessageSum();
        final JsonMessage message = new JsonMessage();
        for (long next = found.first(); next <= view.last(); next++)
        {
            sum.add(message.of(line(view, next), view.name(), next));
        }
        assertThat(found.total()).as("%s, seed %d", view, seed).isEqualTo(sum.total());
        assertThat(found.durables()).hasSize(expected.durables().size());
        for (int i = 0; i < found.durables().size(); i++)
        {
            check(expected.durables().get(i), found.durables().get(i), found.first());
        }
    }

    private static JsonLine line(final ChannelView view, final long sequence)
    {
        final String payload = Base64.getEncoder().encodeToString(MemoryServer.payload(view.name(), view
            .epoch(), sequence));
        return JsonLine.parse("{\"type\":\"message\",\"channel\":\"" + view.name() + "\",\"seq\":" + sequence +
            ",\"timestamp_ns\":" + (1_795_377_166_000_000_000L + sequence) +
            (sequence % 4 == 0 ? ",\"key_id\":17,\"nonce_high\":-" + sequence + ",\"nonce_low\":" + sequence : "") +
            (sequence % 5 == 0 ? ",\"reply\":\"inbox\""
                : "") +
            ",\"data_base64\":\"" + payload + "\"}");
    }

    private static void check(final DurableView expected, final ImportedDurable found, final long first)
    {
        assertThat(new String(found.clientId(), UTF_8)).isEqualTo(new String(expected.clientId(), UTF_8));
        assertThat(new String(found.queueGroup(), UTF_8)).isEqualTo(new String(expected.queueGroup(), UTF_8));
        assertThat(found.lastSent()).isEqualTo(expected.lastSent());
        assertThat(found.maxInFlight()).isEqualTo(10);
        assertThat(found.ackWaitS()).isEqualTo(30);
        assertThat(found.pendings()).isEqualTo(Arrays.stream(expected.pendings()).filter(each -> each >= first)
            .toArray());
    }
}
