package io.standfast.replication;

import java.util.function.BooleanSupplier;

import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.SystemNanoClock;

import io.standfast.replication.log.DoorCounters;
import io.standfast.replication.log.DoorPublisher;
import io.standfast.replication.log.EventPublisher;

/**
 * Where the engine's events go: to the gateway, and to clients of the Aeron door. Stateless.
 */
final class NodeOutput
{
    private NodeOutput()
    {
    }

    /**
     * An output for an engine.
     *
     * @param context   of the node.
     * @param wait      of the engine, for the gateway.
     * @param isPublishStopped whether publishes are to be refused.
     * @param counters  of the door.
     * @return output.
     */
    static DoorPublisher of(final NodeContext context, final IdleStrategy wait, final BooleanSupplier isPublishStopped,
        final DoorCounters counters)
    {
        final DoorAccess door = context.door();
        final EventPublisher events = new EventPublisher(context.outbox(), wait, SystemNanoClock.INSTANCE,
            EventPublisher.FULL_TIMEOUT_DEFAULT_NS, context.gatewayDoorbell());
        return new DoorPublisher(events, isPublishStopped, door == null ? DoorAccess.QUEUE_CAPACITY_DEFAULT : door
            .queueCapacity(), counters);
    }
}
