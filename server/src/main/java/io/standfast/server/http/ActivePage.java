package io.standfast.server.http;

/**
 * {@code /streaming/isFTActive}: there is no fault-tolerance mode here, and nobody is active in it.
 */
public final class ActivePage implements Page
{
    private static final int NO_CONTENT = 204;

    @Override
    public PageAnswer answer(final PageRequest request)
    {
        return new PageAnswer(NO_CONTENT, "text/plain; charset=utf-8", "");
    }
}
