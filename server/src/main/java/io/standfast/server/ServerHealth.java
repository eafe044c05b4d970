package io.standfast.server;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.agrona.concurrent.NanoClock;

import io.standfast.server.http.HealthCheck;
import io.standfast.server.http.HealthQuestion;
import io.standfast.server.http.HealthReport;
import io.standfast.server.http.HealthSource;

/**
 * How the server is, from its first second on. Any thread may ask.
 */
final class ServerHealth implements HealthSource
{
    /** A gateway that has not turned for so long does not serve; a probe that ends it loses nothing. */
    private static final long QUIET_MAX_NS = TimeUnit.SECONDS.toNanos(30);
    /** A start that has not moved for so long waits for something that may never come. */
    private static final long STILL_MAX_NS = TimeUnit.MINUTES.toNanos(2);

    private final Supplier<String> failure;
    private final Supplier<NodeLook> node;
    private final Supplier<String> replay;
    private final NanoClock clock;
    // Guarded by this: threads that answer requests.
    private long progress = Long.MIN_VALUE;
    private long movedNs;

    /**
     * Health of a server.
     *
     * @param failure reason why it cannot go on, or null.
     * @param node    what is seen of the node.
     * @param replay  how far a member's replay of its log is, or null.
     * @param clock   monotonic.
     */
    ServerHealth(final Supplier<String> failure, final Supplier<NodeLook> node, final Supplier<String> replay,
        final NanoClock clock)
    {
        this.failure = failure;
        this.node = node;
        this.replay = replay;
        this.clock = clock;
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
            case LIVE :
                checks.add(turning(look));
                break;
            case STARTUP :
                checks.add(started(look));
                break;
            case LEADER :
                checks.add(new HealthCheck("gates", look.isServing(), look.isServing() ? "clients are served"
                    : "clients are not served by this node"));
                break;
            case READY :
                addReady(checks, look);
                break;
        }
        return new HealthReport(role(look), List.copyOf(checks));
    }

    private void addReady(final List<HealthCheck> checks, final NodeLook look)
    {
        checks.add(new HealthCheck("data", look.phase() == null, look.phase() == null ? "is whole" : look.phase()));
        checks.add(new HealthCheck("leader", look.isLeaderKnown(), look.isLeaderKnown() ? "is known"
            : look.isMember() ? "nobody leads: more than half of the nodes must run and reach one another"
                : "the log is being replayed"));
        checks.add(new HealthCheck("link", look.missingLink() == null, look.missingLink() == null
            ? "clients can connect" : look.missingLink()));
        checks.add(gates(look));
        checks.add(new HealthCheck("disk", !look.isDiskLow(), look.isDiskLow()
            ? "almost full: publishes are refused" : "has room"));
    }

    private HealthCheck gates(final NodeLook look)
    {
        if (look.isServing())
        {
            return new HealthCheck("gates", true, "clients are served");
        }
        if (look.isFollowing())
        {
            return new HealthCheck("gates", true, "clients are passed on to the leader");
        }
        final String replaying = replay.get();
        final String waiting = look.isMember() ? "no leader serves, or its log has not arrived here yet"
            : "the log is being replayed; clients are not served yet";
        return new HealthCheck("gates", false, look.phase() != null ? look.phase() : replaying != null ? replaying
            : waiting);
    }

    private static HealthCheck turning(final NodeLook look)
    {
        final boolean isTurning = look.quietNs() < QUIET_MAX_NS;
        return new HealthCheck("agents", isTurning, isTurning ? "turn" : "the gateway has not turned for " +
            TimeUnit.NANOSECONDS.toSeconds(look.quietNs()) + " s");
    }

    private HealthCheck started(final NodeLook look)
    {
        if (look.isServing() || look.isFollowing())
        {
            return new HealthCheck("start", true, "is over");
        }
        if (look.phase() == null && (look.missingLink() != null || look.isMember() && !look.isLeaderKnown()))
        {
            return new HealthCheck("start", true, look.missingLink() != null ? look.missingLink()
                : "waits for the other nodes");
        }
        final long stillNs = stillNs(look.progress());
        return new HealthCheck("start", stillNs < STILL_MAX_NS, (look.phase() == null ? "the log is being replayed"
            : look.phase()) +
            (stillNs < STILL_MAX_NS ? "" : "; nothing has moved for " + TimeUnit.NANOSECONDS
                .toSeconds(stillNs) + " s"));
    }

    private synchronized long stillNs(final long current)
    {
        final long nowNs = clock.nanoTime();
        if (current != progress)
        {
            progress = current;
            movedNs = nowNs;
        }
        return nowNs - movedNs;
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
