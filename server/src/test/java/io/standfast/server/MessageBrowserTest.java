package io.standfast.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.standfast.engine.EngineLook.MessageLocations;
import io.standfast.server.http.JsonReader;
import io.standfast.server.http.PageRequest;

/**
 * Pages of what a real node holds, while what they read moves.
 */
class MessageBrowserTest
{
    @TempDir
    private static Path directory;
    private static SampleNode node;
    private final AdminEngine engine = node.engine();
    private final MessageBrowser browser = new MessageBrowser(engine, this::locate, 500_000);
    private Runnable onLocate = () ->
    {
    };
    private int asked;
    private int stale;

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
        browser.reader(node.newReader());
    }

    @AfterEach
    void after()
    {
        browser.close();
    }

    /** Says where messages lie; as often as a test wants it, where one lay before it was moved. */
    private MessageLocations locate(final String name, final long from, final int limit)
    {
        asked++;
        onLocate.run();
        final MessageLocations found = engine.ask(look -> look.locate(name, from, limit)).orElseThrow();
        if (stale > 0)
        {
            stale--;
            found.locations()[found.locations().length / 2] = SampleNode.NOWHERE + asked;
        }
        return found;
    }

    private Map<String, Object> page(final String channel, final String query)
    {
        return JsonReader.readObject(browser.page(channel, new PageRequest("/", query)));
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> messages(final Map<String, Object> page)
    {
        return (List<Map<String, Object>>) page.get("messages");
    }

    @Test
    void shouldAskAgainWhenAMessageWasMoved()
    {
        stale = 2;

        final Map<String, Object> page = page("orders", "seq=101&limit=9");

        assertThat(messages(page)).extracting(each -> each.get("sequence")).containsExactly(101L, 102L, 103L, 104L,
            105L, 106L, 107L, 108L, 109L);
        assertThat(messages(page)).allMatch(each -> each.containsKey("payload"));
        assertThat(page).containsEntry("next", 110L);
        assertThat(asked).isEqualTo(3);
    }

    @Test
    void shouldSayThatARecordIsMissingWhenItStaysAway()
    {
        final MessageBrowser lost = new MessageBrowser(engine, (name, from, limit) ->
        {
            final MessageLocations found = engine.ask(look -> look.locate(name, from, limit)).orElseThrow();
            found.locations()[0] = SampleNode.NOWHERE;
            return found;
        }, 500_000);
        lost.reader(node.newReader());

        final String page = lost.page("orders", new PageRequest("/", "seq=7&limit=2&payload=0"));

        assertThat(page).contains("\"error\"", "its record is missing");
        assertThat(messages(JsonReader.readObject(page))).extracting(each -> each.get("sequence")).containsExactly(7L,
            8L);
        lost.close();
    }

    @Test
    void shouldEndAPageAfterSoManyBytesOfRecords()
    {
        // Six of 200 000 bytes.
        assertThat(page("large", "payload=0&limit=100")).containsEntry("next", 4L);
        assertThat(page("large", "limit=100&seq=4")).containsEntry("next", 7L);
    }

    @Test
    void shouldStopWhenInterrupted()
    {
        final MessageBrowser interrupted = new MessageBrowser(engine, (name, from, limit) ->
        {
            final MessageLocations found = engine.ask(look -> look.locate(name, from, limit)).orElseThrow();
            Thread.currentThread().interrupt();
            return found;
        }, 500_000);
        interrupted.reader(node.newReader());
        try
        {
            assertThatThrownBy(() -> interrupted.page("orders", new PageRequest("/", null))).isInstanceOf(
                AdminRefusal.class).hasMessageContaining("this node stops");
        }
        finally
        {
            assertThat(Thread.interrupted()).isTrue();
            interrupted.close();
        }
    }

    @Test
    void shouldFinishThePageBeforeItIsClosed() throws InterruptedException
    {
        final Thread closing = new Thread(browser::close);
        stale = 1;
        onLocate = () ->
        {
            if (asked == 2)
            {
                closing.start();
                SampleNode.await(() -> closing.getState() == Thread.State.BLOCKED);
            }
        };

        assertThat(messages(page("orders", "limit=9"))).hasSize(9);

        closing.join();
        assertThatThrownBy(() -> page("orders", "limit=9")).isInstanceOf(AdminRefusal.class).hasMessageContaining(
            "the store of this node is not open");
    }
}
