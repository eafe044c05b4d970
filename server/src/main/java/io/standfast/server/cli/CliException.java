package io.standfast.server.cli;

/**
 * A command cannot do what it was asked for; the message is for people: what happened, and what to do next.
 */
final class CliException extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    CliException(final String text)
    {
        super(text);
    }

    CliException(final String text, final Throwable cause)
    {
        super(text, cause);
    }
}
