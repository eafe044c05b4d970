package io.standfast.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nats.streaming.SubscriptionOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What an operator does with the commands, as clients of the old library see it.
 */
class AdminIT
{
    private static final Pattern MONITOR = Pattern.compile("Starting http monitor on [^ ]*:(\\d+)");

    @TempDir
    private static Path directory;
    private static ServerProcess server;

    @BeforeAll
    static void start()
    {
        server = ServerProcess.start(directory, "-p", "-1", "-m", "-1", "-a", "127.0.0.1", "-ports_file_dir", directory
            .toString());
    }

    @AfterAll
    static void stop()
    {
        server.close();
    }

    @Test
    void shouldPurgeTrimAndShowAChannel()
    {
        try (StanClient client = StanClient.connect(server.url(), "purger"))
        {
            publish(client, "trimmed", 10);

            assertThat(standfast("channel", "trim", "trimmed", "--before", "8", "-f"))
                .contains("7 messages of channel");
            assertThat(standfast("channel", "view", "trimmed", "--raw")).isEqualTo("8\n9\n10\n");
            assertThat(standfast("channel", "purge", "trimmed", "-f")).contains("3 messages", "the next one is 11");

            final StanInbox inbox = client.subscribe("trimmed", all().build());
            publish(client, "trimmed", 1);
            assertThat(inbox.awaitCount(1).sequences()).containsExactly(11L);
        }
        assertThat(server.process().output()).contains(
            "Admin \"token\" from 127.0.0.1: purge of channel \"trimmed\" (epoch ", "3 messages removed");
    }

    @Test
    void shouldDeleteAChannelAndBeginItAnew()
    {
        try (StanClient client = StanClient.connect(server.url(), "deleter"))
        {
            publish(client, "deleted", 3);
            final StanInbox before = client.subscribe("deleted", all().build()).awaitCount(3);

            assertThat(fails("channel", "rm", "deleted", "-f")).contains("1 online subscriptions", "--even-if-online");
            assertThat(standfast("channel", "rm", "deleted", "-f", "--even-if-online")).contains("deleted");
            publish(client, "deleted", 1);
            final StanInbox after = client.subscribe("deleted", all().build()).awaitCount(1);

            assertThat(after.sequences()).containsExactly(1L);
            assertThat(before.sequences()).containsExactly(1L, 2L, 3L);
            assertThat(fails("channel", "view", "delete")).contains("did you mean \"deleted\"?");
        }
    }

    @Test
    void shouldMoveAndRemoveAnOfflineDurable()
    {
        final SubscriptionOptions options = all().durableName("dur").manualAcks().build();
        try (StanClient client = StanClient.connect(server.url(), "seeker"))
        {
            publish(client, "moved", 5);
            client.subscribe("moved", options).awaitCount(5).close();

            assertThat(standfast("channel", "info", "moved")).contains("Channel moved: 5 messages",
                "moved\tseeker\tdur\t-\toffline\t5\t5\t");
            assertThat(standfast("sub", "info", "moved", "dur")).endsWith("\nmoved\tseeker\tdur\t-\toffline\t5\t5\t" +
                SubscriptionOptions.DEFAULT_MAX_IN_FLIGHT + "\t5\n");
            assertThat(standfast("sub", "seek", "moved", "dur", "--sequence", "4", "-f"))
                .contains("goes on at message 4");
            final StanInbox resumed = client.subscribe("moved", options).awaitCount(2);
            assertThat(resumed.sequences()).containsExactly(4L, 5L);
            assertThat(resumed.message(0).isRedelivered()).isFalse();
            assertThat(fails("sub", "rm", "moved", "dur", "-f")).contains("is online");
            resumed.close();

            standfast("sub", "rm", "moved", "dur", "--client", "seeker", "-f");
            assertThat(client.subscribe("moved", options).awaitCount(5).sequences()).containsExactly(1L, 2L, 3L, 4L,
                5L);
        }
    }

    @Test
    void shouldTellAClientThatItWasKicked()
    {
        final List<String> lost = new ArrayList<>();
        try (StanClient client = StanClient.connect(new io.nats.streaming.Options.Builder().natsUrl(server.url())
            .pingInterval(Duration.ofSeconds(1)).connectionLostHandler((connection, ex) -> lost.add(ex.getMessage()))
            .build(), "kicked"))
        {
            standfast("client", "kick", "kicked", "-f");

            Await.until("the client hears of it", () -> !lost.isEmpty());
            assertThat(lost.get(0)).contains("client has been replaced or is no longer registered");
            assertThatThrownBy(() -> client.publish("any", "text")).isInstanceOf(RuntimeException.class);
        }
        catch (final IllegalStateException ex)
        {
            assertThat(ex).as("it cannot say goodbye").hasMessageContaining("close");
        }
        assertThat(fails("client", "kick", "kicked", "-f")).contains("no client \"kicked\"");
    }

    @Test
    void shouldPublishAndSubscribeFromTheShell()
    {
        assertThat(run("pub", "shell", "hello {n}", "--count", "2", "--server", server.url())).contains(
            "2 messages stored in channel");
        assertThat(run("sub", "shell", "--start", "first", "--count", "2", "--raw", "--server", server.url()))
            .isEqualTo(
                "hello 1\nhello 2\n");
    }

    @Test
    void shouldTakeLinesAndFilesAndPlacesFromTheShell() throws IOException
    {
        final Path file = Files.writeString(directory.resolve("payload.txt"), "from a file\n");

        assertThat(shell("printf 'one\\ntwo\\n' | %s pub piped --lines --reply answers --json --server " + server
            .url()))
            .contains("\"channel\": \"piped\"", "\"messages\": 2");
        run("pub", "piped", "--file", file.toString(), "--server", server.url());

        final String json = run("sub", "piped", "--since", "1h", "--queue", "crew", "--count", "3", "--json",
            "--server", server.url());
        assertThat(json).hasLineCount(3).contains("\"reply\": \"answers\", \"payload\": \"b25l\"",
            "\"payload\": \"ZnJvbSBhIGZpbGUK\"");
        final String[] durable = {"sub", "piped", "--durable", "d", "--client-id", "shell", "--start", "first",
            "--max-in-flight", "2", "--wait", "700ms", "--json", "--server", server.url()};
        final List<String> careless = new ArrayList<>(Arrays.asList(durable));
        careless.add("--no-ack");
        assertThat(run(careless.toArray(new String[0]))).hasLineCount(2).contains("\"sequence\": 1,",
            "\"sequence\": 2,");
        assertThat(run(durable)).hasLineCount(3).contains("\"sequence\": 1,", "\"redelivered\": true",
            "\"sequence\": 3,");
    }

    @Test
    void shouldChangeNothingForWhoIsNoAdminAndMoveNobodyWhenItShows() throws Exception
    {
        final HttpRequest page = HttpRequest.newBuilder(URI.create(monitor() +
            "/streaming/channelsz?channel=guarded&subs=1")).build();
        final HttpClient http = HttpClient.newHttpClient();
        try (StanClient client = StanClient.connect(server.url(), "guardian"))
        {
            publish(client, "guarded", 3);
            client.subscribe("guarded", all().durableName("dur").manualAcks().maxInFlight(1).build()).awaitCount(1);
            final String before = http.send(page, HttpResponse.BodyHandlers.ofString()).body();

            try (ServerProcess purge = ServerProcess.run(directory, "standfast", "channel", "purge", "guarded", "-f",
                "--server", monitor()))
            {
                assertThat(purge.process().awaitExit()).isEqualTo(1);
                assertThat(purge.process().err()).contains("does this for admins only: give --dir");
            }
            assertThat(standfast("channel", "view", "guarded", "--raw")).isEqualTo("1\n2\n3\n");
            assertThat(standfast("channel", "get", "guarded", "2", "--raw")).isEqualTo("2\n");

            assertThat(before).contains("\"msgs\": 3,", "\"last_sent\": 1,", "\"pending_count\": 1,");
            assertThat(http.send(page, HttpResponse.BodyHandlers.ofString()).body()).isEqualTo(before);
        }
    }

    @Test
    void shouldAskBeforeItDestroysOnATerminal()
    {
        try (StanClient client = StanClient.connect(server.url(), "asked"))
        {
            publish(client, "asked", 1);
        }

        assertThat(onTerminal("n", 1)).contains("Go on? [y/N]", "nothing was changed");
        assertThat(onTerminal("y", 0)).contains("Go on? [y/N]", "channel \"asked\" deleted");
        assertThat(fails("channel", "info", "asked")).contains("no channel \"asked\"");
    }

    private static String onTerminal(final String answer, final int code)
    {
        final String command = ChildProcess.ROOT.resolve("bin/standfast") + " channel rm asked --server " + monitor() +
            " --dir " + directory.resolve("data");
        final List<String> script = List.of("bash", "-c", "echo " + answer + " | script -qec '" + command +
            "' /dev/null");
        try (ChildProcess process = ChildProcess.start(directory, Map.of(), script))
        {
            assertThat(process.awaitExit()).as(process.output()).isEqualTo(code);
            return process.out();
        }
    }

    /** One in 64 is measured of what is applied and appended. */
    @Test
    void shouldSendAgainAndCountItAndMeasureWhatIsStored() throws Exception
    {
        try (StanClient client = StanClient.connect(server.url(), "forgetful"))
        {
            publish(client, "measured", 64);
            publish(client, "again", 1);
            client.subscribe("again", all().manualAcks().ackWait(Duration.ofSeconds(1)).build()).awaitCount(2);

            final String metrics = HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create(monitor() +
                "/metrics")).build(), HttpResponse.BodyHandlers.ofString()).body();

            assertThat(metrics).containsPattern("\nstandfast_redeliveries_total [1-9]");
            final String count = "\nstandfast_publish_duration_seconds_count\\{stage=\"%s\"} [1-9]";
            assertThat(metrics).containsPattern(count.formatted("apply")).containsPattern(count.formatted("append"));
        }
    }

    @Test
    void shouldListItsPortsInAFile() throws IOException
    {
        final Path file;
        try (Stream<Path> files = Files.list(directory))
        {
            file = files.filter(path -> path.toString().endsWith(".ports")).findFirst().orElseThrow();
        }
        assertThat(Files.readString(file)).contains(":" + server.port() + "\"", monitor());
    }

    @Test
    void shouldKeepTheTokenForTheOwnerOfTheData() throws IOException
    {
        final Path token = directory.resolve("data").resolve("admin.token");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(token))).isEqualTo("rw-------");
        assertThat(server.process().output()).doesNotContain(Files.readString(token).strip());
    }

    private static void publish(final StanClient client, final String channel, final int count)
    {
        for (int i = 1; i <= count; i++)
        {
            client.publish(channel, Integer.toString(i));
        }
    }

    private static SubscriptionOptions.Builder all()
    {
        return new SubscriptionOptions.Builder().deliverAllAvailable();
    }

    private static String monitor()
    {
        final Matcher matcher = MONITOR.matcher(server.process().output());
        assertThat(matcher.find()).isTrue();
        return "http://127.0.0.1:" + matcher.group(1);
    }

    private static List<String> admin(final String... arguments)
    {
        final List<String> all = new ArrayList<>(Arrays.asList(arguments));
        all.addAll(List.of("--server", monitor(), "--dir", directory.resolve("data").toString()));
        return all;
    }

    /** What a command of an admin says. */
    private static String standfast(final String... arguments)
    {
        return run(admin(arguments).toArray(new String[0]));
    }

    private static String run(final String... arguments)
    {
        try (ServerProcess command = ServerProcess.run(directory, "standfast", arguments))
        {
            assertThat(command.process().awaitExit()).as(() -> command.process().output()).isZero();
            return command.process().out();
        }
    }

    /** What a line of the shell says; %s is the command. */
    private static String shell(final String line)
    {
        try (ChildProcess process = ChildProcess.start(directory, Map.of(), List.of("bash", "-c", line.formatted(
            ChildProcess.ROOT.resolve("bin/standfast")))))
        {
            assertThat(process.awaitExit()).as(process.output()).isZero();
            return process.out();
        }
    }

    /** What a command of an admin says when it cannot do it. */
    private static String fails(final String... arguments)
    {
        try (ServerProcess command = ServerProcess.run(directory, "standfast",
            admin(arguments).toArray(new String[0])))
        {
            assertThat(command.process().awaitExit()).as(() -> command.process().output()).isEqualTo(1);
            return command.process().err();
        }
    }
}
