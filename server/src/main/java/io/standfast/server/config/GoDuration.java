package io.standfast.server.config;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as Go writes them: {@code 1h30m}, {@code 250ms}, {@code 1.5s}, {@code 0}; and days of 24 hours, {@code 7d}.
 */
public final class GoDuration
{
    private static final Pattern PART = Pattern.compile("(\\d+\\.?\\d*|\\.\\d+)(ns|us|µs|μs|ms|s|m|h|d)");
    private static final long NS_PER_US = 1_000L;
    private static final long NS_PER_MS = 1_000_000L;
    private static final long NS_PER_S = 1_000_000_000L;
    private static final long NS_PER_M = 60 * NS_PER_S;
    private static final long NS_PER_H = 60 * NS_PER_M;
    private static final long NS_PER_D = 24 * NS_PER_H;

    private GoDuration()
    {
    }

    /**
     * Read a duration.
     *
     * @param text as typed.
     * @return ns.
     * @throws NumberFormatException when it is not a duration or too long for 64 bits.
     */
    public static long parseNs(final String text)
    {
        final boolean isNegative = text.startsWith("-");
        final String unsigned = isNegative || text.startsWith("+") ? text.substring(1) : text;
        if (unsigned.equals("0"))
        {
            return 0;
        }
        final long valueNs = parseUnsignedNs(unsigned, text);
        return isNegative ? -valueNs : valueNs;
    }

    private static long parseUnsignedNs(final String unsigned, final String text)
    {
        final Matcher matcher = PART.matcher(unsigned);
        BigDecimal sumNs = BigDecimal.ZERO;
        int end = 0;
        while (end < unsigned.length() && matcher.find(end) && matcher.start() == end)
        {
            sumNs = sumNs.add(new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unitNs(matcher.group(2)))));
            end = matcher.end();
        }
        if (end == 0 || end < unsigned.length() || sumNs.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0)
        {
            throw new NumberFormatException("not a duration: " + text);
        }
        return sumNs.setScale(0, RoundingMode.DOWN).longValueExact();
    }

    /**
     * Write a duration the way Go prints it.
     *
     * @param valueNs duration.
     * @return text like {@code 1h30m0s}.
     */
    public static String format(final long valueNs)
    {
        if (valueNs < 0)
        {
            return "-" + format(valueNs == Long.MIN_VALUE ? Long.MAX_VALUE : -valueNs);
        }
        if (valueNs < NS_PER_S)
        {
            return formatSmall(valueNs);
        }
        final long hours = valueNs / NS_PER_H;
        final long minutes = valueNs % NS_PER_H / NS_PER_M;
        final String seconds = decimal(valueNs % NS_PER_M, NS_PER_S) + "s";
        if (hours > 0)
        {
            return hours + "h" + minutes + "m" + seconds;
        }
        return minutes > 0 ? minutes + "m" + seconds : seconds;
    }

    private static String formatSmall(final long valueNs)
    {
        if (valueNs == 0)
        {
            return "0s";
        }
        if (valueNs < NS_PER_US)
        {
            return valueNs + "ns";
        }
        return valueNs < NS_PER_MS ? decimal(valueNs, NS_PER_US) + "µs" : decimal(valueNs, NS_PER_MS) + "ms";
    }

    private static String decimal(final long valueNs, final long unitNs)
    {
        final BigDecimal quotient = BigDecimal.valueOf(valueNs).divide(BigDecimal.valueOf(unitNs));
        return quotient.signum() == 0 ? "0" : quotient.stripTrailingZeros().toPlainString();
    }

    private static long unitNs(final String unit)
    {
        return switch (unit)
        {
            case "ns" -> 1L;
            case "us", "µs", "μs" -> NS_PER_US;
            case "ms" -> NS_PER_MS;
            case "s" -> NS_PER_S;
            case "m" -> NS_PER_M;
            case "h" -> NS_PER_H;
            default -> NS_PER_D;
        };
    }
}
