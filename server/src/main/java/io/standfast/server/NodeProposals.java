package io.standfast.server;

import io.standfast.codecs.log.ConfigureLimitsEncoder;
import io.standfast.nats.gateway.Proposals;
import io.standfast.replication.NodeAgreement;

/**
 * What this node puts into the log while it leads: its limits when the others have the same, and the feature level that
 * all follow. Owned by the gateway thread.
 */
final class NodeProposals implements Proposals
{
    private final ConfiguredLimits limits;
    private final NodeAgreement agreement;

    NodeProposals(final ConfiguredLimits limits, final NodeAgreement agreement)
    {
        this.limits = limits;
        this.agreement = agreement;
    }

    @Override
    public long configurationHash()
    {
        return limits.hash();
    }

    @Override
    public boolean areLimitsAgreed()
    {
        return agreement.isConfigurationAgreed();
    }

    @Override
    public void writeLimits(final ConfigureLimitsEncoder encoder)
    {
        limits.writeTo(encoder);
    }

    @Override
    public int featureLevel()
    {
        return agreement.featureLevelDue();
    }
}
