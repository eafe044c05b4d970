package io.standfast.server.config;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What somebody may have meant with a key of a configuration file that is not known. Stateless.
 */
final class UnknownKey
{
    private static final int SHORT = 5;
    /** What keeps strangers out, and how it is written right. */
    private static final Map<String, String> GUARDS = new LinkedHashMap<>();

    static
    {
        GUARDS.put("authorization", "\"authorization\"");
        GUARDS.put("tls", "\"tls\"");
        GUARDS.put("users", "\"users\" within authorization { }");
        GUARDS.put("accounts", "\"accounts\"");
    }

    private UnknownKey()
    {
    }

    /**
     * Whether something was meant that keeps strangers out.
     *
     * @param key unknown.
     * @return how that is written right, or null.
     */
    static String guardMeant(final String key)
    {
        final String lower = key.toLowerCase(Locale.ROOT);
        for (final Map.Entry<String, String> guard : GUARDS.entrySet())
        {
            if (Nearest.edits(lower, guard.getKey()) <= (guard.getKey().length() <= SHORT ? 1 : 2))
            {
                return guard.getValue();
            }
        }
        return null;
    }

    /**
     * What comes nearest.
     *
     * @param key      unknown.
     * @param sections in which it might stand.
     * @return end of a line that names it, empty when nothing is near.
     */
    static String hint(final String key, final Collection<Section> sections)
    {
        final Set<String> known = new HashSet<>();
        for (final Section section : sections)
        {
            known.addAll(DeclaredSettings.ALL.keys(section));
            known.addAll(section.namesWithin());
        }
        if (sections.contains(Section.BROKER))
        {
            known.add("streaming");
        }
        final String near = Nearest.to(key, known);
        return near == null ? "" : "; did you mean \"" + near + "\"?";
    }
}
