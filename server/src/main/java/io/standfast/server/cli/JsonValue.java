package io.standfast.server.cli;

import io.standfast.server.http.JsonReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a page says, read from its JSON. What is not there reads as empty, 0 or false: pages of older servers have fewer
 * fields. Immutable.
 */
final class JsonValue
{
    private static final JsonValue MISSING = new JsonValue(null);

    private final Object value;

    private JsonValue(final Object value)
    {
        this.value = value;
    }

    /**
     * Read a document.
     *
     * @param text JSON.
     * @return value.
     * @throws IllegalArgumentException when it is none; the message has the position.
     */
    static JsonValue parse(final String text)
    {
        return new JsonValue(JsonReader.read(text));
    }

    /** A field of an object. */
    JsonValue at(final String name)
    {
        return value instanceof Map<?, ?> fields ? new JsonValue(fields.get(name)) : MISSING;
    }

    /** Elements of an array. */
    List<JsonValue> items()
    {
        final List<JsonValue> items = new ArrayList<>();
        if (value instanceof List<?> list)
        {
            list.forEach(item -> items.add(new JsonValue(item)));
        }
        return items;
    }

    /** Names of an object's fields, in their order. */
    List<String> names()
    {
        final List<String> names = new ArrayList<>();
        if (value instanceof Map<?, ?> fields)
        {
            fields.keySet().forEach(name -> names.add((String) name));
        }
        return names;
    }

    String text()
    {
        return value == null || value instanceof Map || value instanceof List ? "" : value.toString();
    }

    /** A number's integral part. */
    long number()
    {
        return value instanceof Double number ? number.longValue() : value instanceof Long number ? number : 0;
    }

    boolean isTrue()
    {
        return Boolean.TRUE.equals(value);
    }

    boolean isMissing()
    {
        return value == null;
    }
}
