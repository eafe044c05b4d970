package io.standfast.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.standfast.server.http.AdminRequest;
import io.standfast.server.http.PageRequest;
import io.standfast.server.migrate.BackupReport;
import io.standfast.server.migrate.BackupServer;
import io.standfast.server.migrate.BackupSession;
import io.standfast.server.migrate.ChannelPlan;
import io.standfast.server.migrate.JsonLinesSource;
import io.standfast.server.migrate.MigrationPlan;
import io.standfast.server.migrate.MigrationProgress;

/**
 * What a real node answers to a backup.
 */
class BackupDeskTest
{
    @TempDir
    private static Path directory;
    private static SampleNode node;
    private final AdminEngine engine = node.engine();
    private int asked;
    private int stale;
    private final BackupDesk desk = new BackupDesk(engine, this::find);

    @BeforeAll
    static void beforeAll()
    {
        node = SampleNode.launch(directory);
    }

    @AfterAll
    static void afterAll()
    {
        node.close();
    }

    @BeforeEach
    void before()
    {
        desk.reader(node.newReader());
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
            Arrays.fill(found.at().locations(), SampleNode.NOWHERE + asked);
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
        final long epoch = node.node().service().ask(each -> each.look().channel("orders").epoch(), 30_000);
        return new BackupServer.Wanted(node.node().identity().incarnation(), 0, "orders", epoch + epochMore, from, to);
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
            assertThat(plan.channels()).extracting(ChannelPlan::total).isEqualTo(node.plan().channels().stream().map(
                ChannelPlan::total).toList());
            assertThat(plan.channels().get(3).durables()).usingRecursiveComparison().ignoringFields("inbox")
                .isEqualTo(node.plan().channels().get(3).durables());
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
            Arrays.fill(found.at().locations(), SampleNode.NOWHERE);
            return found;
        });
        lost.reader(node.newReader());

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
