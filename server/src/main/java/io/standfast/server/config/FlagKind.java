package io.standfast.server.config;

import java.util.Set;

/**
 * What a flag's value looks like.
 */
enum FlagKind
{
    /** True when given alone. */
    BOOL,
    /** A 32-bit number. */
    INT,
    /** A 64-bit number. */
    LONG,
    /** A {@link ByteSize}. */
    SIZE,
    /** A {@link GoDuration}. */
    TIME,
    /** Anything. */
    TEXT;

    private static final Set<String> TRUE = Set.of("1", "t", "T", "TRUE", "true", "True");
    private static final Set<String> FALSE = Set.of("0", "f", "F", "FALSE", "false", "False");

    /** Refuses a value that is not of this kind, with the texts of Go's flag package. */
    void check(final String flag, final String value)
    {
        try
        {
            parse(value);
        }
        catch (final NumberFormatException ex)
        {
            throw new SettingsException(refusal(flag, value));
        }
    }

    private void parse(final String value)
    {
        switch (this)
        {
            case BOOL -> parseBool(value);
            case INT -> Integer.decode(value);
            case LONG -> Long.decode(value);
            case SIZE -> ByteSize.parse(value);
            case TIME -> GoDuration.parseNs(value);
            case TEXT -> {
                return;
            }
        }
    }

    static boolean parseBool(final String value)
    {
        if (!TRUE.contains(value) && !FALSE.contains(value))
        {
            throw new NumberFormatException("not a boolean: " + value);
        }
        return TRUE.contains(value);
    }

    private String refusal(final String flag, final String value)
    {
        return switch (this)
        {
            case BOOL -> "invalid boolean value \"" + value + "\" for -" + flag + ": parse error";
            case SIZE -> flag + " should be a size, got '" + value + "'";
            case TIME ->
                "invalid value \"" + value + "\" for flag -" + flag + ": a duration like 30s or 1h30m expected";
            case INT, LONG, TEXT -> "invalid value \"" + value + "\" for flag -" + flag + ": a number expected";
        };
    }
}
