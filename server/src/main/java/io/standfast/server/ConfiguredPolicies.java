package io.standfast.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;

import org.agrona.ExpandableArrayBuffer;

import io.standfast.codecs.Checksum;
import io.standfast.codecs.log.BooleanType;
import io.standfast.codecs.log.ConfigurePoliciesEncoder;
import io.standfast.server.config.ChannelLimits;
import io.standfast.server.config.Policies;

/**
 * The policies that this node was started with, as the log has them. Immutable.
 */
final class ConfiguredPolicies
{
    private static final byte[] INHERITED = new byte[0];

    private final Policies global;
    private final List<ChannelLimits> channels;

    /**
     * As configured.
     *
     * @param global   of all channels.
     * @param channels entries, in the order of their names.
     */
    ConfiguredPolicies(final Policies global, final List<ChannelLimits> channels)
    {
        this.global = global;
        this.channels = channels.stream().filter(channel -> !channel.policies().equals(Policies.INHERITED)).toList();
    }

    /** Whether there are any: then they need a feature level. */
    boolean isAny()
    {
        return !global.equals(Policies.OFF) || !channels.isEmpty();
    }

    /** Equal on nodes with the same policies; 0 without any, as on nodes that know of none. */
    long hash()
    {
        if (!isAny())
        {
            return 0;
        }
        final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        final ConfigurePoliciesEncoder encoder = new ConfigurePoliciesEncoder().wrap(buffer, 0).incarnation(0)
            .commandId(0);
        writeTo(encoder);
        return (long) new Checksum().compute(buffer, 0, encoder.encodedLength()) << Integer.SIZE;
    }

    void writeTo(final ConfigurePoliciesEncoder encoder)
    {
        encoder.maxDurableIdleNs(global.maxDurableIdleNs()).dedupWindowNs(global.dedupWindowNs())
            .maxDeliveries(global.maxDeliveries()).dedupMax(global.dedupMax());
        final ConfigurePoliciesEncoder.ChannelsEncoder entries = encoder.channelsCount(channels.size());
        for (final ChannelLimits channel : channels)
        {
            final Policies policies = channel.policies();
            final byte[] name = channel.name().getBytes(UTF_8);
            final byte[] deadLetter = bytes(policies.deadLetter());
            entries.next().maxDurableIdleNs(policies.maxDurableIdleNs()).dedupWindowNs(policies.dedupWindowNs())
                .maxDeliveries(policies.maxDeliveries()).dedupMax(policies.dedupMax())
                .saysDeadLetter(policies.deadLetter() == null ? BooleanType.FALSE : BooleanType.TRUE)
                .putName(name, 0, name.length).putDeadLetter(deadLetter, 0, deadLetter.length);
        }
        final byte[] deadLetter = bytes(global.deadLetter());
        encoder.putDeadLetter(deadLetter, 0, deadLetter.length);
    }

    private static byte[] bytes(final String name)
    {
        return name == null ? INHERITED : name.getBytes(UTF_8);
    }
}
