package io.standfast.server.migrate;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;

import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

import org.agrona.DirectBuffer;

/**
 * Decrypts the payloads of one channel of the original's store (STAN-SPEC 4.4). Owned by one thread.
 *
 * <pre>
 *   u8 cipher, 1 = AES-256-GCM, 2 = ChaCha20-Poly1305 | 12 bytes nonce | ciphertext | 16 bytes tag
 * </pre>
 */
final class PayloadCipher
{
    private static final int AES = 1;
    private static final int CHACHA = 2;
    private static final int NONCE_LENGTH = 12;
    private static final int TAG_LENGTH = 16;
    private static final int TAG_BITS = TAG_LENGTH * Byte.SIZE;
    private static final int OVERHEAD = 1 + NONCE_LENGTH + TAG_LENGTH;
    private static final int DIGEST_LENGTH = 32;

    private final SecretKeySpec aesKey;
    private final SecretKeySpec chachaKey;
    private Cipher aes;
    private Cipher chacha;

    /**
     * The cipher of a channel.
     *
     * @param userKey of the store.
     * @param channel name.
     */
    PayloadCipher(final byte[] userKey, final String channel)
    {
        final byte[] key = keyOf(userKey, channel);
        aesKey = new SecretKeySpec(key, "AES");
        chachaKey = new SecretKeySpec(key, "ChaCha20");
    }

    /** The zeros before the rest are how the original computes it. */
    private static byte[] keyOf(final byte[] userKey, final String channel)
    {
        try
        {
            final byte[] name = channel.getBytes(StandardCharsets.UTF_8);
            final MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            final byte[] user = sha256.digest(userKey);
            sha256.update(new byte[DIGEST_LENGTH + 1 + name.length]);
            sha256.update(user);
            sha256.update((byte) '.');
            return sha256.digest(name);
        }
        catch (final GeneralSecurityException ex)
        {
            throw MigrationException.refused("this Java has no SHA-256", ex);
        }
    }

    /**
     * Whether a payload may be encrypted.
     *
     * @param buffer that holds it.
     * @param offset of it.
     * @param length of it.
     * @return false when it is plain for sure.
     */
    static boolean isLikeCiphertext(final DirectBuffer buffer, final int offset, final int length)
    {
        return length >= OVERHEAD && hasCipherCode(buffer, offset, length);
    }

    private static boolean hasCipherCode(final DirectBuffer buffer, final int offset, final int length)
    {
        return length > 0 && (buffer.getByte(offset) == AES || buffer.getByte(offset) == CHACHA);
    }

    /**
     * Decrypt a payload.
     *
     * @param buffer that holds it.
     * @param offset of it.
     * @param length of it.
     * @return plain text; null when it begins with no cipher's code: it is plain.
     * @throws GeneralSecurityException when it cannot be decrypted.
     */
    byte[] decrypt(final DirectBuffer buffer, final int offset, final int length) throws GeneralSecurityException
    {
        if (!hasCipherCode(buffer, offset, length))
        {
            return null;
        }
        if (length < OVERHEAD)
        {
            throw new GeneralSecurityException("it is too short to be encrypted");
        }
        final byte[] nonce = new byte[NONCE_LENGTH];
        buffer.getBytes(offset + 1, nonce);
        final byte[] sealed = new byte[length - 1 - NONCE_LENGTH];
        buffer.getBytes(offset + 1 + NONCE_LENGTH, sealed);
        return buffer.getByte(offset) == AES ? aes(nonce, sealed) : chacha(nonce, sealed);
    }

    private byte[] aes(final byte[] nonce, final byte[] sealed) throws GeneralSecurityException
    {
        aes = aes == null ? Cipher.getInstance("AES/GCM/NoPadding") : aes;
        aes.init(Cipher.DECRYPT_MODE, aesKey, new GCMParameterSpec(TAG_BITS, nonce));
        return aes.doFinal(sealed);
    }

    private byte[] chacha(final byte[] nonce, final byte[] sealed) throws GeneralSecurityException
    {
        chacha = chacha == null ? Cipher.getInstance("ChaCha20-Poly1305") : chacha;
        chacha.init(Cipher.DECRYPT_MODE, chachaKey, new IvParameterSpec(nonce));
        return chacha.doFinal(sealed);
    }
}
