package io.standfast.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * From configuration files and flags to settings.
 */
class ConfigurationReaderTest
{
    private static final int INHERIT = ChannelLimits.INHERIT;

    @TempDir
    private Path directory;

    @Test
    void shouldKnowAdminsWithoutShowingTheirPasswords() throws IOException
    {
        assertThat(bind("streaming { admin { user: ops, password: s3cret } }").admins()).containsExactly(
            new Settings.Credentials("ops", "s3cret", null));
        final Settings several = bind("admins: [{ user: ops, password: s3cret }, { username: dev, pass: \"0ther\" }]");
        assertThat(several.admins()).extracting(Settings.Credentials::user).containsExactly("ops", "dev");
        assertThat(several.toString()).doesNotContain("s3cret").doesNotContain("0ther");
        assertThat(bind("id: c1").admins()).isEmpty();

        assertThatThrownBy(() -> bind("streaming { admin { user: ops } }")).isInstanceOf(SettingsException.class)
            .hasMessageContaining("an admin wants user, without a colon, and password");
        assertThatThrownBy(() -> bind("streaming { admin { user: ops, password: \"$2a$06$short\" } }")).isInstanceOf(
            SettingsException.class).hasMessageContaining("bcrypt hash").hasMessageNotContaining("short");
        assertThatThrownBy(() -> bind("streaming { admin { user: ops, password: x, role: y } }")).hasMessageContaining(
            "not \"role\"");
    }

    @Test
    void shouldTakeStreamingFromItsMapAndTheBrokersFromTheTop() throws IOException
    {
        final Settings settings = bind("""
            listen: 127.0.0.1:4333
            http: "0.0.0.0:8222"
            authorization { user: u, password: w }
            id: not-this-one
            streaming {
                id: c1
                store: file
                dir: /srv/x
                hbi: 7s
                store_limits {
                    mc: 5
                    max_msgs: 20
                    mb: 1MB
                    max_age: "1h"
                    channels {
                        "foo.>": { max_msgs: 0, max_subs: 3 }
                        "foo.bar" { max_inactivity: 10s, mb: 2KB, max_age: "5m" }
                    }
                }
                file_options { sync: false }
                replace_durable: true
            }
            """);

        assertThat(settings.clusterId()).isEqualTo("c1");
        assertThat(settings.store()).isEqualTo(new Settings.Store(StoreType.FILE, Path.of("/srv/x"), false));
        assertThat(settings.limits()).isEqualTo(new Limits(5, 1000, 20, 1024 * 1024, Duration.ofHours(1).toNanos(), 0));
        assertThat(settings.channels()).containsExactly(
            new ChannelLimits("foo.>", 3, 0, INHERIT, INHERIT, INHERIT),
            new ChannelLimits("foo.bar", INHERIT, INHERIT, 2048, Duration.ofMinutes(5).toNanos(), Duration.ofSeconds(10)
                .toNanos()));
        assertThat(settings.heartbeats().intervalNs()).isEqualTo(Duration.ofSeconds(7).toNanos());
        assertThat(settings.listener()).isEqualTo(new Settings.Listener("127.0.0.1", 4333, "standfast",
            null));
        assertThat(settings.credentials()).isEqualTo(new Settings.Credentials("u", "w", null));
        assertThat(settings.isDurableReplaced()).isTrue();
    }

    @Test
    void shouldTakeTheTopForBothWhenThereIsNoMapOfItsOwn() throws IOException
    {
        final Settings settings = bind("cid: c1\nport: 4333\nlimits { mc: 3 }");

        assertThat(settings.clusterId()).isEqualTo("c1");
        assertThat(settings.listener().port()).isEqualTo(4333);
        assertThat(settings.limits().maxChannels()).isEqualTo(3);
        assertThat(settings.warnings()).isEmpty();
    }

    @Test
    void shouldPreferTheCommandLine() throws IOException
    {
        final Settings settings = bind("cid: c1\nlimits { mc: 3, mm: 7 }", "-cid", "c2", "-mc", "4");

        assertThat(settings.clusterId()).isEqualTo("c2");
        assertThat(settings.limits().maxChannels()).isEqualTo(4);
        assertThat(settings.limits().maxMessages()).isEqualTo(7);
    }

    @Test
    void shouldTakeWhatTheEndpointTellsAndWhereItListens() throws IOException
    {
        final Settings settings = bind("""
            host: 10.0.0.1, port: 4333, http: "127.0.0.1:8222", server_name: one, client_advertise: "stan.example:4222"
            logfile: "/var/log/s.log", logfile_size_limit: 1MB, ports_file_dir: "/run/s"
            streaming { discover_prefix: "my.discover" }
            """);

        assertThat(settings.listener()).isEqualTo(new Settings.Listener("10.0.0.1", 4333, "one", "stan.example:4222"));
        assertThat(settings.monitorHost()).isEqualTo("127.0.0.1");
        assertThat(settings.monitorPort()).isEqualTo(8222);
        assertThat(settings.log().target()).isEqualTo(LogTarget.file(Path.of("/var/log/s.log"), 1024 * 1024));
        assertThat(settings.portsDirectory()).isEqualTo(Path.of("/run/s"));
        assertThat(settings.discoverPrefix()).isEqualTo("my.discover");
        assertThat(settings.warnings()).isEmpty();
        assertThat(bind("host: 10.0.0.1, http_host: 127.0.0.2, http_port: 8222").monitorHost()).isEqualTo("127.0.0.2");
        assertThat(bind("host: 10.0.0.1, http_port: 8222").monitorHost()).isEqualTo("10.0.0.1");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"syslog: true | SYSLOG", "remote_syslog: 'udp://h:5' | REMOTE_SYSLOG",
        "syslog: false | STANDARD_ERROR", "syslog: true, log: f | FILE"})
    void shouldLogWhereItIsTold(final String text, final LogTarget.Kind kind) throws IOException
    {
        assertThat(bind(text).log().target().kind()).isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"accounts { A: {} }", "operator: 'o.jwt'"})
    void shouldRefuseWhatWouldCostSecurityIfIgnored(final String text)
    {
        assertThatThrownBy(() -> bind(text)).isInstanceOf(SettingsException.class)
            .hasMessageContaining(" is refused: ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"ft_group: g", "partitioning: true", "sql { driver: mysql }",
        "cluster { node_id: a, raft_commit_timeout: '1s' }", "file { parallel_recovery: 4 }",
        "file { slice_archive_script: '/bin/x' }"})
    void shouldSayWhyItHasNoEffect(final String text) throws IOException
    {
        final String file = "streaming { store: file, dir: d, " + text + " }";

        assertThat(bind(file).warnings()).singleElement().asString().matches(
            "Key \"\\w+\" \\(.*test.conf:1\\) has no effect here: .{10,}");
    }

    @Test
    void shouldReadTwoFilesWhenBothAreGiven() throws IOException
    {
        final Path broker = Files.writeString(directory.resolve("broker.conf"), "port: 4333\ncid: ignored");

        final Settings settings = bind("cid: c1\nport: 9", "-c", broker.toString());

        assertThat(settings.clusterId()).isEqualTo("c1");
        assertThat(settings.listener().port()).isEqualTo(4333);
    }

    @Test
    void shouldNotTakeABrokersClusterForItsOwn() throws IOException
    {
        final Settings settings = bind("cid: c1\ncluster { port: 6222, routes: [nats://b:6222] }");

        assertThat(settings.warnings()).anyMatch(line -> line.contains("describes a NATS cluster"));
    }

    @Test
    void shouldTakeAClusterOfItsOwn() throws IOException
    {
        final Settings settings = bind("""
            streaming {
                cid: c1, store: file, dir: /srv/x
                cluster { node_id: "b", peers: ["a", "c"], sync: false, feature_level: 1, copy_rate: 2MB,
                    set_aside_limit: 1GB, log_path: "/srv/log" }
            }
            """);

        assertThat(settings.cluster()).isEqualTo(new Settings.Cluster("b", List.of(new Settings.Node("a", "a", 4300),
            new Settings.Node("b", "b", 4300), new Settings.Node("c", "c", 4300)), false, 1, 2 << 20, 1 << 30));
        assertThat(settings.cluster().own()).isEqualTo(1);
        assertThat(settings.store().isSynced()).isFalse();
        assertThat(settings.warnings()).anyMatch(line -> line.startsWith("Key \"log_path\""));
    }

    @Test
    void shouldIgnoreUnknownKeysWithAHint() throws IOException
    {
        final Settings settings = bind("streaming {\n cid: c1\n hb_intervall: 3s\n}");

        assertThat(settings.warnings()).containsExactly("Unknown key \"hb_intervall\" (" + directory.resolve(
            "test.conf") + ":3) is ignored; did you mean \"hb_interval\"?");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"htpp_port: 8222 | ; did you mean \"http_port\"?",
        "store_limit { mc: 3 } | ; did you mean \"store_limits\"?",
        "hb_intervall: 3s | ; did you mean \"hb_interval\"?",
        "streming { cid: c1 } | ; did you mean \"streaming\"?", "nothing_alike: 1 | ''",
        "htpp_port: 8222, streaming { cid: c1 } | ; did you mean \"http_port\"?",
        "cluster_id: c1, streaming { } | ; it counts within streaming { }"})
    void shouldNameTheNearestKeyAtTheTopToo(final String text, final String hint) throws IOException
    {
        final String key = text.split("[ :]")[0];

        assertThat(bind(text).warnings()).containsExactly("Key \"" + key + "\" (" + directory.resolve("test.conf") +
            ":1) has no effect in this server" + hint);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"autorization { user: u, password: p } | \"authorization\"",
        "Authorisation { user: u, password: p } | \"authorization\"", "tsl { cert_file: c } | \"tls\"",
        "user: u, streaming { } | \"users\" within authorization { }", "account { A: { } } | \"accounts\"",
        "users: [ { user: u } ] | \"users\" within authorization { }"})
    void shouldNotStartWhenWhatKeepsStrangersOutIsMisspelled(final String text, final String meant)
    {
        final String key = text.split("[ :]")[0];

        assertThatThrownBy(() -> bind(text)).isInstanceOf(SettingsException.class).hasMessage(directory.resolve(
            "test.conf") + ":1: key \"" + key + "\" is not known at the top; did you mean " + meant +
            "? Without it clients would come in that it was to keep out: correct the key, or remove it");
    }

    @Test
    void shouldHoldTheListenerToItsLimits() throws IOException
    {
        final Settings settings = bind("max_connections: -1, ping_interval: 20, ping_max: 3, max_payload: 512KB\n" +
            "max_pending: 8MB, max_traced_msg_len: 32");

        assertThat(settings.listener().limits()).isEqualTo(new ListenerLimits(Integer.MAX_VALUE, 512 * 1024,
            8 * 1024 * 1024, Duration.ofSeconds(20).toNanos(), 3, 32));
        assertThat(settings.warnings()).isEmpty();
        assertThat(bind("ping_interval: \"90s\"").listener().limits().pingIntervalNs()).isEqualTo(Duration.ofSeconds(
            90).toNanos());
    }

    @Test
    void shouldSayWhatItHasWhenMoreIsWantedThanThereCanBe() throws IOException
    {
        final Settings settings = bind("max_payload: 8MB");

        assertThat(settings.listener().limits().maxPayload()).isEqualTo(1048576);
        assertThat(settings.warnings()).singleElement().asString().startsWith(
            "max_payload is 8388608 bytes, and this server has at most 1048576");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "max_payload: 100                 | max_payload must be at least 1024 bytes (100)",
        "max_pending: 1MB                 | max_pending must be at least twice max_payload, 2097152 bytes (1048576)",
        "ping_max: 0                      | ping_interval must be longer than 0s and ping_max at least 1 (2m0s, 0)",
        "max_traced_msg_len: -1           | max_traced_msg_len must be between 0 and 65536 (-1)",
        "cid: 5                           | :1: parameter \"cid\" value is expected to be string, got int64",
        "hbf: x                           | :1: parameter \"hbf\" value is expected to be int64, got string",
        "sd: 1                            | :1: parameter \"sd\" value is expected to be bool, got int64",
        "limits: 1                        | :1: parameter \"limits\" value is expected to be map[string]inter",
        "limits { mc: -1 }                | max channels limit cannot be negative (-1)",
        "limits { channels { a: {mm: -2}}}| :1: \"mm\" cannot be negative (-2); 0 means unlimited",
        "limits { channels { a.>.b: {} }} | :1: invalid channel name \"a.>.b\"",
        "limits { mc: 1, channels { a: {}, b: {}, c.*: {} }} | too many channels defined (2). The max channels limit",
        "hbi: soon                        | :1: invalid value \"soon\" for flag -hbi: a duration like 30s or 1h30m",
        "encrypt: true                    | encryption key required: give it in the environment",
        "client_advertise: 'a b'          | client_advertise \"a b\": a host or host:port expected",
        "remote_syslog: 'ftp://h'         | remote_syslog \"ftp://h\": udp://host:port or tcp://host:port expected",
        "discover_prefix: 'a.*'           | discover_prefix \"a.*\" is no subject without wildcards",
        "log_size_limit: -1               | log_size_limit cannot be negative (-1)",
        "listen: nowhere                  | :1: \"listen\" wants host:port or a port, got \"nowhere\""})
    void shouldSayFileLineAndReasonWhenItIsWrong(final String text, final String message)
    {
        assertThatThrownBy(() -> bind(text)).isInstanceOf(SettingsException.class).hasMessageContaining(message);
    }

    private Settings bind(final String text, final String... flags) throws IOException
    {
        final Path file = Files.writeString(directory.resolve("test.conf"), text);
        final List<String> arguments = new ArrayList<>(List.of("-sc", file.toString()));
        arguments.addAll(List.of(flags));
        return new SettingsBinder(ProgramName.NATS_STREAMING_SERVER).bind(new ConfigurationReader(Map.of()).read(
            new LegacyFlags().parse(arguments)));
    }
}
