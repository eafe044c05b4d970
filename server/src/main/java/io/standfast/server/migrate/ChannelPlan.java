package io.standfast.server.migrate;

import java.util.List;

import io.standfast.replication.log.ImportPublisher.ImportedDurable;

/**
 * What a channel of the source holds. Immutable.
 *
 * @param name     of the channel.
 * @param epoch    that it had, 0 when the source has none.
 * @param first    sequence of the first message that comes or would come.
 * @param total    of its messages.
 * @param durables that come along.
 * @param others   subscriptions that do not: they end with their clients' connections.
 */
public record ChannelPlan(String name, long epoch, long first, MessageSum.Total total, List<ImportedDurable> durables,
    int others)
{
    /**
     * Messages that are pending for its durables.
     *
     * @return number.
     */
    public long pendings()
    {
        return durables.stream().mapToLong(each -> each.pendings().length).sum();
    }
}
