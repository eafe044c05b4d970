package io.standfast.server;

/**
 * An exception as one line for the operator. Stateless.
 */
public final class OneLine
{
    private OneLine()
    {
    }

    /**
     * Kind and message, without line breaks.
     *
     * @param ex exception.
     * @return one line.
     */
    public static String of(final Throwable ex)
    {
        final String message = ex.getMessage();
        final String kind = ex.getClass().getSimpleName();
        return message == null ? kind : kind + ": " + message.replaceAll("\\s*\\R\\s*", "; ");
    }
}
