package io.standfast.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.nats.streaming.SubscriptionOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * {@code standfast bench} as a process, beside what the server really holds. The server hangs up on clients that do not
 * answer its heartbeats within two seconds.
 */
class BenchIT
{
    private static final Path DOCUMENT = ChildProcess.ROOT.resolve("docs/bench.md");
    private static final String[] HEARTBEATS = {"-hbi", "500ms", "-hbt", "500ms", "-hbf", "1", "-mm", "0", "-mb", "0"};

    @TempDir
    private static Path shared;
    private static Deployment listener;

    @TempDir
    private Path directory;

    @BeforeAll
    static void start()
    {
        listener = Deployment.start(Deployment.Way.LISTENER, shared, HEARTBEATS);
    }

    @AfterAll
    static void stop()
    {
        listener.close();
    }

    private ChildProcess bench(final String... arguments)
    {
        final List<String> command = new ArrayList<>(List.of(ChildProcess.ROOT.resolve("bin/standfast").toString(),
            "bench"));
        command.addAll(Arrays.asList(arguments));
        return ChildProcess.start(directory, Map.of(), command);
    }

    /** Run to the end; its standard output, and what it has said when the exit code is another one. */
    private String run(final int exitCode, final String... arguments)
    {
        try (ChildProcess bench = bench(arguments))
        {
            assertThat(bench.awaitExit()).as(bench.output()).isEqualTo(exitCode);
            return exitCode == 0 ? bench.out() : bench.err();
        }
    }

    private static String[] with(final String[] arguments, final String last)
    {
        final String[] all = Arrays.copyOf(arguments, arguments.length + 1);
        all[arguments.length] = last;
        return all;
    }

    private static long sum(final String json, final String field)
    {
        final Matcher matcher = Pattern.compile("\"" + field + "\": (\\d+)").matcher(json);
        long sum = 0;
        int count = 0;
        while (matcher.find())
        {
            sum += Long.parseLong(matcher.group(1));
            count++;
        }
        assertThat(count).as(field).isPositive();
        return sum;
    }

    /** Everything that the channel holds, by a client that is not the bench. */
    private static long held(final String url, final String channel, final long expected)
    {
        try (StanClient client = StanClient.connect(url, "counting"))
        {
            final StanInbox inbox = client.subscribe(channel, new SubscriptionOptions.Builder().deliverAllAvailable()
                .maxInFlight(100_000).build());
            Await.until(channel + " is read", () -> inbox.sequences().size() >= expected);
            client.publish(channel, "last");
            inbox.awaitCount((int) expected + 1);
            return inbox.sequences().size() - 1L;
        }
    }

    private static Set<String> tags(final Path file) throws IOException
    {
        final Set<String> tags = new TreeSet<>();
        try (HistogramLogReader reader = new HistogramLogReader(file.toFile()))
        {
            EncodableHistogram histogram = reader.nextIntervalHistogram();
            while (histogram != null)
            {
                assertThat(histogram.getMaxValueAsDouble()).isPositive();
                tags.add(histogram.getTag());
                histogram = reader.nextIntervalHistogram();
            }
        }
        return tags;
    }

    private void assertParses(final String json) throws IOException
    {
        final Path file = Files.writeString(directory.resolve("bench.json"), json);
        if (NodeScript.isAvailable())
        {
            try (ChildProcess node = ChildProcess.start(directory, Map.of(), List.of("node", "-e", "for (const r of " +
                "JSON.parse(require('fs').readFileSync('" + file + "')).rates) { const l = r.latency_ns || r.gap_ns; " +
                "if (!(l.count > 0 && 0 < l.p50 && l.p50 <= l.p90 && l.p90 <= l.p99 && l.p99 <= l.p99_9 && " +
                "l.p99_9 <= l.max)) throw new Error(JSON.stringify(l)); }")))
            {
                assertThat(node.awaitExit()).as(node.output()).isZero();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Deployment.Way.class)
    void shouldCountWhatTheServerHoldsWhenPublished(final Deployment.Way way) throws IOException
    {
        final Path hdr = directory.resolve("publish.hdr");
        try (Deployment own = way == Deployment.Way.BROKER ? Deployment.start(way, directory.resolve("server"),
            HEARTBEATS) : null)
        {
            final String url = own == null ? listener.url() : own.url();

            final String json = run(0, "publish", "--server", url, "--channel", "published", "--rate", "500,2k",
                "--warmup", "200ms", "--duration", "500ms", "--json", "--hdr", hdr.toString());

            assertParses(json);
            assertThat(sum(json, "acked")).isEqualTo(250 + 1_000);
            assertThat(sum(json, "stored")).isEqualTo(350 + 1_400);
            assertThat(sum(json, "refused") + sum(json, "unacked") + sum(json, "unsent")).isZero();
            assertThat(held(url, "published", 1_750)).isEqualTo(1_750);
            assertThat(tags(hdr)).containsExactlyInAnyOrder("rate-500", "rate-2000", "lag-500", "lag-2000");
        }
    }

    @Test
    void shouldReceiveEverythingOnceWhenSubscribed() throws IOException
    {
        run(0, "publish", "--server", listener.url(), "--channel", "stored", "--channels", "3", "--clients", "2",
            "--rate", "max", "--window", "50", "--warmup", "0s", "--count", "3000", "--size", "1KB");

        final String json = run(0, "subscribe", "--server", listener.url(), "--channel", "stored", "--channels", "3",
            "--count", "3000", "--json");

        assertParses(json);
        assertThat(sum(json, "delivered")).isEqualTo(3_000);
        assertThat(sum(json, "payload_bytes")).isEqualTo(3_000 * 1_024);
        assertThat(sum(json, "missing") + sum(json, "redelivered")).isZero();
        assertThat(held(listener.url(), "stored.1", 1_000)).isEqualTo(1_000);
    }

    @Test
    void shouldGoOnWhereItWasWhenTheSubscriptionIsDurable()
    {
        final String[] subscribe = {"subscribe", "--server", listener.url(), "--channel", "kept", "--client-id", "dur",
            "--durable", "d", "--json", "--count", "500", "--duration"};
        run(0, "publish", "--server", listener.url(), "--channel", "kept", "--rate", "max", "--warmup", "0s", "--count",
            "500");

        assertThat(sum(run(0, with(subscribe, "20s")), "delivered")).isEqualTo(500);
        assertThat(sum(run(0, with(subscribe, "500ms")), "delivered")).isZero();
    }

    @Test
    void shouldKnowItsOwnMessagesWhenTheyComeBack()
    {
        final String table = run(0, "roundtrip", "--server", listener.url(), "--channel", "rtt", "--channels", "2",
            "--clients", "4", "--rate", "1k,max", "--warmup", "100ms", "--count", "1000");

        assertThat(table).containsPattern("\n +1000 +\\d+ .* 1000 +0 +0 ").containsPattern(
            "\n +max +\\d+ .* 1000 +0 +0 ").contains("Kept: ", "are on channels rtt.0 to rtt.1 of " + listener.url());
    }

    @Test
    void shouldAnswerHeartbeatsWhenItWaitsForMessages()
    {
        final String[] other = {"subscribe", "--server", listener.url(), "--channel", "silent", "--client-id", "twin",
            "--start", "new", "--duration", "3s"};
        try (ChildProcess waiting = bench(other))
        {
            Await.until("the other one is registered", () -> waiting.isAlive() && listener.output().contains(
                "Channel \"silent\" has been created"));

            assertThat(run(1, other)).isEqualTo("standfast: bench: " + listener.url() + " refuses client \"twin\": " +
                "stan: clientID already registered: choose another --client-id\n");
            assertThat(waiting.awaitExit()).as(waiting.output()).isZero();
        }
        assertThat(listener.output()).doesNotContain("Timed out on heartbeats");
    }

    @Test
    void shouldPrintWhatThereIsWhenInterrupted()
    {
        try (ChildProcess bench = bench("publish", "--server", listener.url(), "--channel", "interrupted", "--rate",
            "500", "--warmup", "0s"))
        {
            bench.awaitOutput("500/s, 5 s: ");
            bench.signal("INT");

            assertThat(bench.awaitExit()).as(bench.output()).isZero();
            assertThat(bench.out()).containsPattern("\n +500 +\\d+ ").contains("500/s: stopped early.", "Kept: ");
        }
    }

    @Test
    void shouldSayHowManyWereAcknowledgedWhenTheServerDies()
    {
        try (ServerProcess server = ServerProcess.start(directory.resolve("server"), "-p", "-1");
            ChildProcess bench = bench("publish", "--server", server.url(), "--rate", "500", "--warmup", "0s"))
        {
            try (StanClient client = StanClient.connect(server.url(), "reader"))
            {
                client.subscribe("bench", new SubscriptionOptions.Builder().build()).awaitCount(100);
            }
            server.kill9();

            assertThat(bench.awaitExit()).as(bench.output()).isEqualTo(2);
            assertThat(bench.out()).containsPattern("\n +500 +\\d+ ");
            assertThat(bench.err()).contains("has lost " + server.url()).containsPattern(
                "; [1-9]\\d+ messages had been acknowledged, \\d+ had no answer");
        }
    }

    @Test
    void shouldSayWhatToDoWhenTheClusterIdIsWrong()
    {
        assertThat(run(1, "publish", "--server", listener.url(), "--cluster-id", "nope")).isEqualTo(
            "standfast: bench: no STAN server with cluster id \"nope\" answers at " + listener.url() +
                " (nobody listens to _STAN.discover.nope): is --cluster-id right, and has the server finished its " +
                "start?\n");
    }

    @Test
    void shouldAskForThePasswordWhenTheServerWantsOne()
    {
        try (
            ServerProcess server = ServerProcess.start(directory.resolve("server"), "-p", "-1", "-user", "ann", "-pass",
                "s3cret"))
        {
            final String right = server.url().replace("//", "//ann:s3cret@");

            assertThat(run(1, "publish", "--server", server.url())).isEqualTo("standfast: bench: " + server.url() +
                " has refused: 'Authorization Violation': give --server nats://user:password@host:port, or " +
                "nats://token@host:port\n");
            assertThat(run(1, "publish", "--server", server.url().replace("//", "//ann:wr0ng@"))).contains(
                "are user and password, or the token, right?").doesNotContain("wr0ng");
            assertThat(run(0, "publish", "--server", right, "--rate", "max", "--warmup", "0s", "--count", "10"))
                .contains("Kept: 10 messages").doesNotContain("s3cret");
        }
    }

    /** With its own durations they would take minutes. */
    @Test
    void shouldDoWhatTheDocumentSays() throws IOException
    {
        final List<String> commands = Files.readAllLines(DOCUMENT).stream().filter(line -> line.startsWith(
            "bin/standfast bench ")).map(line -> line.substring("bin/standfast bench ".length())).toList();
        assertThat(commands).hasSizeGreaterThan(4);
        final List<ChildProcess> all = new ArrayList<>();
        for (final String command : commands)
        {
            final String quick = command.replace("nats://localhost:4222", listener.url()).replaceFirst(
                " --duration \\w+", "") + " --duration 200ms" + (command.startsWith("subscribe") ? "" : " --warmup 0s");
            all.add(bench(quick.split(" ")));
        }
        for (final ChildProcess bench : all)
        {
            assertThat(bench.awaitExit()).as(bench.output()).isZero();
        }
        assertThat(directory.resolve("roundtrip.hdr")).isNotEmptyFile();
    }
}
