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
