package io.standfast.engine;

/**
 * The state follows rules that this node does not know. Nothing has been changed.
 */
public final class FeatureLevelException extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    /**
     * A level that is too high was found.
     *
     * @param level     of the state.
     * @param supported by this node.
     */
    public FeatureLevelException(final int level, final int supported)
    {
        super(text(level, supported));
    }

    /**
     * What an operator is told.
     *
     * @param level     of the state.
     * @param supported by this node.
     * @return one sentence.
     */
    public static String text(final int level, final int supported)
    {
        return "the data is at feature level " + level + ", this node goes up to " + supported +
            ": start it with a build, or a -cluster_feature_level, that goes up to " + level;
    }
}
