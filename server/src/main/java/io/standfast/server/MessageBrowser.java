package io.standfast.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.Base64;

import io.standfast.engine.EngineLook.MessageLocations;
import io.standfast.engine.store.StoreDamagedException;
import io.standfast.engine.store.StoreReader;
import io.standfast.engine.store.StoredMessage;
import io.standfast.server.http.JsonWriter;
import io.standfast.server.http.PageRequest;

/**
 * Shows messages of a channel, page by page, from this node's own store; nobody's position moves. Used by the threads
 * that answer requests, one at a time.
 */
final class MessageBrowser
{
    private static final int LIMIT_DEFAULT = 20;
    private static final int LIMIT = 256;
    private static final int LIMIT_WITHOUT_PAYLOAD = 4096;
    /** Bytes of payloads after which a page ends. */
    private static final int PAGE_BYTES = 1024 * 1024;
    private static final long NS_PER_S = 1_000_000_000L;

    private final AdminEngine engine;
    private final StoredMessage message = new StoredMessage();
    // Written by the server's thread once the store is there, read by those that answer.
    private volatile StoreReader reader;

    MessageBrowser(final AdminEngine engine)
    {
        this.engine = engine;
    }

    /**
     * The store is there.
     *
     * @param value reader of its own.
     */
    void reader(final StoreReader value)
    {
        value.pause();
        reader = value;
    }

    /**
     * A page.
     *
     * @param name    of the channel.
     * @param request {@code seq} or {@code time} (Unix ns), {@code limit}, {@code payload=0}.
     * @return JSON.
     */
    String page(final String name, final PageRequest request)
    {
        final StoreReader current = reader;
        if (current == null)
        {
            throw new AdminRefusal(AdminRefusal.UNAVAILABLE, "the store of this node is not open yet: see " +
                "/healthz?ready");
        }
        final boolean isWithPayload = !request.text("payload").equals("0");
        final int most = isWithPayload ? LIMIT : LIMIT_WITHOUT_PAYLOAD;
        final int limit = request.has("limit") ? Math.max(1, Math.min(most, request.number("limit"))) : LIMIT_DEFAULT;
        final long from = from(name, request);
        final MessageLocations found = engine.ask(look -> look.locate(name, from, limit)).orElseThrow(() -> engine
            .noChannel(name));
        synchronized (message)
        {
            current.resume();
            try
            {
                return json(name, found, current, isWithPayload);
            }
            finally
            {
                current.pause();
            }
        }
    }

    private long from(final String name, final PageRequest request)
    {
        if (!request.has("time"))
        {
            return request.has("seq") ? number(request, "seq") : 0;
        }
        final long timestampNs = number(request, "time");
        return engine.ask(look -> look.sequenceAt(name, timestampNs)).orElseThrow();
    }

    private static long number(final PageRequest request, final String name)
    {
        try
        {
            return Long.parseLong(request.text(name));
        }
        catch (final NumberFormatException ex)
        {
            throw new IllegalArgumentException("\"" + name + "\" is to be a whole number", ex);
        }
    }

    private String json(final String name, final MessageLocations found, final StoreReader current,
        final boolean isWithPayload)
    {
        final JsonWriter json = new JsonWriter().beginObject().field("channel", name).field("epoch", found.epoch())
            .field("first", found.first()).field("last", found.last()).name("messages").beginArray();
        int read = 0;
        long bytes = 0;
        while (read < found.locations().length && bytes < PAGE_BYTES)
        {
            bytes += write(json, found, read, current, isWithPayload);
            read++;
        }
        return json.endArray().field("next", found.from() + read).endObject().text();
    }

    /** Bytes that it takes. */
    private int write(final JsonWriter json, final MessageLocations found, final int index, final StoreReader current,
        final boolean isWithPayload)
    {
        final long sequence = found.from() + index;
        try
        {
            if (!current.read(found.locations()[index], found.channelId(), sequence, message))
            {
                // Trimmed, and its segment gone, since the engine was asked.
                return 0;
            }
        }
        catch (final StoreDamagedException ex)
        {
            json.beginObject().field("sequence", sequence).field("error", "its record is damaged on this node's disk")
                .endObject();
            return 0;
        }
        final long timestampNs = message.timestampNs();
        json.beginObject().field("sequence", sequence).field("time", Instant.ofEpochSecond(timestampNs / NS_PER_S,
            timestampNs % NS_PER_S).toString()).field("timestamp", timestampNs).field("size", message.payloadLength());
        if (message.replyLength() > 0)
        {
            json.field("reply", new String(bytes(message.replyOffset(), message.replyLength()), UTF_8));
        }
        if (message.keyId() != 0)
        {
            json.field("encrypted", true);
        }
        if (isWithPayload)
        {
            json.field("payload", Base64.getEncoder().encodeToString(bytes(message.payloadOffset(), message
                .payloadLength())));
        }
        json.endObject();
        return isWithPayload ? message.payloadLength() : 0;
    }

    private byte[] bytes(final int offset, final int length)
    {
        final byte[] bytes = new byte[length];
        message.buffer().getBytes(offset, bytes);
        return bytes;
    }
}
