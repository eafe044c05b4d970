package io.standfast.server.migrate;

/**
 * A migration cannot be done, or not be gone on with; the message says why, where, and what to do. Immutable.
 */
public final class MigrationException extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    private final boolean isDamage;

    private MigrationException(final String message, final boolean isDamage, final Throwable cause)
    {
        super(message, cause);
        this.isDamage = isDamage;
    }

    static MigrationException refused(final String message)
    {
        return new MigrationException(message, false, null);
    }

    static MigrationException refused(final String message, final Throwable cause)
    {
        return new MigrationException(message + ": " + (cause.getMessage() == null ? cause : cause.getMessage()), false,
            cause);
    }

    static MigrationException damaged(final String message)
    {
        return new MigrationException(message, true, null);
    }

    /**
     * Whether the source is not whole.
     *
     * @return false for everything else.
     */
    public boolean isDamage()
    {
        return isDamage;
    }
}
