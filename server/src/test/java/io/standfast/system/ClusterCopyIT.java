package io.standfast.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.agrona.CloseHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node that lost its disk copies so much that it takes a while: what it says meanwhile, whom it asks, that a kill in
 * the middle costs only what was under way, and that the others keep what it needs.
 */
@EnabledIfSystemProperty(named = "standfast.matrix", matches = "all", disabledReason = "long: perf/chaos runs it")
class ClusterCopyIT
{
    private static final Pattern PROGRESS = Pattern.compile(
        "restore: (\\d+) of (\\d+) MB of segments copied, \\d+ MB/s, \\d+ s left");
    private static final Pattern DONE = Pattern.compile("restore: 3 segments, \\d+ MB, (\\d) taken back, in \\d+ ms");
    private static final Pattern TIME = Pattern.compile("] (\\d+/\\d\\d/\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{6}) ");
    private static final DateTimeFormatter TIME_FORMAT = DateTimeFormatter.ofPattern("yyyy/MM/dd HH:mm:ss.SSSSSS",
        Locale.ROOT);
    /** Two segments of 20 MB at 10 MB/s. */
    private static final int LINES = 3;
    private static final int SEGMENTS = 3;
    private static final int SEGMENT_MESSAGES = 20;
    private static final int SOME = 60;
    /** More than one file of the log holds, which is 64 MB. */
    private static final int LOG_FILE_MESSAGES = 70;
    private static final int SNAPSHOTS = 3;
    private static final int FLIPPED = 33_100;

    @TempDir
    private Path directory;
    private TestCluster cluster;
    private SteadyClients clients;

    private void fill(final String copyRate)
    {
        cluster = new TestCluster(directory, 3, "-cluster_copy_rate", copyRate);
        cluster.startAll();
        cluster.awaitLeader();
        clients = SteadyClients.start(cluster, 4);
        for (int segment = 0; segment < SEGMENTS; segment++)
        {
            publish(SEGMENT_MESSAGES);
            cluster.snapshot();
        }
    }

    /** Messages of a megabyte. */
    private void publish(final int messages)
    {
        final byte[] large = new byte[1_000_000];
        try (StanClient client = StanClient.reconnecting(cluster.url(cluster.awaitLeader()), "filler"))
        {
            // On a slow disk an acknowledgement may come too late.
            IntStream.range(0, messages).forEach(i -> client.publishAgain("large", large));
        }
    }

    @AfterEach
    void stop()
    {
        CloseHelper.closeAll(clients, cluster);
    }

    @Test
    void shouldGoOnWithWhatHasComeWhenItIsKilledWhileItCopiesSegments()
    {
        fill("10MB");
        final int leader = cluster.awaitLeader();
        final int lost = (leader + 1) % 3;
        final int other = (leader + 2) % 3;
        // It is asked for segments, not the leader, until one of its turns out to be damaged.
        final Path segment = cluster.segments(other)[1];
        TestCluster.flip(segment, FLIPPED);
        cluster.kill9(lost);
        cluster.wipe(lost);

        cluster.start(lost);
        final ChildProcess node = cluster.node(lost).process();
        Await.until("two segments have come", () -> copiedMegabytes(node) > 2 * SEGMENT_MESSAGES + 1);
        verifyPace(node.output());
        verifyProgress(lost);
        assertThat(cluster.answer(lost, "/healthz?live")).startsWith("200 ");
        cluster.kill9(lost);
        TestCluster.flip(segment, FLIPPED);
        clients.awaitMore(SOME);

        cluster.start(lost);
        cluster.awaitReady(lost);
        final String output = cluster.node(lost).process().output();
        assertThat(output).contains("seeding: complete").doesNotContain("is damaged where it came from");
        final Matcher done = DONE.matcher(output);
        assertThat(done.find()).as(output).isTrue();
        assertThat(Integer.parseInt(done.group(1))).as("segments that need not come again").isBetween(1, 2);
        assertThat(node.output()).contains(
            "restore: segment 2 is damaged where it came from, another member is asked");
        clients.awaitMore(SOME);
        clients.verify();
    }

    /**
     * More than a file of the log is written, and as many snapshots are taken as the leader keeps, and one more: what
     * it would remove then stays under the copy.
     */
    @Test
    void shouldKeepTheLogWhileAMemberIsSeeded()
    {
        fill("1MB");
        final int leader = cluster.awaitLeader();
        final int lost = (leader + 1) % 3;
        final Path log = cluster.data(leader).resolve("archive/0-0.rec");
        cluster.kill9(lost);
        cluster.wipe(lost);

        cluster.start(lost);
        final ChildProcess node = cluster.node(lost).process();
        Await.until("segments come", () -> copiedMegabytes(node) > 0);
        publish(LOG_FILE_MESSAGES);
        for (int snapshot = 0; snapshot < SNAPSHOTS; snapshot++)
        {
            cluster.snapshot();
            clients.awaitMore(1);
        }
        assertThat(node.output()).as("it is being seeded still").doesNotContain("seeding: complete");
        assertThat(log).as("the log that the leader would purge").exists();

        node.awaitOutput("seeding: complete");
        cluster.awaitReady(lost);
        assertThat(node.output()).containsOnlyOnce("seeding: member ").doesNotContain("seeding: interrupted");
        clients.awaitMore(SOME);
        cluster.snapshot();
        Await.until("the log is purged when nobody needs it any more", () -> !Files.exists(log));
        clients.verify();
    }

    /** Its log is whole up to where the leader died, and the other has the segments: the two go on. */
    @Test
    void shouldGoOnWithoutTheLeaderThatIsKilledWhileItSeeds()
    {
        fill("10MB");
        final int leader = cluster.awaitLeader();
        final int lost = (leader + 1) % 3;
        cluster.kill9(lost);
        cluster.wipe(lost);
        cluster.start(lost);
        final ChildProcess node = cluster.node(lost).process();
        Await.until("segments come", () -> copiedMegabytes(node) > 0);
        cluster.kill9(leader);
        assertThat(node.output()).as("it is being seeded still").doesNotContain("seeding: complete");

        cluster.awaitReady(lost);
        clients.awaitMore(SOME);
        assertThat(cluster.leader()).isNotEqualTo(leader);
        cluster.start(leader);
        cluster.awaitReady(leader);
        clients.awaitMore(SOME);
        clients.verify();
    }

    /** It was away for so long that the leader has purged the log behind its end; its segments are as good as ever. */
    @Test
    void shouldTakeItsSegmentsBackWhenTheLeadersLogBeginsBehindItsOwn()
    {
        fill("0");
        final int leader = cluster.awaitLeader();
        final int away = (leader + 1) % 3;
        cluster.kill9(away);
        publish(LOG_FILE_MESSAGES);
        for (int snapshot = 0; snapshot < SNAPSHOTS; snapshot++)
        {
            cluster.snapshot();
            clients.awaitMore(1);
        }
        Await.until("the log is purged", () -> !Files.exists(cluster.data(leader).resolve("archive/0-0.rec")));

        cluster.start(away);
        cluster.awaitReady(away);
        assertThat(cluster.node(away).process().output()).containsPattern(
            "admission: SEED: the leader's log begins at \\d+, this member's ends at \\d+").containsPattern(
                "restore: \\d+ segments, \\d+ MB, [1-9]\\d* taken back, ")
            .contains("seeding: complete");
        clients.awaitMore(SOME);
        clients.verify();
    }

    /** About one line a second: none in between, and no second without one for long. */
    private static void verifyPace(final String output)
    {
        final List<LocalDateTime> times = output.lines().filter(PROGRESS.asPredicate()).map(TIME::matcher).filter(
            Matcher::find).map(matcher -> LocalDateTime.parse(matcher.group(1), TIME_FORMAT)).toList();
        assertThat(times).as(output).hasSizeGreaterThanOrEqualTo(LINES);
        for (int i = 1; i < times.size(); i++)
        {
            assertThat(Duration.between(times.get(i - 1), times.get(i))).as("between two lines of " + times)
                .isGreaterThan(Duration.ofMillis(900));
        }
        assertThat(Duration.between(times.get(0), times.get(times.size() - 1))).as("all lines: " + times).isLessThan(
            Duration.ofSeconds(2L * (times.size() - 1)));
    }

    /** Where operators and their tools look, while it copies: its pages, and what the others know of it. */
    private void verifyProgress(final int node)
    {
        final long beginNs = System.nanoTime();
        final String metrics = cluster.answer(node, "/metrics");
        assertThat(System.nanoTime() - beginNs).as("the page waits for nothing that is not there yet").isLessThan(
            TimeUnit.SECONDS.toNanos(3));
        assertThat(metrics).startsWith("200 ").contains("\nstandfast_restore_phase 3\n").containsPattern(
            "\nstandfast_restore_done_bytes [1-9][0-9]+\n").containsPattern(
                "\nstandfast_restore_total_bytes [1-9][0-9]+\n")
            .containsPattern("\nstandfast_restore_bytes_per_second [1-9][0-9]+\n").containsPattern(
                "\nstandfast_restore_left_seconds [0-9]+\n");
        final Pattern pace = Pattern.compile("SEED: \\d+ of \\d+ MB of segments copied, \\d+ MB/s, \\d+ s left");
        assertThat(cluster.answer(node, "/healthz?ready")).startsWith("503 ").containsPattern("\"reason\": \"" + pace);
        Await.until("the leader tells of it", () -> pace.matcher(String.valueOf(cluster.monitor(cluster.awaitLeader(),
            "/clusterz"))).find());
    }

    private static int copiedMegabytes(final ChildProcess node)
    {
        final Matcher matcher = PROGRESS.matcher(node.output());
        int copied = 0;
        while (matcher.find())
        {
            copied = Integer.parseInt(matcher.group(1));
        }
        return copied;
    }
}
