package io.standfast.nats.gateway;

import io.standfast.replication.log.CommandPublisher;
import org.agrona.collections.Long2ObjectHashMap;

/**
 * The commands that wait for their replies, but for the batches. Owned by the gateway thread.
 */
final class PendingRequests
{
    private final CommandPublisher commands;
    private final GatewayCounters counters;
    private final Long2ObjectHashMap<PendingRequest> byCommandId = new Long2ObjectHashMap<>();

    PendingRequests(final CommandPublisher commands, final GatewayCounters counters)
    {
        this.commands = commands;
        this.counters = counters;
    }

    /**
     * Remember a command.
     *
     * @return false when there was no room for it: whoever asked times out.
     */
    boolean add(final long commandId, final PendingRequest request)
    {
        if (commandId == CommandPublisher.NULL_COMMAND_ID)
        {
            counters.lost().increment();
            return false;
        }
        byCommandId.put(commandId, request);
        return true;
    }

    /**
     * Take the command that has been answered.
     *
     * @return null when nothing is known of it.
     */
    PendingRequest remove(final long commandId)
    {
        final PendingRequest request = byCommandId.remove(commandId);
        if (request != null)
        {
            commands.onReply();
        }
        return request;
    }

    /** Nobody will be answered; only operators are told. */
    void clear()
    {
        for (final PendingRequest request : byCommandId.values())
        {
            if (request.outcome() != null)
            {
                request.outcome().complete(AdminOutcome.UNKNOWN);
            }
        }
        byCommandId.clear();
    }
}
