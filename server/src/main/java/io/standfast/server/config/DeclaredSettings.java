package io.standfast.server.config;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Every setting there is, found by flag or by key: those of nats-streaming-server and its broker (sections 6.1 to 6.3
 * of the specification) and our own. Immutable.
 */
final class DeclaredSettings
{
    /** All groups, in the order in which people read them. */
    static final DeclaredSettings ALL = new DeclaredSettings(List.of(StreamingSettings.class, LimitSettings.class,
        StoreSettings.class, ClusterSettings.class, ListenerSettings.class, SecuritySettings.class, LogSettings.class,
        ProcessSettings.class));

    private final Map<String, DeclaredSetting> byName = new LinkedHashMap<>();
    private final Map<String, DeclaredSetting> byFlag = new HashMap<>();
    private final Map<Section, Map<String, DeclaredSetting>> byKey = new EnumMap<>(Section.class);

    private DeclaredSettings(final List<Class<?>> groups)
    {
        groups.forEach(this::read);
    }

    private void read(final Class<?> group)
    {
        final String title = group.getAnnotation(SettingGroup.class).value();
        for (final Field field : group.getDeclaredFields())
        {
            final Setting declared = field.getAnnotation(Setting.class);
            if (declared != null)
            {
                add(new DeclaredSetting(nameIn(field), title, declared));
            }
        }
    }

    private static String nameIn(final Field field)
    {
        try
        {
            return (String) field.get(null);
        }
        catch (final IllegalAccessException ex)
        {
            throw new IllegalStateException("cannot read " + field, ex);
        }
    }

    private void add(final DeclaredSetting setting)
    {
        requireNew(byName.put(setting.name(), setting), setting);
        setting.flags().forEach(flag -> requireNew(byFlag.put(flag, setting), setting));
        for (final Section section : setting.sections())
        {
            final Map<String, DeclaredSetting> keys = byKey.computeIfAbsent(section, any -> new HashMap<>());
            setting.keys().forEach(key -> requireNew(keys.put(key, setting), setting));
        }
    }

    private static void requireNew(final DeclaredSetting before, final DeclaredSetting now)
    {
        if (before != null)
        {
            throw new IllegalStateException("the settings " + before.name() + " and " + now.name() + " share a name");
        }
    }

    /** In the order of declaration. */
    List<DeclaredSetting> all()
    {
        return new ArrayList<>(byName.values());
    }

    /** By canonical name. */
    DeclaredSetting named(final String name)
    {
        final DeclaredSetting setting = byName.get(name);
        if (setting == null)
        {
            throw new IllegalArgumentException("no setting " + name + " is declared");
        }
        return setting;
    }

    /** By flag without dashes, or null. */
    DeclaredSetting byFlag(final String flag)
    {
        return byFlag.get(flag);
    }

    /** By key in any case, or null. */
    DeclaredSetting byKey(final Section section, final String key)
    {
        return byKey.getOrDefault(section, Map.of()).get(key.toLowerCase(Locale.ROOT));
    }

    Set<String> keys(final Section section)
    {
        return byKey.getOrDefault(section, Map.of()).keySet();
    }

    Set<String> flags()
    {
        return byFlag.keySet();
    }
}
