package io.standfast.server.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a page says, read from its JSON. What is not there reads as empty, 0 or false: pages of older servers have fewer
 * fields. Immutable.
 */
final class JsonValue
{
    private static final JsonValue MISSING = new JsonValue(null);
    private static final int DEPTH = 64;

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
        final Reader reader = new Reader(text);
        final JsonValue document = reader.value(0);
        reader.end();
        return document;
    }

    /** A field of an object. */
    JsonValue at(final String name)
    {
        return value instanceof Map<?, ?> fields && fields.get(name) instanceof JsonValue field ? field : MISSING;
    }

    /** Elements of an array. */
    List<JsonValue> items()
    {
        final List<JsonValue> items = new ArrayList<>();
        if (value instanceof List<?> list)
        {
            list.forEach(item -> items.add((JsonValue) item));
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

    /**
     * Reads from left to right. Owned by one thread.
     */
    private static final class Reader
    {
        private final String text;
        private int position;

        private Reader(final String text)
        {
            this.text = text;
        }

        private JsonValue value(final int depth)
        {
            if (depth > DEPTH)
            {
                throw wrong("nested deeper than " + DEPTH);
            }
            final char first = peek();
            return switch (first)
            {
                case '{' -> object(depth);
                case '[' -> array(depth);
                case '"' -> new JsonValue(string());
                case 't' -> word("true", Boolean.TRUE);
                case 'f' -> word("false", Boolean.FALSE);
                case 'n' -> word("null", null);
                default -> number();
            };
        }

        private JsonValue object(final int depth)
        {
            final Map<String, JsonValue> fields = new LinkedHashMap<>();
            position++;
            boolean isMore = peek() != '}';
            while (isMore)
            {
                if (peek() != '"')
                {
                    throw wrong("a field's name is expected");
                }
                final String name = string();
                expect(':');
                fields.put(name, value(depth + 1));
                isMore = peek() == ',';
                position += isMore ? 1 : 0;
            }
            expect('}');
            return new JsonValue(fields);
        }

        private JsonValue array(final int depth)
        {
            final List<JsonValue> items = new ArrayList<>();
            position++;
            boolean isMore = peek() != ']';
            while (isMore)
            {
                items.add(value(depth + 1));
                isMore = peek() == ',';
                position += isMore ? 1 : 0;
            }
            expect(']');
            return new JsonValue(items);
        }

        private JsonValue word(final String word, final Object meaning)
        {
            if (!text.startsWith(word, position))
            {
                throw wrong("a value is expected");
            }
            position += word.length();
            return new JsonValue(meaning);
        }

        private JsonValue number()
        {
            final int begin = position;
            while (position < text.length() && "+-.eE0123456789".indexOf(text.charAt(position)) >= 0)
            {
                position++;
            }
            final String digits = text.substring(begin, position);
            try
            {
                return new JsonValue(digits.matches("-?\\d{1,18}") ? (Object) Long.valueOf(digits)
                    : Double.valueOf(digits));
            }
            catch (final NumberFormatException ex)
            {
                position = begin;
                throw wrong("a value is expected");
            }
        }

        private String string()
        {
            final StringBuilder out = new StringBuilder();
            position++;
            while (next() != '"')
            {
                final char c = text.charAt(position++);
                out.append(c == '\\' ? escaped() : c);
            }
            position++;
            return out.toString();
        }

        private char escaped()
        {
            final char c = next();
            position++;
            return switch (c)
            {
                case 'n' -> '\n';
                case 't' -> '\t';
                case 'r' -> '\r';
                case 'b' -> '\b';
                case 'f' -> '\f';
                case 'u' -> unicode();
                default -> c;
            };
        }

        private char unicode()
        {
            final int end = position + 4;
            if (end > text.length() || !text.substring(position, end).matches("[0-9a-fA-F]{4}"))
            {
                throw wrong("four hexadecimal digits are expected");
            }
            final char c = (char) Integer.parseInt(text.substring(position, end), 16);
            position = end;
            return c;
        }

        /** The next character, whatever it is. */
        private char next()
        {
            if (position >= text.length())
            {
                throw wrong("it ends too early");
            }
            return text.charAt(position);
        }

        /** The next character that is not space. */
        private char peek()
        {
            while (position < text.length() && " \t\r\n".indexOf(text.charAt(position)) >= 0)
            {
                position++;
            }
            return next();
        }

        private void expect(final char c)
        {
            if (peek() != c)
            {
                throw wrong("'" + c + "' is expected");
            }
            position++;
        }

        private void end()
        {
            if (!text.substring(position).isBlank())
            {
                throw wrong("something follows");
            }
        }

        private IllegalArgumentException wrong(final String what)
        {
            return new IllegalArgumentException("no JSON at character " + position + ": " + what);
        }
    }
}
