package io.standfast.engine;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.agrona.ExpandableArrayBuffer;

import io.standfast.codecs.stan.MsgProtoEncoder;

/**
 * What {@link SpecModel} is made of.
 */
final class ModelParts
{
    private static final int FILE_RECORD = 40;
    private static final byte[] PAYLOAD = "payload".getBytes(StandardCharsets.US_ASCII);

    private ModelParts()
    {
    }

    /** What a message of the histories counts for max_bytes: its MsgProto and what the file store adds. */
    static long sizeOf(final String channel, final long sequence, final long timestampNs, final String reply)
    {
        return FILE_RECORD + new MsgProtoEncoder().wrap(new ExpandableArrayBuffer(), 0).sequence(sequence).subject(
            channel).reply(reply).data(PAYLOAD).timestamp(timestampNs).encodedLength();
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
        Long idleNs;
        long offlineSinceNs;
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
        final TreeMap<Long, Long> sizes = new TreeMap<>();
        /** What was stored lately, the oldest first, with its time. */
        final LinkedHashMap<String, Long> guids = new LinkedHashMap<>();
        final TreeMap<Long, String> replies = new TreeMap<>();
        final List<MSub> subs = new ArrayList<>();
        final List<MGroup> groups = new ArrayList<>();

        /** The sequence before the first one to send. */
        long startPosition(final int kind, final long value, final long nowNs)
        {
            return switch (kind)
            {
                case 1 -> timestamps.isEmpty() ? last : last - 1;
                case 2 -> timestamps.entrySet().stream().filter(entry -> entry.getValue() >= nowNs - value).map(
                    Map.Entry::getKey).findFirst().orElse(last + 1) - 1;
                case 3 -> value > last ? last : Math.max(first, value) - 1;
                case 4 -> first - 1;
                default -> last;
            };
        }

        long bytes()
        {
            return sizes.values().stream().mapToLong(Long::longValue).sum();
        }
    }
}
