package io.standfast.server;

import java.util.Comparator;
import java.util.List;

import org.agrona.ExpandableArrayBuffer;

import io.standfast.codecs.Checksum;
import io.standfast.codecs.log.BooleanType;
import io.standfast.codecs.log.ConfigureLimitsEncoder;
import io.standfast.server.config.ChannelLimits;
import io.standfast.server.config.Limits;
import io.standfast.server.config.Settings;

/**
 * The limits that this node was started with, as the log has them. Immutable.
 */
final class ConfiguredLimits
{
    private final Settings settings;
    private final List<ChannelLimits> channels;
    private final ConfiguredPolicies policies;
    private final long hash;

    ConfiguredLimits(final Settings settings)
    {
        this.settings = settings;
        // Two files with the same entries in another order mean the same.
        channels = settings.channels().stream().sorted(Comparator.comparing(ChannelLimits::name)).toList();
        final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        final ConfigureLimitsEncoder encoder = new ConfigureLimitsEncoder().wrap(buffer, 0).incarnation(0).commandId(0);
        writeTo(encoder);
        policies = new ConfiguredPolicies(settings.limits().policies(), channels);
        hash = policies.hash() ^ new Checksum().compute(buffer, 0, encoder.encodedLength());
    }

    /** What is said beside the limits. */
    ConfiguredPolicies policies()
    {
        return policies;
    }

    /** Equal on nodes with the same limits. */
    long hash()
    {
        return hash;
    }

    void writeTo(final ConfigureLimitsEncoder encoder)
    {
        final Limits limits = settings.limits();
        encoder.maxMsgs(limits.maxMessages()).maxBytes(limits.maxBytes()).maxAgeNs(limits.maxAgeNs())
            .maxInactivityNs(limits.maxInactivityNs()).maxChannels(limits.maxChannels())
            .maxSubscriptions(limits.maxSubscriptions()).segmentCapacity(0)
            .replaceDurable(settings.isDurableReplaced() ? BooleanType.TRUE : BooleanType.FALSE);
        final ConfigureLimitsEncoder.ChannelsEncoder entries = encoder.channelsCount(channels.size());
        for (final ChannelLimits channel : channels)
        {
            entries.next().maxMsgs(channel.maxMessages()).maxBytes(channel.maxBytes()).maxAgeNs(channel.maxAgeNs())
                .maxInactivityNs(channel.maxInactivityNs()).maxSubscriptions(channel.maxSubscriptions())
                .name(channel.name());
        }
    }
}
