package io.standfast.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import io.nats.streaming.SubscriptionOptions;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * From the command to the open port, and what is left when it is over.
 */
class StartUpIT
{
    private static final long PORT_OPEN_MS = 1_500;
    private static final int STARTS = 10;

    @TempDir
    private Path directory;

    @Test
    void shouldSayWhatOperatorsKnowWhenStarted()
    {
        try (ServerProcess server = ServerProcess.start(directory, "-p", "-1"))
        {
            assertThat(server.process().err()).containsSubsequence(
                "Starting nats-streaming-server[test-cluster] version ", "ServerID: ",
                "Recovering the state...", "No recovered state", "Message store is FILE", "Store location: ",
                "---------- Store Limits ----------", "Channels:                  100 *",
                "Streaming Server is ready");
            assertThat(server.process().out()).isEmpty();
            try (StanClient client = StanClient.connect(server.url(), "operator"))
            {
                client.publish("orders", "x");
            }
            server.process().awaitOutput("[INF] STREAM: Channel \"orders\" has been created");
            assertThat(directory.resolve("data")).isDirectory();
        }
    }

    @Test
    void shouldOpenPortInTimeWhenTreeIsBuilt() throws IOException
    {
        // Leaves an archive of classes behind, if the build could not.
        ServerProcess.start(directory, "-p", "-1").close();

        // The bar is for a machine that does nothing else: one of several starts finds it so.
        final List<Long> tookMs = new ArrayList<>();
        while (tookMs.size() < STARTS && tookMs.stream().noneMatch(ms -> ms < PORT_OPEN_MS))
        {
            tookMs.add(millisecondsToOpenPort(directory.resolve("start" + tookMs.size())));
        }

        assertThat(tookMs).as("ms of each start").anyMatch(ms -> ms < PORT_OPEN_MS);
    }

    private static long millisecondsToOpenPort(final Path data)
    {
        final int port = ChildProcess.freePort();
        final long beginNs = System.nanoTime();
        // With both compilers, as people start it.
        try (ServerProcess server = ServerProcess.run(data, Map.of("STANDFAST_JAVA_OPTS", ""), "standfast", "server",
            "-p", Integer.toString(port)))
        {
            Await.until("open port", () -> !server.process().isAlive() || isOpen(port));
            final long tookMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beginNs);
            server.awaitReady();
            return tookMs;
        }
    }

    private static boolean isOpen(final int port)
    {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port))
        {
            return socket.isConnected();
        }
        catch (final IOException ex)
        {
            return false;
        }
    }

    @Test
    void shouldRecoverMessagesWhenStartedAgainOnSameDirectory()
    {
        try (ServerProcess server = ServerProcess.start(directory, "-p", "-1"))
        {
            try (StanClient client = StanClient.connect(server.url(), "writer"))
            {
                client.publish("kept", "one");
                client.publish("kept", "two");
            }
            assertThat(server.sigint()).isZero();
        }

        try (ServerProcess server = ServerProcess.start(directory, "-p", "-1");
            StanClient client = StanClient.connect(server.url(), "reader"))
        {
            final StanInbox inbox = client.subscribe("kept", new SubscriptionOptions.Builder().deliverAllAvailable()
                .build()).awaitCount(2);

            assertThat(server.process().err()).contains("Recovered 1 channel(s)");
            assertThat(inbox.texts()).containsExactly("one", "two");
            assertThat(inbox.sequences()).containsExactly(1L, 2L);
        }
    }

    @Test
    void shouldLeaveNothingBehindWhenMemoryServerStops() throws IOException
    {
        final Path temporary = Files.createDirectory(directory.resolve("tmp"));
        final Map<String, String> environment = Map.of("STANDFAST_JAVA_OPTS", "-Djava.io.tmpdir=" + temporary);
        try (ServerProcess server = ServerProcess.run(directory, environment, "nats-streaming-server", "-p", "-1")
            .awaitReady())
        {
            assertThat(server.process().err()).contains("Message store is MEMORY");
            assertThat(standfastDirectories(temporary)).hasSize(1);

            assertThat(server.sigint()).isZero();
        }
        assertThat(standfastDirectories(temporary)).isEmpty();
        assertThat(directory.resolve("data")).doesNotExist();
    }

    private static List<Path> standfastDirectories(final Path temporary) throws IOException
    {
        try (Stream<Path> paths = Files.list(temporary))
        {
            return paths.filter(path -> path.getFileName().toString().startsWith("standfast-")).toList();
        }
    }

    @Test
    void shouldRefuseTheDataOfAnotherClusterId()
    {
        final String data = directory.resolve("data").toString();
        try (ServerProcess server = ServerProcess.start(directory, "-p", "-1", "-dir", data, "-cid", "first"))
        {
            server.sigint();
        }

        try (ServerProcess server = ServerProcess.run(directory, "standfast", "server", "-p", "-1", "-dir", data,
            "-cid", "second"))
        {
            assertThat(server.process().awaitExit()).isEqualTo(3);
            assertThat(server.process().output()).contains(
                "cluster ID \"second\" does not match recovered value of \"first\"");
        }
    }

    @Test
    void shouldNameThePortAndEndWithOneWhenItIsTaken()
    {
        try (ServerProcess first = ServerProcess.start(directory.resolve("first"), "-p", "-1");
            ServerProcess second = ServerProcess.run(directory.resolve("second"), "standfast", "server", "-p",
                Integer.toString(first.port())))
        {
            final int exitCode = second.process().awaitExit();

            assertThat(second.process().err()).contains("[FTL] STREAM: Failed to start: ").contains(
                Integer.toString(first.port()));
            assertThat(exitCode).isEqualTo(1);
        }
    }

    @Test
    void shouldLeaveTheOtherAloneWhenDataDirectoryIsInUse()
    {
        try (ServerProcess first = ServerProcess.start(directory, "-p", "-1");
            ServerProcess second = ServerProcess.run(directory, "standfast", "server", "-p", "-1"))
        {
            final int exitCode = second.process().awaitExit();

            assertThat(second.process().err()).contains("[FTL] STREAM: Failed to start: ");
            assertThat(exitCode).isEqualTo(1);
            try (StanClient client = StanClient.connect(first.url(), "still-served"))
            {
                client.publish("in-use", "first goes on");
            }
        }
    }

    @Test
    void shouldHoldProcessIdInPidFileWhileServing() throws IOException
    {
        final Path pidFile = directory.resolve("server.pid");
        try (ServerProcess server = ServerProcess.start(directory, "-p", "-1", "-P", pidFile.toString()))
        {
            assertThat(Files.readString(pidFile).strip()).isEqualTo(Long.toString(server.process().pid()));

            assertThat(server.sigint()).isZero();
        }
        assertThat(pidFile).doesNotExist();
    }

    @Test
    void shouldNotPhoneHomeWhenStarted() throws IOException
    {
        final Path home = Files.createDirectory(directory.resolve("home"));
        final Map<String, String> environment = Map.of("STANDFAST_JAVA_OPTS", "-Duser.home=" + home);
        try (ServerProcess server = ServerProcess.run(directory, environment, "standfast", "server", "-p", "-1")
            .awaitReady())
        {
            // Chronicle's analytics leave their client id there before they connect; JNA unpacks into .cache.
            assertThat(home.resolve(".chronicle.analytics.client.id")).doesNotExist();
            assertThat(server.process().err()).doesNotContain("[ERR]");
        }
    }

    @Test
    void shouldServeHealthWhenMonitoringPortIsAskedFor() throws IOException, InterruptedException
    {
        try (ServerProcess server = ServerProcess.start(directory, "-a", "127.0.0.1", "-p", "-1", "-m", "-1"))
        {
            final Matcher port = Pattern.compile("Starting http monitor on 127.0.0.1:(\\d+)").matcher(server.process()
                .err());
            assertThat(port.find()).isTrue();
            final URI ready = URI.create("http://127.0.0.1:" + port.group(1) + "/healthz?ready");
            final HttpResponse<String> response = HttpClient.newHttpClient().send(HttpRequest.newBuilder(ready).build(),
                BodyHandlers.ofString());

            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body()).contains("\"role\": \"Leader\"", "clients are served");
        }
    }
}
