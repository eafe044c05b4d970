package io.standfast.replication.crypt;

import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;

import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import io.standfast.codecs.Checksum;

/**
 * Seals payloads before they go into the log. Each sealer is a session of its own: it draws a number of 128 bits, has a
 * key that is derived from that, and counts, so that no nonce comes twice under a key. Owned by one thread.
 */
public final class PayloadSealer
{
    /** Bytes that a sealed payload is longer than the plain one. */
    public static final int OVERHEAD = SealedLayout.OVERHEAD;

    private static final int INITIAL_LENGTH = 4 * 1024;

    private final AtRestCipher atRestCipher;
    private final Cipher cipher;
    private final SecretKeySpec key;
    private final int keyId;
    private final long sessionHigh;
    private final long sessionLow;
    private final byte[] nonceBytes = new byte[AtRestCipher.NONCE_LENGTH];
    private final UnsafeBuffer nonce = new UnsafeBuffer(nonceBytes);
    private final UnsafeBuffer sealed = new UnsafeBuffer(0, 0);
    private final Checksum checksum = new Checksum();
    private byte[] plainBytes = new byte[0];
    private byte[] sealedBytes = new byte[0];
    private byte[] bound = new byte[0];
    private long counter;
    private int channelMark;
    private int length;

    /**
     * A new session.
     *
     * @param masterKey of the operator.
     * @param cipher    to seal with.
     */
    public PayloadSealer(final MasterKey masterKey, final AtRestCipher cipher)
    {
        final SecureRandom random = new SecureRandom();
        atRestCipher = cipher;
        this.cipher = cipher.newCipher();
        sessionHigh = random.nextLong();
        sessionLow = random.nextLong();
        key = masterKey.sessionKey(cipher, sessionHigh, sessionLow);
        keyId = masterKey.keyId(cipher);
    }

    /**
     * Seal a payload; the result is valid until the next call.
     *
     * @param names         that holds the channel's name.
     * @param nameOffset    of the name.
     * @param nameLength    of the name.
     * @param source        that holds the payload.
     * @param payloadOffset of the payload.
     * @param payloadLength of the payload.
     * @return this.
     */
    public PayloadSealer seal(final DirectBuffer names, final int nameOffset, final int nameLength,
        final DirectBuffer source, final int payloadOffset, final int payloadLength)
    {
        makeRoom(payloadLength);
        source.getBytes(payloadOffset, plainBytes, 0, payloadLength);
        bind(names, nameOffset, nameLength);
        counter++;
        channelMark = checksum.compute(names, nameOffset, nameLength);
        SealedLayout.nonce(nonce, counter, channelMark);
        try
        {
            cipher.init(Cipher.ENCRYPT_MODE, key, atRestCipher.parameters(nonceBytes));
            cipher.updateAAD(bound, 0, SealedLayout.BOUND_KEY_ID_LENGTH + nameLength);
            length = SealedLayout.SESSION_LENGTH + cipher.doFinal(plainBytes, 0, payloadLength, sealedBytes,
                SealedLayout.SESSION_LENGTH);
        }
        catch (final GeneralSecurityException ex)
        {
            throw new IllegalStateException("a payload of " + payloadLength + " bytes cannot be encrypted", ex);
        }
        return this;
    }

    /**
     * Key and cipher of what is sealed.
     *
     * @return id, never 0.
     */
    public int keyId()
    {
        return keyId;
    }

    /**
     * Nonce of the payload sealed last.
     *
     * @return its upper part.
     */
    public long nonceHigh()
    {
        return counter;
    }

    /**
     * Nonce of the payload sealed last.
     *
     * @return its lower part.
     */
    public int nonceLow()
    {
        return channelMark;
    }

    /**
     * The payload sealed last.
     *
     * @return buffer that holds it from 0.
     */
    public DirectBuffer buffer()
    {
        return sealed;
    }

    /**
     * The payload sealed last.
     *
     * @return bytes.
     */
    public int length()
    {
        return length;
    }

    private void makeRoom(final int payloadLength)
    {
        if (plainBytes.length < payloadLength || sealedBytes.length == 0)
        {
            final int room = BitUtil.findNextPositivePowerOfTwo(Math.max(INITIAL_LENGTH, payloadLength));
            plainBytes = new byte[room];
            sealedBytes = new byte[room + OVERHEAD];
            sealed.wrap(sealedBytes);
            sealed.putLong(0, sessionHigh, ByteOrder.BIG_ENDIAN);
            sealed.putLong(Long.BYTES, sessionLow, ByteOrder.BIG_ENDIAN);
        }
    }

    private void bind(final DirectBuffer names, final int nameOffset, final int nameLength)
    {
        final int boundLength = SealedLayout.BOUND_KEY_ID_LENGTH + nameLength;
        if (bound.length < boundLength)
        {
            bound = new byte[BitUtil.findNextPositivePowerOfTwo(boundLength)];
        }
        SealedLayout.keyId(bound, keyId);
        names.getBytes(nameOffset, bound, SealedLayout.BOUND_KEY_ID_LENGTH, nameLength);
    }
}
