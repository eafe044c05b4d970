package io.standfast.system;

import io.nats.streaming.SubscriptionOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A channel that is deleted and made again under the same name, and what its present life must hold: what was
 * acknowledged in it, and nothing of an earlier one. Owned by the test's thread.
 */
final class RemadeChannel
{
    static final String NAME = "again";
    private static final Duration IMPATIENCE = Duration.ofSeconds(3);
    private static final int WINDOW = 1_000;

    private final TestCluster cluster;
    private final List<String> acknowledged = new ArrayList<>();
    private int number;
    private int firstOfLife;

    RemadeChannel(final TestCluster cluster)
    {
        this.cluster = cluster;
    }

    /** So many more are acknowledged. */
    void publish(final int more)
    {
        final int target = acknowledged.size() + more;
        Await.until(more + " acknowledgements of " + NAME, () -> isPublished(target));
    }

    private boolean isPublished(final int target)
    {
        try (StanClient client = StanClient.connect(cluster.url(cluster.awaitLeader()), "remaker", IMPATIENCE))
        {
            while (acknowledged.size() < target)
            {
                final String text = "m" + number++;
                client.publish(NAME, text);
                acknowledged.add(text);
            }
            return true;
        }
        catch (final IllegalStateException ex)
        {
            // Whether the last one was stored is unknown; the next one has a number of its own.
            return acknowledged.size() >= target;
        }
    }

    /** By an operator's order, and made again by so many messages. */
    void remake(final int messages)
    {
        cluster.order(cluster.awaitLeader(), "channel", "rm", NAME, "-f");
        firstOfLife = number;
        acknowledged.clear();
        publish(messages);
    }

    boolean isMade()
    {
        return number > 0;
    }

    Map<String, List<String>> acknowledged()
    {
        return isMade() ? Map.of(NAME, acknowledged) : Map.of();
    }

    /** A new subscription gets all of this life, in order, from the first sequence on. */
    void verify()
    {
        final History history = new History();
        try (StanClient client = StanClient.connect(cluster.url(cluster.awaitLeader()), "reader"))
        {
            final StanInbox inbox = client.subscribe(NAME, new SubscriptionOptions.Builder().deliverAllAvailable()
                .maxInFlight(WINDOW).build());
            Await.until("all acknowledged messages of " + NAME, () -> inbox.texts().containsAll(acknowledged));
            final History.Session session = history.begin("reader", NAME, true);
            List.copyOf(inbox.messages()).forEach(session::onMessage);
        }
        history.check(acknowledged(), (channel, message) -> message >= firstOfLife && message < number);
    }
}
