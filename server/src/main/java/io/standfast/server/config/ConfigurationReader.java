package io.standfast.server.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.standfast.codecs.ChannelName;

/**
 * Reads the configuration files that {@code -c} and {@code -sc} name. A map {@code streaming{}}, when there is one, is
 * all that counts for streaming; without it the top of the file is for both. Owned by the main thread.
 */
public final class ConfigurationReader
{
    /** How the origin of a value out of the environment begins. */
    static final String ENVIRONMENT_ORIGIN = "environment variable ";

    private static final List<String> BROKER_CLUSTER_KEYS = List.of("listen", "routes", "host", "port", "name",
        "authorization");

    private final Map<String, String> environment;
    private final Map<String, String> values = new HashMap<>();
    private final Map<String, String> origins = new HashMap<>();
    private final Map<String, ConfValue> trees = new HashMap<>();
    private final List<ChannelLimits> channels = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

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
     * @throws SettingsException with all that is wrong; each problem begins with file and line.
     */
    public ParsedFlags read(final ParsedFlags flags)
    {
        final String broker = flags.text(ProcessSettings.CONFIG, flags.text(ProcessSettings.STAN_CONFIG, ""));
        final String streaming = flags.text(ProcessSettings.STAN_CONFIG, flags.text(ProcessSettings.CONFIG, ""));
        if (!broker.isEmpty())
        {
            readFiles(broker, streaming);
        }
        final Map<String, String> mergedValues = new HashMap<>(values);
        mergedValues.putAll(flags.values());
        final Map<String, String> mergedOrigins = new HashMap<>(origins);
        mergedOrigins.putAll(flags.origins());
        takeEnvironment(mergedValues, mergedOrigins);
        final List<String> all = new ArrayList<>(warnings);
        all.addAll(flags.warnings());
        return SqlStore.replaced(new ParsedFlags(Map.copyOf(mergedValues), Map.copyOf(mergedOrigins), Map.copyOf(trees),
            List.copyOf(all), List.copyOf(channels)));
    }

    private void readFiles(final String broker, final String streaming)
    {
        final boolean isOneFile = broker.equals(streaming);
        final ConfMap brokerMap = parse(broker);
        final ConfMap streamingFile = isOneFile ? brokerMap : parse(streaming);
        final ConfValue inner = streamingFile.get("streaming");
        final ConfMap streamingMap = inner == null ? streamingFile : map(inner, "streaming");
        final boolean isForBoth = isOneFile && inner == null;
        readBroker(brokerMap, isForBoth);
        readStreaming(streamingMap, isForBoth);
        if (!problems.isEmpty())
        {
            throw new SettingsException(problems);
        }
    }

    private ConfMap parse(final String file)
    {
        return new ConfParser(environment).parse(Path.of(file));
    }

    private void takeEnvironment(final Map<String, String> mergedValues, final Map<String, String> mergedOrigins)
    {
        for (final DeclaredSetting setting : DeclaredSettings.ALL.all())
        {
            final String variable = setting.declared().environment();
            final String value = variable.isEmpty() ? null : environment.get(variable);
            if (value != null && !value.isEmpty())
            {
                setting.kind().check(variable, value);
                final String before = mergedValues.put(setting.name(), value);
                mergedOrigins.put(setting.name(), ENVIRONMENT_ORIGIN + variable);
                if (setting.name().equals(SecuritySettings.ENCRYPTION_KEY) && before != null && !before.isEmpty())
                {
                    // A flag or a file has asked for encryption by naming a key; which key, the variable says.
                    mergedValues.put(SecuritySettings.ENCRYPT, "true");
                }
            }
        }
    }

    private void readBroker(final ConfMap map, final boolean isForBoth)
    {
        for (final String key : map.namesInOrder())
        {
            final ConfValue value = map.get(key);
            if (!isVariable(Section.BROKER, map, key))
            {
                attempt(() -> readBrokersKey(key, value, isForBoth));
            }
        }
        splitEndpoint(ListenerSettings.LISTEN, ListenerSettings.ADDR, ListenerSettings.PORT);
        splitEndpoint(ListenerSettings.HTTP, ListenerSettings.HTTP_HOST, ListenerSettings.HTTP_PORT);
        splitEndpoint(ListenerSettings.HTTPS, ListenerSettings.HTTP_HOST, ListenerSettings.HTTPS_PORT);
    }

    private void readBrokersKey(final String key, final ConfValue value, final boolean isForBoth)
    {
        final DeclaredSetting setting = DeclaredSettings.ALL.byKey(Section.BROKER, key);
        final Section section = Section.BROKER.within(key);
        if (setting != null)
        {
            take(setting, key, value);
        }
        else if (section != null)
        {
            readSection(map(value, key), section);
        }
        else if (!Section.STREAMING.is(key) && !(isForBoth && isStreaming(key)))
        {
            unknownAtTop(key, value, isForBoth);
        }
    }

    /** A key of nobody's, or one that stands in the wrong map. What was to keep strangers out stops the start. */
    private void unknownAtTop(final String key, final ConfValue value, final boolean isForBoth)
    {
        final String guard = UnknownKey.guardMeant(key);
        if (guard != null)
        {
            throw new SettingsException(value.place() + ": key \"" + key + "\" is not known at the top; did you mean " +
                guard + "? Without it clients would come in that it was to keep out: correct the key, or remove it");
        }
        final String hint = !isForBoth && isStreaming(key) ? "; it counts within streaming { }"
            : UnknownKey.hint(key, isForBoth ? List.of(Section.BROKER, Section.STREAMING) : List.of(Section.BROKER));
        warnings.add("Key \"" + key + "\" (" + value.place() + ") has no effect in this server" + hint);
    }

    private static boolean isStreaming(final String key)
    {
        return DeclaredSettings.ALL.byKey(Section.STREAMING, key) != null || Section.STREAMING.within(key) != null ||
            Section.CHANNELS.is(key);
    }

    /** {@code host:port} in one is the same as each for itself. */
    private void splitEndpoint(final String name, final String hostName, final String portName)
    {
        final String endpoint = values.remove(name);
        if (endpoint == null)
        {
            return;
        }
        final String place = origins.remove(name);
        final int colon = endpoint.lastIndexOf(':');
        if (colon > 0)
        {
            put(hostName, endpoint.substring(0, colon), place);
        }
        put(portName, endpoint.substring(colon + 1), place);
    }

    private void readStreaming(final ConfMap map, final boolean isForBoth)
    {
        for (final String key : map.namesInOrder())
        {
            final ConfValue value = map.get(key);
            attempt(() -> readStreamingKey(key, value, isForBoth));
        }
    }

    private void readStreamingKey(final String key, final ConfValue value, final boolean isForBoth)
    {
        final DeclaredSetting setting = DeclaredSettings.ALL.byKey(Section.STREAMING, key);
        final Section section = Section.STREAMING.within(key);
        if (setting != null)
        {
            // What stands at the top for both has been read for the broker.
            if (!isForBoth || DeclaredSettings.ALL.byKey(Section.BROKER, key) == null)
            {
                take(setting, key, value);
            }
        }
        else if (section == Section.LIMITS)
        {
            readLimits(map(value, key));
        }
        else if (section == Section.CLUSTER)
        {
            readCluster(key, value, isForBoth);
        }
        else if (section != null)
        {
            readSection(map(value, key), section);
        }
        else if (!isForBoth || Section.CHANNELS.is(key))
        {
            unknown(key, value, Section.STREAMING);
        }
    }

    private void readCluster(final String key, final ConfValue value, final boolean isForBoth)
    {
        final ConfMap cluster = map(value, key);
        final boolean isBrokers = isForBoth && BROKER_CLUSTER_KEYS.stream().anyMatch(name -> cluster.get(name) != null);
        if (!isBrokers)
        {
            put(ClusterSettings.CLUSTERED, "true", value.place());
            readSection(cluster, Section.CLUSTER);
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
            attempt(() ->
            {
                if (Section.CHANNELS.is(key))
                {
                    readChannels(map(value, key));
                }
                else
                {
                    takeOrWarn(Section.LIMITS, key, value);
                }
            });
        }
    }

    private void readChannels(final ConfMap map)
    {
        for (final String name : map.namesInOrder())
        {
            final ConfValue value = map.get(name);
            attempt(() -> readChannel(name, value));
        }
    }

    private void readChannel(final String name, final ConfValue value)
    {
        if (!ChannelName.isValidPattern(name.getBytes(UTF_8)))
        {
            throw new SettingsException(value.place() + ": invalid channel name \"" + name + "\"");
        }
        channels.add(channel(name, map(value, name), value.place()));
        origins.put("channels." + name, value.place());
    }

    private ChannelLimits channel(final String name, final ConfMap map, final String place)
    {
        final Map<String, String> limits = new HashMap<>();
        for (final String key : map.namesInOrder())
        {
            final ConfValue value = map.get(key);
            final DeclaredSetting setting = DeclaredSettings.ALL.byKey(Section.LIMITS, key);
            if (setting == null || LimitSettings.MAX_CHANNELS.equals(setting.name()))
            {
                unknown(key, value, Section.LIMITS);
            }
            else
            {
                limits.put(setting.name(), notNegative(setting, key, value));
            }
        }
        final ParsedFlags parsed = new ParsedFlags(limits, List.of());
        return new ChannelLimits(name, parsed.number(LimitSettings.MAX_SUBS, ChannelLimits.INHERIT),
            parsed.longNumber(LimitSettings.MAX_MSGS, ChannelLimits.INHERIT),
            parsed.size(LimitSettings.MAX_BYTES, ChannelLimits.INHERIT),
            parsed.durationNs(LimitSettings.MAX_AGE, ChannelLimits.INHERIT),
            parsed.durationNs(LimitSettings.MAX_INACTIVITY, ChannelLimits.INHERIT),
            PolicyReader.entry(parsed, place));
    }

    private static String notNegative(final DeclaredSetting setting, final String key, final ConfValue value)
    {
        final String text = value.textFor(setting.kind(), key);
        if (text.startsWith("-"))
        {
            throw new SettingsException(value.place() + ": \"" + key + "\" cannot be negative (" + text +
                "); 0 means unlimited");
        }
        return text;
    }

    private void readSection(final ConfMap map, final Section section)
    {
        for (final String key : map.namesInOrder())
        {
            if (!isVariable(section, map, key))
            {
                attempt(() -> takeOrWarn(section, key, map.get(key)));
            }
        }
    }

    /** A key without a meaning that another value refers to. */
    private static boolean isVariable(final Section section, final ConfMap map, final String key)
    {
        return map.isReferred(key) && DeclaredSettings.ALL.byKey(section, key) == null && section.within(key) == null &&
            !Section.STREAMING.is(key);
    }

    private void takeOrWarn(final Section section, final String key, final ConfValue value)
    {
        final DeclaredSetting setting = DeclaredSettings.ALL.byKey(section, key);
        if (setting == null && section == Section.AUTHORIZATION)
        {
            // What it should have forbidden would be allowed.
            throw new SettingsException(
                value.place() + ": key \"" + key + "\" is not known in authorization" + near(key,
                    section));
        }
        if (setting == null)
        {
            unknown(key, value, section);
        }
        else
        {
            take(setting, key, value);
        }
    }

    private void take(final DeclaredSetting setting, final String key, final ConfValue value)
    {
        final boolean isTree = setting.kind() == SettingKind.TREE;
        final String text = isTree ? "given" : value.textFor(setting.kind(), key);
        switch (setting.support())
        {
            case HONOURED -> {
                if (isTree)
                {
                    trees.put(setting.name(), value);
                    origins.put(setting.name(), value.place());
                }
                else
                {
                    put(setting.name(), text, value.place());
                }
            }
            case INERT -> warnings.add(setting.inertLine("Key \"" + key + "\" (" + value.place() + ")"));
            case REFUSED -> {
                if (setting.isAskedFor(text))
                {
                    throw new SettingsException(value.place() + ": " + setting.refusedLine("\"" + key + "\""));
                }
            }
        }
    }

    private void put(final String name, final String text, final String place)
    {
        values.put(name, text);
        origins.put(name, place);
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

    private void unknown(final String key, final ConfValue value, final Section section)
    {
        warnings.add("Unknown key \"" + key + "\" (" + value.place() + ") is ignored" + near(key, section));
    }

    private static String near(final String key, final Section section)
    {
        return UnknownKey.hint(key, List.of(section));
    }

    /** One problem does not hide the next one. */
    private void attempt(final Runnable reading)
    {
        try
        {
            reading.run();
        }
        catch (final SettingsException ex)
        {
            problems.addAll(ex.problems());
        }
    }
}
