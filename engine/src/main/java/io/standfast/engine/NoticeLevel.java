package io.standfast.engine;

/**
 * Level of a line for the operator; the code is on the wire of the outbox.
 */
public enum NoticeLevel
{
    /** Shown with -SD. */
    DEBUG(0),
    /** Always shown. */
    INFO(1),
    /** Always shown, marked as a warning. */
    WARNING(2);

    private final int code;

    NoticeLevel(final int code)
    {
        this.code = code;
    }

    /**
     * Code of the level.
     *
     * @return code.
     */
    public int code()
    {
        return code;
    }
}
