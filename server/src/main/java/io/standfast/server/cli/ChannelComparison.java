package io.standfast.server.cli;

import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Whether a node holds what another one holds, channel by channel. Looks several times: clients go on publishing. Owned
 * by one thread.
 */
final class ChannelComparison
{
    /** What one node holds of a channel compared with the other. */
    enum Outcome
    {
        EQUAL,
        /** It has all that the other had at the first look, and both go on. */
        MOVING,
        BEHIND,
        MISSING,
        DIFFERENT
    }

    /**
     * What a node says of a channel.
     *
     * @param epoch  of the channel.
     * @param first  sequence of the oldest message.
     * @param last   sequence of the newest message.
     * @param digest of all that was published.
     */
    record Row(long epoch, long first, long last, String digest)
    {
    }

    private final Map<String, Long> wanted = new TreeMap<>();
    private final Map<String, Outcome> outcomes = new TreeMap<>();

    /**
     * Look once more.
     *
     * @param first what the one node holds, by channel.
     * @param other what the other one holds.
     * @return whether all channels are equal, so that no further look is needed.
     */
    boolean look(final Map<String, Row> first, final Map<String, Row> other)
    {
        outcomes.clear();
        final SortedSet<String> names = new TreeSet<>(first.keySet());
        names.addAll(other.keySet());
        for (final String name : names)
        {
            final Row one = first.get(name);
            if (one != null)
            {
                wanted.putIfAbsent(name, one.last());
            }
            outcomes.put(name, outcome(one, other.get(name), wanted.getOrDefault(name, 0L)));
        }
        return outcomes.values().stream().allMatch(outcome -> outcome == Outcome.EQUAL);
    }

    /**
     * Whether the other node is complete.
     *
     * @return false when a channel is behind, missing or different.
     */
    boolean isComplete()
    {
        return outcomes.values().stream().allMatch(outcome -> outcome == Outcome.EQUAL || outcome == Outcome.MOVING);
    }

    /** What was found, by channel. */
    Map<String, Outcome> outcomes()
    {
        return outcomes;
    }

    /**
     * What was found, for people.
     *
     * @param url of the other node.
     * @return lines.
     */
    String text(final String url)
    {
        final StringBuilder text = new StringBuilder();
        outcomes.forEach((name, outcome) ->
        {
            if (outcome != Outcome.EQUAL)
            {
                text.append(name).append(": ").append(outcome.toString().toLowerCase(Locale.ROOT)).append(" at ")
                    .append(
                        url)
                    .append('\n');
            }
        });
        final long equal = outcomes.values().stream().filter(outcome -> outcome == Outcome.EQUAL).count();
        return text.append(url).append(": ").append(equal).append(" of ").append(outcomes.size()).append(
            " channels are equal").append(isComplete() ? "; it is complete\n" : "; it is not complete\n").toString();
    }

    private static Outcome outcome(final Row one, final Row other, final long wantedLast)
    {
        if (one == null || other == null)
        {
            return Outcome.MISSING;
        }
        if (one.equals(other))
        {
            return Outcome.EQUAL;
        }
        if (one.epoch() != other.epoch() || one.last() == other.last())
        {
            return Outcome.DIFFERENT;
        }
        return other.last() >= wantedLast ? Outcome.MOVING : Outcome.BEHIND;
    }
}
