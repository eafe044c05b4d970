package io.standfast.server.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A map of a configuration file, with what it may be called.
 */
enum Section
{
    /** The file's top, for the NATS endpoint. */
    BROKER(null),
    /** The file's top, or the map {@code streaming{}}, for the streaming part. */
    STREAMING(null, "streaming"),
    /** Limits of the store. */
    LIMITS(STREAMING, "store_limits", "limits", "storelimits"),
    /** Limits of single channels and wildcards. */
    CHANNELS(LIMITS, "channels", "channels_limits", "channelslimits", "per_channel", "per_channel_limits"),
    /** The FILE store. */
    FILE(STREAMING, "file_options", "file"),
    /** The SQL store of the old server. */
    SQL(STREAMING, "sql_options", "sql"),
    /** This node among others. */
    CLUSTER(STREAMING, "cluster"),
    /** Who may connect to the NATS endpoint. */
    AUTHORIZATION(BROKER, "authorization");

    private final Section parent;
    private final List<String> names;

    Section(final Section parent, final String... names)
    {
        this.parent = parent;
        this.names = List.of(names);
    }

    boolean is(final String key)
    {
        return names.contains(key.toLowerCase(Locale.ROOT));
    }

    /** The map of this section that a key begins, or null. */
    Section within(final String key)
    {
        for (final Section section : values())
        {
            if (section.parent == this && section.is(key))
            {
                return section;
            }
        }
        return null;
    }

    /** Whatever a map that stands in this one may be called. */
    Set<String> namesWithin()
    {
        return Arrays.stream(values()).filter(section -> section.parent == this).flatMap(section -> section.names
            .stream()).collect(Collectors.toSet());
    }

    /** As a person writes it: {@code cluster{}}, {@code store_limits{channels{}}}; empty for the top. */
    String path()
    {
        if (names.isEmpty() || this == STREAMING)
        {
            return "";
        }
        final String above = parent.path();
        return above.isEmpty() ? names.get(0) + "{}" : above.substring(0, above.length() - 1) + names.get(0) + "{}}";
    }
}
