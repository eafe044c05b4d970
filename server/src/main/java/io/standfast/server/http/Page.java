package io.standfast.server.http;

import java.util.Set;

/**
 * One page. Called by the threads of the {@link MonitorServer}.
 */
public interface Page
{
    /**
     * What may be done with it.
     *
     * @return methods of HTTP.
     */
    default Set<String> methods()
    {
        return Set.of("GET", "HEAD");
    }

    /**
     * Answer one request.
     *
     * @param request what is asked.
     * @return what to send.
     */
    PageAnswer answer(PageRequest request);
}
