package io.standfast.server.config;

import java.util.List;

/**
 * One setting, as it was declared. Immutable.
 *
 * @param name     canonical.
 * @param group    title of the group that it is in.
 * @param declared all else.
 */
record DeclaredSetting(String name, String group, Setting declared)
{
    SettingKind kind()
    {
        return declared.kind();
    }

    SettingSupport support()
    {
        return declared.support();
    }

    List<String> flags()
    {
        return List.of(declared.flags());
    }

    List<String> keys()
    {
        return List.of(declared.keys());
    }

    List<Section> sections()
    {
        return List.of(declared.in());
    }

    String doc()
    {
        return declared.doc();
    }

    String why()
    {
        return declared.why();
    }

    /** Value when nobody says anything, or null. */
    String absent()
    {
        return declared.absent().isEmpty() ? null : declared.absent();
    }

    /** Whether a value asks for something: {@code -clustered=false} and {@code -routes ""} do not. */
    boolean isAskedFor(final String value)
    {
        return kind() == SettingKind.BOOL ? SettingKind.parseBool(value) : !value.isEmpty();
    }

    /** The line for a value that is accepted and does nothing. */
    String inertLine(final String as)
    {
        return as + " has no effect here: " + declared.why();
    }

    /** The line for a value that is refused. */
    String refusedLine(final String as)
    {
        return as + " is refused: " + declared.why();
    }
}
