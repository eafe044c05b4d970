package io.standfast.replication.identity;

/**
 * The node may not run with what it found. Nothing has been changed; the message says what, where and what to do.
 */
public final class NodeRefusedException extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    /**
     * The node may not run.
     *
     * @param message for the operator, one line.
     */
    public NodeRefusedException(final String message)
    {
        super(message);
    }

    /**
     * The node may not run.
     *
     * @param message for the operator, one line.
     * @param cause   of it.
     */
    public NodeRefusedException(final String message, final Throwable cause)
    {
        super(message, cause);
    }
}
