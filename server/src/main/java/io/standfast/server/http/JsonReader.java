package io.standfast.server.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads JSON that somebody else has written: objects as maps in their order, arrays as lists, numbers as Long or
 * Double. Owned by one thread.
 */
public final class JsonReader
{
    private static final int DEPTH_MAX = 32;
    private static final int HEX = 16;
    private static final int HEX_DIGITS = 4;

    private final String text;
    private int position;
    private int depth;

    private JsonReader(final String text)
    {
        this.text = text;
    }

    /**
     * Read one value.
     *
     * @param text JSON.
     * @return Map, List, String, Long, Double, Boolean or null.
     * @throws IllegalArgumentException when it is not JSON: the message says where.
     */
    public static Object read(final String text)
    {
        final JsonReader reader = new JsonReader(text);
        final Object value = reader.value();
        if (reader.next() != 0)
        {
            throw reader.wrong("the end");
        }
        return value;
    }

    /**
     * Read an object.
     *
     * @param text JSON.
     * @return fields by their names.
     * @throws IllegalArgumentException when it is not a JSON object.
     */
    @SuppressWarnings("unchecked")
    public static Map<String, Object> readObject(final String text)
    {
        if (read(text) instanceof final Map<?, ?> map)
        {
            return (Map<String, Object>) map;
        }
        throw new IllegalArgumentException("a JSON object is expected");
    }

    private Object value()
    {
        switch (next())
        {
            case '{' :
                return object();
            case '[' :
                return array();
            case '"' :
                return string();
            case 't' :
                return word("true", Boolean.TRUE);
            case 'f' :
                return word("false", Boolean.FALSE);
            case 'n' :
                return word("null", null);
            default :
                return number();
        }
    }

    private Map<String, Object> object()
    {
        final Map<String, Object> object = new LinkedHashMap<>();
        enter();
        if (next() != '}')
        {
            do
            {
                if (next() != '"')
                {
                    throw wrong("a name");
                }
                final String name = string();
                take(':');
                object.put(name, value());
            }
            while (isComma());
        }
        take('}');
        depth--;
        return object;
    }

    private List<Object> array()
    {
        final List<Object> array = new ArrayList<>();
        enter();
        if (next() != ']')
        {
            do
            {
                array.add(value());
            }
            while (isComma());
        }
        take(']');
        depth--;
        return array;
    }

    private void enter()
    {
        position++;
        if (++depth > DEPTH_MAX)
        {
            throw wrong("no more than " + DEPTH_MAX + " levels");
        }
    }

    private boolean isComma()
    {
        if (next() != ',')
        {
            return false;
        }
        position++;
        return true;
    }

    private String string()
    {
        final StringBuilder string = new StringBuilder();
        position++;
        while (position < text.length() && text.charAt(position) != '"')
        {
            final char c = text.charAt(position++);
            string.append(c == '\\' ? escaped() : c);
        }
        if (position >= text.length())
        {
            throw wrong("a quotation mark");
        }
        position++;
        return string.toString();
    }

    private char escaped()
    {
        final char c = position < text.length() ? text.charAt(position++) : 0;
        switch (c)
        {
            case '"', '\\', '/' :
                return c;
            case 'n' :
                return '\n';
            case 't' :
                return '\t';
            case 'r' :
                return '\r';
            case 'b' :
                return '\b';
            case 'f' :
                return '\f';
            case 'u' :
                return unicode();
            default :
                throw wrong("an escape");
        }
    }

    private char unicode()
    {
        final int end = position + HEX_DIGITS;
        if (end <= text.length() && text.substring(position, end).chars().allMatch(c -> Character.digit(c, HEX) >= 0))
        {
            final char c = (char) Integer.parseInt(text.substring(position, end), HEX);
            position = end;
            return c;
        }
        throw wrong("four digits");
    }

    private Object word(final String word, final Object meaning)
    {
        if (!text.startsWith(word, position))
        {
            throw wrong("a value");
        }
        position += word.length();
        return meaning;
    }

    private Object number()
    {
        final int begin = position;
        while (position < text.length() && "+-.eE0123456789".indexOf(text.charAt(position)) >= 0)
        {
            position++;
        }
        final String number = text.substring(begin, position);
        try
        {
            if (number.chars().allMatch(c -> c == '-' || c >= '0' && c <= '9'))
            {
                return Long.valueOf(number);
            }
            return Double.valueOf(number);
        }
        catch (final NumberFormatException ex)
        {
            position = begin;
            throw wrong("a value");
        }
    }

    private void take(final char expected)
    {
        if (next() != expected)
        {
            throw wrong("'" + expected + "'");
        }
        position++;
    }

    /** The next character that is no blank, not taken; 0 at the end. */
    private char next()
    {
        while (position < text.length() && " \t\r\n".indexOf(text.charAt(position)) >= 0)
        {
            position++;
        }
        return position < text.length() ? text.charAt(position) : 0;
    }

    private IllegalArgumentException wrong(final String expected)
    {
        return new IllegalArgumentException("this is not JSON: " + expected + " is expected at character " + position);
    }
}
