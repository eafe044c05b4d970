package io.standfast.server.http.metrics;

import static io.standfast.server.http.metrics.MetricType.COUNTER;
import static io.standfast.server.http.metrics.MetricType.GAUGE;
import static io.standfast.server.http.metrics.MetricType.HISTOGRAM;

/**
 * All metrics. A metric that is not here does not exist, and docs/metrics.md says the same as this file.
 */
public enum Family
{
    // @formatter:off
    @Metric(name = "nss_server_bytes_total", type = GAUGE, unit = "bytes",
        labels = "server_id",
        doc = "Bytes stored in all channels; the old exporter's name.")
    NSS_BYTES,
    @Metric(name = "nss_server_msgs_total", type = GAUGE, unit = "messages",
        labels = "server_id",
        doc = "Messages stored in all channels; the old exporter's name.")
    NSS_MESSAGES,
    @Metric(name = "nss_server_bytes_in", type = COUNTER, unit = "bytes",
        labels = "server_id",
        doc = "Bytes of the publishes received.")
    NSS_BYTES_IN,
    @Metric(name = "nss_server_bytes_out", type = COUNTER, unit = "bytes",
        labels = "server_id",
        doc = "Bytes of the messages delivered, also again.")
    NSS_BYTES_OUT,
    @Metric(name = "nss_server_msgs_in", type = COUNTER, unit = "messages",
        labels = "server_id",
        doc = "Publishes received.")
    NSS_MESSAGES_IN,
    @Metric(name = "nss_server_msgs_out", type = COUNTER, unit = "messages",
        labels = "server_id",
        doc = "Messages delivered, also again.")
    NSS_MESSAGES_OUT,
    @Metric(name = "nss_server_channels", type = GAUGE, unit = "channels",
        labels = "server_id",
        doc = "Channels that exist.")
    NSS_CHANNELS,
    @Metric(name = "nss_server_subscriptions", type = GAUGE, unit = "subscriptions",
        labels = "server_id",
        doc = "Subscriptions, also durables that are offline.")
    NSS_SUBSCRIPTIONS,
    @Metric(name = "nss_server_clients", type = GAUGE, unit = "clients",
        labels = "server_id",
        doc = "Registered clients.")
    NSS_CLIENTS,
    @Metric(name = "nss_server_active", type = GAUGE, unit = "nodes",
        labels = "server_id",
        doc = "1 while this node serves clients, 0 on a node that follows.")
    NSS_ACTIVE,
    @Metric(name = "nss_server_info", type = GAUGE, unit = "nodes",
        labels = {"server_id", "cluster_id", "version", "go_version", "state", "role", "start_time"},
        doc = "Always 1; its labels say who the server is.")
    NSS_INFO,
    @Metric(name = "nss_chan_bytes_total", type = GAUGE, unit = "bytes",
        labels = {"server_id", "server_role", "channel"},
        doc = "Bytes stored in a channel.")
    NSS_CHANNEL_BYTES,
    @Metric(name = "nss_chan_msgs_total", type = GAUGE, unit = "messages",
        labels = {"server_id", "server_role", "channel"},
        doc = "Messages stored in a channel.")
    NSS_CHANNEL_MESSAGES,
    @Metric(name = "nss_chan_last_seq", type = GAUGE, unit = "sequences",
        labels = {"server_id", "server_role", "channel"},
        doc = "Sequence of the newest message of a channel.")
    NSS_CHANNEL_LAST,
    @Metric(name = "nss_chan_subs_last_sent", type = GAUGE, unit = "sequences",
        labels = {"server_id", "server_role", "channel", "client_id", "inbox",
            "queue_name", "is_durable", "is_offline", "durable_name"},
        doc = "Highest sequence sent to a subscription.")
    NSS_LAST_SENT,
    @Metric(name = "nss_chan_subs_pending_count", type = GAUGE, unit = "messages",
        labels = {"server_id", "server_role", "channel", "client_id", "inbox",
            "queue_name", "is_durable", "is_offline", "durable_name"},
        doc = "Messages sent to a subscription and not acked.")
    NSS_PENDING,
    @Metric(name = "nss_chan_subs_max_inflight", type = GAUGE, unit = "messages",
        labels = {"server_id", "server_role", "channel", "client_id", "inbox",
            "queue_name", "is_durable", "is_offline", "durable_name"},
        doc = "Messages that a subscription may have without an ack.")
    NSS_MAX_IN_FLIGHT,
    @Metric(name = "standfast_info", type = GAUGE, unit = "nodes",
        labels = {"version", "java", "cluster_id", "server_id", "node", "store"},
        doc = "Always 1; its labels say who the server is.")
    INFO,
    @Metric(name = "standfast_start_time_seconds", type = GAUGE, unit = "seconds",
        doc = "Unix time at which the server was started.")
    START_TIME,
    @Metric(name = "standfast_ready", type = GAUGE, unit = "nodes",
        doc = "1 while clients may be sent to this node, as /healthz?ready says.")
    READY,
    @Metric(name = "standfast_serving", type = GAUGE, unit = "nodes",
        doc = "1 while this node serves clients itself.")
    SERVING,
    @Metric(name = "standfast_engine_answers", type = GAUGE, unit = "nodes",
        doc = "1 when the engine could be looked at; without it there are no metrics of channels.")
    ENGINE_ANSWERS,
    @Metric(name = "standfast_channels_listed", type = GAUGE, unit = "channels",
        doc = "Channels that have samples of their own; the others are summed up as channel \"*\".")
    CHANNELS_LISTED,
    @Metric(name = "standfast_subscriptions_omitted", type = GAUGE, unit = "subscriptions",
        doc = "Subscriptions of listed channels that have no samples of their own because there are too many.")
    SUBSCRIPTIONS_OMITTED,
    @Metric(name = "standfast_publish_duration_seconds", type = HISTOGRAM, unit = "seconds",
        labels = "stage",
        doc = "How long sampled publishes take: decode until checked and in a batch, claim until offered to the " +
            "log, commit until committed and applied, ack until answered; apply and append are parts of commit.")
    PUBLISH_DURATION,
    @Metric(name = "standfast_publishes_total", type = COUNTER, unit = "messages",
        doc = "Publishes received.")
    PUBLISHES,
    @Metric(name = "standfast_publish_bytes_total", type = COUNTER, unit = "bytes",
        doc = "Bytes of the publishes received.")
    PUBLISH_BYTES,
    @Metric(name = "standfast_deliveries_total", type = COUNTER, unit = "messages",
        doc = "Messages delivered, also again.")
    DELIVERIES,
    @Metric(name = "standfast_delivery_bytes_total", type = COUNTER, unit = "bytes",
        doc = "Bytes of the messages delivered, also again.")
    DELIVERY_BYTES,
    @Metric(name = "standfast_redeliveries_total", type = COUNTER, unit = "messages",
        doc = "Messages delivered not for the first time.")
    REDELIVERIES,
    @Metric(name = "standfast_acks_total", type = COUNTER, unit = "messages",
        doc = "Acknowledgements received.")
    ACKS,
    @Metric(name = "standfast_acks_ignored_total", type = COUNTER, unit = "messages",
        doc = "Acknowledgements for no subscription, or that are none.")
    ACKS_IGNORED,
    @Metric(name = "standfast_requests_total", type = COUNTER, unit = "requests",
        doc = "Connects, subscribes, closes and pings received.")
    REQUESTS,
    @Metric(name = "standfast_refusals_total", type = COUNTER, unit = "requests",
        labels = "reason",
        doc = "Publishes and requests answered with an error.")
    REFUSALS,
    @Metric(name = "standfast_requests_dropped_total", type = COUNTER, unit = "requests",
        doc = "Publishes and requests that the log did not take in time; their clients time out.")
    DROPPED,
    @Metric(name = "standfast_unreadable_messages_total", type = COUNTER, unit = "messages",
        doc = "Deliveries that were left out because the stored message is damaged.")
    UNREADABLE,
    @Metric(name = "standfast_heartbeats_missed_total", type = COUNTER, unit = "heartbeats",
        doc = "Heartbeats that no client answered in time.")
    HEARTBEATS_MISSED,
    @Metric(name = "standfast_channel_messages", type = GAUGE, unit = "messages",
        labels = "channel",
        doc = "Messages stored in a channel.")
    CHANNEL_MESSAGES,
    @Metric(name = "standfast_channel_bytes", type = GAUGE, unit = "bytes",
        labels = "channel",
        doc = "Bytes stored in a channel.")
    CHANNEL_BYTES,
    @Metric(name = "standfast_channel_last_sequence", type = GAUGE, unit = "sequences",
        labels = "channel",
        doc = "Sequence of the newest message of a channel: its rate is the rate of publishes.")
    CHANNEL_LAST,
    @Metric(name = "standfast_channel_subscriptions", type = GAUGE, unit = "subscriptions",
        labels = "channel",
        doc = "Subscriptions of a channel, also durables that are offline.")
    CHANNEL_SUBSCRIPTIONS,
    @Metric(name = "standfast_channel_subscriptions_stalled", type = GAUGE, unit = "subscriptions",
        labels = "channel",
        doc = "Subscriptions that get nothing until they ack; listed channels only.")
    CHANNEL_STALLED,
    @Metric(name = "standfast_channel_subscriptions_offline", type = GAUGE, unit = "subscriptions",
        labels = "channel",
        doc = "Durables whose client is not there; listed channels only.")
    CHANNEL_OFFLINE,
    @Metric(name = "standfast_durable_lag_messages", type = GAUGE, unit = "messages",
        labels = {"channel", "client_id", "durable", "group"},
        doc = "Stored messages that a durable has not acked, sent or not.")
    LAG_MESSAGES,
    @Metric(name = "standfast_durable_lag_seconds", type = GAUGE, unit = "seconds",
        labels = {"channel", "client_id", "durable", "group"},
        doc = "Age of the oldest stored message that a durable has not acked; 0 when there is none.")
    LAG_SECONDS,
    @Metric(name = "standfast_durable_pending_messages", type = GAUGE, unit = "messages",
        labels = {"channel", "client_id", "durable", "group"},
        doc = "Messages sent to a durable and not acked.")
    DURABLE_PENDING,
    @Metric(name = "standfast_durable_stalled", type = GAUGE, unit = "durables",
        labels = {"channel", "client_id", "durable", "group"},
        doc = "1 while a durable, or every member of its group, gets nothing until it acks.")
    DURABLE_STALLED,
    @Metric(name = "standfast_durable_offline", type = GAUGE, unit = "durables",
        labels = {"channel", "client_id", "durable", "group"},
        doc = "1 while no client of a durable is there.")
    DURABLE_OFFLINE,
    @Metric(name = "standfast_dead_letters_total", type = COUNTER, unit = "messages",
        doc = "Messages moved to a dead-letter channel after max_deliveries; state, the same on every node.")
    DEAD_LETTERS,
    @Metric(name = "standfast_messages_given_up_total", type = COUNTER, unit = "messages",
        doc = "Messages taken for acked after max_deliveries because there is no dead_letter channel.")
    GIVEN_UP,
    @Metric(name = "standfast_dead_letters_refused_total", type = COUNTER, unit = "messages",
        doc = "Times a message was delivered once more because the dead-letter channel could not take it.")
    DEAD_LETTERS_REFUSED,
    @Metric(name = "standfast_durables_expired_total", type = COUNTER, unit = "durables",
        doc = "Durables removed because they had no client for max_durable_idle.")
    DURABLES_EXPIRED,
    @Metric(name = "standfast_duplicates_total", type = COUNTER, unit = "messages",
        doc = "Publishes acknowledged without being stored: their guid came within dedup_window before.")
    DUPLICATES,
    @Metric(name = "standfast_dedup_forgotten_total", type = COUNTER, unit = "guids",
        doc = "Guids forgotten before dedup_window was over because dedup_max others came.")
    DEDUP_FORGOTTEN,
    @Metric(name = "standfast_restore_phase", type = GAUGE, unit = "phases",
        doc = "0 starting, 1 waiting for other nodes, 2 copying the log, 3 copying segments, 4 launched, 5 " +
            "replaying the log.")
    RESTORE_PHASE,
    @Metric(name = "standfast_restore_done_bytes", type = GAUGE, unit = "bytes",
        doc = "Bytes copied in this phase; position of the log while it is replayed.")
    RESTORE_DONE,
    @Metric(name = "standfast_restore_total_bytes", type = GAUGE, unit = "bytes",
        doc = "Bytes to be copied in this phase, 0 when nothing is copied; position up to which the log is " +
            "replayed.")
    RESTORE_TOTAL,
    @Metric(name = "standfast_restore_bytes_per_second", type = GAUGE, unit = "bytes",
        doc = "Bytes copied a second in this phase since its first byte came.")
    RESTORE_RATE,
    @Metric(name = "standfast_restore_left_seconds", type = GAUGE, unit = "seconds",
        doc = "Time that this phase goes on at its pace, -1 while that is not known, 0 when nothing is copied.")
    RESTORE_LEFT,
    @Metric(name = "standfast_cluster_role", type = GAUGE, unit = "nodes",
        labels = "role",
        doc = "1 for the role that this node has, 0 for the others; members of clusters only.")
    ROLE,
    @Metric(name = "standfast_cluster_term", type = GAUGE, unit = "terms",
        doc = "Latest term of leadership that this node has heard of.")
    TERM,
    @Metric(name = "standfast_cluster_commit_position", type = GAUGE, unit = "bytes",
        doc = "Position up to which this node knows the log to be committed.")
    COMMIT_POSITION,
    @Metric(name = "standfast_cluster_follower_lag_bytes", type = GAUGE, unit = "bytes",
        labels = "node",
        doc = "Log that another node has not committed yet, as this node has heard; members of clusters only.")
    FOLLOWER_LAG,
    @Metric(name = "standfast_cluster_members", type = GAUGE, unit = "nodes",
        doc = "Members of the cluster.")
    MEMBERS,
    @Metric(name = "standfast_cluster_members_present", type = GAUGE, unit = "nodes",
        doc = "Members that were heard of in the last moments, with this one.")
    MEMBERS_PRESENT,
    @Metric(name = "standfast_cluster_leader_known", type = GAUGE, unit = "nodes",
        doc = "1 while this node knows who leads.")
    LEADER_KNOWN,
    @Metric(name = "standfast_cluster_clocks_skewed", type = GAUGE, unit = "nodes",
        doc = "Members whose clock is too far from this node's.")
    CLOCKS_SKEWED,
    @Metric(name = "standfast_cluster_elections_total", type = COUNTER, unit = "elections",
        doc = "Elections that this node took part in.")
    ELECTIONS,
    @Metric(name = "standfast_store_bytes", type = GAUGE, unit = "bytes",
        doc = "Bytes of the message store's files up to their last records.")
    STORE_BYTES,
    @Metric(name = "standfast_store_segments", type = GAUGE, unit = "files",
        doc = "Files of the message store.")
    STORE_SEGMENTS,
    @Metric(name = "standfast_store_rolls_total", type = COUNTER, unit = "files",
        doc = "Files of the message store ever begun; it is not reset by a start.")
    STORE_ROLLS,
    @Metric(name = "standfast_store_append_seconds", type = HISTOGRAM, unit = "seconds",
        doc = "How long it took to append to the message store, one message in 64.")
    STORE_APPEND,
    @Metric(name = "standfast_store_fsync_seconds", type = HISTOGRAM, unit = "seconds",
        doc = "How long it took to force a segment of the message store to disk: each MB unless file_sync is off, " +
            "and the rest when it is full.")
    STORE_FSYNC,
    @Metric(name = "standfast_log_write_seconds_total", type = COUNTER, unit = "seconds",
        doc = "Time that writing the log took, with forcing it to disk unless file_sync is off.")
    LOG_WRITE,
    @Metric(name = "standfast_log_write_max_seconds", type = GAUGE, unit = "seconds",
        doc = "Longest that one write of the log took since the start.")
    LOG_WRITE_MAX,
    @Metric(name = "standfast_log_write_bytes_total", type = COUNTER, unit = "bytes",
        doc = "Bytes written to the log and to snapshots.")
    LOG_WRITE_BYTES,
    @Metric(name = "standfast_disk_free_bytes", type = GAUGE, unit = "bytes",
        doc = "Room on the disk of the data directory.")
    DISK_FREE,
    @Metric(name = "standfast_disk_total_bytes", type = GAUGE, unit = "bytes",
        doc = "Size of the disk of the data directory.")
    DISK_TOTAL,
    @Metric(name = "standfast_disk_low", type = GAUGE, unit = "nodes",
        doc = "1 while publishes are refused because a disk is almost full.")
    DISK_LOW,
    @Metric(name = "standfast_errors_total", type = COUNTER, unit = "errors",
        labels = "agent",
        doc = "Errors that an agent has met and gone on after; each has a line in the log.")
    ERRORS,
    @Metric(name = "standfast_duty_cycle_max_seconds", type = GAUGE, unit = "seconds",
        labels = "agent",
        doc = "Longest time between two turns of an agent since the start.")
    DUTY_CYCLE,
    @Metric(name = "standfast_gateway_backlog_bytes", type = GAUGE, unit = "bytes",
        doc = "Events of the engine that the gateway has not handled yet.")
    BACKLOG,
    @Metric(name = "standfast_gateway_overruns_total", type = COUNTER, unit = "overruns",
        doc = "Times the gateway was too slow for the engine, and entered again.")
    OVERRUNS,
    @Metric(name = "standfast_connections", type = GAUGE, unit = "connections",
        doc = "Connections to the NATS listener.")
    CONNECTIONS,
    @Metric(name = "standfast_connections_opened_total", type = COUNTER, unit = "connections",
        doc = "Connections to the NATS listener that ever came.")
    CONNECTIONS_TOTAL,
    @Metric(name = "standfast_slow_consumers_total", type = COUNTER, unit = "connections",
        doc = "Connections that were closed because they did not read.")
    SLOW_CONSUMERS,
    @Metric(name = "standfast_door_sessions", type = GAUGE, unit = "sessions",
        doc = "Sessions of the Aeron door.")
    DOOR_SESSIONS,
    @Metric(name = "standfast_door_dropped_total", type = COUNTER, unit = "sessions",
        doc = "Sessions of the Aeron door that were closed: too slow, or not well-formed.")
    DOOR_DROPPED,
    @Metric(name = "standfast_jvm_heap_used_bytes", type = GAUGE, unit = "bytes",
        doc = "Heap in use.")
    HEAP_USED,
    @Metric(name = "standfast_jvm_heap_max_bytes", type = GAUGE, unit = "bytes",
        doc = "Heap at most.")
    HEAP_MAX,
    @Metric(name = "standfast_jvm_direct_used_bytes", type = GAUGE, unit = "bytes",
        doc = "Memory of direct buffers.")
    DIRECT_USED,
    @Metric(name = "standfast_jvm_mapped_used_bytes", type = GAUGE, unit = "bytes",
        doc = "Files that are mapped into memory.")
    MAPPED_USED,
    @Metric(name = "standfast_jvm_gc_seconds_total", type = COUNTER, unit = "seconds",
        labels = "gc",
        doc = "Time in collections of garbage.")
    GC_SECONDS,
    @Metric(name = "standfast_jvm_gc_collections_total", type = COUNTER, unit = "collections",
        labels = "gc",
        doc = "Collections of garbage.")
    GC_COUNT,
    @Metric(name = "standfast_jvm_threads", type = GAUGE, unit = "threads",
        doc = "Threads of the process.")
    THREADS,
    @Metric(name = "standfast_process_cpu_seconds_total", type = COUNTER, unit = "seconds",
        doc = "Processor time of the process.")
    CPU_SECONDS,
    @Metric(name = "standfast_process_open_fds", type = GAUGE, unit = "files",
        doc = "Open files and sockets of the process.")
    OPEN_FDS,
    @Metric(name = "standfast_process_max_fds", type = GAUGE, unit = "files",
        doc = "Open files and sockets that the process may have.")
    MAX_FDS;
    // @formatter:on

    private final Metric metric;

    Family()
    {
        try
        {
            metric = Family.class.getField(name()).getAnnotation(Metric.class);
        }
        catch (final NoSuchFieldException ex)
        {
            throw new IllegalStateException(ex);
        }
    }

    /**
     * What it is.
     *
     * @return its declaration.
     */
    public Metric metric()
    {
        return metric;
    }
}
