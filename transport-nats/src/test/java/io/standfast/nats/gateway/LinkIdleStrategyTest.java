package io.standfast.nats.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.standfast.replication.log.EventPublisher;
import io.standfast.replication.log.Outbox;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.NoOpIdleStrategy;
import org.junit.jupiter.api.Test;

/**
 * The gateway waits on the link when idle, never while there are events.
 */
class LinkIdleStrategyTest
{
    private static final int SPINS = 10;

    private final Outbox outbox = new Outbox(Outbox.CAPACITY_MIN);
    private final InMemoryLink link = new InMemoryLink();
    private final EventPublisher events = new EventPublisher(outbox, NoOpIdleStrategy.INSTANCE, () -> 0, 1,
        link::wakeup);
    private final List<Long> waits = new ArrayList<>();
    private final LinkIdleStrategy idle = new LinkIdleStrategy(link, outbox, this::timeoutNs);

    @Test
    void shouldSpinFirstAndThenWait()
    {
        for (int i = 0; i < SPINS; i++)
        {
            idle.idle(0);
        }
        assertThat(waits).isEmpty();

        idle.idle(0);
        idle.idle(0);
        assertThat(waits).hasSize(2);

        idle.idle(1);
        idle.idle(0);
        assertThat(waits).hasSize(2);
    }

    @Test
    void shouldNotWaitWhenThereIsAnEvent()
    {
        events.lead();
        events.onClientClosed(1);
        for (int i = 0; i <= SPINS; i++)
        {
            idle.idle(0);
        }

        assertThat(waits).isEmpty();
        assertThat(link.wakeups).isZero();
    }

    @Test
    void shouldBeWokenByEngineWhenWaiting()
    {
        events.lead();
        assertThat(outbox.tryPark()).isTrue();
        events.onClientClosed(1);
        events.onClientClosed(2);

        assertThat(link.wakeups).isEqualTo(1);
    }

    private long timeoutNs()
    {
        waits.add(1L);
        return 1;
    }
}
