package io.standfast.server.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.standfast.codecs.ChannelName;

/**
 * Reads the configuration files that {@code -c} and {@code -sc} name. A map {@code streaming{}}, when there is one, is
 * all that counts for streaming; without it the top of the file is for both. Owned by the main thread.
 */
public final class ConfigurationReader
{
    private static final String CONFIG = "config";
    private static final String STAN_CONFIG = "stan_config";
    private static final List<String> BROKER_CLUSTER_KEYS = List.of("listen", "routes", "host", "port", "name",
        "authorization");

    private final Map<String, String> environment;
    private final Map<String, String> values = new HashMap<>();
    private final Map<String, String> places = new HashMap<>();
    private final List<ChannelLimits> channels = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    /**
     * A reader, for one start.
     *
     * @param environment for variables.
     */
    public ConfigurationReader(final Map<String, String> environment)
    {
        this.environment = environment;
    }

    /**
     * What the files say, under what the command line says.
     *
     * @param flags as given.
     * @return both.
     * @throws SettingsException that begins with file and line.
     */
    public ParsedFlags read(final ParsedFlags flags)
    {
        final String broker = flags.text(CONFIG, flags.text(STAN_CONFIG, ""));
        final String streaming = flags.text(STAN_CONFIG, flags.text(CONFIG, ""));
        if (broker.isEmpty())
        {
            return flags;
        }
        final boolean isOneFile = broker.equals(streaming);
        final ConfMap brokerMap = parse(broker);
        final ConfMap streamingFile = isOneFile ? brokerMap : parse(streaming);
        final ConfValue inner = streamingFile.get("streaming");
        final ConfMap streamingMap = inner == null ? streamingFile : map(inner, "streaming");
        readBroker(brokerMap, isOneFile && inner == null);
        readStreaming(streamingMap, isOneFile && inner == null);
        return new Configuration(values, places, List.copyOf(channels), warnings).under(flags);
    }

    private ConfMap parse(final String file)
    {
        return new ConfParser(environment).parse(Path.of(file));
    }

    private void readBroker(final ConfMap map, final boolean isForBoth)
    {
        for (final String key : map.namesInOrder())
        {
            final ConfValue value = map.get(key);
            final Flag flag = ConfKeys.BROKER.find(key);
            if (flag != null)
            {
                take(flag, key, value);
            }
            else if (ConfKeys.isSection(key, "authorization"))
            {
                readSection(map(value, key), ConfKeys.AUTHORIZATION);
            }
            else if ("http".equalsIgnoreCase(key))
            {
                put("http_port", portOf(value), value.place());
            }
            else if (!ConfKeys.isSection(key, "streaming") && !(isForBoth && isStreaming(key)))
            {
                warnings.add("Key \"" + key + "\" (" + value.place() + ") has no effect in this server");
            }
        }
        splitListen();
    }

    private static boolean isStreaming(final String key)
    {
        return ConfKeys.STREAMING.find(key) != null || ConfKeys.SECTIONS.keySet().stream().anyMatch(
            section -> ConfKeys.isSection(key, section));
    }

    private void splitListen()
    {
        final String listen = values.remove("listen");
        if (listen == null)
        {
            return;
        }
        final String place = places.remove("listen");
        final int colon = listen.lastIndexOf(':');
        final String port = listen.substring(colon + 1);
        requireNumber("listen", port, place);
        if (colon > 0)
        {
            put("addr", listen.substring(0, colon), place);
        }
        put("port", port, place);
    }

    private static String portOf(final ConfValue value)
    {
        final String text = value.value().toString();
        final String port = text.substring(text.lastIndexOf(':') + 1);
        requireNumber("http", port, value.place());
        return port;
    }

    private static void requireNumber(final String key, final String text, final String place)
    {
        try
        {
            FlagKind.INT.check(key, text);
        }
        catch (final SettingsException ex)
        {
            throw new SettingsException(place + ": \"" + key + "\" wants host:port or a port, got \"" + text + "\"");
        }
    }

    private void readStreaming(final ConfMap map, final boolean isForBoth)
    {
        for (final String key : map.namesInOrder())
        {
            final ConfValue value = map.get(key);
            final Flag flag = ConfKeys.STREAMING.find(key);
            if (flag != null)
            {
                take(flag, key, value);
            }
            else if (ConfKeys.isSection(key, "limits"))
            {
                readLimits(map(value, key));
            }
            else if (ConfKeys.isSection(key, "file"))
            {
                readSection(map(value, key), ConfKeys.FILE);
            }
            else if (ConfKeys.isSection(key, "sql"))
            {
                warnings.add("Map \"" + key + "\" (" + value.place() +
                    ") has no effect in this server: it has no SQL store");
            }
            else if (ConfKeys.isSection(key, "cluster"))
            {
                readCluster(key, value, isForBoth);
            }
            else if (ConfKeys.isSection(key, "tls"))
            {
                throw notYet(key, value);
            }
            else if (!isForBoth || ConfKeys.isSection(key, "channels"))
            {
                unknown(key, value, ConfKeys.STREAMING);
            }
        }
    }

    private void readCluster(final String key, final ConfValue value, final boolean isForBoth)
    {
        final ConfMap cluster = map(value, key);
        final boolean isBrokers = isForBoth && BROKER_CLUSTER_KEYS.stream().anyMatch(name -> cluster.get(name) != null);
        if (!isBrokers)
        {
            put("clustered", "true", value.place());
            readSection(cluster, ConfKeys.CLUSTER);
            return;
        }
        // The old server took a broker's cluster for a request to be clustered itself.
        warnings.add("Map \"" + key + "\" (" + value.place() + ") describes a NATS cluster: it has no effect here");
    }

    private void readLimits(final ConfMap map)
    {
        for (final String key : map.namesInOrder())
        {
            final ConfValue value = map.get(key);
            final Flag flag = ConfKeys.LIMITS.find(key);
            if (flag != null)
            {
                take(flag, key, value);
            }
            else if (ConfKeys.isSection(key, "channels"))
            {
                readChannels(map(value, key));
            }
            else
            {
                unknown(key, value, ConfKeys.LIMITS);
            }
        }
    }

    private void readChannels(final ConfMap map)
    {
        for (final String name : map.namesInOrder())
        {
            final ConfValue value = map.get(name);
            if (!ChannelName.isValidPattern(name.getBytes(UTF_8)))
            {
                throw new SettingsException(value.place() + ": invalid channel name \"" + name + "\"");
            }
            channels.add(channel(name, map(value, name)));
        }
    }

    private ChannelLimits channel(final String name, final ConfMap map)
    {
        final Map<String, String> limits = new HashMap<>();
        for (final String key : map.namesInOrder())
        {
            final ConfValue value = map.get(key);
            final Flag flag = ConfKeys.LIMITS.find(key);
            if (flag == null || "max_channels".equals(flag.name()))
            {
                unknown(key, value, ConfKeys.LIMITS);
            }
            else
            {
                limits.put(flag.name(), notNegative(flag, key, value));
            }
        }
        final ParsedFlags parsed = new ParsedFlags(limits, List.of());
        return new ChannelLimits(name, parsed.number("max_subs", ChannelLimits.INHERIT),
            parsed.longNumber("max_msgs", ChannelLimits.INHERIT), parsed.size("max_bytes", ChannelLimits.INHERIT),
            parsed.durationNs("max_age", ChannelLimits.INHERIT),
            parsed.durationNs("max_inactivity", ChannelLimits.INHERIT));
    }

    private static String notNegative(final Flag flag, final String key, final ConfValue value)
    {
        final String text = text(flag, key, value);
        if (text.startsWith("-"))
        {
            throw new SettingsException(value.place() + ": \"" + key + "\" cannot be negative (" + text +
                "); 0 means unlimited");
        }
        return text;
    }

    private void readSection(final ConfMap map, final ConfKeys keys)
    {
        for (final String key : map.namesInOrder())
        {
            final Flag flag = keys.find(key);
            if (flag == null)
            {
                unknown(key, map.get(key), keys);
            }
            else
            {
                take(flag, key, map.get(key));
            }
        }
    }

    private void take(final Flag flag, final String key, final ConfValue value)
    {
        final String text = text(flag, key, value);
        switch (flag.support())
        {
            case YES -> put(flag.name(), text, value.place());
            case INERT -> warnings.add("Key \"" + key + "\" (" + value.place() + ") has no effect in this server");
            case NO -> {
                if (flag.kind() == FlagKind.BOOL ? FlagKind.parseBool(text) : !text.isEmpty())
                {
                    throw notYet(key, value);
                }
            }
        }
    }

    private void put(final String name, final String text, final String place)
    {
        values.put(name, text);
        places.put(name, place);
    }

    /** The value in the words of the command line, when it has the type that the key wants. */
    private static String text(final Flag flag, final String key, final ConfValue value)
    {
        final Object raw = joined(value.value());
        final boolean isWanted = switch (flag.kind())
        {
            case BOOL -> raw instanceof Boolean;
            case INT, LONG -> raw instanceof Long;
            case SIZE -> raw instanceof Long || raw instanceof String;
            case TIME -> raw instanceof String || raw.equals(0L);
            case TEXT -> raw instanceof String;
        };
        if (!isWanted)
        {
            throw new SettingsException(value.place() + ": parameter \"" + key + "\" value is expected to be " +
                typeName(flag.kind()) + ", got " + value.typeName());
        }
        try
        {
            flag.kind().check(key, raw.toString());
        }
        catch (final SettingsException ex)
        {
            throw new SettingsException(value.place() + ": " + ex.getMessage());
        }
        return raw.toString();
    }

    /** A list of names is what the command line writes with commas. */
    private static Object joined(final Object raw)
    {
        if (raw instanceof final List<?> list && list.stream().allMatch(
            each -> each instanceof final ConfValue value && value.value() instanceof String))
        {
            return list.stream().map(each -> ((ConfValue) each).value().toString()).collect(Collectors.joining(","));
        }
        return raw;
    }

    private static String typeName(final FlagKind kind)
    {
        return switch (kind)
        {
            case BOOL -> "bool";
            case INT, LONG, SIZE -> "int64";
            case TIME, TEXT -> "string";
        };
    }

    private static ConfMap map(final ConfValue value, final String key)
    {
        if (value.value() instanceof final ConfMap map)
        {
            return map;
        }
        throw new SettingsException(value.place() + ": parameter \"" + key +
            "\" value is expected to be map[string]interface {}, got " + value.typeName());
    }

    private static SettingsException notYet(final String key, final ConfValue value)
    {
        return new SettingsException(value.place() + ": \"" + key +
            "\" is not supported yet: this version cannot do what it asks");
    }

    private void unknown(final String key, final ConfValue value, final ConfKeys keys)
    {
        final String near = Nearest.to(key, keys.names());
        warnings.add("Unknown key \"" + key + "\" (" + value.place() + ") is ignored" +
            (near == null ? "" : "; did you mean \"" + near + "\"?"));
    }
}
