package io.standfast.server.config;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sizes as the NATS configuration writes them: {@code 1KB} and {@code 1Ki} are 1024 bytes, {@code 1K} is 1000.
 */
public final class ByteSize
{
    private static final Pattern SIZE = Pattern.compile("([+-]?\\d+)\\s*(?:([kmgtpe])(b|i|ib)?)?",
        Pattern.CASE_INSENSITIVE);
    private static final String UNITS = "kmgtpe";
    private static final int DECIMAL_BASE = 1000;
    private static final int BINARY_BASE = 1024;

    private ByteSize()
    {
    }

    /**
     * Read a size.
     *
     * @param text as typed.
     * @return bytes.
     * @throws NumberFormatException when it is not a size or too big for 64 bits.
     */
    public static long parse(final String text)
    {
        final Matcher matcher = SIZE.matcher(text.strip());
        if (!matcher.matches())
        {
            throw new NumberFormatException("not a size: " + text);
        }
        final long number = Long.parseLong(matcher.group(1));
        if (matcher.group(2) == null)
        {
            return number;
        }
        final int base = matcher.group(3) == null ? DECIMAL_BASE : BINARY_BASE;
        final int power = UNITS.indexOf(Character.toLowerCase(matcher.group(2).charAt(0))) + 1;
        try
        {
            return Math.multiplyExact(number, power(base, power));
        }
        catch (final ArithmeticException ex)
        {
            throw new NumberFormatException("size too big: " + text);
        }
    }

    /**
     * Write a size the way the limits table of the old server does.
     *
     * @param bytes size.
     * @return text like {@code 976.56 MB}.
     */
    public static String friendly(final long bytes)
    {
        if (bytes < BINARY_BASE)
        {
            return bytes + " B";
        }
        int power = 1;
        while (power < UNITS.length() && bytes / power(BINARY_BASE, power) >= BINARY_BASE)
        {
            power++;
        }
        final double value = (double) bytes / power(BINARY_BASE, power);
        return String.format(Locale.ROOT, "%.2f %cB", value, Character.toUpperCase(UNITS.charAt(power - 1)));
    }

    private static long power(final long base, final int power)
    {
        long result = 1;
        for (int i = 0; i < power; i++)
        {
            result *= base;
        }
        return result;
    }
}
