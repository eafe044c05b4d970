package io.standfast.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.nats.streaming.Message;
import io.nats.streaming.SubscriptionOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The drill of docs/backup.md: back up while clients publish, lose everything, restore, and every durable goes on where
 * the backup says that it was.
 */
class BackupIT
{
    private static final Pattern MONITOR = Pattern.compile("Starting http monitor on [^ ]*:(\\d+)");
    private static final Pattern PROGRESS = Pattern.compile("(?m)^\\S.* +\\d+% +\\d+ messages +\\d+/s +ETA \\d+ s$");
    private static final Pattern BAR = Pattern.compile("\r\\w[^\r]* \\[#+-*] +\\d+% +\\d+ messages +\\d+/s +" +
        "ETA \\d+ s\u001b\\[K\r");
    private static final int BULK_LENGTH = 2000;

    @TempDir
    private Path directory;
    private Path file;
    private String monitor;

    @Test
    void shouldResumeEveryDurableWhenAllIsLostAndRestored() throws IOException, InterruptedException
    {
        file = directory.resolve("backup.jsonl");
        final Path data = directory.resolve("data");
        final long acknowledged;
        try (ServerProcess server = ServerProcess.runIn(List.of(), Map.of(), directory, List.of("server",
            "-p", "-1", "-m", "-1", "-a", "127.0.0.1")).awaitReady();
            StanClient client = StanClient.connect(server
                .url(), "worker"))
        {
            monitor = monitor(server);
            leaveDurables(client);
            post(data, "/adminz/channels/purged/purge", "{}");
            final Publisher publisher = new Publisher(client);
            publisher.awaitMore(20);
            acknowledged = publisher.count();
            killInTheMiddle(data);
            // What the part has of it, and more.
            post(data, "/adminz/channels/bulk/trim", "{\"before\": 1400}");
            publisher.awaitMore(20);

            final String report = standfast("backup", file.toString(), "--rate", "0", "--json", "--server", monitor,
                "--dir", data.toString());

            publisher.awaitMore(1);
            publisher.stop();
            lookAtATerminal(data);
            assertThat(report).contains("\"resumed\": true", "\"removed_meanwhile\": 1399", "\"durables\": 3");
        }
        TestCluster.delete(data);

        assertThat(standfast("backup", "verify", file.toString())).contains("whole: 4 channels").containsPattern(
            "purged\t\\d+\t6\t5\t0\t").containsPattern("bulk\t\\d+\t1400\t1500\t101\t");
        assertThat(last("steady")).as("acknowledged before the backup").isGreaterThanOrEqualTo(acknowledged);
        serveFromOne();
        serveFromThree();
    }

    private void serveFromOne()
    {
        final Path restored = directory.resolve("restored");
        standfast("restore", file.toString(), restored.toString());
        try (ServerProcess server = ServerProcess.runIn(List.of(), Map.of(), directory, List.of("server",
            "-p", "-1", "-dir", restored.toString())).awaitReady())
        {
            checkDurables(server.url());
        }
    }

    private void serveFromThree() throws IOException
    {
        try (TestCluster cluster = new TestCluster(directory, 3))
        {
            standfast("restore", file.toString(), Files.createDirectories(cluster.data(1)).toString());

            cluster.startAll();

            checkDurables(cluster.url(cluster.awaitLeader()));
        }
    }

    /** An offline durable, an offline queue group, an empty channel, and one that takes a while to be backed up. */
    private static void leaveDurables(final StanClient client)
    {
        for (int i = 1; i <= 100; i++)
        {
            client.publish("orders", "order " + i);
        }
        for (int i = 1; i <= 5; i++)
        {
            client.publish("purged", "gone");
        }
        final String payload = "x".repeat(BULK_LENGTH);
        final Outcome stored = new Outcome();
        for (int i = 1; i <= 1500; i++)
        {
            client.publish("bulk", payload, stored);
        }
        Await.until("all are stored", () -> stored.count == 1500);
        assertThat(stored.failures).isZero();
        ackSome(client.subscribe("orders", options("audit").maxInFlight(10).build()), 10, 6);
        ackSome(client.subscribe("orders", "workers", options("dq").maxInFlight(5).build()), 5, 3);
    }

    private static SubscriptionOptions.Builder options(final String durable)
    {
        return new SubscriptionOptions.Builder().durableName(durable).deliverAllAvailable().manualAcks().ackWait(
            Duration.ofSeconds(60));
    }

    /** Afterwards it has been sent so many more as it has acknowledged, and goes offline. */
    private static void ackSome(final StanInbox inbox, final int inFlight, final int acked)
    {
        inbox.awaitCount(inFlight);
        for (int i = 0; i < acked; i++)
        {
            inbox.ack(i);
        }
        inbox.awaitCount(inFlight + acked);
        inbox.close();
    }

    private void killInTheMiddle(final Path data)
    {
        final Path part = directory.resolve("backup.jsonl.part");
        try (ServerProcess backup = ServerProcess.runIn(List.of(), Map.of(), directory, List.of("backup",
            file.toString(), "--rate", "100KB", "--server", monitor, "--dir", data.toString())))
        {
            Await.until("a part is written", () -> part.toFile().length() > 400_000);
            Await.until("a line of progress", () -> PROGRESS.matcher(backup.process().err()).find());
            assertThat(backup.process().isAlive()).isTrue();
            backup.kill9();
        }
        assertThat(file).doesNotExist();
    }

    /** On a terminal it is a bar that is drawn over itself, and gone at the end. */
    private void lookAtATerminal(final Path data)
    {
        final String words = String.join(" ", "exec", ChildProcess.ROOT.resolve("bin/standfast").toString(), "backup",
            directory.resolve("seen.jsonl").toString(), "--rate", "500KB", "--server", monitor, "--dir", data
                .toString());
        try (ChildProcess terminal = ChildProcess.start(directory, Map.of(), List.of("script", "-qefc",
            words, "/dev/null")))
        {
            assertThat(terminal.awaitExit()).as(terminal::output).isZero();
            assertThat(terminal.out()).containsPattern(BAR).containsPattern("\r\u001b\\[K[^\r#]*4 channels");
        }
    }

    private void checkDurables(final String url)
    {
        try (StanClient client = StanClient.connect(url, "worker"))
        {
            check(client.subscribe("orders", options("audit").maxInFlight(1000).build()).awaitCount(94), 7, 16, 100);
            check(client.subscribe("orders", "workers", options("dq").maxInFlight(1000).build()).awaitCount(97), 4, 8,
                100);
            checkLive(client);
            client.publish("purged", "next");
            assertThat(client.subscribe("purged", all()).awaitCount(1).sequences()).containsExactly(6L);
            final StanInbox bulk = client.subscribe("bulk", all()).awaitCount(101);
            assertThat(bulk.sequences()).isEqualTo(LongStream.rangeClosed(1400, 1500).boxed().toList());
            assertThat(bulk.text(0)).isEqualTo("x".repeat(BULK_LENGTH));
        }
    }

    private static SubscriptionOptions all()
    {
        return new SubscriptionOptions.Builder().deliverAllAvailable().maxInFlight(5000).build();
    }

    /** What was pending comes first, as redelivered; then what had not been sent. */
    private static void check(final StanInbox inbox, final int first, final int lastSent, final int last)
    {
        assertThat(inbox.sequences()).isEqualTo(LongStream.rangeClosed(first, last).boxed().toList());
        assertThat(inbox.texts().get(0)).isEqualTo("order " + first);
        final int pending = lastSent + 1 - first;
        assertThat(inbox.messages().subList(0, pending)).allMatch(Message::isRedelivered);
        assertThat(inbox.messages().subList(pending, inbox.messages().size())).noneMatch(Message::isRedelivered);
    }

    /** It was online while the backup was taken: where it is then only the backup knows. */
    private void checkLive(final StanClient client)
    {
        final String durable = line("\"type\":\"durable\",\"channel\":\"steady\"");
        final long lastSent = number(durable, "last_sent");
        final TreeSet<Long> expected = new TreeSet<>();
        Arrays.stream(durable.replaceFirst(".*\"pending\":\\[(.*)\\].*", "$1").split(",")).filter(each -> !each
            .isEmpty()).map(Long::valueOf).forEach(expected::add);
        LongStream.rangeClosed(lastSent + 1, last("steady") + 1).forEach(expected::add);
        client.publish("steady", "after");

        final StanInbox inbox = client.subscribe("steady", options("live").maxInFlight(5000).build()).awaitCount(
            expected.size());

        assertThat(inbox.sequences()).containsExactlyElementsOf(expected);
        assertThat(inbox.text(expected.size() - 1)).isEqualTo("after");
    }

    private long last(final String channel)
    {
        return number(line("\"type\":\"channel\",\"channel\":\"" + channel + "\""), "last_seq");
    }

    private static long number(final String line, final String field)
    {
        return Long.parseLong(line.replaceFirst(".*\"" + field + "\":(\\d+).*", "$1"));
    }

    private String line(final String text)
    {
        try
        {
            return Files.readAllLines(file).stream().filter(line -> line.contains(text)).findFirst().orElseThrow();
        }
        catch (final IOException ex)
        {
            throw new AssertionError(ex);
        }
    }

    private String standfast(final String... arguments)
    {
        try (ServerProcess command = ServerProcess.run(directory, "standfast", arguments))
        {
            assertThat(command.process().awaitExit()).as(() -> command.process().output()).isZero();
            return command.process().out();
        }
    }

    private static String monitor(final ServerProcess server)
    {
        final Matcher matcher = MONITOR.matcher(server.process().output());
        assertThat(matcher.find()).isTrue();
        return "http://127.0.0.1:" + matcher.group(1);
    }

    private void post(final Path data, final String path, final String order) throws IOException, InterruptedException
    {
        final HttpResponse<String> answer = HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create(monitor +
            path)).header("Authorization", "Bearer " + Files.readString(data.resolve("admin.token")).strip()).header(
                "Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(order)).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    /**
     * Counts acknowledgements. Called by the client library's thread, read by the test's.
     */
    private static final class Outcome implements io.nats.streaming.AckHandler
    {
        private volatile int count;
        private volatile int failures;

        @Override
        public void onAck(final String guid, final Exception failure)
        {
            failures += failure == null ? 0 : 1;
            count++;
        }
    }

    /**
     * Publishes all the while, to a channel with a durable that is online. Owned by the test's thread.
     */
    private static final class Publisher
    {
        private final List<StanInbox> online = new ArrayList<>();
        private final Thread thread;
        // Written by its thread, read by the test's.
        private volatile int count;
        // Written by the test's thread, read by its own.
        private volatile boolean isStopped;

        Publisher(final StanClient client)
        {
            online.add(client.subscribe("steady", new SubscriptionOptions.Builder().durableName("live")
                .deliverAllAvailable().build()));
            thread = new Thread(() ->
            {
                while (!isStopped)
                {
                    client.publish("steady", "steady " + (count + 1));
                    count++;
                }
            }, "publisher");
            thread.setDaemon(true);
            thread.start();
        }

        int count()
        {
            return count;
        }

        void awaitMore(final int more)
        {
            final int target = count + more;
            Await.until("more is acknowledged", () -> count >= target);
        }

        void stop() throws InterruptedException
        {
            isStopped = true;
            thread.join();
        }
    }
}
