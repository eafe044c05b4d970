package io.standfast.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.nats.streaming.Message;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;

/**
 * What subscriptions have received, and what must hold of it. Filled by the clients' threads, checked by the test's.
 */
final class History
{
    /** What a message's time may be ahead of this machine's clock, which is right. */
    private static final long AHEAD_MS = 2_000;

    private final SortedMap<String, SortedMap<Long, String>> contents = new TreeMap<>();
    private final SortedMap<String, SortedMap<Long, Long>> times = new TreeMap<>();
    private final SortedMap<String, SortedMap<Long, String>> received = new TreeMap<>();
    private final SortedMap<String, Long> lastNew = new TreeMap<>();
    private final List<String> violations = new ArrayList<>();

    /**
     * One life of a subscription: from its request to its end. Messages of its first life may still come in when the
     * second one has begun.
     */
    final class Session
    {
        private final String subscription;
        private final String channel;
        private final boolean isAlone;
        private final long lastOfEarlier;
        private long last;

        private Session(final String subscription, final String channel, final boolean isAlone)
        {
            this.subscription = subscription;
            this.channel = channel;
            this.isAlone = isAlone;
            lastOfEarlier = lastNew.getOrDefault(key(subscription, channel), 0L);
        }

        void onMessage(final Message message)
        {
            onMessage(message.getSequence(), message.getTimestamp(), new String(message.getData(),
                StandardCharsets.UTF_8), message.isRedelivered());
        }

        void onMessage(final long sequence, final long timestampNs, final String text, final boolean isRedelivered)
        {
            synchronized (History.this)
            {
                final Long knownNs = times.computeIfAbsent(channel, key -> new TreeMap<>()).putIfAbsent(sequence,
                    timestampNs);
                if (knownNs != null && knownNs != timestampNs)
                {
                    violations.add(subscription + " got " + channel + " " + sequence + " of time " + timestampNs +
                        ", which was of " + knownNs + " before");
                }
                if (timestampNs > TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis() + AHEAD_MS))
                {
                    violations.add(subscription + " got " + channel + " " + sequence + " of time " + timestampNs +
                        ", which is still to come");
                }
                final String known = contents.computeIfAbsent(channel, key -> new TreeMap<>()).putIfAbsent(sequence,
                    text);
                if (known != null && !known.equals(text))
                {
                    violations.add(subscription + " got " + text + " as " + channel + " " + sequence +
                        ", which was " + known + " before");
                }
                received.get(key(subscription, channel)).put(sequence, text);
                if (!isRedelivered && isAlone)
                {
                    if (last != 0 && sequence != last + 1)
                    {
                        violations.add(subscription + " got " + channel + " " + sequence + " after " + last);
                    }
                    if (last == 0 && sequence <= lastOfEarlier)
                    {
                        violations.add(subscription + " got " + channel + " " + sequence + " as new after " +
                            lastOfEarlier + " in an earlier life");
                    }
                    last = sequence;
                    lastNew.merge(key(subscription, channel), sequence, Math::max);
                }
            }
        }
    }

    /** Such a subscription is to come: without a word from it the history is not complete. */
    synchronized void expect(final String subscription, final String channel)
    {
        received.computeIfAbsent(key(subscription, channel), key -> new TreeMap<>());
    }

    /** Begin a session; of a group's member only what all of them get together is checked. */
    synchronized Session begin(final String subscription, final String channel, final boolean isAlone)
    {
        expect(subscription, channel);
        return new Session(subscription, channel, isAlone);
    }

    /** Whether every subscription has received what was acknowledged. */
    synchronized boolean isComplete(final Map<String, List<String>> acknowledged)
    {
        return missing(acknowledged).isEmpty();
    }

    /** What is missing where, for a message to a person. */
    synchronized String missing(final Map<String, List<String>> acknowledged)
    {
        final StringBuilder text = new StringBuilder(received.isEmpty() ? "nobody was to subscribe\n" : "");
        received.forEach((key, messages) ->
        {
            final List<String> lost = new ArrayList<>(acknowledged.getOrDefault(channel(key), List.of()));
            lost.removeAll(new HashSet<>(messages.values()));
            if (!lost.isEmpty())
            {
                text.append(key).append(" lacks ").append(lost.size()).append(", the first is ").append(lost.get(0))
                    .append('\n');
            }
            if (messages.isEmpty())
            {
                text.append(key).append(" has nothing\n");
            }
        });
        return text.toString();
    }

    /**
     * Check: nothing acknowledged is missing, nothing was delivered that was not published, each sequence is one
     * message of one time for all, times do not go back and are not ahead, no subscription has a gap, and messages of
     * one publisher are in its order.
     *
     * @param acknowledged texts by channel, in the order in which they were published.
     * @param isPublished  whether the message of a number was published to a channel, acknowledged or not.
     */
    synchronized void check(final Map<String, List<String>> acknowledged, final BiPredicate<String, Long> isPublished)
    {
        assertThat(violations).isEmpty();
        assertThat(missing(acknowledged)).isEmpty();
        received.forEach((key, messages) -> assertThat(messages.lastKey()).as("sequences of " + key).isEqualTo(messages
            .size()));
        times.forEach((channel, messages) -> assertThat(List.copyOf(messages.values())).as("times of " + channel)
            .isSorted());
        contents.forEach((channel, messages) ->
        {
            long before = -1;
            for (final String text : messages.values())
            {
                final long number = Long.parseLong(text.substring(1));
                assertThat(isPublished.test(channel, number)).as("%s of %s was published", text, channel).isTrue();
                assertThat(number).as("order of %s", channel).isGreaterThan(before);
                before = number;
            }
        });
    }

    private static String key(final String subscription, final String channel)
    {
        return subscription + " of " + channel;
    }

    private static String channel(final String key)
    {
        return key.substring(key.lastIndexOf(' ') + 1);
    }
}
