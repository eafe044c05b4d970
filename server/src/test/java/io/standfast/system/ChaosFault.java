package io.standfast.system;

import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * What can happen to three nodes, and how often it does, compared with the others. Not all that the matrix has:
 * perf/chaos says what is left to it. Another feature level takes another release on one node, and is not turned back.
 */
enum ChaosFault
{
    STOP(2, Reach.NODE),
    KILL(2, Reach.NODE),
    KILL_LEADER(2, Reach.CLUSTER),
    WIPE(2, Reach.NODE),
    LOSE_PART(2, Reach.NODE),
    KILL_TWO(2, Reach.CLUSTER),
    KILL_ALL(2, Reach.CLUSTER),
    KILL_WHILE_STARTING(2, Reach.NODE),
    STAND_STILL(2, Reach.NODE),
    SNAPSHOT(2, Reach.CLUSTER),
    KILL_DURING_SNAPSHOT(2, Reach.NODE_OF_MAJORITY),
    DAMAGE_SEGMENT(2, Reach.NODE),
    DAMAGE_SNAPSHOT(3, Reach.NODE),
    OLD_COPY(2, Reach.NODE_OF_MAJORITY),
    CUT_OFF(2, Reach.NODE),
    /** It is not heard, or does not hear, or the others only are meant. */
    ONE_WAY(3, Reach.NODE),
    FLAP(3, Reach.NODE),
    DISK_FULL(4, Reach.NODE),
    DISKS_FULL(3, Reach.CLUSTER),
    CLOCK_JUMP(4, Reach.NODE),
    /** Its engine throws. */
    POISON(3, Reach.NODE),
    /** Deleted and made again while the node is down. */
    REMAKE_CHANNEL(3, Reach.NODE_OF_MAJORITY),
    /** Two of those that befall a node, on two nodes. */
    TWO_AT_ONCE(12, Reach.CLUSTER);

    /** Two of these at once may take from a majority what they have acknowledged. */
    private static final Set<ChaosFault> LOSES_DATA = Set.of(WIPE, LOSE_PART, KILL_WHILE_STARTING, DAMAGE_SNAPSHOT,
        OLD_COPY);

    private final int weight;
    private final Reach reach;

    ChaosFault(final int weight, final Reach reach)
    {
        this.weight = weight;
        this.reach = reach;
    }

    /** One of those that are possible here. */
    static ChaosFault choose(final Random random, final Set<ChaosFault> possible)
    {
        return choose(random, possible.stream().sorted().toList());
    }

    /** The first of two; the other one has to wait until it has begun. */
    static ChaosFault chooseFirst(final Random random, final Set<ChaosFault> possible)
    {
        return choose(random, possible.stream().filter(each -> each.reach != Reach.CLUSTER).sorted().toList());
    }

    /** The second of two: it can begin without a majority, and does not lose what the first one has lost elsewhere. */
    ChaosFault chooseSecond(final Random random, final Set<ChaosFault> possible)
    {
        return choose(random, possible.stream().filter(each -> each.reach == Reach.NODE && each != this &&
            !(LOSES_DATA.contains(each) && LOSES_DATA.contains(this))).sorted().toList());
    }

    private static ChaosFault choose(final Random random, final List<ChaosFault> candidates)
    {
        int left = random.nextInt(candidates.stream().mapToInt(each -> each.weight).sum());
        for (final ChaosFault candidate : candidates)
        {
            left -= candidate.weight;
            if (left < 0)
            {
                return candidate;
            }
        }
        throw new AssertionError("weights are positive");
    }

    /**
     * Whom it concerns.
     */
    private enum Reach
    {
        /** One node, whatever the others do. */
        NODE,
        /** One node, and the others have to work while it begins. */
        NODE_OF_MAJORITY,
        /** Several nodes. */
        CLUSTER
    }
}
