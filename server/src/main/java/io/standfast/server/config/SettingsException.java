package io.standfast.server.config;

import java.util.List;

/**
 * Something that the operator asked for cannot be done; the message is the one line that says what and why.
 */
public final class SettingsException extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    /**
     * With the line for the operator.
     *
     * @param message one line.
     */
    public SettingsException(final String message)
    {
        this(List.of(message));
    }

    /**
     * With all that is wrong.
     *
     * @param problems lines, at least one; the first one is the message.
     */
    SettingsException(final List<String> problems)
    {
        super(problems.get(0));
        this.problems = List.copyOf(problems);
    }

    /**
     * All that is wrong, so far as it could be seen at once.
     *
     * @return lines, the message first.
     */
    public List<String> problems()
    {
        return problems == null ? List.of(getMessage()) : problems;
    }
}
