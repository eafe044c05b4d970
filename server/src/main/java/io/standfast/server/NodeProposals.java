package io.standfast.server;

import java.util.function.Supplier;

import io.standfast.codecs.log.ConfigureLimitsEncoder;
import io.standfast.nats.gateway.Proposals;
import io.standfast.replication.NodeAgreement;

/**
 * What this node puts into the log while it leads: its limits when the others have the same, and the feature level that
 * all follow. Owned by the gateway thread.
 */
final class NodeProposals implements Proposals
{
    private final Supplier<ConfiguredLimits> limits;
    private final NodeAgreement agreement;
    // What was asked about last: a reload between two questions changes nothing between the answers.
    private ConfiguredLimits current;

    NodeProposals(final Supplier<ConfiguredLimits> limits, final NodeAgreement agreement)
    {
        this.limits = limits;
        this.agreement = agreement;
        this.current = limits.get();
    }

    @Override
    public long configurationHash()
    {
        current = limits.get();
        return current.hash();
    }

    @Override
    public boolean areLimitsAgreed()
    {
        return agreement.isConfigurationAgreed(current.hash());
    }

    @Override
    public void writeLimits(final ConfigureLimitsEncoder encoder)
    {
        current.writeTo(encoder);
    }

    @Override
    public int featureLevel()
    {
        return agreement.featureLevelDue();
    }
}
