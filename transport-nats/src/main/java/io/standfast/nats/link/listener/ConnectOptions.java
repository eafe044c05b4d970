package io.standfast.nats.link.listener;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The flat JSON object of a CONNECT line: strings, numbers, booleans; nested values are passed over. Control path only.
 */
final class ConnectOptions
{
    private static final int HEX = 16;
    private static final int HEX_DIGITS = 4;
    private static final List<String> SUPPORTED_PROTOCOLS = List.of("0", "1", "null");

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

    /** Secrets are among them. */
    Map<String, String> all()
    {
        return values;
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

    /**
     * Why nobody can come in with these, whoever it is: nats-server's texts.
     *
     * @return text, or null.
     */
    String refusal()
    {
        if (!SUPPORTED_PROTOCOLS.contains(values.getOrDefault("protocol", SUPPORTED_PROTOCOLS.get(0))))
        {
            return "invalid client protocol";
        }
        return isTrue("no_responders", false) && !isTrue("headers", false)
            ? "no responders requires headers support" : null;
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
            if (c == '\\')
            {
                final int unescaped = unescape();
                if (unescaped < 0)
                {
                    return null;
                }
                c = (char) unescaped;
            }
            value.append(c);
        }
        return take('"') ? value.toString() : null;
    }

    /** Steps over what stands after a backslash; -1 when JSON knows no such escape. */
    private int unescape()
    {
        if (at >= text.length())
        {
            return -1;
        }
        final char c = text.charAt(at);
        at++;
        return switch (c)
        {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> hexDigits();
            default -> -1;
        };
    }

    private int hexDigits()
    {
        int code = 0;
        for (int i = 0; i < HEX_DIGITS; i++)
        {
            final int digit = at < text.length() ? Character.digit(text.charAt(at), HEX) : -1;
            if (digit < 0)
            {
                return -1;
            }
            code = code * HEX + digit;
            at++;
        }
        return code;
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
