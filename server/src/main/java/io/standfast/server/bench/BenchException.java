package io.standfast.server.bench;

/**
 * Why a measurement could not begin, or go on. One line for the person who started it: what happened, at which server,
 * and what to do.
 */
public final class BenchException extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    /**
     * For a reason.
     *
     * @param reason one line.
     */
    public BenchException(final String reason)
    {
        super(reason);
    }

    /**
     * For a reason.
     *
     * @param reason one line.
     * @param cause  of it.
     */
    public BenchException(final String reason, final Throwable cause)
    {
        super(reason, cause);
    }
}
