package io.standfast.system;

import io.nats.client.Connection;
import io.standfast.codecs.stan.MsgProtoDecoder;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * How often the newest delivery of a channel has been sent again, which the old Java library does not say: all inboxes
 * of the connection's server are overheard. Filled by the client library's thread, read by the test's.
 */
final class OverheardCounts
{
    private final MsgProtoDecoder decoder = new MsgProtoDecoder();
    private final UnsafeBuffer buffer = new UnsafeBuffer(0, 0);
    private final Map<String, Integer> counts = new ConcurrentHashMap<>();

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
            counts.put(decoder.subject(), decoder.redeliveryCount());
        }
    }

    /** Of the newest delivery, -1 without one. */
    int of(final String channel)
    {
        return counts.getOrDefault(channel, -1);
    }
}
