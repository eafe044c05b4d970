package io.standfast.server;

import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.standfast.codecs.log.ConfigureLimitsEncoder;
import io.standfast.codecs.log.ConfigurePoliciesEncoder;
import io.standfast.engine.FeatureLevel;
import io.standfast.nats.gateway.Proposals;
import io.standfast.replication.NodeAgreement;

/**
 * What this node puts into the log while it leads: its limits and policies when the others have the same, and the
 * feature level that all follow. Owned by the gateway thread.
 */
final class NodeProposals implements Proposals
{
    private static final long SAY_AFTER_NS = TimeUnit.SECONDS.toNanos(5);

    private final OperatorLines lines = new OperatorLines();
    private final Supplier<ConfiguredLimits> limits;
    private final NodeAgreement agreement;
    // What was asked about last: a reload between two questions changes nothing between the answers.
    private ConfiguredLimits current;
    // Policies that the state is not ready for, and what is said of it.
    private ConfiguredLimits waitedFor;
    private long sayAtNs;
    private boolean isSaid;

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
    public boolean hasPolicies(final int levelProposed)
    {
        final int level = Math.max(agreement.featureLevel(), levelProposed);
        if (level >= FeatureLevel.POLICIES)
        {
            return true;
        }
        sayThatPoliciesWait(level);
        return false;
    }

    /** A state that has just begun is raised in a moment: that is not worth a line. */
    private void sayThatPoliciesWait(final int level)
    {
        final long nowNs = System.nanoTime();
        if (current.policies().isAny() && waitedFor != current)
        {
            waitedFor = current;
            sayAtNs = nowNs + SAY_AFTER_NS;
            isSaid = false;
        }
        if (waitedFor == current && !isSaid && nowNs - sayAtNs >= 0)
        {
            isSaid = true;
            lines.warning("The policies of store_limits are held back: " + FeatureLevel.policiesMissing(level));
        }
    }

    @Override
    public void writePolicies(final ConfigurePoliciesEncoder encoder)
    {
        current.policies().writeTo(encoder);
    }

    @Override
    public int featureLevel()
    {
        return agreement.featureLevelDue();
    }
}
