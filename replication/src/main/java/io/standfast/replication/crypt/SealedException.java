package io.standfast.replication.crypt;

/**
 * A payload is encrypted and cannot be read here. Nothing has been changed.
 */
public final class SealedException extends Exception
{
    private static final long serialVersionUID = 1L;

    SealedException(final String message)
    {
        super(message);
    }
}
