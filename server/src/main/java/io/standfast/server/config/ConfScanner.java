package io.standfast.server.config;

/**
 * The characters of one configuration file, with the line they stand on. Owned by the {@link ConfParser}.
 */
final class ConfScanner
{
    static final int END = -1;

    private static final int HEX = 16;
    private static final int HEX_DIGITS = 2;

    private final String text;
    private final String name;
    private int position;
    private int line = 1;

    ConfScanner(final String text, final String name)
    {
        this.text = text;
        this.name = name;
    }

    String place()
    {
        return name + ":" + line;
    }

    SettingsException error(final String what)
    {
        return new SettingsException(place() + ": " + what);
    }

    int peek()
    {
        return position < text.length() ? text.charAt(position) : END;
    }

    int next()
    {
        final int c = peek();
        position += c == END ? 0 : 1;
        line += c == '\n' ? 1 : 0;
        return c;
    }

    boolean isQuote()
    {
        return peek() == '"' || peek() == '\'';
    }

    /** To the next key, value of an array, or closing bracket: over blanks, comments, and what ends an entry. */
    void skipToEntry()
    {
        while (isBlank(peek()) || peek() == ',' || peek() == ';' || isComment())
        {
            skipOne();
        }
    }

    /** Between key and value: blanks, and one of {@code = :} when it is there. */
    void skipSeparator()
    {
        skipBlanks();
        if (peek() == '=' || peek() == ':')
        {
            next();
        }
        skipBlanks();
        if (peek() == END || peek() == '}' || peek() == ']')
        {
            throw error("a value is missing");
        }
    }

    private void skipBlanks()
    {
        while (isBlank(peek()) || isComment())
        {
            skipOne();
        }
    }

    private void skipOne()
    {
        if (!isComment())
        {
            next();
            return;
        }
        while (peek() != '\n' && peek() != END)
        {
            next();
        }
    }

    /** After a value: a separator, the end of the line, the bracket that closes, or a comment. */
    void endOfValue(final int end)
    {
        while (peek() == ' ' || peek() == '\t' || peek() == '\r')
        {
            next();
        }
        final int c = peek();
        final boolean isEnd = c == '\n' || c == ',' || c == ';' || c == END || c == end || isComment() || end == ']';
        if (!isEnd)
        {
            throw error("expected the end of the value, found \"" + (char) c + "\"");
        }
    }

    String key()
    {
        if (isQuote())
        {
            return quoted();
        }
        final int begin = position;
        while (peek() != END && !isBlank(peek()) && "=:{}[](".indexOf(peek()) < 0)
        {
            next();
        }
        if (position == begin)
        {
            throw error("expected a key, found \"" + (char) peek() + "\"");
        }
        return text.substring(begin, position);
    }

    /** A word without quotes. */
    String bare()
    {
        final int begin = position;
        while (peek() != END && !isBlank(peek()) && ",;]}".indexOf(peek()) < 0)
        {
            next();
        }
        if (position == begin)
        {
            throw error("a value is missing");
        }
        return text.substring(begin, position);
    }

    String quoted()
    {
        final SettingsException unfinished = error("the string is not closed");
        final int quote = next();
        final StringBuilder value = new StringBuilder();
        for (int c = next(); c != quote; c = next())
        {
            if (c == END)
            {
                throw unfinished;
            }
            // Single quotes take everything as it stands.
            value.append(c == '\\' && quote == '"' ? escaped() : (char) c);
        }
        return value.toString();
    }

    private char escaped()
    {
        final int c = next();
        return switch (c)
        {
            case 't' -> '\t';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case '"', '\\' -> (char) c;
            case 'x' -> hex();
            default -> throw error("invalid escape character '" + (c == END ? "" : String.valueOf((char) c)) +
                "': only \\xXX, \\t, \\n, \\r, \\\", \\\\ are allowed");
        };
    }

    private char hex()
    {
        if (position + HEX_DIGITS > text.length())
        {
            throw error("expected two hexadecimal digits after \\x");
        }
        final String digits = text.substring(position, position + HEX_DIGITS);
        position += HEX_DIGITS;
        if (Character.digit(digits.charAt(0), HEX) < 0 || Character.digit(digits.charAt(1), HEX) < 0)
        {
            throw error("expected two hexadecimal digits after \\x, found \"" + digits + "\"");
        }
        return (char) Integer.parseInt(digits, HEX);
    }

    /** Text in parentheses over several lines, up to a line that holds the closing one alone. */
    String block()
    {
        final SettingsException unfinished = error("the block is not closed by a line with \")\"");
        next();
        final int begin = position;
        while (peek() != END)
        {
            final int lineBegin = position;
            while (peek() != '\n' && peek() != END)
            {
                next();
            }
            if (")".equals(text.substring(lineBegin, position).strip()))
            {
                return text.substring(begin, lineBegin);
            }
            next();
        }
        throw unfinished;
    }

    private boolean isComment()
    {
        return peek() == '#' || peek() == '/' && position + 1 < text.length() && text.charAt(position + 1) == '/';
    }

    private static boolean isBlank(final int c)
    {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\uFEFF';
    }
}
