package io.standfast.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is declared is complete, and whole.
 */
class DeclaredSettingsTest
{
    // Sections 6.1 and 6.2 of the specification.
    private static final String FLAGS = """
        cid cluster_id st store dir mc max_channels msu max_subs mm max_msgs mb max_bytes ma max_age mi max_inactivity
        ns nats_server sc stan_config hbi hb_interval hbt hb_timeout hbf hb_fail_count ft_group sl signal encrypt
        encryption_cipher encryption_key replace_durable clustered cluster_node_id cluster_bootstrap cluster_peers
        cluster_log_path cluster_log_cache_size cluster_log_snapshots cluster_trailing_logs cluster_sync
        cluster_raft_logging cluster_proceed_on_restore_failure cluster_allow_add_remove_node file_compact_enabled
        file_compact_frag file_compact_interval file_compact_min_size file_buffer_size file_read_buffer_size file_crc
        file_crc_poly file_sync file_slice_max_msgs file_slice_max_bytes file_slice_max_age file_slice_archive_script
        file_fds_limit file_parallel_recovery file_truncate_bad_eof file_auto_sync io_batch_size io_sleep_time
        sql_driver sql_source sql_no_caching sql_max_open_conns sql_bulk_insert_limit secure tls_client_cert
        tls_client_key tls_client_cacert SD stan_debug SV stan_trace SDV syslog_name
        a addr net p port n name server_name client_advertise P pid ports_file_dir m http_port ms https_port c config t
        l log log_size_limit s syslog r remote_syslog T logtime logtime_utc D debug V trace VV DV DVV
        max_traced_msg_len user pass auth tls tlsverify tlscert tlskey tlscacert routes cluster cluster_listen
        cluster_name cluster_advertise no_advertise connect_retries profile js jetstream sd store_dir h help help_tls
        v version
        """;

    @TempDir
    private Path directory;

    @Test
    void shouldKnowEveryFlagOfTheOldServer()
    {
        assertThat(DeclaredSettings.ALL.flags()).contains(FLAGS.strip().split("\\s+"));
    }

    @Test
    void shouldSayOfEveryFlagOfTheOldServerWhatItIsHere() throws IOException
    {
        final List<String> told = Files.readAllLines(Path.of("../docs/coming-from-nats-streaming.md")).stream().filter(
            line -> line.startsWith("| `-")).map(line -> line.split("\\|")[1].strip()).flatMap(
                cell -> Arrays.stream(
                    cell.split(", ")))
            .toList();

        assertThat(told).contains(Arrays.stream(FLAGS.strip().split("\\s+")).map(flag -> "`-" + flag + "`").toArray(
            String[]::new)).doesNotHaveDuplicates();
        assertThat(told).allSatisfy(flag -> assertThat(DeclaredSettings.ALL.flags()).contains(flag
            .replaceAll("[`-]", "")));
    }

    @ParameterizedTest
    @CsvSource({
        "STREAMING,id cid cluster_id discover_prefix st store_type store storetype dir datastore sd stan_debug sv " +
            "stan_trace ns nats_server nats_server_url credentials secure tls hbi hb_interval " +
            "server_to_client_hb_interval hbt hb_timeout server_to_client_hb_timeout hbf hb_fail_count " +
            "server_to_client_hb_fail_count ft_group ft_group_name partitioning syslog_name encrypt " +
            "encryption_cipher encryption_key username user password pass token nkey_seed_file replace_durable " +
            "replace_durables replace_duplicate_durable replace_duplicate_durables",
        "LIMITS,mc max_channels maxchannels msu max_subs max_subscriptions maxsubscriptions mm max_msgs maxmsgs " +
            "max_count maxcount mb max_bytes maxbytes ma max_age maxage mi max_inactivity maxinactivity",
        "CLUSTER,node_id bootstrap peers log_path log_cache_size log_snapshots trailing_logs sync " +
            "proceed_on_restore_failure allow_add_remove_node raft_logging raft_heartbeat_timeout " +
            "raft_election_timeout raft_lease_timeout raft_commit_timeout bolt_free_list_sync bolt_free_list_map " +
            "nodes_connections",
        "FILE,compact compact_enabled compact_frag compact_fragmentation compact_interval compact_min_size " +
            "buffer_size crc do_crc crc_poly sync do_sync sync_on_flush slice_max_msgs slice_max_count slice_msgs " +
            "slice_count slice_max_bytes slice_max_size slice_bytes slice_size slice_max_age slice_age " +
            "slice_max_time slice_time_limit slice_archive_script slice_archive slice_script " +
            "file_descriptors_limit fds_limit parallel_recovery file_read_buffer_size read_buffer_size " +
            "file_auto_sync auto_sync",
        "SQL,driver source no_caching max_open_conns max_conns bulk_insert_limit",
        "AUTHORIZATION,user username pass password token users",
        "BROKER,port host net listen http http_port monitor_port https https_port debug trace logtime logtime_utc " +
            "log_file logfile logfile_size_limit pid_file pidfile server_name client_advertise ports_file_dir " +
            "syslog remote_syslog tls accounts max_payload max_connections max_pending max_control_line " +
            "ping_interval ping_max write_deadline lame_duck_duration leafnodes gateway mqtt websocket prof_port " +
            "system_account max_traced_msg_len",
    })
    void shouldKnowEveryKeyOfTheOldServer(final Section section, final String keys)
    {
        assertThat(Arrays.asList(keys.split(" ")))
            .allSatisfy(key -> assertThat(DeclaredSettings.ALL.byKey(section, key))
                .as(key).isNotNull());
    }

    @Test
    void shouldFindSectionsByAnyOfTheirNames()
    {
        assertThat(Section.STREAMING.within("storelimits")).isEqualTo(Section.LIMITS);
        assertThat(Section.STREAMING.within("File_Options")).isEqualTo(Section.FILE);
        assertThat(Section.LIMITS.within("per_channel")).isEqualTo(Section.CHANNELS);
        assertThat(Section.BROKER.within("authorization")).isEqualTo(Section.AUTHORIZATION);
        assertThat(Section.STREAMING.within("nonsense")).isNull();
        assertThat(Section.CHANNELS.path()).isEqualTo("store_limits{channels{}}");
    }

    @Test
    void shouldSayWhatItIsAndWhyItDoesNothing()
    {
        assertThat(DeclaredSettings.ALL.all()).allSatisfy(setting ->
        {
            assertThat(setting.declared().doc()).as(setting.name()).isNotBlank();
            assertThat(setting.why().isEmpty()).as(setting.name()).isEqualTo(
                setting.support() == SettingSupport.HONOURED);
            assertThat(setting.flags().size() + setting.keys().size()).as(setting.name()).isPositive();
            assertThat(setting.keys().isEmpty()).as(setting.name()).isEqualTo(setting.sections().isEmpty());
        });
    }

    private static List<Object[]> inertFlags()
    {
        return DeclaredSettings.ALL.all().stream().filter(setting -> setting.support() == SettingSupport.INERT).flatMap(
            setting -> setting.flags().stream().map(flag -> new Object[]{setting, flag})).toList();
    }

    private static List<Object[]> inertKeys()
    {
        return DeclaredSettings.ALL.all().stream().filter(setting -> setting.support() == SettingSupport.INERT).flatMap(
            setting -> setting.keys().stream().map(key -> new Object[]{setting, key})).toList();
    }

    private static String valueOf(final SettingKind kind)
    {
        return switch (kind)
        {
            case BOOL -> "true";
            case INT, LONG -> "1";
            case SIZE -> "1KB";
            case TIME, SECONDS -> "1s";
            case TEXT, ENDPOINT -> "text";
            case TREE -> "{ a: b }";
        };
    }

    @ParameterizedTest
    @MethodSource("inertFlags")
    void shouldSayWhyWhenFlagHasNoEffect(final DeclaredSetting setting, final String flag)
    {
        final ParsedFlags parsed = new LegacyFlags().parse(List.of("-" + flag + "=" + valueOf(setting.kind())));

        assertThat(parsed.warnings()).containsExactly("Flag -" + flag + " has no effect here: " + setting.why());
        assertThat(parsed.has(setting.name())).isFalse();
    }

    @ParameterizedTest
    @MethodSource("inertKeys")
    void shouldSayWhyWhenKeyHasNoEffect(final DeclaredSetting setting, final String key) throws IOException
    {
        for (final Section section : setting.sections())
        {
            final String value = setting.kind() == SettingKind.TEXT ? "\"text\"" : valueOf(setting.kind());
            final Path file = Files.writeString(directory.resolve("s.conf"), within(section, key + ": " + value));

            final List<String> warnings = ReadSettings.read(ProgramName.STANDFAST, List.of("-c", file.toString()), Map
                .of()).settings().warnings();

            assertThat(warnings).as(section + " " + key).singleElement().asString().startsWith("Key \"" + key + "\" (" +
                file + ":").endsWith(" has no effect here: " + setting.why());
        }
    }

    /** A setting where its section is. */
    private static String within(final Section section, final String text)
    {
        return switch (section)
        {
            case BROKER -> text;
            case STREAMING -> "streaming {\n" + text + "\n}";
            case LIMITS -> "streaming { store_limits {\n" + text + "\n} }";
            case FILE -> "streaming { file_options {\n" + text + "\n} }";
            case SQL -> "streaming { sql_options {\n" + text + "\n} }";
            case CLUSTER -> "streaming { cluster {\nnode_id: a, members: [\"a=127.0.0.1:4300\"]\n" + text + "\n} }";
            default -> throw new AssertionError(section + " is not known to this test");
        };
    }

    @Test
    void shouldHaveDefaultsOfItsKind()
    {
        assertThat(DeclaredSettings.ALL.all()).filteredOn(setting -> setting.absent() != null).isNotEmpty().allSatisfy(
            setting -> assertThatCode(() -> setting.kind().check(setting.name(), setting.absent()))
                .doesNotThrowAnyException());
    }

    @Test
    void shouldHideEveryPassword()
    {
        assertThat(List.of("pass", "auth", "encryption_key", "sql_source")).allSatisfy(name -> assertThat(
            DeclaredSettings.ALL.named(name).declared().isSecret()).as(name).isTrue());
    }

    @Test
    void shouldBeTheReferencePage() throws IOException
    {
        final Path page = Path.of("../docs/settings.md");

        assertThat(new SettingsPage().text()).as(
            "docs/settings.md is made of the declarations: bin/standfast config reference > docs/settings.md")
            .isEqualTo(Files.exists(page) ? Files.readString(page) : "");
    }
}
