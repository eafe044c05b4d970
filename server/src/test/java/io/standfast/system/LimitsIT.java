package io.standfast.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nats.streaming.SubscriptionOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Limits out of a configuration file, met by a real client; lowered, they trim at the next start.
 */
class LimitsIT
{
    private static final SubscriptionOptions ALL = new SubscriptionOptions.Builder().deliverAllAvailable().build();

    @TempDir
    private Path directory;

    @Test
    void shouldHoldChannelsToTheirLimitsWhenConfigured() throws IOException
    {
        final Path file = configuration("""
            streaming {
                store: file
                dir: "%s"
                store_limits {
                    max_channels: 4, max_msgs: 100
                    channels { "foo.>": { max_msgs: 3 }, "foo.bar.>": { max_subs: 1 }, "foo.bar.baz": { max_msgs: 0 } }
                }
            }
            """);
        try (ServerProcess server = ServerProcess.start(directory, "-sc", file.toString(), "-p", "-1");
            StanClient client = StanClient.connect(server.url(), "me"))
        {
            assertThat(stored(client, "other", 120)).as("the global limit").isEqualTo(100);
            assertThat(stored(client, "foo.one", 5)).as("foo.>").isEqualTo(3);
            assertThat(stored(client, "foo.bar.baz", 5)).as("unlimited by its own entry").isEqualTo(5);
            assertThatThrownBy(() -> client.subscribe("foo.bar.baz", ALL)).as("inherited from foo.bar.>")
                .hasMessageContaining("too many subscriptions per channel");
            client.publish("last", "the fourth");
            assertThatThrownBy(() -> client.publish("more", "the fifth")).hasMessageContaining("too many channels");
        }
    }

    @Test
    void shouldTrimWhenStartedAgainWithLowerLimits()
    {
        final String data = directory.resolve("data").toString();
        try (ServerProcess server = ServerProcess.start(directory, "-dir", data, "-p", "-1");
            StanClient client = StanClient.connect(server.url(), "me"))
        {
            assertThat(stored(client, "foo", 10)).isEqualTo(10);
            assertThat(stored(client, "bar", 10)).isEqualTo(10);
        }

        try (ServerProcess server = ServerProcess.start(directory, "-dir", data, "-p", "-1", "-mm", "2", "-mc", "1");
            StanClient client = StanClient.connect(server.url(), "you"))
        {
            assertThat(client.subscribe("foo", ALL).awaitCount(2).sequences()).containsExactly(9L, 10L);
            assertThat(client.subscribe("bar", ALL).awaitCount(2).sequences()).as("channels that exist stay")
                .containsExactly(9L, 10L);
            assertThatThrownBy(() -> client.publish("new", "x")).hasMessageContaining("too many channels");
        }
    }

    @Test
    void shouldDeleteTheChannelWhenItIsInactive()
    {
        try (ServerProcess server = ServerProcess.start(directory, "-p", "-1", "-mi", "1s");
            StanClient client = StanClient.connect(server.url(), "me"))
        {
            client.publish("short", "lived");
            server.process().awaitOutput("Channel \"short\" has been created");
            server.process().awaitOutput("Channel \"short\" has been deleted");
            client.publish("short", "again");

            assertThat(client.subscribe("short", ALL).awaitCount(1).sequences()).containsExactly(1L);
        }
    }

    /** How many of that many messages a channel keeps. */
    private static long stored(final StanClient client, final String channel, final int published)
    {
        IntStream.rangeClosed(1, published).forEach(i -> client.publish(channel, "m" + i));
        final StanInbox inbox = client.subscribe(channel, new SubscriptionOptions.Builder().deliverAllAvailable()
            .maxInFlight(1000).build());
        Await.until("the last message of " + channel, () -> inbox.sequences().contains((long) published));
        return inbox.sequences().size();
    }

    private Path configuration(final String text) throws IOException
    {
        return Files.writeString(directory.resolve("limits.conf"), text.formatted(directory.resolve("data")));
    }
}
