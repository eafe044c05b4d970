package io.standfast.replication.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.standfast.engine.EngineOutput;
import io.standfast.engine.NoticeLevel;
import java.nio.charset.StandardCharsets;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.NoOpIdleStrategy;
import org.junit.jupiter.api.Test;

/**
 * Events go through the ring as they were given.
 */
class OutboxTest
{
    private static final long FULL_TIMEOUT_NS = 1_000;

    private final Outbox outbox = new Outbox(Outbox.CAPACITY_MIN);
    private final RecordedOutput output = new RecordedOutput();
    private final EventAdapter adapter = new EventAdapter(outbox, output);
    private long nowNs;
    private int doorbells;
    private final EventPublisher publisher = publisher(NoOpIdleStrategy.INSTANCE);

    @Test
    void shouldSayEveryEventAsGivenWhenGatesAreOpen()
    {
        publisher.lead();
        publisher.onGatesOpen(1, 7);
        sayEverything();

        drain();

        assertThat(output.lines).containsExactly("gates 1 7", "done 2", "refused 3 no \u00e4", "connected 4 40",
            "in use 5 50", "subscribed 6 60", "publish refused 7 3 too many channels", "published 7 9 1",
            "acked 8 5 2", "administered 9 6 7", "client 40 1 me conn _INBOX.hb", "client closed 40",
            "subscription 60 40 3 11 orders _INBOX.sub 30000000000", "subscription closed 60",
            "deliver 60 42 4294967360 3",
            "notice DEBUG d", "notice INFO i", "notice WARNING w");
    }

    @Test
    void shouldBeSilentWhenFollowingAndUntilGatesOpenWhenLeading()
    {
        publisher.onGatesOpen(1, 6);
        publisher.onDone(2);
        publisher.lead();
        publisher.onDone(3);
        publisher.onClientClosed(40);
        publisher.onGatesOpen(4, 7);
        publisher.onDone(5);
        publisher.follow();
        publisher.onDone(6);
        publisher.onClientClosed(41);

        drain();

        assertThat(output.lines).containsExactly("client closed 40", "gates 4 7", "done 5");
    }

    @Test
    void shouldKeepOrderWhenRingWrapsManyTimes()
    {
        publisher.lead();
        publisher.onGatesOpen(1, 7);
        adapter.poll(1);
        output.lines.clear();

        long expected = 0;
        for (long sequence = 0; sequence < 200_000; sequence++)
        {
            publisher.onDeliver(1, sequence, sequence << 32, 0);
            if (sequence % 1000 == 999)
            {
                drain();
                for (final String line : output.lines)
                {
                    assertThat(line).isEqualTo("deliver 1 " + expected + " " + (expected << 32) + " 0");
                    expected++;
                }
                output.lines.clear();
            }
        }

        assertThat(expected).isEqualTo(200_000);
        assertThat(outbox.isOverrun()).isFalse();
    }

    @Test
    void shouldDropUntilGatesOpenWhenRingStaysFull()
    {
        publisher.lead();
        publisher.onGatesOpen(1, 7);
        final int written = fill();

        drain();
        assertThat(outbox.isOverrun()).isTrue();
        assertThat(output.lines.size()).isEqualTo(written);
        publisher.onDone(5);
        assertThat(adapter.poll(1)).isZero();
        publisher.onClientClosed(39);
        assertThat(adapter.poll(1)).isZero();
        outbox.clearOverrun();
        publisher.onDone(6);
        publisher.onClientOpened(new TestClientInfo());
        publisher.onGatesOpen(7, 7);
        publisher.onDone(8);
        output.lines.clear();
        drain();

        assertThat(output.lines).containsExactly("client 40 1 me conn _INBOX.hb", "gates 7 7", "done 8");
        assertThat(publisher.dropped()).isEqualTo(4);
    }

    @Test
    void shouldWaitWhenConsumerMakesRoomInTime()
    {
        final IdleStrategy draining = new DrainingIdle();
        final EventPublisher patient = publisher(draining);
        patient.lead();
        patient.onGatesOpen(1, 7);

        for (int i = 0; i < 100_000; i++)
        {
            patient.onDeliver(1, i, i, 0);
        }
        drain();

        assertThat(outbox.isOverrun()).isFalse();
        assertThat(output.lines.size()).isEqualTo(100_001);
    }

    @Test
    void shouldRingDoorbellOnceWhenConsumerIsParked()
    {
        publisher.lead();
        publisher.onGatesOpen(1, 7);
        assertThat(outbox.tryPark()).isFalse();
        drain();
        assertThat(doorbells).isZero();

        assertThat(outbox.tryPark()).isTrue();
        publisher.onDone(2);
        publisher.onDone(3);

        assertThat(doorbells).isEqualTo(1);
        outbox.unpark();
        publisher.onDone(4);
        assertThat(doorbells).isEqualTo(1);
    }

    @Test
    void shouldRefuseCapacityWhenLongestEventWouldNotFit()
    {
        assertThatThrownBy(() -> new Outbox(1024)).isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("power of two of at least 2097152 bytes: 1024");
    }

    private void drain()
    {
        // One read ends where the ring wraps, and may find nothing but padding there.
        while (!outbox.isEmpty())
        {
            adapter.poll(Integer.MAX_VALUE);
        }
    }

    private int fill()
    {
        int written = 1;
        while (!outbox.isOverrun())
        {
            publisher.onDeliver(1, written, written, 0);
            written++;
        }
        return written - 1;
    }

    private void sayEverything()
    {
        publisher.onDone(2);
        publisher.onRefused(3, "no \u00e4");
        publisher.onConnected(4, 40);
        publisher.onClientIdInUse(5, 50);
        publisher.onSubscribed(6, 60);
        publisher.onPublishRefused(7, 3, "too many channels");
        publisher.onPublishResults(7, 9, 1);
        publisher.onAckResults(8, 5, 2);
        publisher.onAdministered(9, 6, 7);
        publisher.onClientOpened(new TestClientInfo());
        publisher.onClientClosed(40);
        publisher.onSubscriptionOpened(new TestSubscriptionInfo());
        publisher.onSubscriptionClosed(60);
        publisher.onDeliver(60, 42, (1L << 32) + 64, 3);
        publisher.onNotice(NoticeLevel.DEBUG, "d");
        publisher.onNotice(NoticeLevel.INFO, "i");
        publisher.onNotice(NoticeLevel.WARNING, "w");
    }

    private EventPublisher publisher(final IdleStrategy idleStrategy)
    {
        return new EventPublisher(outbox, idleStrategy, () -> nowNs += 100, FULL_TIMEOUT_NS, () -> doorbells++);
    }

    private final class DrainingIdle implements IdleStrategy
    {
        @Override
        public void idle(final int workCount)
        {
            adapter.poll(100);
        }

        @Override
        public void idle()
        {
            adapter.poll(100);
        }

        @Override
        public void reset()
        {
        }
    }

    private static final class TestClientInfo implements EngineOutput.ClientInfo
    {
        @Override
        public long clientKey()
        {
            return 40;
        }

        @Override
        public int protocol()
        {
            return 1;
        }

        @Override
        public byte[] clientId()
        {
            return "me".getBytes(StandardCharsets.US_ASCII);
        }

        @Override
        public byte[] connId()
        {
            return "conn".getBytes(StandardCharsets.US_ASCII);
        }

        @Override
        public byte[] heartbeatInbox()
        {
            return "_INBOX.hb".getBytes(StandardCharsets.US_ASCII);
        }
    }

    private static final class TestSubscriptionInfo implements EngineOutput.SubscriptionInfo
    {
        @Override
        public long subscriptionId()
        {
            return 60;
        }

        @Override
        public long clientKey()
        {
            return 40;
        }

        @Override
        public int channelId()
        {
            return 3;
        }

        @Override
        public long epoch()
        {
            return 11;
        }

        @Override
        public long ackWaitNs()
        {
            return 30_000_000_000L;
        }

        @Override
        public byte[] channelName()
        {
            return "orders".getBytes(StandardCharsets.US_ASCII);
        }

        @Override
        public byte[] inbox()
        {
            return "_INBOX.sub".getBytes(StandardCharsets.US_ASCII);
        }
    }
}
