package io.standfast.replication.peer;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Where the words of each member come from. A member that was started again speaks from elsewhere and never again from
 * where it spoke before; when two places take turns, two nodes have the same name. Owned by the peer thread.
 */
final class PeerSources
{
    /** Both speak five times a second. */
    private static final long HOLD_NS = TimeUnit.SECONDS.toNanos(5);

    private final Speakers[] members;

    /** Of one member. */
    private static final class Speakers
    {
        private final Map<String, Long> heardNs = new HashMap<>();
        private String current;
        private String twin;
        private long twinNs;

        private String hear(final String source, final long nowNs)
        {
            if (!source.equals(current))
            {
                heardNs.values().removeIf(atNs -> nowNs - atNs > HOLD_NS);
                if (heardNs.containsKey(source))
                {
                    twin = current;
                    twinNs = nowNs;
                }
                current = source;
            }
            heardNs.put(source, nowNs);
            if (twin != null && nowNs - twinNs > HOLD_NS)
            {
                twin = null;
            }
            return twin;
        }
    }

    PeerSources(final int size)
    {
        members = new Speakers[size];
        for (int i = 0; i < size; i++)
        {
            members[i] = new Speakers();
        }
    }

    /**
     * A member has spoken.
     *
     * @param memberId of it.
     * @param source   address that the word came from.
     * @param nowNs    time.
     * @return address of another node that says that it is the same member, null when none does.
     */
    String hear(final int memberId, final String source, final long nowNs)
    {
        return members[memberId].hear(source, nowNs);
    }
}
