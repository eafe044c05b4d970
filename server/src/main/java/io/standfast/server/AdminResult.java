package io.standfast.server;

import java.util.LinkedHashMap;
import java.util.Map;

import io.standfast.server.http.JsonWriter;
import io.standfast.server.http.PageAnswer;

/**
 * What an admin's order has done, or would do. Owned by the thread that answers.
 */
final class AdminResult
{
    private static final int OK = 200;

    private final String what;
    private final boolean isDryRun;
    private final Map<String, Object> fields = new LinkedHashMap<>();
    private String text = "";
    private Runnable then;

    AdminResult(final String what, final boolean isDryRun)
    {
        this.what = what;
        this.isDryRun = isDryRun;
    }

    String what()
    {
        return what;
    }

    boolean isDryRun()
    {
        return isDryRun;
    }

    String text()
    {
        return text;
    }

    AdminResult text(final String value)
    {
        text = value;
        return this;
    }

    /** What is done when the answer has been sent. */
    AdminResult then(final Runnable value)
    {
        then = value;
        return this;
    }

    PageAnswer answer()
    {
        final PageAnswer answer = PageAnswer.json(OK, json());
        return then == null ? answer : answer.then(then);
    }

    AdminResult with(final String name, final String value)
    {
        fields.put(name, value);
        return this;
    }

    AdminResult with(final String name, final long value)
    {
        fields.put(name, value);
        return this;
    }

    private String json()
    {
        final JsonWriter json = new JsonWriter().beginObject();
        fields.forEach((name, value) ->
        {
            if (value instanceof final Long number)
            {
                json.field(name, number);
            }
            else
            {
                json.field(name, (String) value);
            }
        });
        return json.field("dry_run", isDryRun).endObject().text();
    }

    /** For a line of the log. */
    static String quote(final String name)
    {
        return '"' + printable(name) + '"';
    }

    /** Without what would begin another line, or move a terminal's cursor. */
    static String printable(final String text)
    {
        return text.replaceAll("\\p{Cntrl}", "?");
    }
}
