package io.standfast.codecs;

import java.util.Arrays;

import org.agrona.BitUtil;
import org.agrona.DirectBuffer;

/**
 * A hash map keyed by bytes that can be looked up straight from a command's buffer, without an object for the key.
 * Owned by one thread. It is never iterated: its order is nobody's business.
 *
 * @param <V> type of the values.
 */
public final class ByteKeyMap<V>
{
    private static final int FNV_OFFSET = 0x811C9DC5;
    private static final int FNV_PRIME = 0x01000193;
    private static final int INITIAL_CAPACITY = 64;

    private byte[][] keys = new byte[INITIAL_CAPACITY][];
    private Object[] values = new Object[INITIAL_CAPACITY];
    private int size;

    /**
     * Look up.
     *
     * @param buffer that holds the key.
     * @param offset of the key.
     * @param length of the key.
     * @return value or null.
     */
    public V get(final DirectBuffer buffer, final int offset, final int length)
    {
        final int mask = keys.length - 1;
        int slot = hash(buffer, offset, length) & mask;
        while (keys[slot] != null)
        {
            if (matches(keys[slot], buffer, offset, length))
            {
                return value(slot);
            }
            slot = (slot + 1) & mask;
        }
        return null;
    }

    /**
     * Look up.
     *
     * @param key to look up.
     * @return value or null.
     */
    public V get(final byte[] key)
    {
        final int slot = find(key);
        return keys[slot] == null ? null : value(slot);
    }

    /**
     * Map a key.
     *
     * @param key   kept by reference, not changed afterwards.
     * @param value not null.
     * @return the value before, or null.
     */
    public V put(final byte[] key, final V value)
    {
        if (3 * (size + 1) > 2 * keys.length)
        {
            grow();
        }
        final int slot = find(key);
        final V before = value(slot);
        if (keys[slot] == null)
        {
            keys[slot] = key;
            size++;
        }
        values[slot] = value;
        return before;
    }

    /**
     * Remove.
     *
     * @param key to remove.
     * @return the value before, or null.
     */
    public V remove(final byte[] key)
    {
        final int found = find(key);
        if (keys[found] == null)
        {
            return null;
        }
        final V before = value(found);
        keys[found] = null;
        values[found] = null;
        size--;
        closeGap(found);
        return before;
    }

    /**
     * Entries.
     *
     * @return number of them.
     */
    public int size()
    {
        return size;
    }

    @SuppressWarnings("unchecked")
    private V value(final int slot)
    {
        return (V) values[slot];
    }

    private int find(final byte[] key)
    {
        final int mask = keys.length - 1;
        int slot = hash(key) & mask;
        while (keys[slot] != null && !Arrays.equals(keys[slot], key))
        {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void closeGap(final int removed)
    {
        final int mask = keys.length - 1;
        int gap = removed;
        int slot = (gap + 1) & mask;
        while (keys[slot] != null)
        {
            final int home = hash(keys[slot]) & mask;
            if (((slot - home) & mask) >= ((slot - gap) & mask))
            {
                keys[gap] = keys[slot];
                values[gap] = values[slot];
                keys[slot] = null;
                values[slot] = null;
                gap = slot;
            }
            slot = (slot + 1) & mask;
        }
    }

    private void grow()
    {
        final byte[][] oldKeys = keys;
        final Object[] oldValues = values;
        final int capacity = BitUtil.findNextPositivePowerOfTwo(oldKeys.length * 2);
        keys = new byte[capacity][];
        values = new Object[capacity];
        for (int i = 0; i < oldKeys.length; i++)
        {
            if (oldKeys[i] != null)
            {
                final int slot = find(oldKeys[i]);
                keys[slot] = oldKeys[i];
                values[slot] = oldValues[i];
            }
        }
    }

    private static boolean matches(final byte[] key, final DirectBuffer buffer, final int offset, final int length)
    {
        if (key.length != length)
        {
            return false;
        }
        for (int i = 0; i < length; i++)
        {
            if (key[i] != buffer.getByte(offset + i))
            {
                return false;
            }
        }
        return true;
    }

    private static int hash(final DirectBuffer buffer, final int offset, final int length)
    {
        int hash = FNV_OFFSET;
        for (int i = 0; i < length; i++)
        {
            hash = (hash ^ (buffer.getByte(offset + i) & 0xFF)) * FNV_PRIME;
        }
        return spread(hash);
    }

    private static int hash(final byte[] key)
    {
        int hash = FNV_OFFSET;
        for (final byte b : key)
        {
            hash = (hash ^ (b & 0xFF)) * FNV_PRIME;
        }
        return spread(hash);
    }

    private static int spread(final int hash)
    {
        return hash ^ (hash >>> 15) ^ (hash >>> 7);
    }
}
