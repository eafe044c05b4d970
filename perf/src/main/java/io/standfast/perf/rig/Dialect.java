package io.standfast.perf.rig;

import java.io.IOException;
import java.nio.ByteOrder;

import org.agrona.DirectBuffer;

/**
 * How publishers and subscribers of one kind of server talk. A number that travels with each message, the stamp, comes
 * back with its acknowledgement and with its delivery.
 */
interface Dialect
{
    /** Unacknowledged messages of a subscription at most. */
    int MAX_IN_FLIGHT = 4096;
    /** Longest time without an acknowledgement, long enough that nothing is sent twice. */
    int ACK_WAIT_S = 600;
    /** Hexadecimal digits of a stamp. */
    int STAMP_DIGITS = 16;
    /** No stamp: what came was no delivery. */
    long NULL_STAMP = Long.MIN_VALUE;
    /** Order of a stamp's bytes at the beginning of a payload. */
    ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

    /**
     * A publish up to its payload.
     *
     * @param head   bytes.
     * @param offset of the stamp.
     */
    record Head(byte[] head, int offset)
    {
        void stamp(final long value)
        {
            for (int i = 0; i < STAMP_DIGITS; i++)
            {
                final int digit = (int) (value >>> (STAMP_DIGITS - 1 - i) * 4) & 0xF;
                head[offset + i] = (byte) (digit < 10 ? '0' + digit : 'a' - 10 + digit);
            }
        }

        static long read(final DirectBuffer buffer, final int offset)
        {
            long value = 0;
            for (int i = 0; i < STAMP_DIGITS; i++)
            {
                final byte digit = buffer.getByte(offset + i);
                value = value << 4 | (digit <= '9' ? digit - '0' : digit - 'a' + 10);
            }
            return value;
        }
    }

    /** A subscriber, which acknowledges each message. */
    interface Subscriber
    {
        Wire wire();

        /** Ask for messages of channels 0 to {@code channels}. */
        void subscribe(int channels, boolean isFromStart) throws IOException;

        /** Whether all subscriptions have been confirmed. */
        boolean isReady();

        /** Take what has come and acknowledge it; its stamp, or {@link #NULL_STAMP}. */
        long onMessage() throws IOException;
    }

    /** Connect a publisher. */
    Wire publisher(int number, int payload) throws IOException;

    /** The beginning of each of its publishes to a channel. */
    Head head(int publisher, int channel, int payload);

    /** Of the acknowledgement that has come. */
    long ackStamp(Wire wire) throws IOException;

    /** Connect a subscriber. */
    Subscriber subscriber(int number, int payload) throws IOException;

    /** Say good-bye. */
    void leave(Wire wire, boolean isSubscriber) throws IOException;
}
