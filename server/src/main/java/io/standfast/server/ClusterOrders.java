package io.standfast.server;

import java.util.function.Supplier;

import io.standfast.replication.Node;
import io.standfast.server.config.Settings;
import io.standfast.server.http.AdminRequest;
import io.standfast.server.http.ClusterReport;

/**
 * What an admin orders the node that leads to do, or a server that is alone. Used by the threads that answer requests;
 * blocks.
 */
final class ClusterOrders
{
    private static final long SNAPSHOT_TIMEOUT_MS = 30_000;

    private final Settings settings;
    private final Lifecycle life;
    private final Supplier<Node> node;
    private final Supplier<ClusterReport> report;

    /**
     * Orders.
     *
     * @param settings of this node.
     * @param life     of this node.
     * @param node     that runs.
     * @param report   of the cluster, as this node sees it.
     */
    ClusterOrders(final Settings settings, final Lifecycle life, final Supplier<Node> node,
        final Supplier<ClusterReport> report)
    {
        this.settings = settings;
        this.life = life;
        this.node = node;
        this.report = report;
    }

    /** All nodes take one; this one's is waited for. */
    AdminResult snapshot(final AdminRequest request)
    {
        final AdminResult result = new AdminResult("snapshot", request.is("dry_run"));
        if (!result.isDryRun() && !node.get().snapshot(SNAPSHOT_TIMEOUT_MS))
        {
            throw new AdminRefusal(AdminRefusal.NO_ANSWER, "no snapshot within " + SNAPSHOT_TIMEOUT_MS / 1_000 +
                " s: it may still come; see the log of this node");
        }
        return result.text("taken").with("action", "snapshot");
    }

    /** Aeron has no way to hand leadership over: the node goes, another one leads, and the node comes back. */
    AdminResult stepDown(final AdminRequest request)
    {
        if (settings.cluster() == null)
        {
            throw new AdminRefusal(AdminRefusal.CONFLICT, "this server is alone: no other node could lead");
        }
        final ClusterReport seen = report.get();
        if (!seen.isStoppable())
        {
            throw new AdminRefusal(AdminRefusal.CONFLICT, "it goes on leading, for nobody could take over: " + seen
                .reason());
        }
        final String name = settings.cluster().members().get(settings.cluster().own()).name();
        final AdminResult result = new AdminResult("step down of node " + AdminResult.quote(name), request.is(
            "dry_run"));
        return (result.isDryRun() ? result : result.then(life::restart)).text("ordered").with("action", "step-down")
            .with("node", name);
    }
}
