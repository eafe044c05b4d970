package io.standfast.engine.store;

import java.nio.ByteBuffer;

import org.agrona.BitUtil;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

import io.standfast.codecs.store.MessageHeaderDecoder;
import io.standfast.codecs.store.StoreRecordDecoder;

/**
 * Where the messages of one channel lie, by sequence. Owned by the engine thread. The locations of first to last are a
 * ring off-heap, 8 bytes a message, found at sequence modulo its size.
 */
public final class ChannelIndex
{
    /** Location of a message that is not stored. */
    public static final long NULL_LOCATION = -1;

    /** Most messages that one channel can hold: its index is one buffer of 8 bytes a message. */
    public static final int MAX_MESSAGES = 1 << 27;

    private static final int INITIAL_SLOTS = 8;
    private static final int MAX_SLOTS = MAX_MESSAGES;
    private static final int SHRINK_ABOVE = 4096;
    private static final int SHRINK_FACTOR = 8;
    private static final int TIMESTAMP_OFFSET = MessageHeaderDecoder.ENCODED_LENGTH +
        StoreRecordDecoder.timestampNsEncodingOffset();
    private static final int PAYLOAD_LENGTH_OFFSET = MessageHeaderDecoder.ENCODED_LENGTH +
        StoreRecordDecoder.payloadLengthEncodingOffset();
    private static final int REPLY_LENGTH_OFFSET = MessageHeaderDecoder.ENCODED_LENGTH +
        StoreRecordDecoder.replyLengthEncodingOffset();

    private final SegmentTable table;
    private final int channelId;
    private final long epoch;
    private final UnsafeBuffer slots = new UnsafeBuffer(0, 0);
    private ByteBuffer memory;
    private int capacity;
    private long first = 1;
    private long last;
    private long expectedFirst = 1;
    private long expectedLast;
    private long found;

    ChannelIndex(final SegmentTable table, final int channelId, final long epoch)
    {
        this.table = table;
        this.channelId = channelId;
        this.epoch = epoch;
    }

    /**
     * Number of the channel.
     *
     * @return number.
     */
    public int channelId()
    {
        return channelId;
    }

    /**
     * Epoch of the channel.
     *
     * @return epoch.
     */
    public long epoch()
    {
        return epoch;
    }

    /**
     * Say before {@link MessageLog#restore} what the snapshot says of this channel.
     *
     * @param firstSequence stored.
     * @param lastSequence  ever stored.
     */
    public void expectRange(final long firstSequence, final long lastSequence)
    {
        expectedFirst = firstSequence;
        expectedLast = lastSequence;
        first = firstSequence;
        last = lastSequence;
        found = 0;
        reserve(lastSequence - firstSequence + 1);
        for (long sequence = first; sequence <= last; sequence++)
        {
            slots.putLong(slot(sequence), NULL_LOCATION);
        }
    }

    /**
     * Location of a message.
     *
     * @param sequence of the message.
     * @return segment * 2^32 + offset, or {@link #NULL_LOCATION}.
     */
    public long location(final long sequence)
    {
        return sequence < first || sequence > last ? NULL_LOCATION : slots.getLong(slot(sequence));
    }

    /**
     * Time of a stored message.
     *
     * @param sequence of the message.
     * @return Unix ns.
     */
    public long timestampNs(final long sequence)
    {
        final long location = slots.getLong(slot(sequence));
        return segment(location).getLong((int) location + TIMESTAMP_OFFSET);
    }

    /**
     * Bytes of the payload of a stored message.
     *
     * @param sequence of the message.
     * @return bytes.
     */
    public int payloadLength(final long sequence)
    {
        final long location = slots.getLong(slot(sequence));
        return segment(location).getInt((int) location + PAYLOAD_LENGTH_OFFSET);
    }

    /**
     * Bytes of the reply subject of a stored message.
     *
     * @param sequence of the message.
     * @return bytes.
     */
    public int replyLength(final long sequence)
    {
        final long location = slots.getLong(slot(sequence));
        return segment(location).getShort((int) location + REPLY_LENGTH_OFFSET) & 0xFFFF;
    }

    /**
     * Oldest message that is not older than a moment.
     *
     * @param timestampNs moment, Unix ns.
     * @return its sequence; last + 1 when all are older.
     */
    public long firstAtOrAfter(final long timestampNs)
    {
        long low = first;
        long high = last + 1;
        while (low < high)
        {
            final long middle = (low + high) >>> 1;
            if (timestampNs(middle) < timestampNs)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }
        return low;
    }

    /**
     * Forget the messages before a sequence.
     *
     * @param newFirst oldest message to keep, at most last + 1.
     */
    public void trimTo(final long newFirst)
    {
        while (first < newFirst)
        {
            table.find((int) (slots.getLong(slot(first)) >>> 32)).removeLive();
            first++;
        }
        if (capacity > SHRINK_ABOVE && last - first + 1 < capacity / SHRINK_FACTOR)
        {
            resize(capacity / 2);
        }
    }

    /** The channel goes: its records die, and the index is to be freed as it is. */
    void dropAll()
    {
        while (first <= last)
        {
            table.find((int) (slots.getLong(slot(first)) >>> 32)).removeLive();
            first++;
        }
    }

    void put(final long sequence, final long location)
    {
        assert sequence == last + 1 : "out of order: channel=" + channelId + " expected=" + (last + 1) + " actual=" +
            sequence;
        reserve(sequence - first + 1);
        slots.putLong(slot(sequence), location);
        last = sequence;
    }

    /**
     * Whether a record found at restore is one of ours that is still wanted.
     *
     * @param recordEpoch epoch of the record.
     * @param sequence    of the record.
     * @return true if so.
     */
    boolean isWanted(final long recordEpoch, final long sequence)
    {
        return recordEpoch == epoch && sequence >= expectedFirst && sequence <= expectedLast;
    }

    /**
     * A record found at restore, in the order of segments and offsets: a later one is a copy that compaction made.
     *
     * @param sequence wanted.
     * @param location of the record.
     */
    void putRestored(final long sequence, final long location)
    {
        final long before = slots.getLong(slot(sequence));
        if (before == NULL_LOCATION)
        {
            found++;
        }
        else
        {
            table.find((int) (before >>> 32)).removeLive();
        }
        slots.putLong(slot(sequence), location);
        table.find((int) (location >>> 32)).addLive();
    }

    /**
     * Compaction has copied a record.
     *
     * @param sequence stored.
     * @param location of the copy.
     */
    void relocate(final long sequence, final long location)
    {
        table.find((int) (slots.getLong(slot(sequence)) >>> 32)).removeLive();
        slots.putLong(slot(sequence), location);
        table.find((int) (location >>> 32)).addLive();
    }

    void verify()
    {
        if (found == expectedLast - expectedFirst + 1)
        {
            return;
        }
        long missing = first;
        while (slots.getLong(slot(missing)) != NULL_LOCATION)
        {
            missing++;
        }
        throw new StoreDamagedException("channel " + channelId + " epoch " + epoch + ": records " + expectedFirst +
            " to " + expectedLast + " expected, " + found + " found; the first that is missing is " + missing);
    }

    /**
     * Highest sequence ever stored.
     *
     * @return sequence, 0 before the first.
     */
    public long last()
    {
        return last;
    }

    void free()
    {
        if (memory != null)
        {
            slots.wrap(0, 0);
            BufferUtil.free(memory);
            memory = null;
        }
        capacity = 0;
        first = last + 1;
    }

    private UnsafeBuffer segment(final long location)
    {
        return table.find((int) (location >>> 32)).buffer();
    }

    private int slot(final long sequence)
    {
        return (int) (sequence & (capacity - 1)) * Long.BYTES;
    }

    private void reserve(final long messages)
    {
        if (messages > MAX_SLOTS)
        {
            throw new StoreException("channel " + channelId + " is full: " + messages +
                " messages are more than can be indexed");
        }
        if (messages > capacity)
        {
            resize(Math.max(INITIAL_SLOTS, BitUtil.findNextPositivePowerOfTwo((int) messages)));
        }
    }

    private void resize(final int newCapacity)
    {
        final ByteBuffer newMemory = ByteBuffer.allocateDirect(newCapacity * Long.BYTES);
        final UnsafeBuffer target = new UnsafeBuffer(newMemory);
        if (capacity > 0)
        {
            for (long sequence = first; sequence <= last; sequence++)
            {
                target.putLong((int) (sequence & (newCapacity - 1)) * Long.BYTES, slots.getLong(slot(sequence)));
            }
            BufferUtil.free(memory);
        }
        memory = newMemory;
        slots.wrap(newMemory);
        capacity = newCapacity;
    }
}
