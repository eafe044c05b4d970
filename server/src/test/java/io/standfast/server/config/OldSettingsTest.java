package io.standfast.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.standfast.system.Certificates;

/**
 * Every flag and key of the old server (sections 6.1 to 6.3 of the specification), each with a value that the old one
 * took: honoured, or accepted with one line that says why it has no meaning. None is refused.
 */
class OldSettingsTest
{
    private static final String FILE = "-st=FILE -dir=d";
    private static final String CLUSTER = FILE + " -clustered -cluster_node_id=a -cluster_peers=b,c";

    /** Flags; a value, none when the flag stands alone; what it needs beside it. */
    private static final String FLAGS = """
        cid cluster_id | c1 |
        st store | FILE | -dir=d
        st store | MEMORY |
        st store | SQL |
        dir | d | -st=FILE
        mc max_channels msu max_subs mm max_msgs | 10 |
        mb max_bytes | 10MB |
        ma max_age mi max_inactivity hbi hb_interval hbt hb_timeout | 1h30m |
        ns nats_server | nats://a:4222,nats://b:4222 |
        hbf hb_fail_count | 3 |
        ft_group | g |
        encrypt | | -encryption_key=k
        encryption_cipher | AES | -encryption_key=k
        encryption_cipher | CHACHA | -encryption_key=k
        encryption_key | k |
        replace_durable | |
        clustered | | -st=FILE -dir=d -cluster_node_id=a -cluster_peers=b,c
        cluster_node_id | a | -st=FILE -dir=d -clustered -cluster_peers=b,c
        cluster_peers | b,c | -st=FILE -dir=d -clustered -cluster_node_id=a
        cluster_bootstrap cluster_sync | | CLUSTER
        cluster_raft_logging cluster_proceed_on_restore_failure cluster_allow_add_remove_node | | CLUSTER
        cluster_log_path | ./raft | CLUSTER
        cluster_log_cache_size cluster_log_snapshots cluster_trailing_logs | 7 | CLUSTER
        file_compact_enabled file_crc file_sync file_truncate_bad_eof | false | FILE
        file_compact_frag file_compact_interval file_slice_max_msgs file_fds_limit file_parallel_recovery | 50 | FILE
        file_compact_min_size file_buffer_size file_read_buffer_size file_slice_max_bytes | 64MB | FILE
        file_crc_poly | 3988292384 | FILE
        file_slice_max_age file_auto_sync | 1m | FILE
        file_slice_archive_script | /usr/local/bin/archive.sh | FILE
        io_batch_size io_sleep_time | 1024 |
        sql_driver | mysql |
        sql_source | user:password@/streaming |
        sql_no_caching | | -st=SQL
        sql_max_open_conns sql_bulk_insert_limit | 5 | -st=SQL
        secure | | -ns=nats://a:4222
        tls_client_cert | CERT | -ns=nats://a:4222 -tls_client_key=KEY
        tls_client_key | KEY | -ns=nats://a:4222 -tls_client_cert=CERT
        tls_client_cacert | AUTHORITY | -ns=nats://a:4222
        SD stan_debug SV stan_trace SDV D debug V trace VV DV DVV | |
        syslog_name | s |
        a addr net client_advertise | 127.0.0.1 |
        p port m http_port | 4333 |
        ms https_port | 4333 | -tlscert=CERT -tlskey=KEY
        n name server_name | one |
        P pid l log ports_file_dir | /tmp/x |
        log_size_limit | 1000000 | -l=x.log
        s syslog T logtime logtime_utc | |
        r remote_syslog | udp://127.0.0.1:514 |
        max_traced_msg_len | 100 |
        user | u | -pass=w
        pass | w | -user=u
        auth | token |
        tls tlsverify | | -tlscert=CERT -tlskey=KEY -tlscacert=AUTHORITY
        tlscert | CERT | -tls -tlskey=KEY
        tlskey | KEY | -tls -tlscert=CERT
        tlscacert | AUTHORITY | -tls -tlscert=CERT -tlskey=KEY -tlsverify
        routes cluster cluster_listen | nats://127.0.0.1:6222 |
        cluster_name cluster_advertise | n |
        no_advertise js jetstream | |
        connect_retries profile | 7 |
        sd store_dir | /tmp/js |
        h help help_tls v version t | |
        sl signal | reload=1 |
        """;

    /** Where a key stands, AT its place; keys; a value. */
    private static final String KEYS = """
        AT | id cid cluster_id discover_prefix | c1
        AT | st store_type store storetype | memory
        AT | st store_type store storetype | sql
        store: file, AT | dir datastore | d
        AT | sd stan_debug sv stan_trace replace_durable replace_durables replace_duplicate_durable | true
        AT | replace_duplicate_durables partitioning | true
        AT | ns nats_server nats_server_url | "nats://a:4222"
        ns: "nats://a:4222", AT | credentials nkey_seed_file | "KEY"
        ns: "nats://a:4222", AT | secure | true
        AT | hbi hb_interval server_to_client_hb_interval | "10s"
        AT | hbt hb_timeout server_to_client_hb_timeout | "10s"
        AT | hbf hb_fail_count server_to_client_hb_fail_count | 3
        AT | ft_group ft_group_name syslog_name | g
        encryption_key: k, AT | encrypt | true
        encryption_key: k, AT | encryption_cipher | AES
        AT | encryption_key | k
        ns: "nats://a:4222", password: w, AT | username user | u
        ns: "nats://a:4222", user: u, AT | password pass | w
        ns: "nats://a:4222", AT | token | t
        ns: "nats://a:4222", tls { client_key: "KEY", AT } | client_cert | "CERT"
        ns: "nats://a:4222", tls { client_cert: "CERT", AT } | client_key | "KEY"
        ns: "nats://a:4222", tls { AT } | client_ca client_cacert | "AUTHORITY"
        ns: "nats://a:4222", tls { AT } | server_name server_hostname | c
        ns: "nats://a:4222", tls { AT } | skip_verify insecure | true
        LIMITS { AT } | mc max_channels maxchannels msu max_subs max_subscriptions maxsubscriptions | 10
        LIMITS { AT } | mm max_msgs maxmsgs max_count maxcount mb max_bytes maxbytes | 10
        LIMITS { AT } | ma max_age maxage mi max_inactivity maxinactivity | "1h"
        LIMITS { CHANNELS { "foo.>" { AT } } } | msu max_subs max_subscriptions maxsubscriptions | 10
        LIMITS { CHANNELS { "foo.>" { AT } } } | mm max_msgs maxmsgs max_count maxcount mb max_bytes maxbytes | 10
        LIMITS { CHANNELS { "foo.>" { AT } } } | ma max_age maxage mi max_inactivity maxinactivity | "1h"
        store: file, dir: d, cluster { peers: [b, c], AT } | node_id | a
        store: file, dir: d, cluster { node_id: a, AT } | peers | [b, c]
        store: file, dir: d, cluster { node_id: a, peers: [b, c], AT } | bootstrap sync raft_logging | true
        store: file, dir: d, cluster { node_id: a, peers: [b, c], AT } | proceed_on_restore_failure | true
        store: file, dir: d, cluster { node_id: a, peers: [b, c], AT } | allow_add_remove_node | true
        store: file, dir: d, cluster { node_id: a, peers: [b, c], AT } | bolt_free_list_sync | true
        store: file, dir: d, cluster { node_id: a, peers: [b, c], AT } | nodes_connections | true
        store: file, dir: d, cluster { node_id: a, peers: [b, c], AT } | bolt_free_list_map | true
        store: file, dir: d, cluster { node_id: a, peers: [b, c], AT } | log_path | "./raft"
        store: file, dir: d, cluster { node_id: a, peers: [b, c], AT } | log_cache_size log_snapshots | 7
        store: file, dir: d, cluster { node_id: a, peers: [b, c], AT } | trailing_logs | 7
        store: file, dir: d, cluster { node_id: a, peers: [b, c], AT } | raft_heartbeat_timeout | "2s"
        store: file, dir: d, cluster { node_id: a, peers: [b, c], AT } | raft_election_timeout | "2s"
        store: file, dir: d, cluster { node_id: a, peers: [b, c], AT } | raft_lease_timeout | "1s"
        store: file, dir: d, cluster { node_id: a, peers: [b, c], AT } | raft_commit_timeout | "100ms"
        store: file, dir: d, FILES { AT } | compact compact_enabled crc do_crc sync do_sync sync_on_flush | true
        store: file, dir: d, FILES { AT } | compact_frag compact_fragmentation compact_interval compact_min_size | 50
        store: file, dir: d, FILES { AT } | buffer_size crc_poly slice_max_msgs slice_max_count slice_msgs | 1024
        store: file, dir: d, FILES { AT } | slice_count slice_max_bytes slice_max_size slice_bytes slice_size | 1024
        store: file, dir: d, FILES { AT } | slice_max_age slice_age slice_max_time slice_time_limit | "1m"
        store: file, dir: d, FILES { AT } | slice_archive_script slice_archive slice_script | "/bin/archive"
        store: file, dir: d, FILES { AT } | file_descriptors_limit fds_limit parallel_recovery | 4
        store: file, dir: d, FILES { AT } | file_read_buffer_size read_buffer_size | 1024
        store: file, dir: d, FILES { AT } | file_auto_sync auto_sync | "1m"
        SQLS { AT } | driver source | mysql
        SQLS { AT } | no_caching | true
        SQLS { AT } | max_open_conns max_conns bulk_insert_limit | 5
        """;
    private static final Map<String, List<String>> MAPS = Map.of("LIMITS", List.of("limits", "store_limits",
        "storelimits"), "CHANNELS",
        List.of("channels", "channels_limits", "channelslimits", "per_channel",
            "per_channel_limits"),
        "FILES", List.of("file", "file_options"), "SQLS", List.of("sql", "sql_options"));

    @TempDir
    private static Path directory;
    private static Certificates certificates;

    @BeforeAll
    static void make()
    {
        certificates = new Certificates(directory);
    }

    private static List<Object[]> flags()
    {
        final List<Object[]> all = new ArrayList<>();
        for (final String line : FLAGS.strip().split("\n"))
        {
            final String[] cells = line.split("\\|", -1);
            for (final String flag : cells[0].strip().split(" "))
            {
                final String argument = "-" + flag + (cells[1].isBlank() ? "" : "=" + cells[1].strip());
                all.add(new Object[]{flag, argument, cells[2].strip().replaceAll("^CLUSTER$", CLUSTER).replaceAll(
                    "^FILE$", FILE)});
            }
        }
        return all;
    }

    private static List<Object[]> keys()
    {
        final List<Object[]> all = new ArrayList<>();
        for (final String line : KEYS.strip().split("\n"))
        {
            final String[] cells = line.split(" \\| ");
            for (final String key : cells[1].split(" "))
            {
                inEveryMap(cells[0]).forEach(place -> all.add(new Object[]{key, place.replace("AT", key + ": " +
                    cells[2])}));
            }
        }
        return all;
    }

    private static List<String> inEveryMap(final String place)
    {
        List<String> places = List.of(place);
        for (final Map.Entry<String, List<String>> map : MAPS.entrySet())
        {
            places = places.stream().flatMap(each -> map.getValue().stream().map(name -> each.replace(map.getKey(),
                name))).distinct().toList();
        }
        return places;
    }

    @ParameterizedTest
    @MethodSource("flags")
    void shouldTakeEveryFlagOfTheOldServer(final String flag, final String argument, final String beside)
    {
        final List<String> arguments = new ArrayList<>();
        Arrays.stream(beside.split(" ")).filter(word -> !word.isEmpty()).forEach(arguments::add);
        arguments.add(argument);
        arguments.replaceAll(OldSettingsTest::withFiles);

        final List<String> warnings = warnings(arguments).stream().filter(line -> line.startsWith("Flag -" + flag +
            " ")).toList();
        final ParsedFlags parsed = new LegacyFlags().parse(arguments);

        final DeclaredSetting setting = DeclaredSettings.ALL.byFlag(flag);
        if (parsed.has(setting.name()))
        {
            assertThat(parsed.origin(setting.name())).isEqualTo("flag -" + flag);
            assertThat(warnings).isEmpty();
        }
        else
        {
            assertThat(warnings).singleElement().asString().matches("Flag -" + flag + " has no effect here: .{10,}");
        }
    }

    /** Files of keys and certificates are looked into at the start. */
    private static String withFiles(final String text)
    {
        return text.replace("AUTHORITY", certificates.file("ca.pem").toString()).replace("CERT", certificates.file(
            "server.pem").toString()).replace("KEY", certificates.file("server.key").toString());
    }

    private static List<String> warnings(final List<String> arguments)
    {
        return ReadSettings.read(ProgramName.NATS_STREAMING_SERVER, arguments, Map.of()).settings().warnings();
    }

    @ParameterizedTest
    @MethodSource("keys")
    void shouldTakeEveryKeyOfTheOldServer(final String key, final String text) throws IOException
    {
        final Path file = Files.writeString(directory.resolve("s.conf"), "streaming { " + withFiles(text) +
            " }");

        final List<String> warnings = warnings(List.of("-sc", file.toString()));

        final List<String> about = warnings.stream().filter(line -> line.contains("\"" + key + "\"")).toList();
        assertThat(about).hasSizeLessThanOrEqualTo(1).allMatch(line -> line.matches("Key .* has no effect here: .*"));
        assertThat(warnings).noneMatch(line -> line.startsWith("Unknown"));
    }

    @Test
    void shouldKeepFilesWhenTheOldOneKeptADatabase()
    {
        final ReadSettings read = ReadSettings.read(ProgramName.NATS_STREAMING_SERVER, List.of("-st", "sql"), Map.of());

        assertThat(read.settings().store()).isEqualTo(new Settings.Store(StoreType.FILE, Path.of("data"), true));
        assertThat(read.settings().warnings()).containsExactly("Store type SQL (flag -st) has no effect here: there " +
            "is no SQL store. Messages and durables are kept in files under " + Path.of("data").toAbsolutePath() +
            ", as with FILE (-dir names another place); the database is neither read nor written, and what it holds " +
            "does not come along: docs/migration.md says how to bring it");
        assertThat(read.effective().all()).contains(
            new EffectiveSetting("store", "FILE", "flag -st, for SQL", false),
            new EffectiveSetting("dir", "data", "flag -st, for SQL", false));
        final Settings placed = ReadSettings.read(ProgramName.NATS_STREAMING_SERVER, List.of("-st", "SQL", "-dir",
            "/srv/x"), Map.of()).settings();
        assertThat(placed.store().directory()).isEqualTo(Path.of("/srv/x"));
        assertThat(placed.warnings().get(0)).contains("in files under /srv/x, as with FILE; the database");
    }
}
