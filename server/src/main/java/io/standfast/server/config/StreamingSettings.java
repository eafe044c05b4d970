package io.standfast.server.config;

/**
 * Settings: who the server is to its clients.
 */
@SettingGroup("Streaming")
final class StreamingSettings
{
    // @formatter:off
    @Setting(kind = SettingKind.TEXT, flags = {"cluster_id", "cid"}, keys = {"cluster_id", "id", "cid"},
        in = Section.STREAMING, absent = "test-cluster", doc = "Cluster ID")
    static final String CLUSTER_ID = "cluster_id";
    @Setting(kind = SettingKind.TEXT, flags = {"nats_server", "ns"},
        keys = {"nats_server", "ns", "nats_server_url"}, in = Section.STREAMING,
        doc = "Connect to these NATS servers, url,url, instead of listening")
    static final String NATS_SERVER = "nats_server";
    @Setting(kind = SettingKind.TIME, flags = {"hb_interval", "hbi"},
        keys = {"hb_interval", "hbi", "server_to_client_hb_interval"}, in = Section.STREAMING, absent = "30s",
        doc = "Time between two heartbeats to a client")
    static final String HB_INTERVAL = "hb_interval";
    @Setting(kind = SettingKind.TIME, flags = {"hb_timeout", "hbt"},
        keys = {"hb_timeout", "hbt", "server_to_client_hb_timeout"}, in = Section.STREAMING, absent = "10s",
        doc = "Wait for a heartbeat's answer")
    static final String HB_TIMEOUT = "hb_timeout";
    @Setting(kind = SettingKind.INT, flags = {"hb_fail_count", "hbf"},
        keys = {"hb_fail_count", "hbf", "server_to_client_hb_fail_count"}, in = Section.STREAMING, absent = "10",
        unit = "heartbeats", doc = "Failed heartbeats after which a client is closed")
    static final String HB_FAIL_COUNT = "hb_fail_count";
    @Setting(kind = SettingKind.BOOL, flags = "replace_durable",
        keys = {"replace_durable", "replace_durables", "replace_duplicate_durable", "replace_duplicate_durables"},
        in = Section.STREAMING, absent = "false", isReloadable = true,
        doc = "Who asks for a durable in use takes it over")
    static final String REPLACE_DURABLE = "replace_durable";
    @Setting(kind = SettingKind.TEXT, flags = "aeron_door", keys = "aeron_door", in = Section.STREAMING,
        doc = "Clients over Aeron, too: ipc for this machine, host:port, or udp for a node of a cluster")
    static final String AERON_DOOR = "aeron_door";
    @Setting(kind = SettingKind.TEXT, keys = "discover_prefix", in = Section.STREAMING, absent = "_STAN.discover",
        doc = "Subject that clients connect at, without the cluster ID")
    static final String DISCOVER_PREFIX = "discover_prefix";
    @Setting(kind = SettingKind.TEXT, support = SettingSupport.INERT, flags = "ft_group",
        keys = {"ft_group", "ft_group_name"}, in = Section.STREAMING, doc = "Group of servers of which one works",
        why = "a data directory is locked by the server that uses it; for one that takes over run a cluster, " +
            "docs/cluster.md")
    static final String FT_GROUP = "ft_group";
    @Setting(kind = SettingKind.BOOL, support = SettingSupport.INERT, keys = "partitioning",
        in = Section.STREAMING, absent = "false", doc = "Serve only the channels that are configured",
        why = "this server serves every channel; to share load use servers of different cluster IDs")
    static final String PARTITIONING = "partitioning";
    @Setting(kind = SettingKind.INT, support = SettingSupport.INERT, flags = "io_batch_size",
        doc = "Messages stored at once", why = "what waits is stored at once, as much as there is")
    static final String IO_BATCH_SIZE = "io_batch_size";
    @Setting(kind = SettingKind.LONG, support = SettingSupport.INERT, flags = "io_sleep_time",
        doc = "Wait for more messages to store at once", why = "nothing waits to be stored with others")
    static final String IO_SLEEP_TIME = "io_sleep_time";
    // @formatter:on

    private StreamingSettings()
    {
    }
}
