package io.standfast.server.http.metrics;

import java.util.Set;

import io.standfast.nats.gateway.GatewayCounters;
import io.standfast.nats.gateway.PublishTimes;
import io.standfast.nats.link.listener.ListenerView;
import io.standfast.replication.NodeNumbers;
import io.standfast.replication.log.DoorCounters;
import io.standfast.server.http.ServerFacts;
import io.standfast.server.http.UnavailableException;

/**
 * Metrics of what clients send and get. Owned by the thread that answers a request.
 */
final class TrafficMetrics
{
    private final MetricsSource source;
    private final ServerFacts facts;
    private final GatewayCounters gateway;

    TrafficMetrics(final MetricsSource source)
    {
        this.source = source;
        facts = source.facts();
        gateway = source.gateway();
    }

    void write(final PrometheusWriter out)
    {
        totals(out);
        requests(out);
        stages(out);
        listener(out);
        final DoorCounters door = source.door();
        out.family(Family.DOOR_SESSIONS).sample(door.sessions());
        out.family(Family.DOOR_DROPPED).sample(door.droppedClients());
    }

    private void totals(final PrometheusWriter out)
    {
        final String id = facts.serverId();
        final ServerFacts.Traffic traffic = facts.traffic();
        out.family(Family.NSS_BYTES_IN).sample(traffic.inBytes(), id);
        out.family(Family.NSS_BYTES_OUT).sample(traffic.outBytes(), id);
        out.family(Family.NSS_MESSAGES_IN).sample(traffic.inMsgs(), id);
        out.family(Family.NSS_MESSAGES_OUT).sample(traffic.outMsgs(), id);
        out.family(Family.PUBLISHES).sample(traffic.inMsgs());
        out.family(Family.PUBLISH_BYTES).sample(traffic.inBytes());
        out.family(Family.DELIVERIES).sample(traffic.outMsgs());
        out.family(Family.DELIVERY_BYTES).sample(traffic.outBytes());
    }

    private void requests(final PrometheusWriter out)
    {
        out.family(Family.REDELIVERIES).sample(gateway.redeliveries().get());
        out.family(Family.ACKS).sample(gateway.acks().get());
        out.family(Family.ACKS_IGNORED).sample(gateway.ignoredAcks().get());
        out.family(Family.REQUESTS).sample(gateway.requests().get());
        out.family(Family.REFUSALS);
        gateway.refusals().counts().forEach((reason, count) -> out.sample(count, reason));
        out.family(Family.DROPPED).sample(gateway.lost().get());
        out.family(Family.UNREADABLE).sample(gateway.unreadable().get());
        out.family(Family.HEARTBEATS_MISSED).sample(gateway.missedHeartbeats().get());
        out.family(Family.OVERRUNS).sample(gateway.overruns().get());
        out.family(Family.BACKLOG).sample(source.nodeFacts().backlogBytes());
    }

    private void stages(final PrometheusWriter out)
    {
        final PublishTimes times = gateway.publishTimes();
        out.family(Family.PUBLISH_DURATION).histogram(times.decode(), "decode").histogram(times.claim(), "claim")
            .histogram(times.commit(), "commit").histogram(times.ack(), "ack");
        final NodeNumbers node = source.node();
        if (node != null && node.views() != null)
        {
            out.histogram(node.applyTimes(), "apply").histogram(node.views().appendTimes(), "append");
        }
    }

    private void listener(final PrometheusWriter out)
    {
        try
        {
            final ListenerView view = source.listener(Set.of());
            out.family(Family.CONNECTIONS).sample(view.connections().size());
            out.family(Family.CONNECTIONS_TOTAL).sample(view.totalConnections());
            out.family(Family.SLOW_CONSUMERS).sample(view.slowConsumers());
        }
        catch (final UnavailableException ex)
        {
            // Without a listener, or while it starts, there is nothing to say of it.
            out.family(Family.CONNECTIONS);
        }
    }
}
