package io.standfast.server.http;

import java.util.List;

/**
 * What a node says of itself at one moment. Immutable.
 *
 * @param role   of the node, for example Leader.
 * @param checks what was looked at, in the order in which a start passes them.
 */
public record HealthReport(String role, List<HealthCheck> checks)
{
    /**
     * Whether everything is as it should be.
     *
     * @return true if so.
     */
    public boolean isOk()
    {
        return checks.stream().allMatch(HealthCheck::isOk);
    }
}
