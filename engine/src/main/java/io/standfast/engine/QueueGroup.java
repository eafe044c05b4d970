package io.standfast.engine;

import java.util.ArrayList;

/**
 * A queue group on a channel: its members share one last-sent, every message goes to one of them. Owned by the engine
 * thread. When the last member of a durable group goes it stays as the shadow: offline, with its pendings.
 */
final class QueueGroup extends Receiver
{
    private final byte[] groupName;
    private final byte[] durableName;
    private final ArrayList<Subscription> members = new ArrayList<>(4);

    QueueGroup(final long id, final Channel channel, final byte[] groupName, final byte[] durableName)
    {
        super(id, channel);
        this.groupName = groupName;
        this.durableName = durableName;
    }

    byte[] groupName()
    {
        return groupName;
    }

    byte[] durableName()
    {
        return durableName;
    }

    boolean isDurable()
    {
        return durableName.length > 0;
    }

    /**
     * Members in their turn, or the shadow alone.
     *
     * @return live list.
     */
    ArrayList<Subscription> members()
    {
        return members;
    }

    Subscription shadow()
    {
        return members.size() == 1 && !members.get(0).isOnline() ? members.get(0) : null;
    }

    boolean isOnHold()
    {
        for (int i = 0; i < members.size(); i++)
        {
            if (members.get(i).isNewOnHold())
            {
                return true;
            }
        }
        return false;
    }

    boolean isStalled()
    {
        for (int i = 0; i < members.size(); i++)
        {
            if (!members.get(i).isStalled())
            {
                return false;
            }
        }
        return true;
    }

    /**
     * The member for the next message: fewest pendings among those that are neither stalled nor have missed heartbeats,
     * else the first that is not stalled, else the first. Taking the first moves it to the end (STAN-SPEC 2.8).
     *
     * @return member.
     */
    Subscription pickMember()
    {
        int best = -1;
        int firstWithRoom = -1;
        for (int i = 0; i < members.size(); i++)
        {
            final Subscription member = members.get(i);
            if (!member.isStalled() && firstWithRoom < 0)
            {
                firstWithRoom = i;
            }
            if (!member.isStalled() && !member.isHeartbeatMissed() &&
                (best < 0 || member.pendings().size() < members.get(best).pendings().size()))
            {
                best = i;
            }
        }
        final int index = best >= 0 ? best : Math.max(0, firstWithRoom);
        final Subscription picked = members.get(index);
        if (index == 0 && members.size() > 1)
        {
            members.remove(0);
            members.add(picked);
        }
        return picked;
    }
}
