package io.standfast.server.http.metrics;

import java.util.Map;

import io.standfast.engine.view.MessagePlace;
import io.standfast.nats.gateway.GatewayCounters;
import io.standfast.replication.NodeNumbers;
import io.standfast.replication.log.DoorCounters;
import io.standfast.server.http.MonitorSource;

/**
 * Where {@code /metrics} gets what it shows. Called by the threads that answer requests; may block for a moment.
 */
public interface MetricsSource extends MonitorSource
{
    /**
     * How the node is.
     *
     * @return facts.
     */
    NodeFacts nodeFacts();

    /**
     * Counters of the gateway.
     *
     * @return counters.
     */
    GatewayCounters gateway();

    /**
     * Numbers of the node.
     *
     * @return numbers, or null while it is not there.
     */
    NodeNumbers node();

    /**
     * Numbers of the Aeron door.
     *
     * @return counters.
     */
    DoorCounters door();

    /**
     * When a message was published.
     *
     * @param place where it lay.
     * @return Unix ns, 0 when it is gone.
     */
    long timestampNs(MessagePlace place);

    /**
     * How a node is at one moment. Immutable.
     *
     * @param isReady       whether clients may be sent to it.
     * @param isServing     whether it serves them itself.
     * @param isDiskLow     whether publishes are refused for want of room.
     * @param diskFree      bytes.
     * @param diskTotal     bytes.
     * @param backlogBytes  events that the gateway has not handled yet.
     * @param isMember      whether it is one of several.
     * @param term          latest that it has heard of, -1 for none.
     * @param commit        position of the log, -1 while it is not known.
     * @param members       of the cluster.
     * @param present       members that were heard of, with this one.
     * @param isLeaderKnown whether somebody leads.
     * @param clocksSkewed  members whose clocks are wrong.
     * @param lags          of other members behind this one, bytes by name.
     */
    record NodeFacts(boolean isReady, boolean isServing, boolean isDiskLow, long diskFree, long diskTotal,
        long backlogBytes, boolean isMember, long term, long commit, int members, int present, boolean isLeaderKnown,
        int clocksSkewed, Map<String, Long> lags)
    {
    }
}
