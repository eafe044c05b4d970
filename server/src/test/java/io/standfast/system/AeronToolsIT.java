package io.standfast.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.aeron.Aeron;
import io.standfast.engine.FeatureLevel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What docs/aeron-tools.md tells operators to do, done as it stands there.
 */
class AeronToolsIT
{
    private static final Path DOCUMENT = ChildProcess.ROOT.resolve("docs/aeron-tools.md");
    private static final Pattern BUFFERS = Pattern.compile("Aeron's buffers are in (\\S+)");
    private static final Pattern ROW = Pattern.compile("\\| (\\d+) \\| `([^`]+)` \\| .*");
    private static final String STAT = "AeronStat watch=false";

    @TempDir
    private Path directory;

    /** Outputs, with the exit code, by tool and arguments, of the document's commands that hold a text. */
    private Map<String, String> run(final TestCluster cluster, final int node, final String text) throws IOException
    {
        final Matcher buffers = BUFFERS.matcher(cluster.node(node).process().output());
        assertThat(buffers.find()).isTrue();
        final String block = Files.readString(DOCUMENT).split("```")[1];
        final Map<String, String> outputs = new LinkedHashMap<>();
        final StringBuilder variables = new StringBuilder();
        for (final String line : block.strip().split("\n"))
        {
            final String command = line.replace("DATA", cluster.data(node).toString()).replace("AERON", buffers.group(
                1));
            if (command.matches("[A-Z]=.*"))
            {
                variables.append(command).append('\n');
            }
            else if (line.contains(text))
            {
                outputs.put(line.replaceAll(".*io\\.aeron\\.[a-z]+\\.", "").replace("DATA/", ""), shell(variables +
                    command));
            }
        }
        return outputs;
    }

    private String shell(final String script)
    {
        try (ChildProcess tool = ChildProcess.start(directory, Map.of(), List.of("bash", "-c", "cd '" +
            ChildProcess.ROOT + "'\n" + script)))
        {
            final int exit = tool.awaitExit();
            return tool.output() + "exit " + exit;
        }
    }

    private static Map<String, String> documented() throws IOException
    {
        final Map<String, String> counters = new LinkedHashMap<>();
        for (final String line : Files.readAllLines(DOCUMENT))
        {
            final Matcher row = ROW.matcher(line);
            if (row.matches())
            {
                counters.put(row.group(2), row.group(1));
            }
        }
        return counters;
    }

    @Test
    void shouldWorkAsDocumented() throws IOException
    {
        try (TestCluster cluster = new TestCluster(directory, 3))
        {
            cluster.startAll();
            final int leader = cluster.awaitLeader();
            final int follower = (leader + 1) % 3;
            try (StanClient client = StanClient.connect(cluster.url(leader), "tools"))
            {
                client.publish("orders", "one");
                final int[] before = IntStream.range(0, 3).map(node -> cluster.snapshots(node).size()).toArray();

                final Map<String, String> outputs = run(cluster, leader, "");

                outputs.forEach((command, output) -> assertThat(output).as(command).endsWith("exit 0"));
                assertThat(outputs.get("ClusterTool cluster describe")).contains("memberId=" + leader);
                assertThat(outputs.get("ClusterTool cluster list-members")).contains("leaderMemberId=" + leader);
                assertThat(outputs.get("ClusterTool cluster recording-log")).contains("leadershipTermId");
                assertThat(outputs.get("ClusterTool cluster snapshot")).contains("SNAPSHOT applied successfully");
                assertThat(outputs.get("ArchiveTool archive describe")).contains("RecordingDescriptor");
                assertCounters(outputs.get(STAT), cluster.name(leader));
                assertThat(types(cluster, leader)).containsExactlyInAnyOrderEntriesOf(documented());
                IntStream.range(0, 3).forEach(node -> Await.until("a snapshot of " + cluster.name(node), () -> cluster
                    .snapshots(node).size() > before[node]));
                client.publish("orders", "two");
            }
            assertThat(run(cluster, follower, "is-leader")).hasSize(1)
                .allSatisfy((command, output) -> assertThat(output)
                    .as(command).endsWith("exit 1"));
        }
    }

    /** Type ids, which AeronStat does not show, by label. */
    private static Map<String, String> types(final TestCluster cluster, final int node)
    {
        final Matcher buffers = BUFFERS.matcher(cluster.node(node).process().output());
        assertThat(buffers.find()).isTrue();
        final Map<String, String> types = new LinkedHashMap<>();
        final String end = ": " + cluster.name(node);
        try (Aeron aeron = Aeron.connect(new Aeron.Context().aeronDirectoryName(buffers.group(1))))
        {
            aeron.countersReader().forEach((id, typeId, key, label) ->
            {
                if (label.startsWith("standfast ") && label.endsWith(end))
                {
                    types.put(label.substring("standfast ".length(), label.length() - end.length()), Integer.toString(
                        typeId));
                }
            });
        }
        return types;
    }

    private static void assertCounters(final String stat, final String name) throws IOException
    {
        final Map<String, String> values = new LinkedHashMap<>();
        final Matcher line = Pattern.compile("\\d+: +([\\d,]+) - standfast (.+): " + name).matcher(stat);
        while (line.find())
        {
            values.put(line.group(2), line.group(1));
        }
        assertThat(values.keySet()).as(stat).containsExactlyInAnyOrderElementsOf(documented().keySet());
        assertThat(values).containsEntry("restore phase", "4").containsEntry("leads", "1").containsEntry("channels",
            "1").containsEntry("gateway state", "2").containsEntry("gateway clients", "1").containsEntry(
                "gateway messages received", "1")
            .containsEntry("feature level", Integer.toString(FeatureLevel.NEWEST));
        assertThat(Long.parseLong(values.get("commit position").replace(",", ""))).isPositive();
    }
}
