package io.standfast.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.Base64;

import org.agrona.DirectBuffer;

import io.standfast.engine.EngineLook.MessageLocations;
import io.standfast.engine.store.StoreDamagedException;
import io.standfast.engine.store.StoreReader;
import io.standfast.engine.store.StoredMessage;
import io.standfast.replication.crypt.PayloadOpener;
import io.standfast.replication.crypt.SealedException;
import io.standfast.server.http.JsonWriter;
import io.standfast.server.http.PageRequest;

/**
 * Shows messages of a channel, page by page, from this node's own store; nobody's position moves. Used by the threads
 * that answer requests, one at a time.
 */
final class MessageBrowser implements AutoCloseable
{
    private static final int LIMIT_DEFAULT = 20;
    private static final int LIMIT = 256;
    private static final int LIMIT_WITHOUT_PAYLOAD = 4096;
    /** Bytes of records after which a page ends. */
    private static final int PAGE_BYTES = 1024 * 1024;
    private static final long NS_PER_S = 1_000_000_000L;
    /** Instead of a record's length. */
    private static final int NOT_THERE = -1;

    private final AdminEngine engine;
    private final Locator locator;
    private final long pageBytes;
    private final PageReader reader = new PageReader();
    // What the reader has read. Its lock is that of all reading.
    private final StoredMessage message = reader.message();
    // Guarded by the message's lock.
    private PayloadOpener opener = new PayloadOpener(null);

    MessageBrowser(final AdminEngine engine)
    {
        this(engine, (name, from, limit) -> engine.ask(look -> look.locate(name, from, limit)).orElseThrow(
            () -> engine.noChannel(name)), PAGE_BYTES);
    }

    /**
     * A browser.
     *
     * @param engine    to look at.
     * @param locator   of messages in the store.
     * @param pageBytes bytes of records after which a page ends.
     */
    MessageBrowser(final AdminEngine engine, final Locator locator, final long pageBytes)
    {
        this.engine = engine;
        this.locator = locator;
        this.pageBytes = pageBytes;
    }

    /**
     * What encrypted messages are opened with.
     *
     * @param value opener of its own.
     * @return this.
     */
    MessageBrowser opener(final PayloadOpener value)
    {
        synchronized (message)
        {
            opener = value;
        }
        return this;
    }

    /**
     * The store is there.
     *
     * @param value reader of its own.
     */
    void reader(final StoreReader value)
    {
        reader.open(value);
    }

    /** Wait for the page that is being read; none is read any more. */
    @Override
    public void close()
    {
        reader.close();
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
        final boolean isWithPayload = !request.text("payload").equals("0");
        final int most = isWithPayload ? LIMIT : LIMIT_WITHOUT_PAYLOAD;
        final int limit = request.has("limit") ? Math.max(1, Math.min(most, request.number("limit"))) : LIMIT_DEFAULT;
        final long from = from(name, request);
        final MessageLocations found = locator.locate(name, from, limit);
        return reader.page(() ->
        {
            reader.resume();
            try
            {
                return json(name, found, limit, isWithPayload);
            }
            finally
            {
                reader.pause();
            }
        });
    }

    private long from(final String name, final PageRequest request)
    {
        if (!request.has("time"))
        {
            return request.has("seq") ? request.longNumber("seq") : 0;
        }
        final long timestampNs = request.longNumber("time");
        return engine.ask(look -> look.sequenceAt(name, timestampNs)).orElseThrow();
    }

    private String json(final String name, final MessageLocations asked, final int limit, final boolean isWithPayload)
    {
        final JsonWriter json = new JsonWriter().beginObject().field("channel", name).field("epoch", asked.epoch())
            .field("first", asked.first()).field("last", asked.last()).name("messages").beginArray();
        MessageLocations found = asked;
        long sequence = found.from();
        int written = 0;
        long bytes = 0;
        while (bytes < pageBytes && sequence < found.from() + found.locations().length)
        {
            requireNotInterrupted();
            int length = write(json, name, found, sequence, isWithPayload);
            if (length == NOT_THERE)
            {
                final MessageLocations now = locateAgain(name, found, sequence, limit - written);
                if (now.from() != sequence || now.locations().length == 0 || location(now, sequence) != location(found,
                    sequence))
                {
                    // Moved, or trimmed, since the engine was asked.
                    found = now;
                    sequence = now.from();
                    continue;
                }
                length = writeError(json, sequence, "its record is missing on this node's disk");
            }
            bytes += length;
            written++;
            sequence++;
        }
        return json.endArray().field("next", sequence).endObject().text();
    }

    private static long location(final MessageLocations found, final long sequence)
    {
        return found.locations()[(int) (sequence - found.from())];
    }

    private static void requireNotInterrupted()
    {
        if (Thread.currentThread().isInterrupted())
        {
            throw new AdminRefusal(AdminRefusal.UNAVAILABLE, "this node stops: ask another one, or again when it runs");
        }
    }

    /** Nothing is looked at meanwhile. */
    private MessageLocations locateAgain(final String name, final MessageLocations found, final long sequence,
        final int limit)
    {
        reader.pause();
        final MessageLocations now = locator.locate(name, sequence, limit);
        reader.resume();
        if (now.channelId() != found.channelId() || now.epoch() != found.epoch())
        {
            throw new AdminRefusal(AdminRefusal.CONFLICT, "channel " + AdminResult.quote(name) + " has been deleted " +
                "and created again while it was read: ask again");
        }
        return now;
    }

    private static int writeError(final JsonWriter json, final long sequence, final String text)
    {
        json.beginObject().field("sequence", sequence).field("error", text).endObject();
        return 0;
    }

    /** Bytes that its record takes. */
    private int write(final JsonWriter json, final String name, final MessageLocations found, final long sequence,
        final boolean isWithPayload)
    {
        try
        {
            if (!reader.read(location(found, sequence), found.channelId(), sequence))
            {
                return NOT_THERE;
            }
        }
        catch (final StoreDamagedException ex)
        {
            return writeError(json, sequence, "its record is damaged on this node's disk");
        }
        if (message.keyId() == 0)
        {
            return write(json, sequence, isWithPayload, message.buffer(), message.payloadOffset(), message
                .payloadLength());
        }
        try
        {
            opener.open(message, name.getBytes(UTF_8));
            return write(json, sequence, isWithPayload, opener.buffer(), 0, opener.length());
        }
        catch (final SealedException ex)
        {
            return writeError(json, sequence, ex.getMessage());
        }
    }

    private int write(final JsonWriter json, final long sequence, final boolean isWithPayload,
        final DirectBuffer payload, final int offset, final int length)
    {
        final long timestampNs = message.timestampNs();
        json.beginObject().field("sequence", sequence).field("time", Instant.ofEpochSecond(timestampNs / NS_PER_S,
            timestampNs % NS_PER_S).toString()).field("timestamp", timestampNs).field("size", length);
        if (message.replyLength() > 0)
        {
            json.field("reply",
                new String(bytes(message.buffer(), message.replyOffset(), message.replyLength()), UTF_8));
        }
        if (message.keyId() != 0)
        {
            json.field("encrypted", true);
        }
        if (isWithPayload)
        {
            json.field("payload", Base64.getEncoder().encodeToString(bytes(payload, offset, length)));
        }
        json.endObject();
        return message.buffer().capacity();
    }

    private static byte[] bytes(final DirectBuffer buffer, final int offset, final int length)
    {
        final byte[] bytes = new byte[length];
        buffer.getBytes(offset, bytes);
        return bytes;
    }

    /**
     * Where messages lie now.
     */
    @FunctionalInterface
    interface Locator
    {
        /**
         * Ask.
         *
         * @param name  of the channel.
         * @param from  first sequence that is wanted.
         * @param limit most that are wanted.
         * @return those that are stored.
         */
        MessageLocations locate(String name, long from, int limit);
    }
}
