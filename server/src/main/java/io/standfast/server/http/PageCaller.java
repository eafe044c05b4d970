package io.standfast.server.http;

import java.util.function.Supplier;

/**
 * Who asks for a page, and what was sent along. Immutable.
 *
 * @param address       of the caller.
 * @param authorization header of that name, or null.
 * @param contentType   header of that name, or null.
 * @param body          reads what was posted, which may take long; null when nothing was.
 */
public record PageCaller(String address, String authorization, String contentType, Supplier<String> body)
{
    /** Nobody in particular. */
    public static final PageCaller UNKNOWN = new PageCaller("-", null, null, null);

    /**
     * Whether something is to be changed.
     *
     * @return true for a POST.
     */
    public boolean isPost()
    {
        return body != null;
    }

    /** The header holds a secret. */
    @Override
    public String toString()
    {
        return "PageCaller[" + address + "]";
    }
}
