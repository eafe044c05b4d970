package io.standfast.server.doctor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Archives that others can read: the machine's own tar does.
 */
class TarGzTest
{
    @TempDir
    private Path directory;

    @Test
    void shouldBeReadByTarWhenWritten() throws IOException, InterruptedException
    {
        final Path file = directory.resolve("a.tar.gz");
        try (TarGz tar = new TarGz(file, 1_700_000_000))
        {
            tar.add("top/empty", new byte[0]);
            tar.add("top/one block", "x".repeat(512).getBytes(UTF_8));
            tar.add("top/sub/text.txt", "grüße\n".getBytes(UTF_8));
        }

        final Process process = new ProcessBuilder("tar", "-xzf", file.toString()).directory(directory.toFile())
            .redirectErrorStream(true).start();

        final String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said).isEmpty();
        assertThat(directory.resolve("top/empty")).isEmptyFile();
        assertThat(directory.resolve("top/one block")).hasSize(512);
        assertThat(Files.readString(directory.resolve("top/sub/text.txt"))).isEqualTo("grüße\n");
    }

    @Test
    void shouldRefuseWhenFileExistsOrNameIsTooLong() throws IOException
    {
        final Path file = Files.createFile(directory.resolve("there"));

        assertThatThrownBy(() -> new TarGz(file, 0)).isInstanceOf(FileAlreadyExistsException.class);
        try (TarGz tar = new TarGz(directory.resolve("new"), 0))
        {
            assertThatThrownBy(() -> tar.add("x".repeat(100), new byte[0])).hasMessageContaining("too long");
        }
    }
}
