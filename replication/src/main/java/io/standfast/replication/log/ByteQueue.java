package io.standfast.replication.log;

import org.agrona.BitUtil;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A first-in first-out queue of byte records in one ring off the heap, each with a number. Owned by one thread.
 * <pre>
 *   0        4        8                 16
 *   +--------+--------+-----------------+----------- - - -+
 *   | length | 0      | tag             | bytes, padded   |   length -1: the rest of the ring is padding
 *   +--------+--------+-----------------+----------- - - -+   to 8
 * </pre>
 */
public final class ByteQueue
{
    private static final int LENGTH_OFFSET = 0;
    private static final int TAG_OFFSET = 8;
    private static final int HEADER_LENGTH = 16;
    private static final int PADDING = -1;

    private final UnsafeBuffer buffer;
    private final int capacity;
    private long head;
    private long tail;
    private long claimed;

    /**
     * An empty queue.
     *
     * @param capacity bytes, a power of two.
     */
    public ByteQueue(final int capacity)
    {
        if (!BitUtil.isPowerOfTwo(capacity) || capacity < HEADER_LENGTH)
        {
            throw new IllegalArgumentException("capacity must be a power of two: " + capacity);
        }
        this.capacity = capacity;
        this.buffer = new UnsafeBuffer(BufferUtil.allocateDirectAligned(capacity, 64));
    }

    /**
     * Make room for a record at the end; it is there after {@link #commit}, and forgotten by the next claim otherwise.
     *
     * @param length of the record.
     * @return false when there is no room.
     */
    public boolean tryClaim(final int length)
    {
        if (isEmpty())
        {
            clear();
        }
        final int needed = BitUtil.align(HEADER_LENGTH + length, 8);
        final int index = (int) (tail & (capacity - 1));
        final int padding = capacity - index < needed ? capacity - index : 0;
        if (length < 0 || needed > capacity || padding + needed > capacity - size())
        {
            return false;
        }
        if (padding > 0)
        {
            buffer.putInt(index + LENGTH_OFFSET, PADDING);
        }
        claimed = tail + padding;
        buffer.putInt((int) (claimed & (capacity - 1)) + LENGTH_OFFSET, length);
        return true;
    }

    /**
     * Where the claimed record's bytes go.
     *
     * @return offset in {@link #buffer}.
     */
    public int claimedOffset()
    {
        return (int) (claimed & (capacity - 1)) + HEADER_LENGTH;
    }

    /**
     * The claimed record is complete.
     *
     * @param tag number of the record.
     */
    public void commit(final long tag)
    {
        final int index = (int) (claimed & (capacity - 1));
        final int length = buffer.getInt(index + LENGTH_OFFSET);
        buffer.putLong(index + TAG_OFFSET, tag);
        tail = claimed + BitUtil.align(HEADER_LENGTH + length, 8);
    }

    /**
     * Whether there is no record.
     *
     * @return true if so.
     */
    public boolean isEmpty()
    {
        return head == tail;
    }

    /**
     * Bytes in use.
     *
     * @return bytes.
     */
    public int size()
    {
        return (int) (tail - head);
    }

    /**
     * Bytes of the ring.
     *
     * @return bytes.
     */
    public int capacity()
    {
        return capacity;
    }

    /**
     * The ring, for what lies at an offset of this queue.
     *
     * @return buffer.
     */
    public UnsafeBuffer buffer()
    {
        return buffer;
    }

    /**
     * Number of the first record.
     *
     * @return tag.
     */
    public long headTag()
    {
        return buffer.getLong(headIndex() + TAG_OFFSET);
    }

    /**
     * Where the first record's bytes are.
     *
     * @return offset in {@link #buffer}.
     */
    public int headOffset()
    {
        return headIndex() + HEADER_LENGTH;
    }

    /**
     * Length of the first record.
     *
     * @return bytes.
     */
    public int headLength()
    {
        return buffer.getInt(headIndex() + LENGTH_OFFSET);
    }

    /**
     * Drop the first record.
     */
    public void remove()
    {
        final int index = headIndex();
        head += BitUtil.align(HEADER_LENGTH + buffer.getInt(index + LENGTH_OFFSET), 8);
    }

    /**
     * Drop everything.
     */
    public void clear()
    {
        head = 0;
        tail = 0;
    }

    private int headIndex()
    {
        assert head != tail : "queue is empty";
        final int index = (int) (head & (capacity - 1));
        if (buffer.getInt(index + LENGTH_OFFSET) != PADDING)
        {
            return index;
        }
        head += capacity - index;
        return 0;
    }
}
