package io.standfast.server.http;

/**
 * What goes back to the one who asked. Immutable.
 *
 * @param status HTTP status.
 * @param type   content type.
 * @param body   text, sent as UTF-8.
 */
public record PageAnswer(int status, String type, String body)
{
    /**
     * JSON.
     *
     * @param status HTTP status.
     * @param body   the JSON text.
     * @return answer.
     */
    public static PageAnswer json(final int status, final String body)
    {
        return new PageAnswer(status, "application/json", body + "\n");
    }

    /**
     * Plain text.
     *
     * @param status HTTP status.
     * @param body   text.
     * @return answer.
     */
    public static PageAnswer text(final int status, final String body)
    {
        return new PageAnswer(status, "text/plain; charset=utf-8", body);
    }
}
