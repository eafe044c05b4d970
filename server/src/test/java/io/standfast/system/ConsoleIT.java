package io.standfast.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.nats.streaming.SubscriptionOptions;
import io.standfast.server.http.ClusterPage;
import io.standfast.server.http.ClusterReport;
import io.standfast.server.http.ConsolePage;
import io.standfast.server.http.HealthCheck;
import io.standfast.server.http.HealthPage;
import io.standfast.server.http.HealthReport;
import io.standfast.server.http.MonitorServer;
import io.standfast.server.http.PageAnswer;

/**
 * The console in a real browser, over a real server whose clients mean it ill.
 */
class ConsoleIT
{
    private static final Pattern MONITOR = Pattern.compile("Starting http monitor on \\S+:(\\d+)");
    /** A form feed separates attributes in HTML, and is allowed in the name of a channel. */
    private static final String HOSTILE_CHANNEL = "<img\fsrc=x\fonerror=hacked=1";
    private static final String SHOWN_CHANNEL = "<img\\u000csrc=x\\u000conerror=hacked=1";
    private static final String HOSTILE = "<img src=x onerror=\"window.hacked=1\"><script>window.hacked=1</script>";
    private static final int MANY = 10_000;
    private static final int BURST = 60;
    private static final String CELL = "document.querySelector('tbody td[data-label=\"%s\"]')?.innerText";
    static final int ENTER = 13;

    @TempDir
    private static Path directory;
    private static ServerProcess server;
    private static Chromium chromium;
    private static StanClient client;
    private static String base;
    private BrowserPage page;

    @BeforeAll
    static void start()
    {
        server = ServerProcess.start(directory, "-p", "-1", "-m", "-1", "-a", "127.0.0.1", "-mc", "0");
        final Matcher port = MONITOR.matcher(server.process().output());
        assertThat(port.find()).isTrue();
        base = "http://127.0.0.1:" + port.group(1);
        client = StanClient.connect(server.url(), "hostile-client");
        chromium = Chromium.start(directory.resolve("chromium"));
    }

    @AfterAll
    static void stop()
    {
        chromium.close();
        client.close();
        server.close();
    }

    @AfterEach
    void shouldHaveRunNothingOfOthers()
    {
        assertThat(page.value("window.hacked === undefined && document.querySelector('img, script[src], iframe') === " +
            "null")).isEqualTo(true);
        assertThat(page.problems()).isEmpty();
        page.close();
    }

    @Test
    void shouldShowAsTextWhatClientsCallThings()
    {
        client.publish(HOSTILE_CHANNEL, HOSTILE);
        client.subscribe(HOSTILE_CHANNEL, all().durableName(HOSTILE).manualAcks().maxInFlight(1).build()).awaitCount(1);
        client.publish(HOSTILE_CHANNEL, HOSTILE);

        page = chromium.open(base + "/");
        page.click("/console");
        page.awaitText("STANDALONE");
        page.click("Channels");
        page.awaitText(SHOWN_CHANNEL);
        page.awaitText("1 stalled");
        page.click(SHOWN_CHANNEL);
        page.awaitText(HOSTILE);
        page.awaitText("stalled");
        page.click("Subscriptions");
        page.awaitText(HOSTILE);
        page.click("Clients");
        page.awaitText("hostile-client");
        page.click("Cluster");
        page.awaitText("This server is alone");
        try (BrowserPage attacked = chromium.open(base + "/console"))
        {
            assertThatThrownBy(() -> attacked.value("document.body.innerHTML = '<b>'")).hasMessageContaining(
                "TrustedHTML");
            assertThatThrownBy(() -> attacked.value("document.createElement('script').src = " +
                "'/streaming/channelsz?callback=hacked'")).hasMessageContaining("TrustedScriptURL");
        }
    }

    @Test
    void shouldBrowseForAdminsOnlyAndMoveNoDurable() throws IOException
    {
        final SubscriptionOptions options = all().durableName("untouched").build();
        client.publish("browsed", "first");
        final StanInbox inbox = client.subscribe("browsed", options).awaitCount(1);
        Await.until("it is acknowledged", () -> durables("browsed").contains("\"pending\": 0"));
        inbox.close();
        client.publish("browsed", HOSTILE);
        client.publish("browsed", new byte[]{0, 1, 2, (byte) 0xff});
        final String before = durables("browsed");

        page = chromium.open(base + "/console#messages?channel=browsed");
        page.awaitText("for admins only");
        page.click("Log in");
        page.type("secret", "wrong");
        page.press("Enter", ENTER);
        page.awaitText("Wrong user, password or token.");
        page.type("secret", token());
        page.press("Enter", ENTER);
        page.awaitText("Admin token");
        page.awaitText(HOSTILE);
        page.awaitText("00 01 02 ff");
        page.click("Newest");
        page.awaitText("first");

        assertThat(durables("browsed")).isEqualTo(before);
        assertThat(client.subscribe("browsed", options).awaitCount(2).sequences()).containsExactly(2L, 3L);
        page.reload();
        page.awaitText("for admins only");
    }

    @Test
    void shouldChangeWhatAnAdminConfirms() throws IOException
    {
        for (int i = 0; i < 3; i++)
        {
            client.publish("changed", "message " + i);
        }
        client.subscribe("changed", all().durableName("worker").build()).awaitCount(3).close();

        page = chromium.open(base + "/console#channel?name=changed");
        page.awaitText("worker");
        assertThat(page.text()).doesNotContain("Purge");
        logIn();
        page.click("Move…");
        page.awaitText("go on at message 1 instead of 4");
        page.type("confirm", "worker");
        page.click("Move durable");
        page.awaitText("worker goes on at message 1");
        page.awaitTrue("document.querySelector('dialog') === null");
        page.click("Remove…");
        page.type("confirm", "worker");
        page.click("Remove durable");
        page.awaitText("It has no durables.");
        page.click("Purge…");
        page.awaitText("3 messages would be removed");
        page.type("confirm", "chang");
        assertThat(page.value("document.querySelector('dialog [type=submit]').disabled")).isEqualTo(true);
        page.type("confirm", "changed");
        page.press("Enter", ENTER);

        page.awaitText("3 messages removed from changed");
        page.awaitText("none, the last was 3");
        assertThat(server.process().output()).contains("Admin \"token\" from 127.0.0.1: purge of channel \"changed\"");
    }

    @Test
    void shouldTrimAndDeleteAChannelWhenAnAdminConfirms() throws IOException
    {
        for (int i = 0; i < 10; i++)
        {
            client.publish("trimmed", "message " + i);
        }
        client.subscribe("trimmed", all().build()).awaitCount(10);

        page = chromium.open(base + "/console#channel?name=trimmed");
        logIn();
        page.click("Trim…");
        page.awaitText("0 messages would be removed; the first is 1.");
        page.type("keep", "4");
        page.type("confirm", "trimmed");
        page.awaitText("6 messages would be removed; the first is 7.");
        page.screenshot("trim");
        page.click("Trim");
        page.awaitText("6 messages removed from trimmed; the first is 7.");
        page.awaitText("7 – 10");
        page.click("Delete…");
        page.awaitText("It has 4 messages, 0 durables and 1 online subscription.");
        page.type("confirm", "trimmed");
        page.click("Delete channel");
        page.awaitText("stop their clients first, or tick the box");
        page.screenshot("delete-refused");
        page.value("document.querySelector('[name=force]').click()");
        page.click("Delete channel");

        page.awaitText("deleted trimmed with 4 messages");
        page.awaitTrue("location.hash === '#channels' && document.querySelector('dialog') === null");
        page.screenshot("channels");
        client.publish("trimmed", "anew");
        assertThat(client.subscribe("trimmed", all().build()).awaitCount(1).sequences()).containsExactly(1L);
    }

    @Test
    void shouldKickAClientWhenAnAdminConfirms() throws IOException
    {
        final StanClient leaving = StanClient.connect(server.url(), "leaving");
        leaving.subscribe("kicked", all().build());

        page = chromium.open(base + "/console#clients?match=leav");
        page.awaitText("leaving");
        assertThat(page.text()).doesNotContain("Kick");
        logIn();
        page.click("Kick…");
        page.awaitText("It would be closed.");
        page.screenshot("kick");
        page.type("confirm", "leaving");
        page.click("Kick client");
        page.awaitText("leaving is closed.");
        page.awaitText("No client has that in its id.");

        assertThatThrownBy(() -> leaving.publish("kicked", "text")).isInstanceOf(RuntimeException.class);
        leaving.abandon();
        assertThat(server.process().output()).contains("Admin \"token\" from 127.0.0.1: kick of client \"leaving\"");
    }

    @Test
    void shouldRefuseWhatAVisitorOrders()
    {
        client.publish("visited", "kept");

        page = chromium.open(base + "/console#channel?name=visited");
        page.awaitText("Nobody subscribes to it.");
        assertThat(page.text()).doesNotContain("Trim…", "Purge…", "Delete…");
        page.screenshot("visitor");
        for (final String order : List.of("channels/visited/purge", "channels/visited/trim", "channels/visited/delete",
            "clients/hostile-client/kick", "cluster/snapshot", "cluster/step-down"))
        {
            page.value("window.answer = 0, fetch('/adminz/" + order + "', { method: 'POST', body: '{}', " +
                "credentials: 'omit', headers: { " +
                "'Content-Type': 'application/json' } }).then(answer => { window.answer = answer.status; }), 0");
            page.awaitTrue("window.answer !== 0");
            assertThat(page.value("window.answer")).as(order).isEqualTo(401L);
        }

        client.publish("visited", "too");
        assertThat(client.subscribe("visited", all().build()).awaitCount(2).sequences()).containsExactly(1L, 2L);
    }

    @Test
    void shouldShowAPageOfTenThousandChannels()
    {
        final AtomicInteger stored = new AtomicInteger();
        for (int i = 0; i < MANY; i++)
        {
            client.publish("many." + i, "", (guid, ex) -> stored.incrementAndGet());
        }
        Await.until("all are stored", () -> stored.get() == MANY);

        page = chromium.open(base + "/console#channels?match=MANY.");
        page.awaitText("1–50 of 10,000");
        page.awaitText("many.1004");
        page.click("Last");
        page.awaitText("9,951–10,000 of 10,000");
        page.awaitText("many.9999");
        page.type("match", "many.777");
        page.awaitTrue("document.querySelectorAll('tbody tr').length === 11");

        assertThat(page.value("document.activeElement.name")).isEqualTo("match");
        assertThat(page.text()).contains("many.777", "many.7779").doesNotContain("many.1004");
    }

    @Test
    void shouldSayWhetherItFollowsStartsOrIsGone() throws IOException
    {
        final AtomicReference<HealthReport> health = new AtomicReference<>(new HealthReport("Starting", List.of(
            new HealthCheck("data", false, "segments 3 of 7 from <b>"))));
        try (MonitorServer node = new MonitorServer("127.0.0.1", 0, Map.of(ConsolePage.PATH, ConsolePage.load(),
            "/healthz", new HealthPage(question -> health.get()), "/streaming/serverz", request -> PageAnswer.text(503,
                "not yet\n"))))
        {
            node.open();
            page = chromium.open("http://127.0.0.1:" + node.boundPort() + "/console");
            page.awaitText("This node is starting: segments 3 of 7 from <b>.");

            health.set(new HealthReport("Follower", List.of(new HealthCheck("data", true, "is whole"))));
            page.awaitText("This node follows");
        }
        page.awaitText("not reachable");
    }

    @Test
    void shouldShowRatesAndLagsAsTheyAre()
    {
        final StanInbox slow = client.subscribe("watched", all().durableName("slow").manualAcks().maxInFlight(2)
            .build());
        publish("watched", 5);
        slow.awaitCount(2);

        page = chromium.open(base + "/console#channels?match=watched");
        page.awaitText("1 stalled");
        assertThat(List.of(cell("Messages"), cell("Subs"), cell("Lag"), cell("Pending"))).containsExactly("5", "1", "5",
            "2");
        assertThat(cell("Msgs/s")).as("of one look nobody knows").isEqualTo("–");
        page.awaitTrue(CELL.formatted("Msgs/s") + " === '0'");
        publish("watched", BURST);
        page.awaitTrue("/^[1-9]/.test(" + CELL.formatted("Msgs/s") + ")");
        assertThat(Double.parseDouble(cell("Msgs/s"))).as("they look at most every three seconds").isLessThan(BURST /
            2.9);
        assertThat(cell("Bytes/s")).matches("[1-9][0-9.]* K?B/s");
        page.screenshot("rates");
        page.awaitTrue(CELL.formatted("Msgs/s") + " === '0'");
        assertThat(List.of(cell("Messages"), cell("Lag"))).containsExactly("65", "65");

        page.click("Overview");
        page.awaitText("Health");
        publish("watched", BURST);
        page.awaitTrue("/^Published\\s+[1-9]/.test(document.querySelector('.tile').innerText)");
        page.awaitTrue("document.querySelector('.tile .spark polyline') !== null");
        page.screenshot("overview");
        page.look(420, 900, true);
        page.screenshot("overview-narrow-dark");
        for (int i = 0; i < 2; i++)
        {
            slow.ack(i);
        }
        slow.awaitCount(4);
        slow.close();
        page.click("Subscriptions");
        page.awaitTrue("[...document.querySelectorAll('tbody tr')].some(row => /slow[^]*offline[^]*123\\D/.test(row" +
            ".innerText))");
        page.screenshot("subscriptions-narrow-dark");
        page.look(1280, 800, false);
        page.screenshot("subscriptions");
    }

    private static void publish(final String channel, final int messages)
    {
        for (int i = 0; i < messages; i++)
        {
            client.publish(channel, "x".repeat(200));
        }
    }

    /** Of the first row, what stands below a title. */
    private String cell(final String title)
    {
        return (String) page.value(CELL.formatted(title));
    }

    @Test
    void shouldShowHowFarANodeIsThatCopiesTheOthers() throws IOException
    {
        final AtomicReference<ClusterReport> report = new AtomicReference<>(cluster("Starting", -1,
            "SEED: 30 of 70 MB of segments copied, 20 MB/s, 2 s left", "b copies what it has lost"));
        final HealthReport health = new HealthReport("Leader", List.of(new HealthCheck("data", true, "is whole")));
        try (MonitorServer node = new MonitorServer("127.0.0.1", 0, Map.of(ConsolePage.PATH, ConsolePage.load(),
            "/healthz", new HealthPage(question -> health), "/streaming/serverz", request -> PageAnswer.text(503,
                "not yet\n"),
            "/clusterz", new ClusterPage(report::get))))
        {
            node.open();
            page = chromium.open("http://127.0.0.1:" + node.boundPort() + "/console#cluster");
            page.awaitText("SEED: 30 of 70 MB of segments copied, 20 MB/s, 2 s left");
            page.awaitText("Do not stop this node now: b copies what it has lost.");
            page.screenshot("restore");

            report.set(cluster("Follower", 3 << 20, "", "b is 2 MB behind"));
            page.awaitTrue("/b\\s+Follower[^]*2 MB/.test(document.querySelectorAll('tbody tr')[1].innerText)");
            assertThat(page.text()).doesNotContain("copied");
        }
    }

    /** Of two, one that leads, at 5 MB of the log. */
    private static ClusterReport cluster(final String role, final long commit, final String phase, final String reason)
    {
        return new ClusterReport(List.of(new ClusterReport.Row("a", true, "Leader", "whole", "1f", 7, 5 << 20, 5 << 20,
            6, "", ""),
            new ClusterReport.Row("b", false, role, "lost", "1f", 7, commit, commit, 6, phase,
                "127.0.0.1:8222")),
            List.of(), false, reason);
    }

    private void logIn() throws IOException
    {
        page.click("Log in");
        page.type("secret", token());
        page.press("Enter", ENTER);
        page.awaitTrue("document.querySelector('dialog') === null");
    }

    private static SubscriptionOptions.Builder all()
    {
        return new SubscriptionOptions.Builder().deliverAllAvailable().ackWait(Duration.ofSeconds(60));
    }

    private static String token() throws IOException
    {
        return Files.readString(directory.resolve("data").resolve("admin.token")).strip();
    }

    /** What is known of a channel's durables, all of it. */
    private static String durables(final String channel)
    {
        try
        {
            return HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create(base + "/adminz/channels/" +
                channel)).header("Authorization", "Bearer " + token()).build(), BodyHandlers.ofString()).body();
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", ex);
        }
    }
}
