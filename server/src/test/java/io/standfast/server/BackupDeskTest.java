package io.standfast.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.standfast.replication.Node;
import io.standfast.replication.NodeContext;
import io.standfast.replication.log.Outbox;
import io.standfast.server.http.AdminRequest;
import io.standfast.server.http.PageRequest;
import io.standfast.server.migrate.BackupReport;
import io.standfast.server.migrate.BackupServer;
import io.standfast.server.migrate.BackupSession;
import io.standfast.server.migrate.ChannelPlan;
import io.standfast.server.migrate.FileStoreSource;
import io.standfast.server.migrate.JsonLinesSource;
import io.standfast.server.migrate.MigrationPlan;
import io.standfast.server.migrate.MigrationProgress;
import io.standfast.server.migrate.MigrationSession;
import io.standfast.server.migrate.SampleStore;
import io.standfast.server.migrate.SourceOptions;

/**
 * What a real node answers to a backup.
 */
class BackupDeskTest
{
    private static final long NOWHERE = 0x7FFF_0000_0000_0040L;

    @TempDir
    private static Path directory;
    private static Node node;
    private static MigrationPlan original;
    private final AdminEngine engine = new AdminEngine(() -> node, null, () -> true, () -> null);
    private int asked;
    private int stale;
    private final BackupDesk desk = new BackupDesk(engine, this::find);

    @BeforeAll
    static void beforeAll()
    {
        final Path data = directory.resolve("data");
        try (FileStoreSource source = FileStoreSource.open(new SourceOptions(SampleStore.unpack("plain", directory)
            .store(), null, false, false, false, note ->
            {
            })))
        {
            original = source.plan(MigrationProgress.NONE);
            new MigrationSession(source, original, data, "", MigrationProgress.NONE).run();
        }
        node = Node.launch(new NodeContext().dataDirectory(data).clusterId("test-cluster").fileSync(false).outbox(
            new Outbox(Outbox.CAPACITY_MIN)));
        await(() -> node.service() != null && node.service().ask(each -> each.look().channel("orders"), 2_000) != null);
    }

    @AfterAll
    static void afterAll()
    {
        node.close();
    }

    private static void await(final BooleanSupplier condition)
    {
        final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean())
        {
            assertThat(System.nanoTime()).isLessThan(deadlineNs);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    @BeforeEach
    void before()
    {
        desk.reader(node.engine().log().newReader());
    }

    @AfterEach
    void after()
    {
        desk.close();
    }

    /** Says where messages lie; as often as a test wants it, where one lay before it was moved. */
    private BackupDesk.Found find(final BackupServer.Wanted wanted)
    {
        asked++;
        final BackupDesk.Found found = BackupDesk.find(engine, wanted);
        if (stale > 0 && found.at() != null)
        {
            stale--;
            Arrays.fill(found.at().locations(), NOWHERE + asked);
        }
        return found;
    }

    private String get(final String path, final String query)
    {
        return desk.page(new AdminRequest("ops", "-", List.of(path.split("/")), new PageRequest("/adminz/" + path,
            query), null)).body();
    }

    private BackupServer server(final int length)
    {
        return new BackupServer()
        {
            @Override
            public String catalog(final long token, final int from)
            {
                return get("backup",
                    (token == NEW_CATALOG ? "" : "token=" + token + "&from=" + from + "&") + "length=" +
                        length);
            }

            @Override
            public String block(final Wanted wanted)
            {
                return get("backup/messages", query(wanted) + "&length=" + length);
            }
        };
    }

    private static String query(final BackupServer.Wanted wanted)
    {
        return "incarnation=" + wanted.incarnation() + "&position=" + wanted.position() + "&channel=" + wanted
            .channel() + "&epoch=" + wanted.epoch() + "&from=" + wanted.from() + "&to=" + wanted.to();
    }

    private static BackupServer.Wanted wanted(final long epochMore, final long from, final long to)
    {
        final long epoch = node.service().ask(each -> each.look().channel("orders").epoch(), 2_000);
        return new BackupServer.Wanted(node.identity().incarnation(), 0, "orders", epoch + epochMore, from, to);
    }

    @Test
    void shouldBackUpAllThatANodeHolds()
    {
        final Path file = directory.resolve("backup.jsonl");
        stale = 3;

        final BackupReport report = new BackupSession(server(5_000), file, BackupSession.NO_LIMIT,
            MigrationProgress.NONE).run(false);

        assertThat(report.messages()).isEqualTo(700);
        assertThat(report.durables()).isEqualTo(3);
        try (JsonLinesSource source = JsonLinesSource.open(file))
        {
            final MigrationPlan plan = source.plan(MigrationProgress.NONE);
            assertThat(plan.channels()).extracting(ChannelPlan::total).isEqualTo(original.channels().stream().map(
                ChannelPlan::total).toList());
            assertThat(plan.channels().get(3).durables()).usingRecursiveComparison().ignoringFields("inbox")
                .isEqualTo(original.channels().get(3).durables());
            assertThat(source.position()).isPositive();
        }
        assertThat(Files.exists(directory.resolve("backup.jsonl.part"))).isFalse();
    }

    @Test
    void shouldSayThatAChannelIsGoneWhenItsEpochIsAnotherOne()
    {
        assertThat(get("backup/messages", query(wanted(1, 1, 500)))).startsWith("{\"type\":\"gone\"").hasLineCount(1);
        assertThat(get("backup/messages", query(wanted(0, 1, 500)).replace("orders", "nowhere"))).startsWith(
            "{\"type\":\"gone\"").contains("\"epoch\":0");
    }

    @Test
    void shouldAskAgainWhenMessagesWereMoved()
    {
        stale = 2;

        assertThat(get("backup/messages", query(wanted(0, 101, 105)))).startsWith(
            "{\"type\":\"block\",\"first_seq\":1}\n").hasLineCount(6).contains("\"seq\":101,", "\"seq\":105,");
        assertThat(asked).isEqualTo(3);
    }

    @Test
    void shouldRefuseWhenARecordIsMissing()
    {
        final BackupDesk lost = new BackupDesk(engine, wanted ->
        {
            final BackupDesk.Found found = BackupDesk.find(engine, wanted);
            Arrays.fill(found.at().locations(), NOWHERE);
            return found;
        });
        lost.reader(node.engine().log().newReader());

        assertThatThrownBy(() -> lost.page(new AdminRequest("ops", "-", List.of("backup", "messages"), new PageRequest(
            "/", query(wanted(0, 7, 9))), null))).isInstanceOf(AdminRefusal.class).hasMessageContaining(
                "message 7 of channel \"orders\" is missing on this node's disk");
        lost.close();
    }

    @Test
    void shouldRefuseWhatABackupOfOtherDataAsksFor()
    {
        final String query = query(wanted(0, 1, 500));

        assertThatThrownBy(() -> get("backup/messages", query.replaceFirst("incarnation=[-0-9]+", "incarnation=7")))
            .isInstanceOf(AdminRefusal.class).hasMessageContaining("begun with other data: incarnation 7, here is ");
        assertThatThrownBy(() -> get("backup/messages", query.replace("position=0", "position=999999999999")))
            .isInstanceOf(AdminRefusal.class).hasMessageContaining("has not yet applied");
        assertThatThrownBy(() -> get("backup/messages", query(wanted(0, 1, 501)))).isInstanceOf(
            IllegalArgumentException.class).hasMessageContaining("channel \"orders\" ends at 500");
        assertThatThrownBy(() -> get("backup/messages", "channel=orders")).isInstanceOf(IllegalArgumentException.class)
            .hasMessage("\"incarnation\" is to be a whole number");
    }

    @Test
    void shouldRefusePartsOfACatalogThatIsNotThereAnyMore()
    {
        final String first = get("backup", "length=1");
        assertThat(first).contains("\"next\":1}");
        get("backup", "");

        assertThatThrownBy(() -> get("backup", "token=1&from=1")).isInstanceOf(AdminRefusal.class)
            .hasMessageContaining("another backup has been begun on this node since");
    }
}
