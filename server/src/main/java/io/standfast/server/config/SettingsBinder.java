package io.standfast.server.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Turns flags into {@link Settings}: applies defaults, checks what needs more than one flag. Immutable.
 */
public final class SettingsBinder
{
    private static final int DEFAULT_PORT = 4222;
    private static final int MAX_METRICS_CHANNELS = 100_000;
    private static final int MAX_PORT = 65_535;
    private static final int MAX_NAME = 255;

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
        PolicyReader.requireNoCycle(limits.policies(), flags.channels(), flags.origins());
        final Settings.Credentials credentials = credentials(flags);
        final Settings.Security security = new SecurityBinder(flags, credentials).bind();
        return new Settings(program, clusterId(flags), discoverPrefix(flags), store(flags), limits, flags.channels(),
            flags.isSet(StreamingSettings.REPLACE_DURABLE), heartbeats(flags), monitorHost(flags), monitorPort(flags),
            metricsChannels(flags), listener(flags), broker(flags),
            credentials, AdminBinder.admins(flags), security, new ClusterBinder(flags).bind(), aeronDoor(flags),
            ThreadingBinder.threading(flags), log(flags), path(flags, ProcessSettings.PID),
            path(flags, ProcessSettings.PORTS_FILE_DIR),
            warnings(flags, security));
    }

    private static List<String> warnings(final ParsedFlags flags, final Settings.Security security)
    {
        final List<String> warnings = new ArrayList<>(flags.warnings());
        if (security.brokerTls() != null && !security.brokerTls().isVerified())
        {
            warnings
                .add("The certificate of the broker is not verified (skip_verify): whoever answers at its address " +
                    "can read and change every message");
        }
        EncryptionBinder.warn(flags, warnings);
        ListenerBinder.warn(flags, warnings);
        return List.copyOf(warnings);
    }

    private static String clusterId(final ParsedFlags flags)
    {
        final String clusterId = flags.text(StreamingSettings.CLUSTER_ID);
        if (clusterId.isEmpty() || clusterId.chars().anyMatch(c -> c <= ' ' || c == '*' || c == '>'))
        {
            throw new SettingsException("invalid cluster ID \"" + clusterId +
                "\": it is part of subjects and may hold neither blanks nor wildcards");
        }
        return clusterId;
    }

    private static String discoverPrefix(final ParsedFlags flags)
    {
        final String prefix = flags.text(StreamingSettings.DISCOVER_PREFIX);
        if (prefix.chars().anyMatch(c -> c <= ' ' || c == '*' || c == '>') || prefix.isEmpty() ||
            prefix.startsWith(".") || prefix.endsWith(".") || prefix.contains(".."))
        {
            throw new SettingsException("discover_prefix \"" + prefix + "\" is no subject without wildcards");
        }
        return prefix;
    }

    private Settings.Store store(final ParsedFlags flags)
    {
        final StoreType type = storeType(flags.text(StoreSettings.STORE, program.defaultStoreType().name()));
        final boolean isSynced = flags
            .isSet(flags.has(ClusterSettings.CLUSTER_SYNC) ? ClusterSettings.CLUSTER_SYNC : StoreSettings.FILE_SYNC);
        if (type == StoreType.MEMORY && flags.isSet(ClusterSettings.CLUSTERED))
        {
            throw new SettingsException("stan: clustering mode not supported with MEMORY store type");
        }
        if (type == StoreType.MEMORY)
        {
            return new Settings.Store(type, null, false);
        }
        final Path given = path(flags, StoreSettings.DIR);
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
            default -> throw new SettingsException("unsupported store type: " + text + ": use FILE or MEMORY");
        };
    }

    private static Limits limits(final ParsedFlags flags)
    {
        return new Limits(
            flags.number(LimitSettings.MAX_CHANNELS),
            flags.number(LimitSettings.MAX_SUBS),
            flags.longNumber(LimitSettings.MAX_MSGS),
            flags.size(LimitSettings.MAX_BYTES),
            flags.durationNs(LimitSettings.MAX_AGE),
            flags.durationNs(LimitSettings.MAX_INACTIVITY),
            PolicyReader.global(flags));
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
        final long intervalNs = flags.durationNs(StreamingSettings.HB_INTERVAL);
        final long timeoutNs = flags.durationNs(StreamingSettings.HB_TIMEOUT);
        final int failCount = flags.number(StreamingSettings.HB_FAIL_COUNT);
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
        final int port = flags.number(ListenerSettings.PORT);
        if (port < Settings.Listener.RANDOM_PORT || port > MAX_PORT)
        {
            throw new SettingsException("port must be between 1 and " + MAX_PORT + ", or -1 for a free one (" + port +
                ")");
        }
        // As in the old server, 0 means not set.
        return new Settings.Listener(flags.text(ListenerSettings.ADDR), port == 0 ? DEFAULT_PORT : port,
            name(flags), advertised(flags), ListenerBinder.limits(flags));
    }

    private static String name(final ParsedFlags flags)
    {
        final String name = flags.text(ListenerSettings.SERVER_NAME);
        if (name.length() > MAX_NAME || name.chars().anyMatch(c -> c < ' ' || c == '"' || c == '\\'))
        {
            throw new SettingsException("server_name \"" + name + "\": at most " + MAX_NAME +
                " characters, without quotes and backslashes");
        }
        return name;
    }

    private static String advertised(final ParsedFlags flags)
    {
        final String text = flags.text(ListenerSettings.CLIENT_ADVERTISE, "");
        if (text.isEmpty())
        {
            return null;
        }
        if (!isEndpoint(text) && !text.matches("[A-Za-z0-9._-]+"))
        {
            throw new SettingsException("client_advertise \"" + text + "\": a host or host:port expected");
        }
        return text;
    }

    private static List<String> broker(final ParsedFlags flags)
    {
        final List<String> urls = Arrays.stream(flags.text(StreamingSettings.NATS_SERVER, "").split(","))
            .map(String::strip)
            .filter(url -> !url.isEmpty())
            .toList();
        if (flags.has(StreamingSettings.NATS_SERVER) && urls.isEmpty() &&
            !flags.text(StreamingSettings.NATS_SERVER, "").isEmpty())
        {
            throw new SettingsException("no URL in -ns \"" + flags.text(StreamingSettings.NATS_SERVER, "") + "\"");
        }
        return urls;
    }

    private static Settings.Credentials credentials(final ParsedFlags flags)
    {
        final String user = flags.text(SecuritySettings.USER);
        final String password = flags.text(SecuritySettings.PASS);
        final String token = flags.text(SecuritySettings.AUTH);
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
        final String door = flags.text(StreamingSettings.AERON_DOOR, "");
        if (door.isEmpty())
        {
            return null;
        }
        final boolean isMember = flags.isSet(ClusterSettings.CLUSTERED);
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
        final boolean isBoth = flags.isSet(LogSettings.SDV);
        final boolean isNatsBoth = flags.isSet(LogSettings.DV) || flags.isSet(LogSettings.DVV);
        return new Settings.Log(target(flags), isBoth || flags.isSet(LogSettings.STAN_DEBUG),
            isBoth || flags.isSet(LogSettings.STAN_TRACE), isNatsBoth || flags.isSet(LogSettings.DEBUG),
            isNatsBoth || flags.isSet(LogSettings.TRACE) || flags.isSet(LogSettings.VV),
            flags.isSet(LogSettings.LOGTIME), flags.isSet(LogSettings.LOGTIME_UTC));
    }

    private static LogTarget target(final ParsedFlags flags)
    {
        final long limit = flags.size(LogSettings.LOG_SIZE_LIMIT);
        if (limit < 0)
        {
            throw new SettingsException("log_size_limit cannot be negative (" + limit + ")");
        }
        final Path file = path(flags, LogSettings.LOG);
        if (file != null)
        {
            return LogTarget.file(file, limit);
        }
        final String remote = flags.text(LogSettings.REMOTE_SYSLOG, "");
        if (!remote.isEmpty())
        {
            return LogTarget.remote(remote);
        }
        return flags.isSet(LogSettings.SYSLOG) ? LogTarget.SYSLOG : LogTarget.STANDARD_ERROR;
    }

    private static String monitorHost(final ParsedFlags flags)
    {
        return flags.text(ListenerSettings.HTTP_HOST, flags.text(ListenerSettings.ADDR));
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

    private static int metricsChannels(final ParsedFlags flags)
    {
        final int channels = flags.number(ListenerSettings.METRICS_CHANNELS);
        if (channels < 0 || channels > MAX_METRICS_CHANNELS)
        {
            throw new SettingsException("metrics_channels must be between 0 and " + MAX_METRICS_CHANNELS + " (" +
                channels + ")");
        }
        return channels;
    }

    private static int monitorPort(final ParsedFlags flags)
    {
        final int secured = pagesPort(flags, ListenerSettings.HTTPS_PORT);
        return secured != 0 ? secured : pagesPort(flags, ListenerSettings.HTTP_PORT);
    }

    private static int pagesPort(final ParsedFlags flags, final String name)
    {
        final int port = flags.number(name);
        if (port < Settings.Listener.RANDOM_PORT || port > MAX_PORT)
        {
            throw new SettingsException(
                name + " must be between 1 and " + MAX_PORT + ", or -1 for a free one (" + port +
                    ")");
        }
        return port;
    }
}
