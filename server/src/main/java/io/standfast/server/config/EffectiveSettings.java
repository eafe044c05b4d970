package io.standfast.server.config;

import io.standfast.nats.link.broker.UrlSecrets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * All settings as they are in force, with who said them; and what differs between two readings. Immutable.
 */
public final class EffectiveSettings
{
    private static final String DEFAULT = "default";
    private static final String HIDDEN = "(hidden)";

    private final Map<String, Row> rows = new LinkedHashMap<>();

    /**
     * In force.
     *
     * @param flags   of the command line and the files.
     * @param program name, for its defaults.
     */
    public EffectiveSettings(final ParsedFlags flags, final ProgramName program)
    {
        for (final DeclaredSetting setting : DeclaredSettings.ALL.all())
        {
            if (setting.support() == SettingSupport.HONOURED && !isCommand(setting) && isShown(setting))
            {
                rows.put(setting.name(), row(setting, flags, program));
            }
        }
        final Map<String, ChannelLimits> channels = new TreeMap<>();
        flags.channels().forEach(channel -> channels.put(channel.name(), channel));
        channels.forEach((name, channel) ->
        {
            final String key = "channels." + name;
            rows.put(key, new Row(channel.toString(), new EffectiveSetting(key, channel.text(), originOf(flags, key),
                true)));
        });
    }

    /** What makes a server do something else than serve is no setting of it. */
    private static boolean isCommand(final DeclaredSetting setting)
    {
        return List.of(ProcessSettings.HELP, ProcessSettings.HELP_TLS, ProcessSettings.VERSION, ProcessSettings.T,
            ProcessSettings.SIGNAL).contains(setting.name());
    }

    /** Two in one are shown as the two. */
    private static boolean isShown(final DeclaredSetting setting)
    {
        return setting.kind() != SettingKind.ENDPOINT;
    }

    private static Row row(final DeclaredSetting setting, final ParsedFlags flags, final ProgramName program)
    {
        final String name = setting.name();
        final ConfValue tree = flags.tree(name);
        final String value = tree != null ? tree.canonical() : flags.text(name, program.absent(setting));
        return new Row(value,
            new EffectiveSetting(name, shown(setting, value), originOf(flags, name), setting.declared()
                .isReloadable()));
    }

    private static String originOf(final ParsedFlags flags, final String name)
    {
        return Objects.requireNonNullElse(flags.origin(name), DEFAULT);
    }

    private static String shown(final DeclaredSetting setting, final String value)
    {
        if (value == null || value.isEmpty())
        {
            return "";
        }
        // A map may hold passwords anywhere.
        return setting.declared().isSecret() || setting.kind() == SettingKind.TREE ? HIDDEN : withoutPassword(setting,
            value);
    }

    /** A URL may hold user and password; where only URLs stand the scheme may be missing. */
    private static String withoutPassword(final DeclaredSetting setting, final String value)
    {
        final boolean isUrl = setting.name().equals(StreamingSettings.NATS_SERVER) || value.contains("://");
        return isUrl ? UrlSecrets.replaced(value, HIDDEN + "@") : value;
    }

    /**
     * All of them.
     *
     * @return in the order of docs/settings.md, channels last.
     */
    public List<EffectiveSetting> all()
    {
        return rows.values().stream().map(Row::setting).toList();
    }

    /**
     * What is otherwise in a later reading.
     *
     * @param next the later one.
     * @return what changes, in the order of docs/settings.md.
     */
    public List<SettingChange> changes(final EffectiveSettings next)
    {
        final Map<String, Row> all = new LinkedHashMap<>(rows);
        next.rows.forEach(all::putIfAbsent);
        final List<SettingChange> changes = new ArrayList<>();
        for (final String name : all.keySet())
        {
            final Row before = rows.get(name);
            final Row after = next.rows.get(name);
            if (!Objects.equals(before == null ? null : before.value(), after == null ? null : after.value()))
            {
                changes.add(new SettingChange(name, text(before), text(after), all.get(name).setting().isReloadable()));
            }
        }
        return changes;
    }

    private static String text(final Row row)
    {
        return row == null || row.setting().value().isEmpty() ? "none" : row.setting().value();
    }

    /**
     * One setting.
     *
     * @param value   in full, to be compared, never to be shown.
     * @param setting for people.
     */
    private record Row(String value, EffectiveSetting setting)
    {
    }
}
