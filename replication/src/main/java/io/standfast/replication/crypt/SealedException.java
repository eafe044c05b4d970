package io.standfast.replication.crypt;

/**
 * A payload is encrypted and cannot be read here. Nothing has been changed.
 */
public final class SealedException extends Exception
{
    private static final long serialVersionUID = 1L;

    private final boolean isChanged;

    SealedException(final String message, final boolean isChanged)
    {
        super(message);
        this.isChanged = isChanged;
    }

    SealedException(final String message)
    {
        this(message, false);
    }

    /**
     * Whether it is damaged, so that no key reads it.
     *
     * @return true if so.
     */
    public boolean isChanged()
    {
        return isChanged;
    }
}
