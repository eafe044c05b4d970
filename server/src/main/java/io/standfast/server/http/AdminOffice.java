package io.standfast.server.http;

/**
 * Who does what an admin asks for. Called by the threads of the {@link MonitorServer}; may block.
 */
@FunctionalInterface
public interface AdminOffice
{
    /**
     * Do it.
     *
     * @param request of an admin who has proven to be one.
     * @return answer.
     * @throws IllegalArgumentException when the request makes no sense: the message says why.
     */
    PageAnswer handle(AdminRequest request);
}
