package io.standfast.system;

import io.nats.client.Connection;
import io.standfast.codecs.stan.MsgProtoDecoder;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * How often each delivery of a channel had been sent before, which the old Java library does not say: all inboxes
 * of the connection's server are overheard. Filled by the client library's thread, read by the test's.
 */
final class OverheardCounts
{
    private final MsgProtoDecoder decoder = new MsgProtoDecoder();
    private final UnsafeBuffer buffer = new UnsafeBuffer(0, 0);
    private final Map<String, List<Integer>> counts = new ConcurrentHashMap<>();

    static OverheardCounts of(final Connection connection)
    {
        final OverheardCounts overheard = new OverheardCounts();
        connection.createDispatcher(message -> overheard.onMessage(message.getData())).subscribe("_INBOX.>");
        return overheard;
    }

    /** Answers to requests are overheard, too: none of them has a message's channel where a message has it. */
    private void onMessage(final byte[] data)
    {
        buffer.wrap(data);
        if (decoder.wrap(buffer, 0, data.length) && decoder.sequence() > 0)
        {
            counts.computeIfAbsent(decoder.subject(), channel -> new CopyOnWriteArrayList<>()).add(decoder
                .redeliveryCount());
        }
    }

    /** Of all deliveries, in order. */
    List<Integer> of(final String channel)
    {
        return List.copyOf(counts.getOrDefault(channel, List.of()));
    }
}
