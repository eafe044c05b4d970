package io.standfast.replication.peer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;

import org.agrona.concurrent.NanoClock;

import io.standfast.replication.identity.IdentityState;

/**
 * The last word of every member. Written by the peer thread, read by any.
 */
public final class PeerBoard
{
    /** A member that has said nothing for so long is not there. */
    static final long SILENCE_NS = TimeUnit.MILLISECONDS.toNanos(1500);

    private final AtomicReferenceArray<Heard> heard;
    private final AtomicReferenceArray<String> twins;
    private final NanoClock clock;

    private record Heard(PeerStatus status, long atNs)
    {
    }

    PeerBoard(final int members, final NanoClock clock)
    {
        heard = new AtomicReferenceArray<>(members);
        twins = new AtomicReferenceArray<>(members);
        this.clock = clock;
    }

    void put(final PeerStatus status)
    {
        heard.set(status.memberId(), new Heard(status, clock.nanoTime()));
    }

    /**
     * Members that were heard a moment ago.
     *
     * @return their last words.
     */
    public List<PeerStatus> present()
    {
        final List<PeerStatus> present = new ArrayList<>(heard.length());
        final long nowNs = clock.nanoTime();
        for (int i = 0; i < heard.length(); i++)
        {
            final Heard each = heard.get(i);
            if (each != null && nowNs - each.atNs < SILENCE_NS)
            {
                present.add(each.status);
            }
        }
        return present;
    }

    void twin(final int memberId, final String text)
    {
        twins.set(memberId, text);
    }

    boolean hasTwin(final int memberId)
    {
        return twins.get(memberId) != null;
    }

    /**
     * Whether more than one node says that it is the same member, so that its last word may be anybody's.
     *
     * @return one sentence for people, null when all is well.
     */
    public String twins()
    {
        return present().stream().map(status -> twins.get(status.memberId())).filter(Objects::nonNull).findFirst()
            .orElse(null);
    }

    /**
     * The last word of a member, however old.
     *
     * @param memberId of the member.
     * @return status or null.
     */
    public PeerStatus last(final int memberId)
    {
        final Heard each = heard.get(memberId);
        return each == null ? null : each.status;
    }

    /**
     * Position that every member which is there has reached: what lies before it nobody asks for. Who is being seeded
     * has none yet, so that the log is kept under the copy. Of one that runs it is what is committed: what it has
     * recorded behind that may be taken back, and then it asks for what came instead.
     *
     * @return position, the greatest when nobody else is there.
     */
    public long purgeFloor()
    {
        return present().stream().mapToLong(status -> status.identity().isRunning() ? status.log().commit()
            : status.log().end()).min().orElse(Long.MAX_VALUE);
    }

    /**
     * Whom to ask for data: any member that is there and holds all of this cluster's, another one at each attempt; last
     * of all those whose data is damaged, for what is asked for may be whole: who gets it checks it.
     *
     * @param incarnation of the cluster.
     * @param last        member that is asked when no other is left, usually the leader.
     * @param attempt     from 0 on.
     * @return member, or {@link PeerStatus#NO_MEMBER} when nobody is there.
     */
    public int holder(final long incarnation, final int last, final int attempt)
    {
        final List<Integer> holders = present().stream().filter(status -> status.identity()
            .incarnation() == incarnation &&
            (status.identity().state() == IdentityState.READY || status.identity()
                .state() == IdentityState.DAMAGED))
            .sorted(Comparator.comparing((PeerStatus status) -> status.identity().state() == IdentityState.DAMAGED)
                .thenComparing(status -> status.memberId() == last).thenComparing(PeerStatus::memberId))
            .map(
                PeerStatus::memberId)
            .toList();
        return holders.isEmpty() ? PeerStatus.NO_MEMBER : holders.get(attempt % holders.size());
    }

    /**
     * Who leads, by its own word; of several the one of the latest term.
     *
     * @return its status or null.
     */
    public PeerStatus leader()
    {
        return leader(present());
    }

    /**
     * Who of these leads, by its own word; of several the one of the latest term.
     *
     * @param statuses of members.
     * @return its status or null.
     */
    public static PeerStatus leader(final List<PeerStatus> statuses)
    {
        PeerStatus leader = null;
        for (final PeerStatus status : statuses)
        {
            if (status.identity().isRunning() && status.term().leaderId() == status.memberId() &&
                (leader == null || status.term().leadershipTermId() > leader.term().leadershipTermId()))
            {
                leader = status;
            }
        }
        return leader;
    }
}
