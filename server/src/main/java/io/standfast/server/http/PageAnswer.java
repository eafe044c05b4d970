package io.standfast.server.http;

import java.util.HashMap;
import java.util.Map;

/**
 * What goes back to the one who asked. Immutable.
 *
 * @param status  HTTP status.
 * @param type    content type.
 * @param body    text, sent as UTF-8.
 * @param headers more of them, by name.
 */
public record PageAnswer(int status, String type, String body, Map<String, String> headers)
{
    /**
     * Without more headers.
     *
     * @param status HTTP status.
     * @param type   content type.
     * @param body   text, sent as UTF-8.
     */
    public PageAnswer(final int status, final String type, final String body)
    {
        this(status, type, body, Map.of());
    }

    /**
     * The same with another header.
     *
     * @param name  of the header.
     * @param value of the header.
     * @return answer.
     */
    public PageAnswer with(final String name, final String value)
    {
        final Map<String, String> more = new HashMap<>(headers);
        more.put(name, value);
        return new PageAnswer(status, type, body, Map.copyOf(more));
    }

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
