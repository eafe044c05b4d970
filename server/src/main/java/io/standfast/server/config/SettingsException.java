package io.standfast.server.config;

/**
 * Something that the operator asked for cannot be done; the message is the one line that says what and why.
 */
public final class SettingsException extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    /**
     * With the line for the operator.
     *
     * @param message one line.
     */
    public SettingsException(final String message)
    {
        super(message);
    }
}
