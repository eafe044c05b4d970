package io.standfast.server.config;

import io.standfast.nats.link.listener.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reads who may administrate: one map with user and password, or a list of them. Only files can give them: a command
 * line is seen by others. Stateless.
 */
final class AdminBinder
{
    private static final List<String> USER = List.of("user", "username");
    private static final List<String> PASSWORD = List.of("password", "pass");

    private AdminBinder()
    {
    }

    static List<Settings.Credentials> admins(final ParsedFlags flags)
    {
        final ConfValue tree = flags.tree(SecuritySettings.ADMIN);
        final List<Settings.Credentials> admins = new ArrayList<>();
        if (tree != null && tree.value() instanceof final List<?> list)
        {
            list.forEach(each -> admins.add(admin((ConfValue) each)));
        }
        else if (tree != null)
        {
            admins.add(admin(tree));
        }
        return List.copyOf(admins);
    }

    private static Settings.Credentials admin(final ConfValue value)
    {
        if (value.value() instanceof final ConfMap map)
        {
            for (final String key : map.namesInOrder())
            {
                if (!USER.contains(key.toLowerCase(Locale.ROOT)) &&
                    !PASSWORD.contains(key.toLowerCase(Locale.ROOT)))
                {
                    throw new SettingsException(
                        map.get(key).place() + ": an admin has user and password, not \"" + key +
                            "\"");
                }
            }
            final String user = text(map, USER);
            final String password = text(map, PASSWORD);
            if (!user.isEmpty() && user.indexOf(':') < 0 && !password.isEmpty())
            {
                requireWhole(value, password);
                return new Settings.Credentials(user, password, null);
            }
        }
        throw new SettingsException(value.place() + ": an admin wants user, without a colon, and password: admin " +
            "{ user: ops, password: \"...\" }");
    }

    private static void requireWhole(final ConfValue value, final String password)
    {
        try
        {
            Secret.of(password);
        }
        catch (final IllegalArgumentException ex)
        {
            throw new SettingsException(value.place() + ": " + ex.getMessage());
        }
    }

    private static String text(final ConfMap map, final List<String> names)
    {
        return names.stream().map(map::get).filter(value -> value != null && value.value() instanceof String).map(
            value -> (String) value.value()).findFirst().orElse("");
    }
}
