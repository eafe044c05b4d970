package io.standfast.server.http;

import java.util.Locale;

/**
 * Writes JSON with the indentation of Go's encoder, which scripts of operators have got used to. Owned by one thread.
 */
public final class JsonWriter
{
    private static final String INDENT = "  ";
    private static final int FIRST_PRINTABLE = 0x20;

    private final StringBuilder out = new StringBuilder();
    private int depth;
    private boolean isFirst = true;
    private boolean isAfterName;

    /**
     * Begin an object.
     *
     * @return this.
     */
    public JsonWriter beginObject()
    {
        return begin('{');
    }

    /**
     * End an object.
     *
     * @return this.
     */
    public JsonWriter endObject()
    {
        return end('}');
    }

    /**
     * Begin an array.
     *
     * @return this.
     */
    public JsonWriter beginArray()
    {
        return begin('[');
    }

    /**
     * End an array.
     *
     * @return this.
     */
    public JsonWriter endArray()
    {
        return end(']');
    }

    /**
     * Name of the field that follows.
     *
     * @param name of the field.
     * @return this.
     */
    public JsonWriter name(final String name)
    {
        separate();
        quote(name);
        out.append(": ");
        isAfterName = true;
        return this;
    }

    /**
     * A field.
     *
     * @param name  of the field.
     * @param value text, or null.
     * @return this.
     */
    public JsonWriter field(final String name, final String value)
    {
        return name(name).value(value);
    }

    /**
     * A field.
     *
     * @param name  of the field.
     * @param value number.
     * @return this.
     */
    public JsonWriter field(final String name, final long value)
    {
        name(name);
        return raw(Long.toString(value));
    }

    /**
     * A field.
     *
     * @param name  of the field.
     * @param value true or false.
     * @return this.
     */
    public JsonWriter field(final String name, final boolean value)
    {
        name(name);
        return raw(Boolean.toString(value));
    }

    /**
     * A field.
     *
     * @param name  of the field.
     * @param value number, written with one decimal.
     * @return this.
     */
    public JsonWriter field(final String name, final double value)
    {
        name(name);
        return raw(String.format(Locale.ROOT, "%.1f", value));
    }

    /**
     * A field that is a document already.
     *
     * @param name of the field.
     * @param json its value, as it is.
     * @return this.
     */
    public JsonWriter document(final String name, final String json)
    {
        name(name);
        return raw(json.strip());
    }

    /**
     * A text.
     *
     * @param value text, or null.
     * @return this.
     */
    public JsonWriter value(final String value)
    {
        separate();
        isAfterName = false;
        if (value == null)
        {
            out.append("null");
        }
        else
        {
            quote(value);
        }
        return this;
    }

    /**
     * What has been written.
     *
     * @return JSON.
     */
    public String text()
    {
        return out.toString();
    }

    /**
     * What has been written, in one line: for documents that follow one another.
     *
     * @return JSON without line feeds.
     */
    public String line()
    {
        // Those inside of texts are escaped.
        return text().replaceAll("\n *", " ");
    }

    private JsonWriter raw(final String value)
    {
        separate();
        isAfterName = false;
        out.append(value);
        return this;
    }

    private JsonWriter begin(final char bracket)
    {
        separate();
        isAfterName = false;
        out.append(bracket);
        depth++;
        isFirst = true;
        return this;
    }

    private JsonWriter end(final char bracket)
    {
        depth--;
        if (!isFirst)
        {
            out.append('\n').append(INDENT.repeat(depth));
        }
        out.append(bracket);
        isFirst = false;
        return this;
    }

    private void separate()
    {
        if (isAfterName || depth == 0)
        {
            return;
        }
        out.append(isFirst ? "\n" : ",\n").append(INDENT.repeat(depth));
        isFirst = false;
    }

    private void quote(final String text)
    {
        out.append('"');
        for (int i = 0; i < text.length(); i++)
        {
            final char c = text.charAt(i);
            switch (c)
            {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> append(c);
            }
        }
        out.append('"');
    }

    private void append(final char c)
    {
        // Go escapes what would end a script element or a line of JavaScript.
        if (c < FIRST_PRINTABLE || c == '<' || c == '>' || c == '&' || c == '\u2028' || c == '\u2029')
        {
            out.append(String.format("\\u%04x", (int) c));
        }
        else
        {
            out.append(c);
        }
    }
}
