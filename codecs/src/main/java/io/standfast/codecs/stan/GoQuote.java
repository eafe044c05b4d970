package io.standfast.codecs.stan;

/**
 * Quotes text as Go's {@code %q} does; stateless. What is printable follows this JDK's Unicode tables, which may be
 * older or newer than those of the Go release that a given nats-streaming-server was built with.
 */
public final class GoQuote
{
    private GoQuote()
    {
    }

    /**
     * Quote.
     *
     * @param text to quote.
     * @return text between quotation marks, what is not printable escaped.
     */
    public static String quote(final String text)
    {
        final StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
        int index = 0;
        while (index < text.length())
        {
            final int codePoint = text.codePointAt(index);
            append(quoted, codePoint);
            index += Character.charCount(codePoint);
        }
        return quoted.append('"').toString();
    }

    private static void append(final StringBuilder quoted, final int codePoint)
    {
        switch (codePoint)
        {
            case '"' -> quoted.append("\\\"");
            case '\\' -> quoted.append("\\\\");
            case 0x07 -> quoted.append("\\a");
            case '\b' -> quoted.append("\\b");
            case '\f' -> quoted.append("\\f");
            case '\n' -> quoted.append("\\n");
            case '\r' -> quoted.append("\\r");
            case '\t' -> quoted.append("\\t");
            case 0x0B -> quoted.append("\\v");
            default -> appendOther(quoted, codePoint);
        }
    }

    private static void appendOther(final StringBuilder quoted, final int codePoint)
    {
        if (isPrintable(codePoint))
        {
            quoted.appendCodePoint(codePoint);
        }
        else if (codePoint < ' ' || codePoint == 0x7F)
        {
            appendHex(quoted.append("\\x"), codePoint, 2);
        }
        else if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE)
        {
            quoted.append("\\ufffd");
        }
        else if (codePoint < 0x10000)
        {
            appendHex(quoted.append("\\u"), codePoint, 4);
        }
        else
        {
            appendHex(quoted.append("\\U"), codePoint, 8);
        }
    }

    private static void appendHex(final StringBuilder quoted, final int codePoint, final int digits)
    {
        for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4)
        {
            quoted.append(Character.forDigit(codePoint >>> shift & 0xF, 16));
        }
    }

    private static boolean isPrintable(final int codePoint)
    {
        return codePoint == ' ' || switch (Character.getType(codePoint))
        {
            case Character.UNASSIGNED, Character.CONTROL, Character.FORMAT, Character.PRIVATE_USE,
                Character.SURROGATE, Character.SPACE_SEPARATOR, Character.LINE_SEPARATOR,
                Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
