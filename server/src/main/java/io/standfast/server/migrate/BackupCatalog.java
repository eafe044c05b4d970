package io.standfast.server.migrate;

import java.util.List;

import io.standfast.engine.DurableView;
import io.standfast.engine.view.ChannelView;

/**
 * What a server holds at one position of its log, but for the messages themselves: what a backup begins with.
 * Immutable.
 *
 * @param clusterId   of the data.
 * @param incarnation of the data.
 * @param position    of the log.
 * @param takenNs     when it was taken, Unix ns.
 * @param lastEpoch   highest that a channel ever had.
 * @param channels    in the order in which they were created.
 */
public record BackupCatalog(String clusterId, long incarnation, long position, long takenNs, long lastEpoch,
    List<Channel> channels)
{
    /** Next one of a page behind which there is no other. */
    public static final int NO_MORE = 0;

    /**
     * A channel with its durables. Immutable.
     *
     * @param view     of the channel.
     * @param durables durables and durable queue groups, online or not.
     */
    public record Channel(ChannelView view, List<DurableView> durables)
    {
    }

    /**
     * A part of a catalog. Immutable.
     *
     * @param next channels that this part and earlier ones had, 0 when there is no other part.
     * @param text lines.
     */
    public record Page(int next, String text)
    {
    }

    /**
     * A part of it, as lines: one that says which part it is, then those that a backup begins with.
     *
     * @param from        channels that earlier parts had.
     * @param token       that names this catalog.
     * @param lengthLimit characters after which the part ends, with one channel at least.
     * @return part.
     */
    public Page page(final int from, final long token, final int lengthLimit)
    {
        final StringBuilder lines = new StringBuilder();
        if (from == 0)
        {
            add(lines, JsonText.store(clusterId, lastEpoch, ",\"incarnation\":" + incarnation + ",\"position\":" +
                position + ",\"taken_ns\":" + takenNs));
        }
        int next = from;
        while (next < channels.size() && (next == from || lines.length() < lengthLimit))
        {
            final Channel channel = channels.get(next++);
            final ChannelView view = channel.view();
            add(lines, JsonText.plan(view.name(), view.epoch(), view.first(), view.last()));
            channel.durables().forEach(durable -> add(lines, JsonText.durable("plan_durable", view.name(), durable, view
                .first())));
        }
        if (next >= channels.size())
        {
            add(lines, JsonText.planEnd(channels.size()));
            next = NO_MORE;
        }
        return new Page(next, "{\"type\":\"catalog\",\"token\":" + token + ",\"next\":" + next + "}\n" + lines);
    }

    private static void add(final StringBuilder lines, final String line)
    {
        lines.append(line).append('\n');
    }
}
