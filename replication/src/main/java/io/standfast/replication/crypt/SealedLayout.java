package io.standfast.replication.crypt;

import java.nio.ByteOrder;

import org.agrona.MutableDirectBuffer;

/**
 * How a sealed payload lies in the record whose key id is not 0.
 * <pre>
 *   in the record: key id (name of the key, cipher), nonce = 4 bytes nonceLow | 8 bytes nonceHigh, big-endian
 *   0            16                  16 + n       32 + n
 *   +------------+-------------------+------------+
 *   | session    | cipher text (n)   | tag        |
 *   +------------+-------------------+------------+
 *   authenticated beside the cipher text: key id, channel name
 * </pre>
 * The session is the number, drawn at random, of the gateway that sealed; nonceHigh is its counter. nonceLow is the
 * CRC32C of the channel's name: it tells for which channel a dead letter was sealed without a try at each.
 */
final class SealedLayout
{
    static final int SESSION_LENGTH = 16;
    static final int OVERHEAD = SESSION_LENGTH + AtRestCipher.TAG_LENGTH;
    static final int BOUND_KEY_ID_LENGTH = Integer.BYTES;

    private SealedLayout()
    {
    }

    static void keyId(final byte[] bound, final int keyId)
    {
        bound[0] = (byte) (keyId >>> 24);
        bound[1] = (byte) (keyId >>> 16);
        bound[2] = (byte) (keyId >>> 8);
        bound[3] = (byte) keyId;
    }

    static void nonce(final MutableDirectBuffer nonce, final long high, final int low)
    {
        nonce.putInt(0, low, ByteOrder.BIG_ENDIAN);
        nonce.putLong(Integer.BYTES, high, ByteOrder.BIG_ENDIAN);
    }
}
