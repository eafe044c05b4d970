package io.standfast.server.cli;

import io.standfast.server.cli.CheckResult.Status;
import io.standfast.server.config.ByteSize;

/**
 * From which value on a figure is a warning, and from which it is critical. Immutable.
 *
 * @param warning  beyond it is one, {@link #NONE} for never.
 * @param critical beyond it is, {@link #NONE} for never.
 */
record CheckLimits(long warning, long critical)
{
    /** Never. */
    static final long NONE = Long.MAX_VALUE;
    /** A figure that is only shown. */
    static final CheckLimits SHOWN = new CheckLimits(NONE, NONE);

    /**
     * Read limits.
     *
     * @param option for the message.
     * @param text   {@code WARN,CRIT}, {@code WARN} or {@code ,CRIT}, sizes allowed; null for none.
     * @return limits.
     * @throws IllegalArgumentException when it is no such text.
     */
    static CheckLimits parse(final String option, final String text)
    {
        if (text == null)
        {
            return SHOWN;
        }
        final String[] words = text.split(",", -1);
        if (words.length > 2 || text.isBlank() || text.strip().equals(","))
        {
            throw new IllegalArgumentException(option + " " + text + ": expected WARN,CRIT like 1000,10000");
        }
        final CheckLimits limits = new CheckLimits(value(option, words[0]), words.length == 1 ? NONE
            : value(option, words[1]));
        if (limits.warning != NONE && limits.warning > limits.critical)
        {
            throw new IllegalArgumentException(option + " " + text + ": the warning must come before the critical");
        }
        return limits;
    }

    private static long value(final String option, final String word)
    {
        try
        {
            return word.isBlank() ? NONE : ByteSize.parse(word.strip());
        }
        catch (final NumberFormatException ex)
        {
            throw new IllegalArgumentException(option + ": " + word + " is no number", ex);
        }
    }

    Status status(final long value)
    {
        return value > critical ? Status.CRITICAL : value > warning ? Status.WARNING : Status.OK;
    }

    /** As Nagios' plug-ins write it behind a value. */
    String perfData()
    {
        return warning == NONE && critical == NONE ? ""
            : ";" + (warning == NONE ? "" : warning) + ";" + (critical == NONE ? "" : critical);
    }
}
