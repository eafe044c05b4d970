package io.standfast.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.agrona.CloseHelper;

/**
 * The clients of a scenario: one that publishes throughout, and a witness with a durable, and a member of a durable
 * queue group, on some of the channels; and all that must hold when the scenario is over. Owned by the test's thread.
 */
final class SteadyClients implements AutoCloseable
{
    private final TestCluster cluster;
    private final History history = new History();
    private final SteadyPublisher publisher;
    private final SteadySubscriber witness;

    private SteadyClients(final TestCluster cluster, final int channels, final List<String> watched)
    {
        this.cluster = cluster;
        publisher = SteadyPublisher.start(cluster, channels);
        witness = SteadySubscriber.start(cluster, history, "witness", watched, 1);
    }

    /** Publish to so many channels, one after the other, and watch the first. */
    static SteadyClients start(final TestCluster cluster, final int channels)
    {
        return start(cluster, channels, "steady.0");
    }

    static SteadyClients start(final TestCluster cluster, final int channels, final String... watched)
    {
        return new SteadyClients(cluster, channels, List.of(watched));
    }

    SteadyPublisher publisher()
    {
        return publisher;
    }

    /** So many more have been acknowledged. */
    void awaitMore(final int more)
    {
        publisher.awaitMore(more);
    }

    /** No more is published. What was acknowledged, by channel. */
    Map<String, List<String>> stopPublishing()
    {
        return publisher.stop();
    }

    /**
     * All acknowledged messages are on every node, in order and equal, with the same digests; the durable and the group
     * have had all of theirs; every node is ready, and none has ended that the scenario does not say.
     */
    void verify()
    {
        verify(publisher.stop());
    }

    /** The same when others have published, too. */
    void verify(final Map<String, List<String>> acknowledged)
    {
        publisher.stop();
        assertThat(acknowledged).as("acknowledged").isNotEmpty();
        Await.until(() -> "the durable and the group have all: " + history.missing(acknowledged), () -> history
            .isComplete(acknowledged));
        witness.stop();
        history.check(acknowledged, publisher::isPublished);
        cluster.verify(acknowledged);
    }

    @Override
    public void close()
    {
        CloseHelper.closeAll(publisher, witness);
    }
}
