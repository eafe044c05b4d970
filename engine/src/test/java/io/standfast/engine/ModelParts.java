package io.standfast.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * What {@link SpecModel} is made of.
 */
final class ModelParts
{
    private ModelParts()
    {
    }

    /**
     * A client.
     */
    static final class MClient
    {
        String id;
        String connId;
        long key;
        boolean isMissed;
        final List<MSub> subs = new ArrayList<>();
    }

    /**
     * A message that was sent and is not acked.
     */
    static final class MPending
    {
        long deadlineNs;
        int count;
    }

    /**
     * A subscription, online when it has a client.
     */
    static final class MSub
    {
        long id;
        MChannel channel;
        MClient client;
        String clientId;
        String durable;
        MGroup group;
        int maxInFlight;
        long ackWaitNs;
        long lastSent;
        Long timerNs;
        TreeMap<Long, MPending> pendings = new TreeMap<>();

        boolean isStalled()
        {
            return pendings.size() >= maxInFlight;
        }
    }

    /**
     * A queue group.
     */
    static final class MGroup
    {
        String name;
        String durable;
        long lastSent;
        final List<MSub> members = new ArrayList<>();

        boolean isShadowed()
        {
            return members.size() == 1 && members.get(0).client == null;
        }
    }

    /**
     * A channel.
     */
    static final class MChannel
    {
        String name;
        long id;
        long first = 1;
        long last;
        long lastActivityNs;
        Long expiryNs;
        Long inactivityNs;
        final TreeMap<Long, Long> timestamps = new TreeMap<>();
        final List<MSub> subs = new ArrayList<>();
        final List<MGroup> groups = new ArrayList<>();
    }
}
