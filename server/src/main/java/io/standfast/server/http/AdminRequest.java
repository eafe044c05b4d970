package io.standfast.server.http;

import java.util.List;
import java.util.Map;
import java.util.SortedSet;

/**
 * What an admin asks for. Immutable.
 *
 * @param who    name of the admin.
 * @param where  address that it comes from.
 * @param path   words of the path behind {@code /adminz/}, decoded.
 * @param query  parameters of the URL.
 * @param order  fields of what was posted, or null when something is only looked at.
 */
public record AdminRequest(String who, String where, List<String> path, PageRequest query, Map<String, Object> order)
{
    /**
     * A word of the path.
     *
     * @param index from 0.
     * @return word, empty when there is none.
     */
    public String word(final int index)
    {
        return index < path.size() ? path.get(index) : "";
    }

    /**
     * A field that nobody looks at was meant for something: the order must not be carried out without it.
     *
     * @param known names of the fields that the order may have.
     * @throws IllegalArgumentException that names one that it has besides.
     */
    public void requireOnly(final SortedSet<String> known)
    {
        for (final String name : order.keySet())
        {
            if (!known.contains(name))
            {
                throw new IllegalArgumentException("nothing was changed: \"" + name +
                    "\" is no field of this order, which may have " + String.join(", ", known));
            }
        }
    }

    /**
     * A text of the order.
     *
     * @param name of the field.
     * @return text, empty when it is not there.
     */
    public String text(final String name)
    {
        final Object value = order.get(name);
        if (value == null)
        {
            return "";
        }
        if (value instanceof final String text)
        {
            return text;
        }
        throw new IllegalArgumentException("\"" + name + "\" is to be a text");
    }

    /**
     * A number of the order.
     *
     * @param name   of the field.
     * @param absent value when it is not there.
     * @return number.
     */
    public long number(final String name, final long absent)
    {
        final Object value = order.get(name);
        if (value == null)
        {
            return absent;
        }
        if (value instanceof final Long number && number >= 0)
        {
            return number;
        }
        throw new IllegalArgumentException("\"" + name + "\" is to be a whole number from 0 on");
    }

    /**
     * A field of the order that says yes or no.
     *
     * @param name of the field.
     * @return true when it is there and says so.
     */
    public boolean is(final String name)
    {
        final Object value = order.get(name);
        if (value == null || value instanceof Boolean)
        {
            return Boolean.TRUE.equals(value);
        }
        throw new IllegalArgumentException("\"" + name + "\" is to be true or false");
    }
}
