package io.standfast.server.http;

/**
 * One page. Called by the threads of the {@link MonitorServer}.
 */
public interface Page
{
    /**
     * Answer one request.
     *
     * @param request what is asked.
     * @return what to send.
     */
    PageAnswer answer(PageRequest request);
}
