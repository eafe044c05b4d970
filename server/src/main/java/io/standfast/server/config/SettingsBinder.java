package io.standfast.server.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Turns flags into {@link Settings}: applies defaults, checks what needs more than one flag. Immutable.
 */
public final class SettingsBinder
{
    private static final int DEFAULT_PORT = 4222;
    private static final int MAX_PORT = 65_535;
    private static final long NS_PER_S = 1_000_000_000L;
    private static final long HEARTBEAT_INTERVAL_NS = 30 * NS_PER_S;
    private static final long HEARTBEAT_TIMEOUT_NS = 10 * NS_PER_S;
    private static final int HEARTBEAT_FAIL_COUNT = 10;

    private final ProgramName program;

    /**
     * For one of the server's names.
     *
     * @param program name, for its defaults.
     */
    public SettingsBinder(final ProgramName program)
    {
        this.program = program;
    }

    /**
     * Bind.
     *
     * @param flags as given.
     * @return settings.
     * @throws SettingsException with one line that says what is wrong.
     */
    public Settings bind(final ParsedFlags flags)
    {
        final Limits limits = limits(flags);
        requireRoom(limits, flags.channels());
        return new Settings(program, clusterId(flags), store(flags), limits, flags.channels(),
            flags.isSet("replace_durable"), heartbeats(flags), monitorPort(flags), listener(flags), broker(flags),
            credentials(flags), new ClusterBinder(flags).bind(), aeronDoor(flags),
            log(flags), path(flags, "pid"), List.copyOf(flags.warnings()));
    }

    private static String clusterId(final ParsedFlags flags)
    {
        final String clusterId = flags.text("cluster_id", "test-cluster");
        if (clusterId.isEmpty() || clusterId.chars().anyMatch(c -> c <= ' ' || c == '*' || c == '>'))
        {
            throw new SettingsException("invalid cluster ID \"" + clusterId +
                "\": it is part of subjects and may hold neither blanks nor wildcards");
        }
        return clusterId;
    }

    private Settings.Store store(final ParsedFlags flags)
    {
        final StoreType type = storeType(flags.text("store", program.defaultStoreType().name()));
        final boolean isSynced = flags.flag("cluster_sync", flags.flag("file_sync", true));
        if (type == StoreType.MEMORY && flags.isSet("clustered"))
        {
            throw new SettingsException("stan: clustering mode not supported with MEMORY store type");
        }
        if (type == StoreType.MEMORY)
        {
            return new Settings.Store(type, null, false);
        }
        final Path given = path(flags, "dir");
        final Path directory = given != null ? given : program.defaultDirectory();
        if (directory == null)
        {
            throw new SettingsException("for FILE stores, root directory must be specified");
        }
        return new Settings.Store(type, directory, isSynced);
    }

    private static StoreType storeType(final String text)
    {
        return switch (text.toUpperCase(Locale.ROOT))
        {
            case "MEMORY" -> StoreType.MEMORY;
            case "FILE" -> StoreType.FILE;
            case "SQL" -> throw new SettingsException("store type SQL is not supported: use FILE or MEMORY");
            default -> throw new SettingsException("unsupported store type: " + text + ": use FILE or MEMORY");
        };
    }

    private static Limits limits(final ParsedFlags flags)
    {
        final Limits absent = Limits.DEFAULT;
        return new Limits(
            flags.number("max_channels", absent.maxChannels()),
            flags.number("max_subs", absent.maxSubscriptions()),
            flags.longNumber("max_msgs", absent.maxMessages()),
            flags.size("max_bytes", absent.maxBytes()),
            flags.durationNs("max_age", absent.maxAgeNs()),
            flags.durationNs("max_inactivity", absent.maxInactivityNs()));
    }

    private static void requireRoom(final Limits limits, final List<ChannelLimits> channels)
    {
        final long literal = channels.stream().filter(channel -> !channel.isWildcard()).count();
        if (limits.maxChannels() > 0 && literal > limits.maxChannels())
        {
            throw new SettingsException(
                "too many channels defined (" + literal + "). The max channels limit is set to " +
                    limits.maxChannels());
        }
    }

    private static Settings.Heartbeats heartbeats(final ParsedFlags flags)
    {
        final long intervalNs = flags.durationNs("hb_interval", HEARTBEAT_INTERVAL_NS);
        final long timeoutNs = flags.durationNs("hb_timeout", HEARTBEAT_TIMEOUT_NS);
        final int failCount = flags.number("hb_fail_count", HEARTBEAT_FAIL_COUNT);
        requirePositive("hb_interval", intervalNs);
        requirePositive("hb_timeout", timeoutNs);
        if (failCount < 0)
        {
            throw new SettingsException("hb_fail_count cannot be negative (" + failCount + ")");
        }
        return new Settings.Heartbeats(intervalNs, timeoutNs, failCount);
    }

    private static void requirePositive(final String name, final long valueNs)
    {
        if (valueNs <= 0)
        {
            throw new SettingsException(name + " must be longer than 0s (" + GoDuration.format(valueNs) + ")");
        }
    }

    private static Settings.Listener listener(final ParsedFlags flags)
    {
        final int port = flags.number("port", DEFAULT_PORT);
        if (port < Settings.Listener.RANDOM_PORT || port > MAX_PORT)
        {
            throw new SettingsException("port must be between 1 and " + MAX_PORT + ", or -1 for a free one (" + port +
                ")");
        }
        // As in the old server, 0 means not set.
        return new Settings.Listener(flags.text("addr", "0.0.0.0"), port == 0 ? DEFAULT_PORT : port);
    }

    private static List<String> broker(final ParsedFlags flags)
    {
        final List<String> urls = Arrays.stream(flags.text("nats_server", "").split(","))
            .map(String::strip)
            .filter(url -> !url.isEmpty())
            .toList();
        if (flags.has("nats_server") && urls.isEmpty() && !flags.text("nats_server", "").isEmpty())
        {
            throw new SettingsException("no URL in -ns \"" + flags.text("nats_server", "") + "\"");
        }
        return urls;
    }

    private static Settings.Credentials credentials(final ParsedFlags flags)
    {
        final String user = flags.text("user", null);
        final String password = flags.text("pass", null);
        final String token = flags.text("auth", null);
        if (token != null && user != null)
        {
            throw new SettingsException("cannot have both -user and -auth");
        }
        if (password != null && user == null)
        {
            throw new SettingsException("-pass needs -user");
        }
        return new Settings.Credentials(user, password, token);
    }

    private static String aeronDoor(final ParsedFlags flags)
    {
        final String door = flags.text("aeron_door", "");
        if (door.isEmpty())
        {
            return null;
        }
        final boolean isMember = flags.isSet("clustered");
        if (isMember ? door.equals(Settings.DOOR_UDP) : door.equals(Settings.DOOR_IPC) || isEndpoint(door))
        {
            return door;
        }
        throw new SettingsException("-aeron_door " + door + ": " + (isMember
            ? "udp for a node of a cluster, its port for that is the first of its ten"
            : "ipc for this machine only, or host:port"));
    }

    private static boolean isEndpoint(final String text)
    {
        final int colon = text.lastIndexOf(':');
        final String port = text.substring(colon + 1);
        return colon > 0 && port.matches("[0-9]{1,5}") && Integer.parseInt(port) > 0 && Integer.parseInt(
            port) <= MAX_PORT;
    }

    private static Settings.Log log(final ParsedFlags flags)
    {
        final boolean isBoth = flags.isSet("SDV");
        final boolean isNatsBoth = flags.isSet("DV");
        return new Settings.Log(path(flags, "log"), isBoth || flags.isSet("stan_debug"),
            isBoth || flags.isSet("stan_trace"), isNatsBoth || flags.isSet("debug"),
            isNatsBoth || flags.isSet("trace"), flags.flag("logtime", true), flags.isSet("logtime_utc"));
    }

    private static Path path(final ParsedFlags flags, final String name)
    {
        final String text = flags.text(name, "");
        try
        {
            return text.isEmpty() ? null : Path.of(text);
        }
        catch (final InvalidPathException ex)
        {
            throw new SettingsException("-" + name + " is not a path: " + ex.getMessage());
        }
    }

    private static int monitorPort(final ParsedFlags flags)
    {
        final int port = flags.number("http_port", 0);
        if (port < Settings.Listener.RANDOM_PORT || port > MAX_PORT)
        {
            throw new SettingsException("http_port must be between 1 and " + MAX_PORT + ", or -1 for a free one (" +
                port + ")");
        }
        return port;
    }
}
