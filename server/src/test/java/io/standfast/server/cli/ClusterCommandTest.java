package io.standfast.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.standfast.server.http.JsonReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the commands about clusters say to programs.
 */
class ClusterCommandTest
{
    @TempDir
    private Path directory;

    private static Map<String, Object> json(final int code, final String... arguments)
    {
        final CommandOutput output = CommandOutput.of(arguments);
        assertThat(output.code()).as(output.err()).isEqualTo(code);
        return JsonReader.readObject(output.out());
    }

    @ParameterizedTest
    @CsvSource({"true,0", "false,1"})
    void shouldShowThePageAndEndWithWhatItMeans(final boolean isStoppable, final int code) throws IOException
    {
        try (FakeNode node = new FakeNode())
        {
            node.page("/clusterz", 200, "{\"may_stop\": " + isStoppable + ", \"members\": [{\"name\": \"a\"}]}");

            final Map<String, Object> status = json(code, "cluster", "status", "--json", node.url());

            assertThat(status).containsEntry("url", node.url()).containsEntry("cluster", Map.of("may_stop", isStoppable,
                "members", List.of(Map.of("name", "a"))));
            assertThat(json(0, "cluster", "wait", "--json", node.url())).isEqualTo(Map.of("url", node.url(), "reached",
                "ready"));
        }
    }

    @Test
    void shouldSayWhenItIsNoNodeOrNobody() throws IOException
    {
        final CommandOutput none;
        try (FakeNode node = new FakeNode())
        {
            none = CommandOutput.of("cluster", "status", "--json", node.url());
            assertThat(none.err()).isEqualTo("standfast: " + node.url() + " is no node of a cluster: 404\n");
        }
        final CommandOutput nobody = CommandOutput.of("cluster", "status", "--json", "http://127.0.0.1:1");

        assertThat(none.code()).isEqualTo(1);
        assertThat(nobody.code()).isEqualTo(1);
        assertThat(nobody.err()).isEqualTo("standfast: nobody answers at http://127.0.0.1:1 (cannot connect): start " +
            "the node with -m PORT\n");
        assertThat(CommandOutput.of("cluster", "status", "127.0.0.1:1").err()).as("without a scheme").contains(
            "(cannot connect)");
    }

    @Test
    void shouldSayWhatWasWritten()
    {
        final String data = directory.toString();

        assertThat(json(0, "cluster", "example", "--json", data)).containsEntry("files", List.of(data + "/a.conf",
            data + "/b.conf", data + "/c.conf")).containsEntry("url", "http://127.0.0.1:8222");
        assertThat(json(0, "cluster", "recover", "--json", "--from", "b", "--force", data)).isEqualTo(Map.of(
            "directory", data, "from", "b", "ordered", true));
    }

    @Test
    void shouldOrderNothingUntilItIsMeant() throws IOException
    {
        final String data = directory.toString();

        assertThat(json(0, "cluster", "recover", "--json", "--dry-run", "--from", "b", data)).isEqualTo(Map.of(
            "directory", data, "from", "b", "dry_run", true));
        final CommandOutput unasked = CommandOutput.of("cluster", "recover", "--from", "b", data);
        assertThat(unasked.code()).isEqualTo(1);
        assertThat(unasked.err()).contains("what was acknowledged and reached only nodes that are lost is given up",
            "give --force").hasLineCount(1);
        assertThat(directory).isEmptyDirectory();

        Files.writeString(directory.resolve("POISON"), "64 java.lang.IllegalStateException: x\n");
        assertThat(json(0, "cluster", "skip", "--json", "--dry-run", "--position", "64", data)).isEqualTo(Map.of(
            "directory", data, "position", 64L, "dry_run", true));
        assertThat(CommandOutput.of("cluster", "skip", "--dry-run", "--position", "32", data).err()).contains(
            "has not halted at log position 32 but at 64");
        assertThat(CommandOutput.of("cluster", "skip", "--position", "64", data).err()).contains("give --force");
        assertThat(directory.toFile().list()).containsExactly("POISON");
        assertThat(json(0, "cluster", "skip", "--json", "--force", "--position", "64", data)).isEqualTo(Map.of(
            "directory", data, "position", 64L, "ordered", true));
    }

    @Test
    void shouldThrowNothingAwayUntilItIsMeant() throws IOException
    {
        final Path part = Files.writeString(directory.resolve("b.jsonl.part"), "begun");
        final String file = directory.resolve("b.jsonl").toString();

        assertThat(CommandOutput.of("backup", "--anew", "--dry-run", file).out()).contains(part +
            " will be thrown away", "Nothing has been changed");
        assertThat(CommandOutput.of("backup", "--anew", file).err()).contains(part + " will be thrown away",
            "give --force").hasLineCount(1);
        assertThat(part).hasContent("begun");
    }
}
