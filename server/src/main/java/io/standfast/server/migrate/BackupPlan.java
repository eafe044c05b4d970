package io.standfast.server.migrate;

import java.util.ArrayList;
import java.util.List;

import io.standfast.engine.DurableView;
import io.standfast.replication.log.ImportPublisher.ImportedDurable;

/**
 * What a backup is to hold, as the first lines of its file say. Filled line by line. Owned by one thread.
 */
final class BackupPlan
{
    private final List<Channel> channels = new ArrayList<>();
    private long incarnation;
    private long position;
    private long takenNs;
    private long messages;

    /**
     * A channel that is to be backed up. Only its list of durables grows.
     *
     * @param name     of the channel.
     * @param epoch    of the channel.
     * @param first    sequence of the oldest message at that position of the log.
     * @param last     sequence of the newest one.
     * @param durables of the channel.
     */
    record Channel(String name, long epoch, long first, long last, List<DurableView> durables)
    {
    }

    /**
     * Take a line.
     *
     * @param line next one.
     * @return false when it is none of a plan.
     * @throws IllegalArgumentException when it is not as it should be.
     */
    boolean add(final JsonLine line)
    {
        switch (line.text("type"))
        {
            case "store" :
                incarnation = line.number("incarnation");
                position = line.number("position");
                takenNs = line.number("taken_ns");
                return true;

            case "plan" :
                channels.add(new Channel(line.text("channel"), line.number("epoch"), line.number("first_seq"), line
                    .number("last_seq"), new ArrayList<>()));
                messages += line.number("last_seq") + 1 - line.number("first_seq");
                return true;

            case "plan_durable" :
                addDurable(line);
                return true;

            case "plan_end" :
                if (line.number("channels") != channels.size())
                {
                    throw new IllegalArgumentException(line.number("channels") + " channels are expected, there are " +
                        channels.size());
                }
                return true;

            default :
                return false;
        }
    }

    private void addDurable(final JsonLine line)
    {
        final Channel channel = channels.isEmpty() ? null : channels.get(channels.size() - 1);
        if (channel == null || !channel.name().equals(line.text("channel")))
        {
            throw new IllegalArgumentException("a durable of a channel that is not the last one");
        }
        final ImportedDurable durable = line.durable();
        channel.durables().add(new DurableView(durable.clientId(), durable.queueGroup(), durable.durableName(), durable
            .lastSent(), durable.maxInFlight(), durable.ackWaitS(), durable.pendings()));
    }

    List<Channel> channels()
    {
        return channels;
    }

    /** Messages of all channels, at most. */
    long messages()
    {
        return messages;
    }

    long incarnation()
    {
        return incarnation;
    }

    long position()
    {
        return position;
    }

    long takenNs()
    {
        return takenNs;
    }
}
