package io.standfast.server.http;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What goes back to the one who asked. Immutable.
 *
 * @param status  HTTP status.
 * @param type    content type.
 * @param body    text, sent as UTF-8.
 * @param headers more of them.
 * @param then    run when it has been sent, or cannot be; null for nothing.
 */
public record PageAnswer(int status, String type, String body, Map<String, String> headers, Runnable then)
{
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final String PLAIN = "text/plain; charset=utf-8";
    // The name of a function is sent back as it came: nothing else must be in it.
    private static final Pattern CALLBACK = Pattern.compile("[A-Za-z_$][A-Za-z0-9_$.]{0,127}");

    /**
     * An answer.
     *
     * @param status HTTP status.
     * @param type   content type.
     * @param body   text, sent as UTF-8.
     */
    public PageAnswer(final int status, final String type, final String body)
    {
        this(status, type, body, Map.of());
    }

    private PageAnswer(final int status, final String type, final String body, final Map<String, String> headers)
    {
        this(status, type, body, headers, null);
    }

    /**
     * The same, after which something is done that the one who asked is not to wait for.
     *
     * @param after run when it has been sent, or cannot be.
     * @return answer.
     */
    public PageAnswer then(final Runnable after)
    {
        return new PageAnswer(status, type, body, headers, after);
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
        return new PageAnswer(status, type, body, Map.copyOf(more), then);
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
     * JSON as nats-server's pages answer: for scripts of other origins, and as a call of the function that they name.
     *
     * @param request that may name one.
     * @param body    the JSON text.
     * @return answer.
     * @throws IllegalArgumentException when that name is none.
     */
    public static PageAnswer json(final PageRequest request, final String body)
    {
        final String callback = request.text("callback");
        if (callback.isEmpty())
        {
            return new PageAnswer(OK, "application/json", body, Map.of("Access-Control-Allow-Origin", "*"));
        }
        if (!CALLBACK.matcher(callback).matches())
        {
            throw new IllegalArgumentException("callback must be the name of a JavaScript function");
        }
        return new PageAnswer(OK, "application/javascript", callback + "(" + body + ")");
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
        return new PageAnswer(status, PLAIN, body);
    }

    /**
     * HTML.
     *
     * @param body of the answer.
     * @return answer.
     */
    public static PageAnswer html(final String body)
    {
        return new PageAnswer(OK, "text/html; charset=utf-8", body);
    }

    /**
     * There is no such thing; what it is called is sent back, so no browser may take it for anything but text.
     *
     * @param text one line.
     * @return answer.
     */
    public static PageAnswer notFound(final String text)
    {
        return new PageAnswer(NOT_FOUND, PLAIN, text + "\n", Map.of("X-Content-Type-Options", "nosniff"));
    }
}
