package io.standfast.nats.gateway;

import io.standfast.codecs.log.ConfigureLimitsEncoder;
import io.standfast.codecs.log.ConfigurePoliciesEncoder;

/**
 * What a node that leads puts into the log beside its clients' requests. Called by the gateway thread, a few times a
 * second while clients are served.
 */
public interface Proposals
{
    /** Nothing. */
    Proposals NONE = new Proposals()
    {
        @Override
        public long configurationHash()
        {
            return 0;
        }

        @Override
        public boolean areLimitsAgreed()
        {
            return false;
        }

        @Override
        public void writeLimits(final ConfigureLimitsEncoder limits)
        {
            throw new IllegalStateException("there are no limits");
        }

        @Override
        public boolean hasPolicies(final int levelProposed)
        {
            return false;
        }

        @Override
        public void writePolicies(final ConfigurePoliciesEncoder policies)
        {
            throw new IllegalStateException("there are no policies");
        }

        @Override
        public int featureLevel()
        {
            return 0;
        }
    };

    /**
     * Of what this node is set to. The other methods answer about what had this hash when it was asked for last.
     *
     * @return hash.
     */
    long configurationHash();

    /**
     * Whether this node's limits may become state now.
     *
     * @return false while another member has others.
     */
    boolean areLimitsAgreed();

    /**
     * Write this node's limits.
     *
     * @param limits gets all fields but incarnation and command id, and the group of channels.
     */
    void writeLimits(ConfigureLimitsEncoder limits);

    /**
     * Whether the state is at the feature level that has policies, or will be when they come: before, no member may see
     * them.
     *
     * @param levelProposed that goes into the log before them in this term, 0 for none.
     * @return true if so.
     */
    boolean hasPolicies(int levelProposed);

    /**
     * Write this node's policies; they become state when the limits may.
     *
     * @param policies gets all fields but incarnation and command id.
     */
    void writePolicies(ConfigurePoliciesEncoder policies);

    /**
     * Feature level to raise the state to.
     *
     * @return level, 0 for none.
     */
    int featureLevel();
}
