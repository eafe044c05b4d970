package io.standfast.server.config;

/**
 * Settings: the NATS endpoint and the HTTP pages.
 */
@SettingGroup("Listener")
final class ListenerSettings
{
    // @formatter:off
    @Setting(kind = SettingKind.TEXT, flags = {"addr", "a", "net"}, keys = {"addr", "host", "net"},
        in = Section.BROKER, absent = "0.0.0.0", doc = "Address to bind")
    static final String ADDR = "addr";
    @Setting(kind = SettingKind.INT, flags = {"port", "p"}, keys = "port", in = Section.BROKER,
        absent = "4222", doc = "Port for clients, -1 for a free one")
    static final String PORT = "port";
    @Setting(kind = SettingKind.ENDPOINT, keys = "listen", in = Section.BROKER, doc = "Both in one, host:port")
    static final String LISTEN = "listen";
    @Setting(kind = SettingKind.TEXT, flags = {"server_name", "name", "n"}, keys = "server_name", in = Section.BROKER,
        absent = "standfast", doc = "Name that clients are told")
    static final String SERVER_NAME = "server_name";
    @Setting(kind = SettingKind.TEXT, flags = "client_advertise", keys = "client_advertise", in = Section.BROKER,
        doc = "Address that clients are told to connect to, host or host:port, instead of the one that is bound")
    static final String CLIENT_ADVERTISE = "client_advertise";
    @Setting(kind = SettingKind.INT, flags = {"http_port", "m"}, keys = {"http_port", "monitor_port"},
        in = Section.BROKER, absent = "0", doc = "Port for the HTTP pages")
    static final String HTTP_PORT = "http_port";
    @Setting(kind = SettingKind.ENDPOINT, keys = "http", in = Section.BROKER, doc = "The same with a host, host:port")
    static final String HTTP = "http";
    @Setting(kind = SettingKind.TEXT, keys = "http_host", in = Section.BROKER,
        doc = "Address that the HTTP pages are bound to, instead of addr")
    static final String HTTP_HOST = "http_host";
    @Setting(kind = SettingKind.INT, flags = "metrics_channels", keys = "metrics_channels", in = Section.BROKER,
        absent = "1000", unit = "channels",
        doc = "Channels that have samples of their own in /metrics, all others are summed up; 0 to 100000")
    static final String METRICS_CHANNELS = "metrics_channels";
    @Setting(kind = SettingKind.INT, flags = {"https_port", "ms"}, keys = "https_port", in = Section.BROKER,
        absent = "0", doc = "Port for the HTTP pages over TLS, instead of http_port")
    static final String HTTPS_PORT = "https_port";
    @Setting(kind = SettingKind.ENDPOINT, keys = "https", in = Section.BROKER,
        doc = "The same with a host, host:port")
    static final String HTTPS = "https";
    @Setting(kind = SettingKind.INT, keys = {"max_connections", "max_conn"}, in = Section.BROKER, absent = "65536",
        unit = "clients", doc = "Clients at the same time, -1 for any number")
    static final String MAX_CONNECTIONS = "max_connections";
    @Setting(kind = SettingKind.SIZE, keys = "max_payload", in = Section.BROKER, absent = "1048576",
        doc = "Greatest message, with what the protocol adds to it; at most 1048576")
    static final String MAX_PAYLOAD = "max_payload";
    @Setting(kind = SettingKind.SIZE, keys = "max_pending", in = Section.BROKER, absent = "67108864",
        doc = "Bytes that may wait for a client that does not read before it is closed")
    static final String MAX_PENDING = "max_pending";
    @Setting(kind = SettingKind.SECONDS, keys = "ping_interval", in = Section.BROKER, absent = "2m0s",
        doc = "Quiet time after which a client is asked whether it lives")
    static final String PING_INTERVAL = "ping_interval";
    @Setting(kind = SettingKind.INT, keys = {"ping_max", "ping_max_out"}, in = Section.BROKER, absent = "2",
        unit = "pings", doc = "Pings that a client may leave without an answer")
    static final String PING_MAX = "ping_max";
    @Setting(kind = SettingKind.SIZE, support = SettingSupport.INERT, keys = "max_control_line", in = Section.BROKER,
        doc = "Longest line of the protocol", why = "a line has at most 4096 bytes")
    static final String MAX_CONTROL_LINE = "max_control_line";
    @Setting(kind = SettingKind.SECONDS, support = SettingSupport.INERT, keys = "write_deadline", in = Section.BROKER,
        doc = "Longest wait for a client that does not read",
        why = "nothing waits for a client that does not read; max_pending says when it is closed")
    static final String WRITE_DEADLINE = "write_deadline";
    @Setting(kind = SettingKind.SECONDS, support = SettingSupport.INERT,
        keys = {"lame_duck_duration", "lame_duck_grace_period"}, in = Section.BROKER,
        doc = "Time in which clients are sent away before a stop",
        why = "a node of a cluster that stops hands its clients to the next leader, docs/cluster.md")
    static final String LAME_DUCK_DURATION = "lame_duck_duration";
    @Setting(kind = SettingKind.TREE, support = SettingSupport.INERT, keys = {"leafnodes", "leaf"}, in = Section.BROKER,
        doc = "Leaf nodes of the NATS server",
        why = "the endpoint has no leaf nodes; use -ns with a NATS server that has")
    static final String LEAFNODES = "leafnodes";
    @Setting(kind = SettingKind.TREE, support = SettingSupport.INERT, keys = "gateway", in = Section.BROKER,
        doc = "Gateways of the NATS server",
        why = "the endpoint has no gateways; use -ns with a NATS server that has")
    static final String GATEWAY = "gateway";
    @Setting(kind = SettingKind.TREE, support = SettingSupport.INERT, keys = "mqtt", in = Section.BROKER,
        doc = "MQTT of the NATS server", why = "the endpoint has no MQTT; use -ns with a NATS server that has")
    static final String MQTT = "mqtt";
    @Setting(kind = SettingKind.TREE, support = SettingSupport.INERT, keys = {"websocket", "ws"}, in = Section.BROKER,
        doc = "WebSocket of the NATS server",
        why = "the endpoint has no WebSocket; use -ns with a NATS server that has")
    static final String WEBSOCKET = "websocket";
    @Setting(kind = SettingKind.TEXT, support = SettingSupport.INERT, keys = {"system_account", "system"},
        in = Section.BROKER, doc = "Account of the NATS server's own messages",
        why = "the endpoint has no accounts; the monitoring pages and /metrics say what there is to know")
    static final String SYSTEM_ACCOUNT = "system_account";
    @Setting(kind = SettingKind.INT, support = SettingSupport.INERT, keys = "prof_port", in = Section.BROKER,
        doc = "Port of the profiler", why = "use the tools of Java")
    static final String PROF_PORT = "prof_port";
    @Setting(kind = SettingKind.BOOL, support = SettingSupport.INERT, flags = {"jetstream", "js"},
        doc = "JetStream of the NATS server",
        why = "the endpoint has no JetStream; use -ns with a NATS server that has")
    static final String JETSTREAM = "jetstream";
    @Setting(kind = SettingKind.TEXT, support = SettingSupport.INERT, flags = {"store_dir", "sd"},
        doc = "Directory of JetStream", why = "the endpoint has no JetStream; the streaming store is set by -dir")
    static final String STORE_DIR = "store_dir";
    // @formatter:on

    private ListenerSettings()
    {
    }
}
