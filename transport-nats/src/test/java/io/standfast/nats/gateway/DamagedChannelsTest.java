package io.standfast.nats.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import io.standfast.engine.EngineOutput;
import io.standfast.engine.store.StoreDamagedException;

/**
 * A channel stops at a damaged record, alone, and goes on when the record has been repaired.
 */
class DamagedChannelsTest
{
    private enum Found
    {
        DAMAGED, WHOLE, GONE
    }

    private static final long LOCATION = 77;
    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);

    private Found found = Found.DAMAGED;
    private int looks;
    private long nowNs;
    private final DamagedChannels channels = new DamagedChannels(this::read, () -> nowNs);
    private final GatewaySubscription orders = subscription(1, 1, "orders");

    private static GatewaySubscription subscription(final int channelId, final long epoch, final String name)
    {
        return new GatewaySubscription(new Info(channelId, epoch, name));
    }

    private record Info(int channelId, long epoch, String name) implements EngineOutput.SubscriptionInfo
    {
        @Override
        public long subscriptionId()
        {
            return 7;
        }

        @Override
        public long clientKey()
        {
            return 1;
        }

        @Override
        public long ackWaitNs()
        {
            return 30_000_000_000L;
        }

        @Override
        public byte[] channelName()
        {
            return name.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public byte[] inbox()
        {
            return new byte[]{'i'};
        }
    }

    private boolean read(final long location, final int channelId, final long epoch, final long sequence,
        final byte[] channelName, final DeliveryBody body)
    {
        assertThat(location).isEqualTo(LOCATION);
        assertThat(sequence).isEqualTo(5);
        looks++;
        if (found == Found.DAMAGED)
        {
            throw damage();
        }
        return found == Found.WHOLE;
    }

    private static StoreDamagedException damage()
    {
        return new StoreDamagedException("damaged record");
    }

    @Test
    void shouldStopFromTheDamagedMessageOnAndOnlyThatChannel()
    {
        channels.add(orders, 5, LOCATION, damage());

        assertThat(channels.isBehind(orders, 4)).isFalse();
        assertThat(channels.isBehind(orders, 5)).isTrue();
        assertThat(channels.isBehind(orders, 6)).isTrue();
        assertThat(channels.isBehind(subscription(2, 1, "bills"), 6)).isFalse();
        assertThat(channels.isBehind(subscription(1, 2, "orders"), 6)).as("made again").isFalse();
        assertThat(looks).isZero();
    }

    @Test
    void shouldLookOnceASecondAndGoOnWhenRepaired()
    {
        channels.add(orders, 5, LOCATION, damage());
        nowNs += SECOND_NS;
        assertThat(channels.isBehind(orders, 9)).isTrue();
        assertThat(channels.isBehind(orders, 10)).isTrue();
        assertThat(looks).isEqualTo(1);

        found = Found.WHOLE;
        assertThat(channels.isBehind(orders, 9)).as("not looked at yet").isTrue();
        nowNs += SECOND_NS;
        assertThat(channels.isBehind(orders, 9)).isFalse();
        assertThat(channels.isBehind(orders, 5)).isFalse();
        assertThat(looks).isEqualTo(2);
    }

    @Test
    void shouldGoOnWhenTheRecordIsNotStoredAnyMore()
    {
        channels.add(orders, 5, LOCATION, damage());
        nowNs += SECOND_NS;
        found = Found.GONE;

        assertThat(channels.isBehind(orders, 6)).isFalse();
    }
}
