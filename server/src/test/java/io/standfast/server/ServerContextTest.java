package io.standfast.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.standfast.server.config.LogTarget;
import io.standfast.server.config.LegacyFlags;
import io.standfast.server.config.ProgramName;
import io.standfast.server.config.Settings;
import io.standfast.server.config.SettingsBinder;
import io.standfast.server.config.SettingsException;
import io.standfast.server.config.StoreType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a server is told, where it keeps its data, and its pid file.
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
        try (ServerDirectory temporary = new ServerDirectory(settings("-st", "MEMORY").store()))
        {
            data = temporary.open();
            Files.writeString(Files.createDirectories(data.resolve("a/b")).resolve("c"), "x");
        }
        assertThat(data).doesNotExist();
    }

    @Test
    void shouldKeepDataWhenStoreIsFile()
    {
        final Path data = directory.resolve("deep/data");
        try (ServerDirectory kept = new ServerDirectory(settings("-dir", data.toString()).store()))
        {
            assertThat(kept.open()).isEqualTo(data);
        }
        assertThat(data).isDirectory();
    }

    @Test
    void shouldSayWhyWhenDirectoryCannotBeCreated() throws IOException
    {
        final Path file = Files.writeString(directory.resolve("file"), "in the way");
        final ServerContext context = new ServerContext().dataDirectory(file.resolve("data"));

        assertThatThrownBy(context::conclude).isInstanceOf(ServerException.class).hasMessageContaining(
            file.toString());
    }

    @Test
    void shouldKeepNothingAndListenOnAnyPortOfLoopbackWhenNothingIsSaid()
    {
        final Settings settings = new ServerContext().conclude().settings();

        assertThat(settings.store().type()).isEqualTo(StoreType.MEMORY);
        assertThat(settings.clusterId()).isEqualTo("test-cluster");
        assertThat(settings.listener()).isEqualTo(new Settings.Listener("127.0.0.1",
            Settings.Listener.RANDOM_PORT, "standfast", null));
        assertThat(settings.monitorPort()).isZero();
        assertThat(settings.warnings()).isEmpty();
    }

    @Test
    void shouldTakeWhatIsSaidWhenConcluded()
    {
        final Settings settings = new ServerContext().dataDirectory(directory).clusterId("mine").host("0.0.0.0")
            .clientPort(4333).monitorPort(ServerContext.ANY_PORT).fileSync(false).credentials("me", "secret").flags(
                "-max_age", "24h", "--max_channels=7")
            .conclude().settings();

        assertThat(settings.store()).isEqualTo(new Settings.Store(StoreType.FILE, directory, false));
        assertThat(settings.clusterId()).isEqualTo("mine");
        assertThat(settings.listener()).isEqualTo(new Settings.Listener("0.0.0.0", 4333, "standfast",
            null));
        assertThat(settings.monitorPort()).isEqualTo(Settings.Listener.RANDOM_PORT);
        assertThat(settings.credentials()).isEqualTo(new Settings.Credentials("me", "secret", null));
        assertThat(settings.limits().maxAgeNs()).isEqualTo(TimeUnit.HOURS.toNanos(24));
        assertThat(settings.limits().maxChannels()).isEqualTo(7);
    }

    @Test
    void shouldPreferWhatIsSaidToTheFileAndTheFileToDefaultsWhenBothAreThere() throws IOException
    {
        final Path file = Files.writeString(directory.resolve("conf"),
            "port: 4444\nlogfile: \"x.log\"\nstreaming { id: from-file, store: file, dir: \"" + directory.resolve(
                "data") + "\" }\n");
        final Settings settings = new ServerContext().clusterId("said").configuration(file).conclude().settings();

        assertThat(settings.clusterId()).isEqualTo("said");
        assertThat(settings.listener().port()).isEqualTo(4444);
        assertThat(settings.store().type()).isEqualTo(StoreType.FILE);
        assertThat(settings.log().target()).isEqualTo(LogTarget.STANDARD_ERROR);
        assertThat(settings.warnings()).contains("Setting \"log\" has no effect in an embedded server");
    }

    @Test
    void shouldTakeTheLastWhenConcludedAgain()
    {
        final ServerContext context = new ServerContext().clusterId("first").conclude();

        assertThat(context.clusterId("second").conclude().settings().clusterId()).isEqualTo("second");
    }

    @Test
    void shouldRefuseWhatIsOfTheCommandLineWhenConcluded()
    {
        assertThatThrownBy(() -> new ServerContext().flags("-version").conclude()).isInstanceOf(
            SettingsException.class).hasMessageContaining("-version");
        assertThatThrownBy(() -> new ServerContext().flags("-nonsense").conclude()).isInstanceOf(
            SettingsException.class).hasMessageContaining("-nonsense");
        assertThatThrownBy(() -> new ServerContext().clientPort(-1)).isInstanceOf(IllegalArgumentException.class);
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
