package io.standfast.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.standfast.server.http.JsonReader;
import io.standfast.server.migrate.SampleStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the commands that take over data say to programs.
 */
class MigrateCommandTest
{
    @TempDir
    private Path directory;

    private static Map<String, Object> json(final int code, final Object... arguments)
    {
        final CommandOutput output = CommandOutput.of(Arrays.stream(arguments).map(Object::toString).toArray(
            String[]::new));
        assertThat(output.code()).as(output.err()).isEqualTo(code);
        return JsonReader.readObject(output.out());
    }

    @Test
    void shouldSayInJsonWhatWasDone() throws IOException
    {
        final Path old = SampleStore.unpack("plain", directory).store();
        final Path data = directory.resolve("data");
        final Path lines = directory.resolve("lines.json");
        final Path restored = directory.resolve("restored");

        assertThat(json(0, "migrate", "run", old, data, "--json")).containsEntry("directory", data.toString())
            .containsEntry("channels", 5L).containsEntry("messages", 700L).containsEntry("durables", 3L);
        assertThat(json(0, "migrate", "verify", old, data, "--json")).containsEntry("same", true).containsEntry(
            "differences", List.of()).containsEntry("messages", 700L);
        assertThat(json(0, "export", data, "--output", lines, "--json")).containsEntry("file", lines.toString())
            .containsEntry("messages", 700L);
        assertThat(json(0, "restore", lines, restored, "--json")).containsEntry("directory", restored.toString())
            .containsEntry("channels", 5L).containsEntry("messages", 700L).containsEntry("durables", 3L);
    }
}
