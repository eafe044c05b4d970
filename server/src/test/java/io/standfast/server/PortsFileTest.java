package io.standfast.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The file that lists the ports.
 */
class PortsFileTest
{
    @TempDir
    private Path directory;

    @Test
    void shouldListWhatIsBoundWhileServerRuns()
    {
        final Path path = directory.resolve("standfast_" + ProcessHandle.current().pid() + ".ports");
        try (PortsFile file = new PortsFile(directory, "standfast"))
        {
            file.write("nats://127.0.0.1:4222", "http://127.0.0.1:8222");

            assertThat(path).content().contains("\"nats\"", "nats://127.0.0.1:4222", "\"monitoring\"",
                "http://127.0.0.1:8222");
            assertThat(directory).isDirectoryNotContaining(each -> !each.equals(path));
        }
        assertThat(path).doesNotExist();
    }

    @Test
    void shouldDoNothingWhenNobodyAsked()
    {
        try (PortsFile file = new PortsFile(null, "standfast"))
        {
            file.write("nats://127.0.0.1:4222", null);
        }
        assertThat(directory).isEmptyDirectory();
    }
}
