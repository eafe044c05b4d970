package io.standfast.server.http;

import java.util.List;
import java.util.Locale;

/**
 * Which part of a list is wanted: {@code offset} and {@code limit} as the original takes them. Immutable.
 *
 * @param offset of the first one.
 * @param limit  most that are shown.
 */
record Paging(int offset, int limit)
{
    /** Shown when nothing else is asked for. */
    static final int LIMIT_DEFAULT = 1024;
    /** Shown at most: who wants more asks again with the next offset. */
    static final int LIMIT_MAX = 10_000;

    static Paging of(final PageRequest request)
    {
        final int limit = request.number("limit");
        return new Paging(Math.max(0, request.number("offset")), limit <= 0 ? LIMIT_DEFAULT : Math.min(limit,
            LIMIT_MAX));
    }

    /**
     * Whether an item is asked for: {@code match} is a part of its name, in any case.
     *
     * @param request that may have it.
     * @param name    of the item.
     * @return true if so, or when there is no {@code match}.
     */
    static boolean isMatch(final PageRequest request, final String name)
    {
        final String part = request.text("match");
        return part.isEmpty() || name.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
    }

    <T> List<T> of(final List<T> all)
    {
        final int from = Math.min(offset, all.size());
        return all.subList(from, (int) Math.min((long) from + limit, all.size()));
    }
}
