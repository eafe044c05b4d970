package io.standfast.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.standfast.server.http.JsonReader;
import io.standfast.server.migrate.SampleStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the commands that take over data say to programs.
 */
class MigrateCommandTest
{
    private static final Pattern WHOLE = Pattern.compile("(?m)^([a-z]+) 100%  \\d+ messages  \\d+/s  ETA 0 s$");

    @TempDir
    private Path directory;

    /** What takes long on a store that is large says how far it is on one that is not. */
    @BeforeAll
    static void showProgress()
    {
        System.setProperty(ProgressLine.INTERVAL_PROPERTY, "0");
    }

    @AfterAll
    static void showProgressAsEver()
    {
        System.clearProperty(ProgressLine.INTERVAL_PROPERTY);
    }

    private static CommandOutput of(final Object... arguments)
    {
        final CommandOutput output = CommandOutput.of(Arrays.stream(arguments).map(Object::toString).toArray(
            String[]::new));
        assertThat(output.code()).as(output.err()).isZero();
        return output;
    }

    private static Map<String, Object> json(final List<String> phases, final Object... arguments)
    {
        final CommandOutput output = of(arguments);
        assertThat(WHOLE.matcher(output.err()).results().map(result -> result.group(1)).distinct().toList()).isEqualTo(
            phases);
        return JsonReader.readObject(output.out());
    }

    @Test
    void shouldSayInJsonWhatWasDoneAndHowFarItIs() throws IOException
    {
        final Path old = SampleStore.unpack("plain", directory).store();
        final Path data = directory.resolve("data");
        final Path lines = directory.resolve("lines.json");
        final Path restored = directory.resolve("restored");

        assertThat(json(List.of("checking"), "migrate", "plan", old, "--json")).containsEntry("messages", 700L);
        assertThat(json(List.of("checking", "importing", "comparing"), "migrate", "run", old, data, "--json"))
            .containsEntry("directory", data.toString()).containsEntry("channels", 5L).containsEntry("messages", 700L)
            .containsEntry("durables", 3L);
        assertThat(json(List.of("checking", "comparing"), "migrate", "verify", old, data, "--json")).containsEntry(
            "same", true).containsEntry("differences", List.of()).containsEntry("messages", 700L);
        assertThat(json(List.of("exporting"), "export", data, "--output", lines, "--json")).containsEntry("file", lines
            .toString()).containsEntry("messages", 700L);
        assertThat(json(List.of("checking"), "backup", "verify", lines, "--json")).containsEntry("messages", 700L);
        assertThat(json(List.of("checking", "exporting"), "export", old, "--output", directory.resolve("old.json"),
            "--json")).containsEntry("messages", 700L);
        assertThat(json(List.of("checking", "importing", "comparing"), "restore", lines, restored, "--json"))
            .containsEntry("directory", restored.toString()).containsEntry("channels", 5L).containsEntry("messages",
                700L)
            .containsEntry("durables", 3L);
        assertThat(of("store", "verify", data).err()).contains("reading segments 100%");
    }
}
