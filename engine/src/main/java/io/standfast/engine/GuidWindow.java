package io.standfast.engine;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.util.Arrays;

import org.agrona.DirectBuffer;

/**
 * The guids of the messages that a channel has stored lately, the oldest first, found by their hash. Owned by the
 * engine thread; allocates only when it grows.
 *
 * <p>Of a guid 128 bits are kept, whatever its length: with a million of them remembered, the odds that a new one meets
 * another's bits are 1 to 3 * 10^32. They are no secret: who knows somebody's guid may use it as well. Where they lie
 * in the table is one to clients, who would else choose guids that all lie in the same place; it depends on the
 * incarnation, which no client needs to know, and nothing that the engine says or writes depends on it.
 *
 * <p>It takes 32 bytes a guid, twice that just after it has grown: 100,000 guids are 4 MB.
 */
final class GuidWindow
{
    /** Guids that one publish removes at most: it must not wait for those of a busy hour. */
    static final int REMOVAL_LIMIT = 16;

    private static final int INITIAL_CAPACITY = 64;
    /** A window of that many is cleared where it is; a larger one begins anew, and gives its memory back. */
    private static final int KEPT_CAPACITY = 16 * 1024;
    private static final long MULTIPLIER_HIGH = 0x9E6C63D0876A9A47L;
    private static final long MULTIPLIER_LOW = 0xD1342543DE82EF95L;
    private static final long SEED_HIGH = 0x5851F42D4C957F2DL;
    private static final long SEED_LOW = 0x14057B7EF767814FL;

    private final long seed;
    // A ring of guids in the order in which they came.
    private long[] highs = new long[INITIAL_CAPACITY];
    private long[] lows = new long[INITIAL_CAPACITY];
    private long[] timesNs = new long[INITIAL_CAPACITY];
    private int head;
    private int size;
    // Open addressing: place in the ring + 1, 0 for none.
    private int[] slots = new int[INITIAL_CAPACITY * 2];
    private long hashHigh;
    private long hashLow;

    /**
     * Nothing is remembered.
     *
     * @param seed of the table.
     */
    GuidWindow(final long seed)
    {
        this.seed = mix(seed);
    }

    int size()
    {
        return size;
    }

    long high(final int index)
    {
        return highs[place(index)];
    }

    long low(final int index)
    {
        return lows[place(index)];
    }

    long timestampNs(final int index)
    {
        return timesNs[place(index)];
    }

    /**
     * Take the guid that {@link #contains} and {@link #add} are about.
     *
     * @param buffer that holds it.
     * @param offset of the guid.
     * @param length of the guid.
     */
    void guid(final DirectBuffer buffer, final int offset, final int length)
    {
        long high = SEED_HIGH ^ length;
        long low = SEED_LOW + length;
        int position = 0;
        while (position < length)
        {
            long word = 0;
            if (length - position >= Long.BYTES)
            {
                word = buffer.getLong(offset + position, LITTLE_ENDIAN);
            }
            else
            {
                for (int i = length - 1; i >= position; i--)
                {
                    word = word << Byte.SIZE | buffer.getByte(offset + i) & 0xFF;
                }
            }
            high = Long.rotateLeft(mix(high ^ word), 27) + low;
            low = Long.rotateLeft((low ^ word * MULTIPLIER_LOW) * MULTIPLIER_HIGH, 31) ^ high;
            position += Long.BYTES;
        }
        hashHigh = mix(high + Long.rotateLeft(low, 17));
        hashLow = mix(low ^ hashHigh);
    }

    /** Every bit of the result depends on every bit of the value, and no two values have the same result. */
    private static long mix(final long value)
    {
        long mixed = (value ^ value >>> 32) * MULTIPLIER_HIGH;
        mixed = (mixed ^ mixed >>> 29) * MULTIPLIER_LOW;
        return mixed ^ mixed >>> 32;
    }

    /**
     * Forget those that came long ago: all at once if none is newer, else some of the oldest.
     *
     * @param untilNs time at which they came, or before.
     */
    void forget(final long untilNs)
    {
        if (size > 0 && timestampNs(size - 1) <= untilNs)
        {
            clear();
        }
        for (int i = 0; i < REMOVAL_LIMIT && size > 0 && timestampNs(0) <= untilNs; i++)
        {
            removeOldest();
        }
    }

    private void clear()
    {
        if (highs.length > KEPT_CAPACITY)
        {
            highs = new long[KEPT_CAPACITY];
            lows = new long[KEPT_CAPACITY];
            timesNs = new long[KEPT_CAPACITY];
            slots = new int[KEPT_CAPACITY * 2];
        }
        else
        {
            Arrays.fill(slots, 0);
        }
        head = 0;
        size = 0;
    }

    /**
     * Whether the guid is remembered. Those that are still to be forgotten are not.
     *
     * @param untilNs time at which those came, or before, that do not count.
     * @return true if so.
     */
    boolean contains(final long untilNs)
    {
        final int place = slots[find(hashHigh, hashLow)] - 1;
        return place >= 0 && timesNs[place] > untilNs;
    }

    /**
     * Remember the guid, which is not remembered yet, or is still to be forgotten.
     *
     * @param timestampNs engine time.
     */
    void add(final long timestampNs)
    {
        add(hashHigh, hashLow, timestampNs);
    }

    void add(final long high, final long low, final long timestampNs)
    {
        if (size == highs.length)
        {
            grow();
        }
        final int place = place(size);
        highs[place] = high;
        lows[place] = low;
        timesNs[place] = timestampNs;
        size++;
        slots[find(high, low)] = place + 1;
    }

    /** Forget the oldest one. */
    void removeOldest()
    {
        final int oldest = head;
        int hole = find(highs[oldest], lows[oldest]);
        head = head + 1 & highs.length - 1;
        size--;
        if (slots[hole] != oldest + 1)
        {
            // It came again before it was forgotten.
            return;
        }
        slots[hole] = 0;
        // Those behind the hole that would not be found any more move into it.
        final int mask = slots.length - 1;
        for (int slot = hole + 1 & mask; slots[slot] != 0; slot = slot + 1 & mask)
        {
            final int home = home(highs[slots[slot] - 1], lows[slots[slot] - 1]);
            if ((slot - home & mask) >= (slot - hole & mask))
            {
                slots[hole] = slots[slot];
                slots[slot] = 0;
                hole = slot;
            }
        }
    }

    /** The slot of a guid, or the empty one where it would be. */
    private int find(final long high, final long low)
    {
        final int mask = slots.length - 1;
        int slot = home(high, low);
        while (slots[slot] != 0 && !(lows[slots[slot] - 1] == low && highs[slots[slot] - 1] == high))
        {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private int home(final long high, final long low)
    {
        return (int) mix(mix(low ^ seed) ^ high) & slots.length - 1;
    }

    /**
     * How many slots are looked at to find the guid that lies farthest from its place: what a publish may cost.
     *
     * @return number of them.
     */
    int longestProbe()
    {
        int longest = 0;
        for (int slot = 0; slot < slots.length; slot++)
        {
            if (slots[slot] != 0)
            {
                final int home = home(highs[slots[slot] - 1], lows[slots[slot] - 1]);
                longest = Math.max(longest, (slot - home & slots.length - 1) + 1);
            }
        }
        return longest;
    }

    private int place(final int index)
    {
        return head + index & highs.length - 1;
    }

    private void grow()
    {
        final int capacity = highs.length * 2;
        highs = unrolled(highs, capacity);
        lows = unrolled(lows, capacity);
        timesNs = unrolled(timesNs, capacity);
        head = 0;
        slots = new int[capacity * 2];
        for (int place = 0; place < size; place++)
        {
            slots[find(highs[place], lows[place])] = place + 1;
        }
    }

    private long[] unrolled(final long[] ring, final int capacity)
    {
        final long[] straight = Arrays.copyOfRange(ring, head, head + capacity);
        System.arraycopy(ring, 0, straight, ring.length - head, head);
        return straight;
    }
}
