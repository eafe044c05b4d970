package io.standfast.replication;

import java.util.List;
import java.util.concurrent.TimeUnit;

import io.standfast.engine.Engine;

/**
 * What the members of a cluster have in common, so far as this node has heard; a node alone agrees with itself. May be
 * asked by any thread.
 */
public final class NodeAgreement
{
    private final NodeContext context;
    private final MemberWatch watch;
    private final Engine engine;

    NodeAgreement(final NodeContext context, final MemberWatch watch, final Engine engine)
    {
        this.context = context;
        this.watch = watch;
        this.engine = engine;
    }

    /**
     * Whether the limits that this node is set to may become state: all members that are there have the same, or none
     * were ever set.
     *
     * @param configurationHash of the limits that are meant: they may have changed since the others were asked.
     * @return true if so.
     */
    public boolean isConfigurationAgreed(final long configurationHash)
    {
        return !context.isMember() || watch.isConfigurationAgreed(configurationHash) || !engine.hasLimits();
    }

    /**
     * This node is set to other limits than before; the other members hear of it.
     *
     * @param configurationHash of them.
     */
    public void configurationHash(final long configurationHash)
    {
        context.configurationHash(configurationHash);
    }

    /**
     * Feature level of the state.
     *
     * @return rules that are followed.
     */
    public int featureLevel()
    {
        return engine.featureLevel();
    }

    /**
     * Feature level to raise the state to.
     *
     * @return level that all members follow, 0 when the state is there already or one of them is missing.
     */
    public int featureLevelDue()
    {
        final int level = context.isMember() ? watch.agreedLevel() : context.supportedLevel();
        return level > engine.featureLevel() ? level : 0;
    }

    /**
     * What the clocks of the members that are there agree on.
     *
     * @return Unix ns.
     */
    public long clockNs()
    {
        return TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis() + watch.agreedAheadMs());
    }

    /**
     * Whether members hold different states and none has a majority: what is published may be lost with either.
     *
     * @return true when publishes are to be refused.
     */
    public boolean isStateSplit()
    {
        return watch.isSplit();
    }

    /**
     * Members whose clocks are too far from this node's.
     *
     * @return texts for people, none when all is well.
     */
    public List<String> skewedClocks()
    {
        return watch.skewedClocks();
    }
}
