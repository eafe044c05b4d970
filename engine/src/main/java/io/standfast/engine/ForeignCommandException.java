package io.standfast.engine;

/**
 * An entry of the log, or a snapshot, belongs to another incarnation of the cluster: the log is not ours and nothing of
 * it may be applied. The node marks itself damaged and halts.
 */
public final class ForeignCommandException extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    /**
     * A foreign entry was found.
     *
     * @param expected    incarnation of this node.
     * @param actual      incarnation found.
     * @param logPosition of the entry or snapshot.
     */
    public ForeignCommandException(final long expected, final long actual, final long logPosition)
    {
        super("entry of another incarnation: expected=" + Long.toHexString(expected) + " actual=" +
            Long.toHexString(actual) + " logPosition=" + logPosition);
    }
}
