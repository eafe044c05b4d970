package io.standfast.engine;

/**
 * Which rules the engine follows. The level is state: it begins at {@link #FIRST}, only the log raises it, and a replay
 * follows at every entry the rules that were followed then. So members of different builds stay equal while they are
 * upgraded one by one, and none applies what it does not know. Owned by the engine thread; any may read the level.
 */
public final class FeatureLevel
{
    /** The rules that a new cluster begins with. */
    public static final int FIRST = 1;
    /** Every channel has a digest of all that was published to it since the level was reached. */
    public static final int CHANNEL_DIGESTS = 2;
    /** Clients of the Aeron door put messages of their own into the log. */
    public static final int AERON_DOOR = 3;
    /** Operators delete and trim channels, and move and remove durables, through the log. */
    public static final int ADMINISTRATION = 4;
    /** Channels, messages and durables of another server's store can be imported. */
    public static final int IMPORT = 5;
    /** Messages become dead letters, durables expire, and publishes that come twice are stored once. */
    public static final int POLICIES = 6;
    /** Messages that are encrypted at rest can be imported. */
    public static final int SEALED_IMPORT = 7;
    /** While a disk is low, room is made in the store although nothing is published. */
    public static final int MAKING_ROOM = 8;
    /** Snapshots are written in blocks of many messages. */
    public static final int SNAPSHOT_BLOCKS = 9;
    /** Idle channels have all of max_inactivity again after a start, and after a subscription that was refused. */
    public static final int INACTIVITY_ANEW = 10;
    /** The newest rules that this build knows. */
    public static final int NEWEST = INACTIVITY_ANEW;

    private final int supported;
    // Written by the engine thread, read by any.
    private volatile int level = FIRST;

    FeatureLevel(final int supported)
    {
        this.supported = supported;
    }

    int level()
    {
        return level;
    }

    boolean hasChannelDigests()
    {
        return level >= CHANNEL_DIGESTS;
    }

    boolean hasAeronDoor()
    {
        return level >= AERON_DOOR;
    }

    boolean hasImport()
    {
        return level >= IMPORT;
    }

    boolean hasPolicies()
    {
        return level >= POLICIES;
    }

    boolean hasSealedImport()
    {
        return level >= SEALED_IMPORT;
    }

    boolean hasMakingRoom()
    {
        return level >= MAKING_ROOM;
    }

    boolean hasSnapshotBlocks()
    {
        return level >= SNAPSHOT_BLOCKS;
    }

    boolean hasInactivityAnew()
    {
        return level >= INACTIVITY_ANEW;
    }

    boolean hasAdministration()
    {
        return level >= ADMINISTRATION;
    }

    /**
     * Why operators cannot change anything yet.
     *
     * @param level of the state.
     * @return one sentence.
     */
    public static String administrationMissing(final int level)
    {
        return "the state is at feature level " + level + ", changes by operators need " + ADMINISTRATION +
            ": it gets there when all nodes run a build, and a -cluster_feature_level, that goes up to " +
            ADMINISTRATION;
    }

    /**
     * Why policies have no effect yet.
     *
     * @param level of the state.
     * @return one sentence.
     */
    public static String policiesMissing(final int level)
    {
        return "the state is at feature level " + level + ", max_deliveries, dedup_window and max_durable_idle need " +
            POLICIES + ": it gets there when all nodes run a build, and a -cluster_feature_level, that goes up to " +
            POLICIES;
    }

    /**
     * Follow the rules of a level, unless those of a higher one are followed already.
     *
     * @param value level that the log, or a snapshot, says.
     * @throws FeatureLevelException when this node does not know its rules.
     */
    void raise(final int value)
    {
        if (value > supported)
        {
            throw new FeatureLevelException(value, supported);
        }
        level = Math.max(level, value);
    }
}
