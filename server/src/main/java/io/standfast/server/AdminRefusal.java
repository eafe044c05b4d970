package io.standfast.server;

import io.standfast.server.http.AdminPage;
import io.standfast.server.http.PageAnswer;

/**
 * An admin's request is not done; says why, and what to do next.
 */
final class AdminRefusal extends RuntimeException
{
    static final int NOT_FOUND = 404;
    static final int CONFLICT = 409;
    static final int UNAVAILABLE = 503;
    static final int NO_ANSWER = 504;

    private static final long serialVersionUID = 1L;

    private final transient PageAnswer answer;

    AdminRefusal(final int status, final String text)
    {
        this(text, AdminPage.error(status, text));
    }

    AdminRefusal(final String text, final PageAnswer answer)
    {
        super(text, null, false, false);
        this.answer = answer;
    }

    PageAnswer answer()
    {
        return answer;
    }
}
