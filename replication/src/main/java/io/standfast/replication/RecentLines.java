package io.standfast.replication;

import java.util.HashMap;
import java.util.Map;

/**
 * What was said lately: a line that is due again and again is said once an interval, also when two of them take turns.
 * Owned by the thread that says them.
 */
final class RecentLines
{
    private final long intervalNs;
    private final Map<String, Long> said = new HashMap<>();

    /**
     * Nothing was said.
     *
     * @param intervalNs between two sayings of a line.
     */
    RecentLines(final long intervalNs)
    {
        this.intervalNs = intervalNs;
    }

    /** Whether a line is to be said now. */
    boolean isDue(final String line, final long nowNs)
    {
        said.values().removeIf(saidNs -> nowNs - saidNs >= intervalNs);
        return said.putIfAbsent(line, nowNs) == null;
    }
}
