package io.standfast.replication.identity;

/**
 * Another server works with the data directory, or has this node's address. Nothing is wrong with the data, and nothing
 * has been changed.
 */
public final class DataInUseException extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    /**
     * The directory is in use.
     *
     * @param message for the operator, one line.
     */
    public DataInUseException(final String message)
    {
        super(message);
    }
}
