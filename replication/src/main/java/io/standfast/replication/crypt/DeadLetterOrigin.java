package io.standfast.replication.crypt;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.agrona.DirectBuffer;

/**
 * Which channels a dead letter may come from: it was sealed for one of them, and the engine, which has no key, has
 * copied it. Its reply subject says so, {@code orders.42?deliveries=5...;dead.7?deliveries=3...}. Owned by one thread;
 * allocates nothing.
 *
 * <p>Clients choose reply subjects and names of durables, and may have put there what looks like it. So all that could
 * be meant is gone through, from the end on, since what the engine has written stands behind what a client has sent.
 */
final class DeadLetterOrigin
{
    private static final byte[] MARK = "?deliveries=".getBytes(UTF_8);
    /** The engine writes no longer ones. */
    private static final int NAME_LIMIT = 4096;
    private static final byte SEPARATOR = ';';

    private DirectBuffer buffer;
    private int begin;
    private int last;
    private int mark;
    private int offset;
    private int end;
    private boolean isNearest;
    private boolean isThorough;

    /**
     * Look at a reply subject.
     *
     * @param source      that holds it.
     * @param replyOffset of it.
     * @param replyLength of it.
     * @return this.
     */
    DeadLetterOrigin of(final DirectBuffer source, final int replyOffset, final int replyLength)
    {
        buffer = source;
        begin = replyOffset;
        last = replyOffset + replyLength - MARK.length;
        mark = last + 1;
        offset = begin;
        end = begin;
        isNearest = false;
        isThorough = false;
        return this;
    }

    /**
     * Go to the next name: first of all the marks to the separator before each, then to those further off.
     *
     * @return false when there is none.
     */
    boolean next()
    {
        while (isMoreOfMark() || isAtNextMark())
        {
            if (offset < end)
            {
                final boolean isWanted = isNearest != isThorough;
                isNearest = false;
                if (isWanted)
                {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean isAtNextMark()
    {
        do
        {
            mark--;
        }
        while (mark >= begin && !isMark());
        if (mark < begin)
        {
            if (isThorough)
            {
                return false;
            }
            isThorough = true;
            mark = last + 1;
            offset = begin;
            end = begin;
            return true;
        }
        end = endOfName();
        offset = end;
        isNearest = true;
        return true;
    }

    int offset()
    {
        return offset;
    }

    int length()
    {
        return end - offset;
    }

    /** A name begins behind a separator, and may hold some. */
    private boolean isMoreOfMark()
    {
        while ((isNearest || isThorough) && offset > begin && end - offset < NAME_LIMIT)
        {
            offset--;
            if (offset == begin || buffer.getByte(offset - 1) == SEPARATOR)
            {
                return true;
            }
        }
        offset = end;
        return false;
    }

    private boolean isMark()
    {
        for (int i = 0; i < MARK.length; i++)
        {
            if (buffer.getByte(mark + i) != MARK[i])
            {
                return false;
            }
        }
        return true;
    }

    /** Before a dot and a number; where everything begins when there is none. */
    private int endOfName()
    {
        int at = mark - 1;
        while (at > begin && buffer.getByte(at) >= '0' && buffer.getByte(at) <= '9')
        {
            at--;
        }
        return at > begin && at < mark - 1 && buffer.getByte(at) == '.' ? at : begin;
    }
}
