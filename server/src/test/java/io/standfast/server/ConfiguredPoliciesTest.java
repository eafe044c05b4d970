package io.standfast.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.agrona.ExpandableArrayBuffer;
import org.junit.jupiter.api.Test;

import io.standfast.codecs.log.BooleanType;
import io.standfast.codecs.log.ConfigurePoliciesDecoder;
import io.standfast.codecs.log.ConfigurePoliciesEncoder;
import io.standfast.codecs.log.MessageHeaderDecoder;
import io.standfast.codecs.log.MessageHeaderEncoder;
import io.standfast.server.config.ChannelLimits;
import io.standfast.server.config.Policies;

/**
 * What nodes compare of their policies, and what goes into the log.
 */
class ConfiguredPoliciesTest
{
    private static final ChannelLimits ORDERS = new ChannelLimits("orders.>", -1, -1, -1, -1, -1, new Policies(5,
        "dead.orders", -1, -1, 7));
    private static final ChannelLimits LIMITED = new ChannelLimits("bills", 3, -1, -1, -1, -1);

    @Test
    void shouldLeaveTheHashOfNodesWithoutPoliciesAlone()
    {
        assertThat(new ConfiguredPolicies(Policies.OFF, List.of(LIMITED)).isAny()).isFalse();
        assertThat(new ConfiguredPolicies(Policies.OFF, List.of(LIMITED)).hash()).isZero();
    }

    @Test
    void shouldTellPoliciesApart()
    {
        final ChannelLimits other = new ChannelLimits("orders.>", -1, -1, -1, -1, -1, new Policies(5, "dead.orders", -1,
            -1, 8));

        assertThat(new ConfiguredPolicies(Policies.OFF, List.of(ORDERS)).hash()).isNotZero().isEqualTo(
            new ConfiguredPolicies(Policies.OFF, List.of(LIMITED, ORDERS)).hash()).isNotEqualTo(
                new ConfiguredPolicies(Policies.OFF, List.of(other)).hash());
    }

    @Test
    void shouldWriteWhatEntriesSayAndWhatTheyLeaveOpen()
    {
        final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        new ConfiguredPolicies(new Policies(0, "dead", 1, 2, 3), List.of(LIMITED, ORDERS)).writeTo(
            new ConfigurePoliciesEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder()));

        final ConfigurePoliciesDecoder written = new ConfigurePoliciesDecoder().wrapAndApplyHeader(buffer, 0,
            new MessageHeaderDecoder());
        assertThat(written.dedupWindowNs()).isEqualTo(1);
        assertThat(written.dedupMax()).isEqualTo(2);
        assertThat(written.maxDurableIdleNs()).isEqualTo(3);
        final ConfigurePoliciesDecoder.ChannelsDecoder entry = written.channels().next();
        assertThat(entry.maxDeliveries()).isEqualTo(5);
        assertThat(entry.dedupWindowNs()).isEqualTo(ChannelLimits.INHERIT);
        assertThat(entry.saysDeadLetter()).isEqualTo(BooleanType.TRUE);
        assertThat(entry.name()).isEqualTo("orders.>");
        assertThat(entry.deadLetter()).isEqualTo("dead.orders");
        assertThat(entry.hasNext()).isFalse();
        assertThat(written.deadLetter()).isEqualTo("dead");
    }
}
