package io.standfast.server.config;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Every key of the old server's configuration files, by section (section 6.3 of the specification; the broker's are
 * those of nats-server 2.9). A key whose meaning a flag has, too, is named as that flag. Immutable.
 */
final class ConfKeys
{
    /** Streaming, at the top or in {@code streaming{}}. */
    static final ConfKeys STREAMING = new ConfKeys("""
        TEXT YES   cluster_id id cid
        TEXT NO    discover_prefix
        TEXT YES   store st store_type storetype
        TEXT YES   dir datastore
        BOOL YES   stan_debug sd
        BOOL YES   stan_trace sv
        TEXT YES   nats_server ns nats_server_url
        TEXT NO    credentials
        BOOL NO    secure
        TIME YES   hb_interval hbi server_to_client_hb_interval
        TIME YES   hb_timeout hbt server_to_client_hb_timeout
        INT  YES   hb_fail_count hbf server_to_client_hb_fail_count
        TEXT NO    ft_group ft_group_name
        BOOL NO    partitioning
        TEXT INERT syslog_name
        BOOL NO    encrypt
        TEXT NO    encryption_cipher
        TEXT NO    encryption_key
        TEXT YES   user username
        TEXT YES   pass password
        TEXT YES   auth token
        TEXT NO    nkey_seed_file
        TEXT YES   aeron_door
        BOOL YES   replace_durable replace_durables replace_duplicate_durable replace_duplicate_durables
        """);
    /** Of {@code store_limits{}}. */
    static final ConfKeys LIMITS = new ConfKeys("""
        INT  YES   max_channels mc maxchannels
        INT  YES   max_subs msu max_subscriptions maxsubscriptions
        LONG YES   max_msgs mm maxmsgs max_count maxcount
        SIZE YES   max_bytes mb maxbytes
        TIME YES   max_age ma maxage
        TIME YES   max_inactivity mi maxinactivity
        """);
    /** Of {@code file_options{}}. */
    static final ConfKeys FILE = new ConfKeys("""
        BOOL INERT file_compact_enabled compact compact_enabled
        INT  INERT file_compact_frag compact_frag compact_fragmentation
        INT  INERT file_compact_interval compact_interval
        SIZE INERT file_compact_min_size compact_min_size
        SIZE INERT file_buffer_size buffer_size
        BOOL INERT file_crc crc do_crc
        LONG INERT file_crc_poly crc_poly
        BOOL YES   file_sync sync do_sync sync_on_flush
        INT  INERT file_slice_max_msgs slice_max_msgs slice_max_count slice_msgs slice_count
        SIZE INERT file_slice_max_bytes slice_max_bytes slice_max_size slice_bytes slice_size
        TIME INERT file_slice_max_age slice_max_age slice_age slice_max_time slice_time_limit
        TEXT NO    file_slice_archive_script slice_archive_script slice_archive slice_script
        LONG INERT file_fds_limit file_descriptors_limit fds_limit
        INT  INERT file_parallel_recovery parallel_recovery
        SIZE INERT file_read_buffer_size read_buffer_size
        TIME INERT file_auto_sync auto_sync
        """);
    /** Of {@code cluster{}}. */
    static final ConfKeys CLUSTER = new ConfKeys("""
        TEXT YES   cluster_node_id node_id id
        BOOL YES   cluster_bootstrap bootstrap
        INT  YES   cluster_feature_level feature_level
        SIZE YES   cluster_copy_rate copy_rate
        SIZE YES   cluster_set_aside_limit set_aside_limit
        TEXT YES   cluster_peers peers
        TEXT YES   cluster_members members
        BOOL YES   cluster_sync sync
        TEXT INERT cluster_log_path log_path
        INT  INERT cluster_log_cache_size log_cache_size
        INT  INERT cluster_log_snapshots log_snapshots
        LONG INERT cluster_trailing_logs trailing_logs
        BOOL INERT cluster_raft_logging raft_logging
        TEXT INERT raft_heartbeat_timeout
        TEXT INERT raft_election_timeout
        TEXT INERT raft_lease_timeout
        TEXT INERT raft_commit_timeout
        BOOL NO    cluster_proceed_on_restore_failure proceed_on_restore_failure
        BOOL NO    cluster_allow_add_remove_node allow_add_remove_node
        """);
    /** Of {@code authorization{}}, the broker's. */
    static final ConfKeys AUTHORIZATION = new ConfKeys("""
        TEXT YES   user username
        TEXT YES   pass password
        TEXT YES   auth token
        """);
    /** The broker's, at the top. */
    static final ConfKeys BROKER = new ConfKeys("""
        INT  YES   port
        TEXT YES   addr host net
        TEXT YES   listen
        INT  YES   http_port monitor_port
        BOOL YES   debug
        BOOL YES   trace
        BOOL YES   logtime
        BOOL YES   logtime_utc
        TEXT YES   log log_file logfile
        TEXT YES   pid pid_file pidfile
        TEXT INERT server_name
        TEXT NO    client_advertise
        TEXT NO    ports_file_dir
        INT  NO    https_port
        BOOL NO    syslog
        TEXT NO    remote_syslog
        """);
    /** Maps, and what they are called. */
    static final Map<String, Set<String>> SECTIONS = Map.of(
        "streaming", Set.of("streaming"),
        "limits", Set.of("limits", "store_limits", "storelimits"),
        "channels", Set.of("channels", "channels_limits", "channelslimits", "per_channel", "per_channel_limits"),
        "file", Set.of("file", "file_options"),
        "sql", Set.of("sql", "sql_options"),
        "cluster", Set.of("cluster"),
        "tls", Set.of("tls"),
        "authorization", Set.of("authorization"));

    private final Map<String, Flag> keys = new HashMap<>();

    private ConfKeys(final String table)
    {
        table.lines().forEach(this::add);
    }

    private void add(final String line)
    {
        final List<String> words = Arrays.asList(line.trim().split(" +"));
        final Flag flag = new Flag(FlagKind.valueOf(words.get(0)), FlagSupport.valueOf(words.get(1)),
            List.copyOf(words.subList(2, words.size())));
        flag.names().forEach(name -> keys.put(name, flag));
    }

    /** Meaning of a key in any case, or null. */
    Flag find(final String key)
    {
        return keys.get(key.toLowerCase(Locale.ROOT));
    }

    Set<String> names()
    {
        return keys.keySet();
    }

    static boolean isSection(final String key, final String section)
    {
        return SECTIONS.get(section).contains(key.toLowerCase(Locale.ROOT));
    }

    static ConfValue section(final ConfMap map, final String section)
    {
        return SECTIONS.get(section).stream().map(map::get).filter(value -> value != null).findFirst().orElse(null);
    }
}
