package io.standfast.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.standfast.server.config.LegacyFlags;
import io.standfast.server.config.ProgramName;
import io.standfast.server.config.Settings;
import io.standfast.server.config.SettingsBinder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Where a server keeps its data, and its pid file.
 */
class ServerContextTest
{
    @TempDir
    private Path directory;

    private static Settings settings(final String... flags)
    {
        return new SettingsBinder(ProgramName.STANDFAST).bind(new LegacyFlags().parse(List.of(flags)));
    }

    @Test
    void shouldDeleteDataWhenStoreIsMemory() throws IOException
    {
        final Path data;
        try (ServerContext context = new ServerContext(settings("-st", "MEMORY"), new StopRequest()).conclude())
        {
            data = context.dataDirectory();
            Files.writeString(Files.createDirectories(data.resolve("a/b")).resolve("c"), "x");
        }
        assertThat(data).doesNotExist();
    }

    @Test
    void shouldKeepDataWhenStoreIsFile()
    {
        final Path data = directory.resolve("deep/data");
        try (ServerContext context = new ServerContext(settings("-dir", data.toString()), new StopRequest())
            .conclude())
        {
            assertThat(context.dataDirectory()).isEqualTo(data);
            assertThat(context.serverId()).matches("[0-9A-Za-z]{22}");
        }
        assertThat(data).isDirectory();
    }

    @Test
    void shouldSayWhyWhenDirectoryCannotBeCreated() throws IOException
    {
        final Path file = Files.writeString(directory.resolve("file"), "in the way");
        final ServerContext context = new ServerContext(settings("-dir", file.resolve("data").toString()),
            new StopRequest());

        assertThatThrownBy(context::conclude).isInstanceOf(ServerException.class).hasMessageContaining(
            file.toString());
    }

    @Test
    void shouldDeletePidFileWhenItIsStillOurs() throws IOException
    {
        final Path path = directory.resolve("pid");
        try (PidFile pidFile = new PidFile(path))
        {
            pidFile.write();
            assertThat(path).content().isEqualTo(ProcessHandle.current().pid() + "\n");
        }
        assertThat(path).doesNotExist();
    }

    @Test
    void shouldLeavePidFileWhenAnotherProcessTookItOver() throws IOException
    {
        final Path path = directory.resolve("pid");
        try (PidFile pidFile = new PidFile(path))
        {
            pidFile.write();
            Files.writeString(path, "1\n");
        }
        assertThat(path).content().isEqualTo("1\n");
    }

    @Test
    void shouldKeepFirstExitCodeWhenAskedToStopTwice()
    {
        final StopRequest stopRequest = new StopRequest();
        stopRequest.stop(ExitCode.HALTED);
        stopRequest.stop(ExitCode.OK);

        assertThat(stopRequest.await()).isEqualTo(ExitCode.HALTED);
        assertThat(stopRequest.isStopped()).isTrue();
    }
}
