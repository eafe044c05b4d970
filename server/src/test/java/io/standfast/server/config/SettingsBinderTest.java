package io.standfast.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * From flags to settings.
 */
class SettingsBinderTest
{
    private static Settings bind(final ProgramName program, final String... arguments)
    {
        return new SettingsBinder(program).bind(new LegacyFlags().parse(List.of(arguments)));
    }

    private static Settings bind(final String... arguments)
    {
        return bind(ProgramName.STANDFAST, arguments);
    }

    @Test
    void shouldHaveTheOldDefaultsWhenStartedByTheOldName()
    {
        final Settings settings = bind(ProgramName.NATS_STREAMING_SERVER);

        assertThat(settings.clusterId()).isEqualTo("test-cluster");
        assertThat(settings.store()).isEqualTo(new Settings.Store(StoreType.MEMORY, null, false));
        assertThat(settings.limits()).isEqualTo(new Limits(100, 1000, 1_000_000, 1_024_000_000, 0, 0));
        assertThat(settings.heartbeats()).isEqualTo(new Settings.Heartbeats(Duration.ofSeconds(30).toNanos(),
            Duration.ofSeconds(10).toNanos(), 10));
        assertThat(settings.listener()).isEqualTo(new Settings.Listener("0.0.0.0", 4222, "standfast",
            null));
        assertThat(settings.hasBroker()).isFalse();
        assertThat(settings.credentials()).isEqualTo(new Settings.Credentials(null, null, null));
        assertThat(settings.log())
            .isEqualTo(new Settings.Log(LogTarget.STANDARD_ERROR, false, false, false, false, true, false));
        assertThat(settings.pidFile()).isNull();
        assertThat(settings.warnings()).isEmpty();
    }

    @Test
    void shouldKeepFilesUnderDataWhenStartedByOurName()
    {
        assertThat(bind().store()).isEqualTo(new Settings.Store(StoreType.FILE, Path.of("data"), true));
        assertThat(bind("-dir", "/srv/x", "-file_sync=false").store()).isEqualTo(new Settings.Store(StoreType.FILE,
            Path.of("/srv/x"), false));
        assertThat(bind("-st", "memory", "-dir", "/srv/x").store().directory()).isNull();
    }

    @Test
    void shouldTakeEverythingWhenEverythingIsGiven()
    {
        final Settings settings = bind("-cid", "c1", "-mc", "1", "-msu", "2", "-mm", "3", "-mb", "4KB", "-ma", "5s",
            "-mi", "6s", "-hbi", "7s", "-hbt", "8s", "-hbf", "9", "-a", "127.0.0.1", "-p", "-1", "-user", "u", "-pass",
            "w", "-SDV", "-D", "-l", "f.log", "-P", "f.pid", "-ns", "nats://a:1, nats://b:2");

        assertThat(settings.clusterId()).isEqualTo("c1");
        assertThat(settings.limits()).isEqualTo(new Limits(1, 2, 3, 4096, Duration.ofSeconds(5).toNanos(),
            Duration.ofSeconds(6).toNanos()));
        assertThat(settings.heartbeats()).isEqualTo(new Settings.Heartbeats(Duration.ofSeconds(7).toNanos(),
            Duration.ofSeconds(8).toNanos(), 9));
        assertThat(settings.listener()).isEqualTo(new Settings.Listener("127.0.0.1",
            Settings.Listener.RANDOM_PORT, "standfast", null));
        assertThat(settings.credentials()).isEqualTo(new Settings.Credentials("u", "w", null));
        assertThat(settings.log())
            .isEqualTo(new Settings.Log(LogTarget.file(Path.of("f.log"), 0), true, true, true, false, true, false));
        assertThat(settings.pidFile()).isEqualTo(Path.of("f.pid"));
        assertThat(settings.broker()).containsExactly("nats://a:1", "nats://b:2");
    }

    @Test
    void shouldNotShowSecretsWhenPrinted()
    {
        assertThat(bind("-user", "u", "-pass", "s3cret").toString()).doesNotContain("s3cret");
        assertThat(bind("-auth", "t0ken").toString()).doesNotContain("t0ken");
    }

    @Test
    void shouldWarnWhenMonitoringIsAskedFor()
    {
        assertThat(bind("-m", "8222").monitorPort()).isEqualTo(8222);
        assertThat(bind().monitorPort()).isZero();
        assertThat(bind("-m", "8222").warnings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "-mc -1 | max channels limit cannot be negative (-1)",
        "-msu -2 | max subscriptions limit cannot be negative (-2)",
        "-mm -3 | max messages limit cannot be negative (-3)",
        "-mb -4 | max bytes limit cannot be negative (-4)",
        "-ma -5s | max age limit cannot be negative (-5s)",
        "-mi -6m | max inactivity limit cannot be negative (-6m0s)",
        "-st DISK | unsupported store type: DISK: use FILE or MEMORY",
        "-p 65536 | port must be between 1 and 65535, or -1 for a free one (65536)",
        "-p -2 | port must be between 1 and 65535, or -1 for a free one (-2)",
        "-metrics_channels -1 | metrics_channels must be between 0 and 100000 (-1)",
        "-hbi 0s | hb_interval must be longer than 0s (0s)",
        "-hbt -1s | hb_timeout must be longer than 0s (-1s)",
        "-hbf -1 | hb_fail_count cannot be negative (-1)",
        "-pass w | -pass needs -user",
        "-user u -auth t | cannot have both -user and -auth",
        "-cid a* | invalid cluster ID \"a*\": it is part of subjects and may hold neither blanks nor wildcards",
        "-threading fast | threading \"fast\": balanced or low-latency expected",
        "-threading_cores 2-6 | threading_cores needs threading low-latency: threads that sleep are not bound to " +
            "processors",
        "-threading low-latency -threading_cores 2-5 | threading_cores \"2-5\" names 4 processors: 5 are needed, one " +
            "for each thread",
        "-threading low-latency -threading_cores 6-2 | threading_cores \"6-2\": 6-2 is no range of 0 to 1023",
        "-threading low-latency -threading_cores 2-6,x | threading_cores \"2-6,x\": processors expected, like 2-6 or " +
            "2,4,6-8",
        "-threading low-latency -threading_cores 2-6,4 | threading_cores \"2-6,4\": a processor is named twice",
    })
    void shouldSayWhatIsWrongWhenSettingIsRefused(final String arguments, final String message)
    {
        assertThatThrownBy(() -> bind(arguments.split(" "))).isInstanceOf(SettingsException.class).hasMessage(message);
    }

    @Test
    void shouldAskForDirectoryWhenOldNameKeepsFiles()
    {
        assertThatThrownBy(() -> bind(ProgramName.NATS_STREAMING_SERVER, "-store", "FILE")).hasMessage(
            "for FILE stores, root directory must be specified");
    }

    @Test
    void shouldLetThreadsSleepUnlessAskedOtherwise()
    {
        assertThat(bind().threading()).isEqualTo(new Settings.Threading(false, List.of()));
        assertThat(bind("-threading", "low-latency").threading()).isEqualTo(new Settings.Threading(true, List.of()));
        assertThat(bind("-threading", "low-latency", "-threading_cores", "8, 2-4,6").threading().cores())
            .containsExactly(8, 2, 3, 4, 6);
    }

    @Test
    void shouldOpenTheAeronDoorOnlyWhenAskedFor()
    {
        assertThat(bind().aeronDoor()).isNull();
        assertThat(bind("-aeron_door", "ipc").aeronDoor()).isEqualTo("ipc");
        assertThat(bind("-aeron_door", "10.0.0.1:4400").aeronDoor()).isEqualTo("10.0.0.1:4400");
        assertThat(bind("-clustered", "-cluster_node_id", "a", "-cluster_peers", "a,b,c", "-aeron_door", "udp")
            .aeronDoor()).isEqualTo("udp");
    }

    @ParameterizedTest
    @CsvSource({"udp", "4400", "host:0", "host:70000", "host:port", ":4400"})
    void shouldRefuseAnAeronDoorThatIsNoPlace(final String door)
    {
        assertThatThrownBy(() -> bind("-aeron_door", door)).isInstanceOf(SettingsException.class).hasMessageContaining(
            "ipc for this machine only, or host:port");
    }

    @Test
    void shouldRefuseAnotherPortThanTheNodesForItsAeronDoor()
    {
        assertThatThrownBy(() -> bind("-clustered", "-cluster_node_id", "a", "-cluster_peers", "a,b,c", "-aeron_door",
            "a:4400")).isInstanceOf(SettingsException.class).hasMessageContaining("udp for a node of a cluster");
    }
}
