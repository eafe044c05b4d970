package io.standfast.server;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import io.standfast.server.http.HealthCheck;
import io.standfast.server.http.HealthQuestion;
import io.standfast.server.http.HealthReport;
import io.standfast.server.http.HealthSource;

/**
 * What a server says of itself to probes, from its first second. Immutable; asks the parts when it is asked.
 */
final class ServerHealth implements HealthSource
{
    private final Supplier<String> failure;
    private final Supplier<NodeLook> node;

    /**
     * A server's health.
     *
     * @param failure why it cannot go on, or null.
     * @param node    looks at the node.
     */
    ServerHealth(final Supplier<String> failure, final Supplier<NodeLook> node)
    {
        this.failure = failure;
        this.node = node;
    }

    @Override
    public HealthReport health(final HealthQuestion question)
    {
        final String reason = failure.get();
        final NodeLook look = node.get();
        final List<HealthCheck> checks = new ArrayList<>();
        checks.add(new HealthCheck("node", reason == null, reason == null ? "runs" : reason));
        switch (question)
        {
            case LIVE, STARTUP :
                break;
            case LEADER :
                checks.add(new HealthCheck("gates", look.isServing(), look.isServing() ? "clients are served"
                    : "clients are not served by this node"));
                break;
            case READY :
                checks.add(ready(look));
                checks.add(new HealthCheck("disk", !look.isDiskLow(), look.isDiskLow()
                    ? "almost full: publishes are refused" : "has room"));
                break;
        }
        return new HealthReport(role(look), List.copyOf(checks));
    }

    private static HealthCheck ready(final NodeLook look)
    {
        if (look.isServing())
        {
            return new HealthCheck("gates", true, "clients are served");
        }
        if (look.isFollowing())
        {
            return new HealthCheck("gates", true, "clients are passed on to the leader");
        }
        final String waiting = look.phase() != null ? look.phase()
            : look.isMember() ? "no leader serves, or its log has not arrived here yet"
                : "the log is being replayed; clients are not served yet";
        return new HealthCheck("gates", false, waiting);
    }

    private static String role(final NodeLook look)
    {
        if (look.isServing())
        {
            return "Leader";
        }
        return look.phase() != null ? "Starting" : "Follower";
    }
}
