package io.standfast.server;

/**
 * What the process ends with; described in docs/exit-codes.md, never renumbered.
 */
public enum ExitCode
{
    /** Asked to stop by SIGINT, or done with what the command was for. */
    OK(0),
    /** Did not start: a flag, a port, a directory. */
    NOT_STARTED(1),
    /** Stopped itself because an invariant broke or the disk refused; of bench: not everything went well. */
    HALTED(2),
    /** The data directory is damaged: nothing was served, nothing was moved. */
    DAMAGED(3),
    /** Asked to stop by SIGTERM. */
    TERMINATED(143);

    private final int code;

    ExitCode(final int code)
    {
        this.code = code;
    }

    /**
     * Number that the process ends with.
     *
     * @return code.
     */
    public int code()
    {
        return code;
    }
}
