package io.standfast.replication.restore;

import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

import io.standfast.replication.identity.IdentityState;
import io.standfast.replication.peer.PeerStatus;

/**
 * Which entries of the log are left out (design 2): those that a majority leaves out. An operator orders it on the
 * nodes that have halted there; members with different lists do not hear one another's consensus. A pure function.
 */
public final class LeftOutRule
{
    /**
     * What to do before this member is launched.
     */
    public enum Action
    {
        /** Nothing: its list is a majority's. */
        AGREED,
        /** Take the list over, and ask again. */
        ADOPT,
        /** The snapshot was taken behind an entry in which the lists differ: the state is not the majority's. */
        COPY,
        /** No list has a majority. */
        WAIT
    }

    /**
     * What was decided.
     *
     * @param action  to take.
     * @param leftOut what the majority leaves out.
     */
    public record Decision(Action action, List<Long> leftOut)
    {
    }

    private LeftOutRule()
    {
    }

    /**
     * Decide.
     *
     * @param self             what this member is; its data is whole.
     * @param others           what the members that were heard a moment ago said.
     * @param members          number of members.
     * @param snapshotPosition of this member's newest snapshot, or -1.
     * @return decision.
     */
    public static Decision decide(final PeerStatus self, final List<PeerStatus> others, final int members,
        final long snapshotPosition)
    {
        final List<Long> agreed = majority(self, others, members);
        if (agreed == null)
        {
            return new Decision(Action.WAIT, self.leftOut());
        }
        if (agreed.equals(self.leftOut()))
        {
            return new Decision(Action.AGREED, agreed);
        }
        final boolean isTooLate = Stream.concat(agreed.stream(), self.leftOut().stream()).anyMatch(
            position -> position <= snapshotPosition && agreed.contains(position) != self.leftOut().contains(
                position));
        return new Decision(isTooLate ? Action.COPY : Action.ADOPT, agreed);
    }

    /**
     * What a majority leaves out.
     *
     * @param self    what this member is.
     * @param others  what the members that were heard a moment ago said.
     * @param members number of members.
     * @return positions, or null when no list has a majority.
     */
    public static List<Long> majority(final PeerStatus self, final List<PeerStatus> others, final int members)
    {
        final List<List<Long>> lists = Stream.concat(Stream.of(self), others.stream().filter(other -> other.identity()
            .state() == IdentityState.READY && other.identity().incarnation() == self.identity().incarnation())).map(
                status -> status.leftOut())
            .toList();
        return lists.stream().filter(list -> Collections.frequency(lists, list) > members / 2).findFirst().orElse(null);
    }
}
