package io.standfast.nats.link.listener;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

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
    private ByteBuffer memory;
    private int begin;
    private int end;

    ByteQueue(final int limit)
    {
        this.limit = limit;
        memory = ByteBuffer.allocateDirect(INITIAL_CAPACITY);
        buffer.wrap(memory);
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
     * @return false when the limit does not allow it.
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
        if (needed <= buffer.capacity() / 2)
        {
            buffer.putBytes(0, buffer, begin, length());
        }
        else
        {
            final ByteBuffer grown = ByteBuffer.allocateDirect(BitUtil.findNextPositivePowerOfTwo(needed * 2));
            final UnsafeBuffer target = new UnsafeBuffer(grown);
            target.putBytes(0, buffer, begin, length());
            BufferUtil.free(memory);
            memory = grown;
            buffer.wrap(grown);
        }
        end -= begin;
        begin = 0;
        return true;
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

    int readFrom(final SocketChannel channel) throws IOException
    {
        memory.limit(memory.capacity()).position(end);
        final int bytes = channel.read(memory);
        end += Math.max(bytes, 0);
        return bytes;
    }

    int writeTo(final SocketChannel channel) throws IOException
    {
        memory.limit(end).position(begin);
        final int bytes = channel.write(memory);
        consumed(begin + bytes);
        return bytes;
    }

    @Override
    public void close()
    {
        if (memory != null)
        {
            buffer.wrap(0, 0);
            BufferUtil.free(memory);
            memory = null;
            begin = 0;
            end = 0;
        }
    }
}
