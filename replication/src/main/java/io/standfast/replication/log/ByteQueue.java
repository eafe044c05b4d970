package io.standfast.replication.log;

import java.nio.ByteBuffer;

import org.agrona.BitUtil;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A first-in first-out queue of byte records in one ring off the heap, each with a number. The ring is as large as the
 * most that has ever waited, up to a limit. Owned by one thread.
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
    private static final int INITIAL_LENGTH = 64 * 1024;

    private final int capacity;
    private final UnsafeBuffer buffer = new UnsafeBuffer(0, 0);
    private ByteBuffer memory;
    private int mask;
    private long head;
    private long tail;
    private long claimed;

    /**
     * An empty queue.
     *
     * @param capacity bytes that it may grow to, a power of two.
     */
    public ByteQueue(final int capacity)
    {
        if (!BitUtil.isPowerOfTwo(capacity) || capacity < HEADER_LENGTH)
        {
            throw new IllegalArgumentException("capacity must be a power of two: " + capacity);
        }
        this.capacity = capacity;
        wrap(ByteBuffer.allocateDirect(Math.min(capacity, INITIAL_LENGTH)));
    }

    /**
     * Make room for a record at the end; it is there after {@link #commit}, and forgotten by the next claim otherwise.
     *
     * @param length of the record.
     * @return false when there is no room.
     */
    public boolean tryClaim(final int length)
    {
        final int needed = BitUtil.align(HEADER_LENGTH + length, 8);
        if (length < 0 || needed > capacity || needed < 0)
        {
            return false;
        }
        while (!tryClaimInRing(length, needed))
        {
            if (mask == capacity - 1)
            {
                return false;
            }
            grow();
        }
        return true;
    }

    /**
     * Where the claimed record's bytes go.
     *
     * @return offset in {@link #buffer}.
     */
    public int claimedOffset()
    {
        return (int) (claimed & mask) + HEADER_LENGTH;
    }

    /**
     * The claimed record is complete.
     *
     * @param tag number of the record.
     */
    public void commit(final long tag)
    {
        final int index = (int) (claimed & mask);
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
     * Bytes that the ring may grow to.
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

    private boolean tryClaimInRing(final int length, final int needed)
    {
        if (isEmpty())
        {
            clear();
        }
        final int ringLength = mask + 1;
        final int index = (int) (tail & mask);
        final int padding = ringLength - index < needed ? ringLength - index : 0;
        if (padding + needed > ringLength - size())
        {
            return false;
        }
        if (padding > 0)
        {
            buffer.putInt(index + LENGTH_OFFSET, PADDING);
        }
        claimed = tail + padding;
        buffer.putInt((int) (claimed & mask) + LENGTH_OFFSET, length);
        return true;
    }

    /** Twice the ring, with the records from its beginning. */
    private void grow()
    {
        final ByteBuffer grown = ByteBuffer.allocateDirect(2 * (mask + 1));
        final UnsafeBuffer target = new UnsafeBuffer(grown);
        int end = 0;
        while (!isEmpty())
        {
            final int index = headIndex();
            final int recordLength = BitUtil.align(HEADER_LENGTH + buffer.getInt(index + LENGTH_OFFSET), 8);
            target.putBytes(end, buffer, index, recordLength);
            end += recordLength;
            remove();
        }
        final ByteBuffer old = memory;
        wrap(grown);
        BufferUtil.free(old);
        head = 0;
        tail = end;
    }

    private void wrap(final ByteBuffer bytes)
    {
        memory = bytes;
        buffer.wrap(bytes);
        mask = bytes.capacity() - 1;
    }

    private int headIndex()
    {
        assert head != tail : "queue is empty";
        final int index = (int) (head & mask);
        if (buffer.getInt(index + LENGTH_OFFSET) != PADDING)
        {
            return index;
        }
        head += mask + 1 - index;
        return 0;
    }
}
