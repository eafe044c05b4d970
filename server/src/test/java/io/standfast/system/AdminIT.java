package io.standfast.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nats.streaming.SubscriptionOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
        server = ServerProcess.start(directory, "-p", "-1", "-m", "-1", "-a", "127.0.0.1");
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
        try (ServerProcess command = ServerProcess.run(directory, TestCluster.ENVIRONMENT, "standfast", arguments))
        {
            assertThat(command.process().awaitExit()).as(() -> command.process().output()).isZero();
            return command.process().out();
        }
    }

    /** What a command of an admin says when it cannot do it. */
    private static String fails(final String... arguments)
    {
        try (ServerProcess command = ServerProcess.run(directory, TestCluster.ENVIRONMENT, "standfast",
            admin(arguments).toArray(new String[0])))
        {
            assertThat(command.process().awaitExit()).as(() -> command.process().output()).isEqualTo(1);
            return command.process().err();
        }
    }
}
