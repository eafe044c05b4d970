package io.standfast.server.http;

/**
 * A page cannot be shown now; the message is for whoever asked for it.
 */
public final class UnavailableException extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    private final int status;

    /**
     * Not now.
     *
     * @param message one line.
     */
    public UnavailableException(final String message)
    {
        this(503, message);
    }

    /**
     * With another HTTP status.
     *
     * @param status  of the answer.
     * @param message one line.
     */
    public UnavailableException(final int status, final String message)
    {
        super(message);
        this.status = status;
    }

    int status()
    {
        return status;
    }
}
