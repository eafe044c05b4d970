package io.standfast.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.nats.streaming.SubscriptionOptions;
import io.standfast.server.migrate.SampleStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.agrona.IoUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The commands of docs/migration.md over a store that a real nats-streaming-server has written, and then old clients.
 */
class MigrationIT
{
    private static final Path DOCUMENT = ChildProcess.ROOT.resolve("docs/migration.md");

    @TempDir
    private Path directory;

    /** Outputs of the commands in one of the document's blocks. */
    private Map<String, String> runDocumented(final int block, final Path old, final Path data) throws IOException
    {
        final Map<String, String> outputs = new LinkedHashMap<>();
        for (final String line : Files.readString(DOCUMENT).split("```")[2 * block + 1].strip().split("\n"))
        {
            final String command = line.replace("bin/standfast", ChildProcess.ROOT.resolve("bin/standfast").toString())
                .replace("OLD", old.toString()).replace("NEW", data.toString());
            try (ChildProcess process = ChildProcess.start(directory, Map.of(), List.of(command.split(" "))))
            {
                assertThat(process.awaitExit()).as(line + "\n" + process.output()).isZero();
                outputs.put(line, process.out());
            }
        }
        return outputs;
    }

    @Test
    void shouldServeOldClientsWithOldDataWhenMigratedAndRestoredAsDocumented() throws IOException
    {
        final Path old = SampleStore.unpack("plain", directory).store();
        final Path data = directory.resolve("new");

        final Map<String, String> outputs = runDocumented(0, old, data);

        assertThat(outputs.get("bin/standfast migrate plan OLD")).contains("5 channels, 700 messages", "3 durables");
        assertThat(outputs.get("bin/standfast migrate verify OLD NEW"))
            .startsWith("the same: 5 channels, 700 messages");
        try (ServerProcess server = ServerProcess.start(directory, "-p", "-1", "-dir", data.toString()))
        {
            checkDurable(server.url());
            assertThat(server.sigint()).isZero();
        }

        runDocumented(1, old, data);

        IoUtil.delete(data.toFile(), false);
        try (ServerProcess server = ServerProcess.start(directory, "-p", "-1", "-dir", directory.resolve("RESTORED")
            .toString()))
        {
            checkSettledDurable(server.url());
            checkGroup(server.url());
        }
    }

    @Test
    void shouldServeFromThreeNodesWhenOneHasTheMigratedData() throws IOException
    {
        final Path old = SampleStore.unpack("sliced", directory).store();
        try (TestCluster cluster = new TestCluster(directory, 3);
            ChildProcess run = ChildProcess.start(directory, Map.of(), List.of(ChildProcess.ROOT.resolve(
                "bin/standfast").toString(), "migrate", "run", old.toString(), Files.createDirectories(cluster.data(1))
                    .toString())))
        {
            assertThat(run.awaitExit()).as(run.output()).isZero();

            cluster.startAll();

            checkDurable(cluster.url(cluster.awaitLeader()));
        }
    }

    /** It had been sent 1 to 250 and had acked 1 to 200; 500 were stored. */
    private static void checkDurable(final String url)
    {
        try (StanClient client = StanClient.connect(url, "gen-client"))
        {
            client.publish("orders", "order 501");
            final StanInbox inbox = client.subscribe("orders", new SubscriptionOptions.Builder().durableName("audit")
                .maxInFlight(1000).build()).awaitCount(301);

            assertThat(inbox.sequences()).isEqualTo(LongStream.rangeClosed(201, 501).boxed().toList());
            assertThat(inbox.texts()).isEqualTo(LongStream.rangeClosed(201, 501).mapToObj(i -> "order " + i).toList());
            assertThat(inbox.messages().subList(0, 50)).allMatch(message -> message.isRedelivered());
            assertThat(inbox.messages().subList(50, 301)).noneMatch(message -> message.isRedelivered());
            assertThat(inbox.message(0).getTimestamp()).as("when it was published")
                .isLessThan(1_795_400_000_000_000_000L);
        }
    }

    /** It had acked what it was sent before the backup. */
    private static void checkSettledDurable(final String url)
    {
        try (StanClient client = StanClient.connect(url, "gen-client"))
        {
            client.publish("orders", "order 502");
            final StanInbox inbox = client.subscribe("orders", new SubscriptionOptions.Builder().durableName("audit")
                .build()).awaitCount(1);

            assertThat(inbox.sequences()).containsExactly(502L);
        }
    }

    /** Its member had been sent 1 to 60 and had acked 1 to 40. */
    private static void checkGroup(final String url)
    {
        try (StanClient client = StanClient.connect(url, "another-client"))
        {
            final StanInbox inbox = client.subscribe("orders", "workers", new SubscriptionOptions.Builder()
                .durableName("dq").maxInFlight(1000).build()).awaitCount(462);

            assertThat(inbox.sequences()).isEqualTo(LongStream.rangeClosed(41, 502).boxed().toList());
        }
    }
}
