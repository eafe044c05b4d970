package io.standfast.replication.identity;

/**
 * May a one-member node run with what lies in its data directory? A pure function of what was found.
 */
public final class Admission
{
    /**
     * What to do.
     */
    public enum Decision
    {
        /** Nothing has ever been here: form a new cluster. */
        FORM,
        /** Identity and all three parts belong together: launch. */
        LAUNCH,
        /** Something is missing or foreign: change nothing, serve nothing, say so. */
        REFUSE
    }

    /**
     * What was found about one of cluster, archive and store.
     */
    public enum Part
    {
        /** The directory does not exist or is empty. */
        ABSENT,
        /** Its stamp is the identity's. */
        OURS,
        /** Its stamp is the identity's, but a file is missing without which it is nothing. */
        INCOMPLETE,
        /** Its stamp is missing or another one. */
        FOREIGN
    }

    private Admission()
    {
    }

    /**
     * Decide.
     *
     * @param state   of the identity, {@link IdentityState#EMPTY} when there is none.
     * @param cluster found.
     * @param archive found.
     * @param store   found.
     * @return what to do.
     */
    public static Decision decide(final IdentityState state, final Part cluster, final Part archive, final Part store)
    {
        final boolean isNothingThere = cluster == Part.ABSENT && archive == Part.ABSENT && store == Part.ABSENT;
        final boolean isAllOurs = cluster == Part.OURS && archive == Part.OURS && store == Part.OURS;
        final boolean isNothingForeign = cluster != Part.FOREIGN && archive != Part.FOREIGN && store != Part.FOREIGN;
        return switch (state)
        {
            case EMPTY -> isNothingThere ? Decision.FORM : Decision.REFUSE;
            case FORMING -> isNothingForeign ? Decision.FORM : Decision.REFUSE;
            case READY -> isAllOurs ? Decision.LAUNCH : Decision.REFUSE;
            case DAMAGED, SEEDING -> Decision.REFUSE;
        };
    }
}
