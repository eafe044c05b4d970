package io.standfast.server.config;

import java.util.List;

/**
 * One value of a configuration file, with the place where it stands. Immutable.
 *
 * @param value String, Long, Double, Boolean, {@link ConfMap} or List of ConfValue.
 * @param place file and line, for messages.
 */
record ConfValue(Object value, String place)
{
    /** The type's name as Go would print it: the old server's messages name types so. */
    String typeName()
    {
        if (value instanceof String)
        {
            return "string";
        }
        if (value instanceof Long)
        {
            return "int64";
        }
        if (value instanceof Double)
        {
            return "float64";
        }
        if (value instanceof Boolean)
        {
            return "bool";
        }
        return value instanceof List ? "[]interface {}" : "map[string]interface {}";
    }
}
