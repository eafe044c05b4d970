package io.standfast.nats.link.listener;

import java.util.HashMap;
import java.util.Map;

/**
 * The flat JSON object of a CONNECT line: strings, numbers, booleans; nested values are passed over. Control path only.
 */
final class ConnectOptions
{
    private final Map<String, String> values = new HashMap<>();
    private final String text;
    private int at;

    private ConnectOptions(final String text)
    {
        this.text = text;
    }

    /**
     * Parse.
     *
     * @param json of the line.
     * @return options, or null when it is no JSON object.
     */
    static ConnectOptions parse(final String json)
    {
        final ConnectOptions options = new ConnectOptions(json.trim());
        return options.parseObject() ? options : null;
    }

    String text(final String name)
    {
        return values.getOrDefault(name, "");
    }

    boolean isTrue(final String name, final boolean otherwise)
    {
        final String value = values.get(name);
        return value == null ? otherwise : "true".equals(value);
    }

    private boolean parseObject()
    {
        if (!take('{'))
        {
            return false;
        }
        if (take('}'))
        {
            return at == text.length();
        }
        do
        {
            final String name = parseString();
            if (name == null || !take(':'))
            {
                return false;
            }
            final String value = parseValue();
            if (value == null)
            {
                return false;
            }
            values.put(name, value);
        }
        while (take(','));
        return take('}') && at == text.length();
    }

    private String parseValue()
    {
        skipSpace();
        if (at < text.length() && text.charAt(at) == '"')
        {
            return parseString();
        }
        final int begin = at;
        int depth = 0;
        while (at < text.length())
        {
            final char c = text.charAt(at);
            if (depth == 0 && (c == ',' || c == '}'))
            {
                break;
            }
            if (c == '"' && parseString() == null)
            {
                return null;
            }
            depth += c == '[' || c == '{' ? 1 : c == ']' || c == '}' ? -1 : 0;
            at += c == '"' ? 0 : 1;
        }
        return begin == at ? null : text.substring(begin, at).trim();
    }

    private String parseString()
    {
        if (!take('"'))
        {
            return null;
        }
        final StringBuilder value = new StringBuilder();
        while (at < text.length() && text.charAt(at) != '"')
        {
            char c = text.charAt(at);
            at++;
            if (c == '\\' && at < text.length())
            {
                c = unescape(text.charAt(at));
                at++;
            }
            value.append(c);
        }
        return take('"') ? value.toString() : null;
    }

    private char unescape(final char c)
    {
        if (c == 'u' && at + 4 < text.length())
        {
            final int code = Integer.parseInt(text, at + 1, at + 5, 16);
            at += 4;
            return (char) code;
        }
        return c == 'n' ? '\n' : c == 't' ? '\t' : c == 'r' ? '\r' : c;
    }

    private boolean take(final char c)
    {
        skipSpace();
        if (at < text.length() && text.charAt(at) == c)
        {
            at++;
            return true;
        }
        return false;
    }

    private void skipSpace()
    {
        while (at < text.length() && text.charAt(at) <= ' ')
        {
            at++;
        }
    }
}
