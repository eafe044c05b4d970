package io.standfast.server.migrate;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.standfast.replication.log.ImportPublisher.ImportedDurable;

/**
 * One line of what {@link JsonLines} writes: a flat JSON object of texts, whole numbers and lists of whole numbers.
 * Owned by one thread.
 */
final class JsonLine
{
    private static final int HEX = 16;
    private static final int HEX_DIGITS = 4;
    private static final int FIRST_PRINTABLE = 0x20;

    private final Map<String, Object> fields = new HashMap<>();
    private final String text;
    private int at;

    private JsonLine(final String text)
    {
        this.text = text;
    }

    /**
     * Read a line.
     *
     * @param bytes of the line, UTF-8.
     * @return line.
     * @throws IllegalArgumentException that says what is wrong where.
     */
    static JsonLine parse(final byte[] bytes)
    {
        try
        {
            return parse(UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
        }
        catch (final CharacterCodingException ex)
        {
            throw new IllegalArgumentException("not UTF-8", ex);
        }
    }

    /**
     * Read a line.
     *
     * @param text of the line.
     * @return line.
     * @throws IllegalArgumentException that says what is wrong where.
     */
    static JsonLine parse(final String text)
    {
        final JsonLine line = new JsonLine(text);
        line.object();
        return line;
    }

    private void object()
    {
        expect('{');
        do
        {
            final String name = string();
            expect(':');
            if (fields.put(name, value()) != null)
            {
                throw wrong("\"" + name + "\" is there twice");
            }
        }
        while (accepts(','));
        expect('}');
        if (at != text.length())
        {
            throw wrong("something follows the object");
        }
    }

    private Object value()
    {
        if (at < text.length() && text.charAt(at) == '"')
        {
            return string();
        }
        return accepts('[') ? numbers() : number();
    }

    private List<Long> numbers()
    {
        final List<Long> numbers = new ArrayList<>();
        if (!accepts(']'))
        {
            do
            {
                numbers.add(number());
            }
            while (accepts(','));
            expect(']');
        }
        return numbers;
    }

    private Long number()
    {
        final int start = at;
        while (at < text.length() && (text.charAt(at) == '-' || Character.isDigit(text.charAt(at))))
        {
            at++;
        }
        try
        {
            return Long.valueOf(text.substring(start, at));
        }
        catch (final NumberFormatException ex)
        {
            throw wrong("a text, a whole number or a list is expected");
        }
    }

    private String string()
    {
        expect('"');
        final StringBuilder value = new StringBuilder();
        while (at < text.length() && text.charAt(at) != '"')
        {
            final char letter = text.charAt(at++);
            if (letter < FIRST_PRINTABLE)
            {
                throw wrong("a control character in a text");
            }
            value.append(letter == '\\' ? escaped() : letter);
        }
        expect('"');
        return value.toString();
    }

    private char escaped()
    {
        if (accepts('u'))
        {
            at += HEX_DIGITS;
            if (at > text.length() || !text.substring(at - HEX_DIGITS, at).matches("[0-9a-fA-F]{4}"))
            {
                throw wrong("four hexadecimal digits are expected");
            }
            return (char) Integer.parseInt(text.substring(at - HEX_DIGITS, at), HEX);
        }
        final int which = at < text.length() ? "\"\\/bfnrt".indexOf(text.charAt(at)) : -1;
        if (which < 0)
        {
            throw wrong("an unknown escape");
        }
        at++;
        return "\"\\/\b\f\n\r\t".charAt(which);
    }

    private boolean accepts(final char letter)
    {
        final boolean isThere = at < text.length() && text.charAt(at) == letter;
        at += isThere ? 1 : 0;
        return isThere;
    }

    private void expect(final char letter)
    {
        if (!accepts(letter))
        {
            throw wrong("'" + letter + "' is expected");
        }
    }

    private IllegalArgumentException wrong(final String what)
    {
        return new IllegalArgumentException(what + " (character " + at + " of the line)");
    }

    boolean has(final String name)
    {
        return fields.containsKey(name);
    }

    /**
     * Whether it is a line of a kind.
     *
     * @param type that it may have.
     * @return true if so.
     */
    boolean isOf(final String type)
    {
        return text("type").equals(type);
    }

    /**
     * A durable.
     *
     * @return what the line says of it.
     */
    ImportedDurable durable()
    {
        return new ImportedDurable(bytes("client_id"), bytes("queue_group"), bytes("durable_name"), new byte[0], number(
            "last_sent"), (int) number("max_inflight"), (int) number("ack_wait"), numbers("pending"));
    }

    /**
     * A field that must be there.
     *
     * @param name of the field.
     * @return text.
     */
    String text(final String name)
    {
        return typed(name, String.class);
    }

    long number(final String name)
    {
        return typed(name, Long.class);
    }

    long[] numbers(final String name)
    {
        return ((List<?>) typed(name, List.class)).stream().mapToLong(each -> (Long) each).toArray();
    }

    /**
     * Bytes that are given as a text, or in base 64 under another name.
     *
     * @param name of the text; with {@code _base64} behind it of the other.
     * @return bytes, empty when there is neither.
     */
    byte[] bytes(final String name)
    {
        final String encoded = name + "_base64";
        if (fields.containsKey(encoded))
        {
            return Base64.getDecoder().decode(text(encoded));
        }
        return fields.containsKey(name) ? text(name).getBytes(UTF_8) : new byte[0];
    }

    private <T> T typed(final String name, final Class<T> type)
    {
        final Object value = fields.get(name);
        if (!type.isInstance(value))
        {
            throw new IllegalArgumentException("\"" + name + "\" is missing or of another kind");
        }
        return type.cast(value);
    }
}
