package io.standfast.engine.store;

/**
 * The store cannot work: directory in use, not writable, disk full. The message names the path.
 */
public final class StoreException extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    /**
     * Something is in the way.
     *
     * @param message for the operator.
     */
    public StoreException(final String message)
    {
        super(message);
    }

    /**
     * Something is in the way.
     *
     * @param message for the operator.
     * @param cause   of it.
     */
    public StoreException(final String message, final Throwable cause)
    {
        super(message, cause);
    }
}
