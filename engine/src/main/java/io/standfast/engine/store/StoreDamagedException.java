package io.standfast.engine.store;

/**
 * The store does not hold what a snapshot says it holds. Nothing has been changed; the node may not serve.
 */
public final class StoreDamagedException extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    /**
     * Damage was found.
     *
     * @param message names file, channel, what was expected and what was seen.
     */
    public StoreDamagedException(final String message)
    {
        super(message);
    }
}
