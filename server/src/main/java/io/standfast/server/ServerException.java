package io.standfast.server;

/**
 * The server cannot start or go on; the message is the one line that says what, where and what next.
 */
public final class ServerException extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    private final ExitCode exitCode;

    /**
     * With the code to end with.
     *
     * @param exitCode of the process.
     * @param message  one line.
     */
    public ServerException(final ExitCode exitCode, final String message)
    {
        super(message);
        this.exitCode = exitCode;
    }

    /**
     * With the code to end with and what led to it.
     *
     * @param exitCode of the process.
     * @param message  one line.
     * @param cause    shown with -SD.
     */
    public ServerException(final ExitCode exitCode, final String message, final Throwable cause)
    {
        super(message, cause);
        this.exitCode = exitCode;
    }

    /**
     * Code to end with.
     *
     * @return code.
     */
    public ExitCode exitCode()
    {
        return exitCode;
    }
}
