package io.standfast.nats.link.listener;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

import org.agrona.BitUtil;
import org.agrona.BufferUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Bytes on their way from or to a socket, off-heap, growing up to a limit. Owned by the gateway thread.
 */
final class ByteQueue implements AutoCloseable
{
    private static final int INITIAL_CAPACITY = 8 * 1024;

    private final UnsafeBuffer buffer = new UnsafeBuffer(0, 0);
    private final int limit;
    private final BufferBudget budget;
    // Null while nothing has been put in.
    private ByteBuffer memory;
    private int begin;
    private int end;

    /**
     * An empty queue.
     *
     * @param limit  bytes it may hold.
     * @param budget that its memory comes out of.
     */
    ByteQueue(final int limit, final BufferBudget budget)
    {
        this.limit = limit;
        this.budget = budget;
    }

    UnsafeBuffer buffer()
    {
        return buffer;
    }

    int begin()
    {
        return begin;
    }

    int end()
    {
        return end;
    }

    int length()
    {
        return end - begin;
    }

    void consumed(final int position)
    {
        begin = position;
        if (begin == end)
        {
            begin = 0;
            end = 0;
        }
    }

    void appended(final int bytes)
    {
        end += bytes;
    }

    /**
     * Make room at the end.
     *
     * @param bytes of room.
     * @return false when the limit or the budget does not allow it.
     */
    boolean tryReserve(final int bytes)
    {
        if (end + bytes <= buffer.capacity())
        {
            return true;
        }
        if (length() + bytes > limit)
        {
            return false;
        }
        final int needed = length() + bytes;
        final int capacity = capacityFor(needed);
        if (capacity <= buffer.capacity() || !tryGrow(capacity))
        {
            if (needed > buffer.capacity())
            {
                return false;
            }
            buffer.putBytes(0, buffer, begin, length());
        }
        end -= begin;
        begin = 0;
        return true;
    }

    /** Half as much again is spare, so that what waits is not moved for every few bytes; at the limit there is none. */
    private int capacityFor(final int needed)
    {
        final int wanted = BitUtil.findNextPositivePowerOfTwo(Math.max(INITIAL_CAPACITY, needed + needed / 2));
        return Math.min(wanted, limit);
    }

    private boolean tryGrow(final int capacity)
    {
        if (!budget.tryTake(capacity))
        {
            return false;
        }
        final ByteBuffer grown = ByteBuffer.allocateDirect(capacity);
        final UnsafeBuffer target = new UnsafeBuffer(grown);
        target.putBytes(0, buffer, begin, length());
        free();
        memory = grown;
        buffer.wrap(grown);
        return true;
    }

    /** Keep no memory for nothing. */
    void freeWhenEmpty()
    {
        if (begin == end)
        {
            free();
            begin = 0;
            end = 0;
        }
    }

    int capacity()
    {
        return buffer.capacity();
    }

    private void free()
    {
        if (memory != null)
        {
            budget.give(buffer.capacity());
            buffer.wrap(0, 0);
            BufferUtil.free(memory);
            memory = null;
        }
    }

    void append(final byte[] bytes)
    {
        buffer.putBytes(end, bytes);
        end += bytes.length;
    }

    void append(final DirectBuffer source, final int offset, final int length)
    {
        buffer.putBytes(end, source, offset, length);
        end += length;
    }

    void append(final char c)
    {
        buffer.putByte(end, (byte) c);
        end++;
    }

    void appendNumber(final int value)
    {
        end += buffer.putNaturalIntAscii(end, value);
    }

    int readFrom(final ReadableByteChannel channel) throws IOException
    {
        memory.limit(memory.capacity()).position(end);
        final int bytes = channel.read(memory);
        end += Math.max(bytes, 0);
        return bytes;
    }

    int writeTo(final WritableByteChannel channel) throws IOException
    {
        memory.limit(end).position(begin);
        final int bytes = channel.write(memory);
        consumed(begin + bytes);
        return bytes;
    }

    @Override
    public void close()
    {
        free();
        begin = 0;
        end = 0;
    }
}
