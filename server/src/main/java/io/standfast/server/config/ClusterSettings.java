package io.standfast.server.config;

/**
 * Settings: this node among others.
 */
@SettingGroup("Cluster")
final class ClusterSettings
{
    // @formatter:off
    @Setting(kind = SettingKind.BOOL, flags = "clustered", absent = "false",
        doc = "Be one of several nodes; a map cluster{} says it, too")
    static final String CLUSTERED = "clustered";
    @Setting(kind = SettingKind.TEXT, flags = "cluster_node_id", keys = {"node_id", "id"},
        in = Section.CLUSTER, doc = "Name of this node")
    static final String CLUSTER_NODE_ID = "cluster_node_id";
    @Setting(kind = SettingKind.TEXT, flags = "cluster_members", keys = "members", in = Section.CLUSTER,
        doc = "All nodes, a=host:port,...; each takes ten ports from the one given")
    static final String CLUSTER_MEMBERS = "cluster_members";
    @Setting(kind = SettingKind.TEXT, flags = "cluster_peers", keys = "peers", in = Section.CLUSTER,
        doc = "The same with names as hosts and the default port, 4300: a,b,...")
    static final String CLUSTER_PEERS = "cluster_peers";
    @Setting(kind = SettingKind.BOOL, flags = "cluster_bootstrap", keys = "bootstrap", in = Section.CLUSTER,
        absent = "false", doc = "Begin a cluster although not all nodes answer")
    static final String CLUSTER_BOOTSTRAP = "cluster_bootstrap";
    @Setting(kind = SettingKind.INT, flags = "cluster_feature_level", keys = "feature_level",
        in = Section.CLUSTER, unit = "level",
        doc = "Highest feature level to follow: hold it while nodes are upgraded; the newest unless set")
    static final String CLUSTER_FEATURE_LEVEL = "cluster_feature_level";
    @Setting(kind = SettingKind.SIZE, flags = "cluster_copy_rate", keys = "copy_rate", in = Section.CLUSTER,
        absent = "16777216",
        doc = "Bytes a second that other nodes may copy from this one while they restore themselves, 0 for any")
    static final String CLUSTER_COPY_RATE = "cluster_copy_rate";
    @Setting(kind = SettingKind.SIZE, flags = "cluster_set_aside_limit", keys = "set_aside_limit",
        in = Section.CLUSTER, absent = "-1",
        doc = "Bytes kept of this node's own data while it copies another's, -1 for as much as the disk has free")
    static final String CLUSTER_SET_ASIDE_LIMIT = "cluster_set_aside_limit";
    @Setting(kind = SettingKind.BOOL, flags = "cluster_sync", keys = "sync", in = Section.CLUSTER,
        absent = "true", doc = "As file_sync, and counts before it")
    static final String CLUSTER_SYNC = "cluster_sync";
    @Setting(kind = SettingKind.TEXT, support = SettingSupport.INERT, flags = "cluster_log_path",
        keys = "log_path", in = Section.CLUSTER, doc = "Directory of the log",
        why = "log and snapshots are in the data directory, and are kept as long as a member needs them")
    static final String CLUSTER_LOG_PATH = "cluster_log_path";
    @Setting(kind = SettingKind.INT, support = SettingSupport.INERT, flags = "cluster_log_cache_size",
        keys = "log_cache_size", in = Section.CLUSTER, doc = "Entries of the log in memory",
        why = "the log is mapped, not cached")
    static final String CLUSTER_LOG_CACHE_SIZE = "cluster_log_cache_size";
    @Setting(kind = SettingKind.INT, support = SettingSupport.INERT, flags = "cluster_log_snapshots",
        keys = "log_snapshots", in = Section.CLUSTER, doc = "Snapshots that are kept",
        why = "log and snapshots are in the data directory, and are kept as long as a member needs them")
    static final String CLUSTER_LOG_SNAPSHOTS = "cluster_log_snapshots";
    @Setting(kind = SettingKind.LONG, support = SettingSupport.INERT, flags = "cluster_trailing_logs",
        keys = "trailing_logs", in = Section.CLUSTER, doc = "Entries kept after a snapshot",
        why = "log and snapshots are in the data directory, and are kept as long as a member needs them")
    static final String CLUSTER_TRAILING_LOGS = "cluster_trailing_logs";
    @Setting(kind = SettingKind.BOOL, support = SettingSupport.INERT, flags = "cluster_raft_logging",
        keys = "raft_logging", in = Section.CLUSTER, doc = "Lines of the consensus",
        why = "what the consensus does is in counters, docs/aeron-tools.md")
    static final String CLUSTER_RAFT_LOGGING = "cluster_raft_logging";
    @Setting(kind = SettingKind.BOOL, support = SettingSupport.INERT,
        flags = "cluster_proceed_on_restore_failure", keys = "proceed_on_restore_failure", in = Section.CLUSTER,
        doc = "Go on although channels are missing",
        why = "a node never goes on without a channel: it copies it from another node, or waits for one")
    static final String CLUSTER_PROCEED_ON_RESTORE_FAILURE = "cluster_proceed_on_restore_failure";
    @Setting(kind = SettingKind.BOOL, support = SettingSupport.INERT, flags = "cluster_allow_add_remove_node",
        keys = "allow_add_remove_node", in = Section.CLUSTER, doc = "Requests that add and remove nodes",
        why = "nodes are those of cluster_members, and no request changes them")
    static final String CLUSTER_ALLOW_ADD_REMOVE_NODE = "cluster_allow_add_remove_node";
    @Setting(kind = SettingKind.TEXT, support = SettingSupport.INERT, keys = "raft_heartbeat_timeout",
        in = Section.CLUSTER, doc = "Silence of the leader before others ask",
        why = "nodes watch one another in times of their own, docs/cluster.md")
    static final String RAFT_HEARTBEAT_TIMEOUT = "raft_heartbeat_timeout";
    @Setting(kind = SettingKind.TEXT, support = SettingSupport.INERT, keys = "raft_election_timeout",
        in = Section.CLUSTER, doc = "Time of an election",
        why = "nodes watch one another in times of their own, docs/cluster.md")
    static final String RAFT_ELECTION_TIMEOUT = "raft_election_timeout";
    @Setting(kind = SettingKind.TEXT, support = SettingSupport.INERT, keys = "raft_lease_timeout",
        in = Section.CLUSTER, doc = "Time that a leader goes on without others",
        why = "nodes watch one another in times of their own, docs/cluster.md")
    static final String RAFT_LEASE_TIMEOUT = "raft_lease_timeout";
    @Setting(kind = SettingKind.TEXT, support = SettingSupport.INERT, keys = "raft_commit_timeout",
        in = Section.CLUSTER, doc = "Time between two notices of commits",
        why = "nodes watch one another in times of their own, docs/cluster.md")
    static final String RAFT_COMMIT_TIMEOUT = "raft_commit_timeout";
    @Setting(kind = SettingKind.BOOL, support = SettingSupport.INERT, keys = "bolt_free_list_sync",
        in = Section.CLUSTER, doc = "Write the list of free pages", why = "a store here has no such part")
    static final String BOLT_FREE_LIST_SYNC = "bolt_free_list_sync";
    @Setting(kind = SettingKind.BOOL, support = SettingSupport.INERT, keys = "bolt_free_list_map",
        in = Section.CLUSTER, doc = "Keep free pages in a map", why = "a store here has no such part")
    static final String BOLT_FREE_LIST_MAP = "bolt_free_list_map";
    @Setting(kind = SettingKind.BOOL, support = SettingSupport.INERT, keys = "nodes_connections",
        in = Section.CLUSTER, doc = "Connections of their own between nodes",
        why = "nodes always have connections of their own")
    static final String NODES_CONNECTIONS = "nodes_connections";
    @Setting(kind = SettingKind.TEXT, support = SettingSupport.INERT, flags = "routes",
        doc = "NATS servers to make a cluster with",
        why = "the endpoint has no NATS routes; nodes know one another from cluster_members, and -ns takes a NATS " +
            "cluster")
    static final String ROUTES = "routes";
    @Setting(kind = SettingKind.TEXT, support = SettingSupport.INERT, flags = {"cluster", "cluster_listen"},
        doc = "Address for routes of NATS servers",
        why = "the endpoint has no NATS routes; nodes know one another from cluster_members, and -ns takes a NATS " +
            "cluster")
    static final String CLUSTER = "cluster";
    @Setting(kind = SettingKind.TEXT, support = SettingSupport.INERT, flags = "cluster_name",
        doc = "Name of the NATS cluster",
        why = "the endpoint has no NATS routes; nodes know one another from cluster_members, and -ns takes a NATS " +
            "cluster")
    static final String CLUSTER_NAME = "cluster_name";
    @Setting(kind = SettingKind.TEXT, support = SettingSupport.INERT, flags = "cluster_advertise",
        doc = "Address for routes to tell others",
        why = "the endpoint has no NATS routes; nodes know one another from cluster_members, and -ns takes a NATS " +
            "cluster")
    static final String CLUSTER_ADVERTISE = "cluster_advertise";
    @Setting(kind = SettingKind.INT, support = SettingSupport.INERT, flags = "connect_retries",
        doc = "Attempts to reach a route",
        why = "the endpoint has no NATS routes; nodes know one another from cluster_members, and -ns takes a NATS " +
            "cluster")
    static final String CONNECT_RETRIES = "connect_retries";
    @Setting(kind = SettingKind.BOOL, support = SettingSupport.INERT, flags = "no_advertise",
        doc = "Do not tell clients of other NATS servers",
        why = "the endpoint has no NATS routes; nodes know one another from cluster_members, and -ns takes a NATS " +
            "cluster")
    static final String NO_ADVERTISE = "no_advertise";
    // @formatter:on

    private ClusterSettings()
    {
    }
}
