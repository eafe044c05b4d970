package io.standfast.server.config;

import java.util.List;

/**
 * One flag of the old server.
 *
 * @param kind    of its value.
 * @param support what this version does about it.
 * @param names   canonical name first, then the aliases.
 */
record Flag(FlagKind kind, FlagSupport support, List<String> names)
{
    String name()
    {
        return names.get(0);
    }
}
