package io.standfast.server.config;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What a word without quotes means: a boolean, a number, a size, or itself.
 */
final class ConfScalar
{
    private static final Pattern INTEGER = Pattern.compile("-?\\d+");
    private static final Pattern SIZE = Pattern.compile("-?\\d+[kmgtpe](b|i|ib)?", Pattern.CASE_INSENSITIVE);
    private static final Pattern FLOAT = Pattern.compile("-?\\d+\\.\\d+");

    private ConfScalar()
    {
    }

    static Object of(final String text)
    {
        switch (text.toLowerCase(Locale.ROOT))
        {
            case "true", "yes", "on" -> {
                return true;
            }
            case "false", "no", "off" -> {
                return false;
            }
            default -> {
                return number(text);
            }
        }
    }

    private static Object number(final String text)
    {
        try
        {
            if (INTEGER.matcher(text).matches())
            {
                return Long.parseLong(text);
            }
            if (SIZE.matcher(text).matches())
            {
                return ByteSize.parse(text);
            }
            return FLOAT.matcher(text).matches() ? (Object) Double.parseDouble(text) : text;
        }
        catch (final NumberFormatException ex)
        {
            // Too big for a number: left as it stands, so that whoever wants a number can say which.
            return text;
        }
    }
}
