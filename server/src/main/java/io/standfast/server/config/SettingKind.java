package io.standfast.server.config;

import java.util.Set;

/**
 * What a setting's value looks like.
 */
enum SettingKind
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
    /** A {@link GoDuration}; in files also a number of seconds, as the NATS server had it first. */
    SECONDS,
    /** Anything. */
    TEXT,
    /** A port, or host and port with a colon between them; in files only. */
    ENDPOINT,
    /** A map or a list, in files only; whoever it concerns reads it as it stands. */
    TREE;

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
            case TIME, SECONDS -> GoDuration.parseNs(value);
            case ENDPOINT -> Integer.parseInt(value.substring(value.lastIndexOf(':') + 1));
            case TEXT, TREE -> {
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
            case TIME, SECONDS ->
                "invalid value \"" + value + "\" for flag -" + flag + ": a duration like 30s or 1h30m expected";
            case ENDPOINT -> "\"" + flag + "\" wants host:port or a port, got \"" + value + "\"";
            case INT, LONG, TEXT, TREE -> "invalid value \"" + value + "\" for flag -" + flag + ": a number expected";
        };
    }
}
