package io.standfast.nats.link.listener;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;

/**
 * A user's public nkey: base 32 of a prefix byte, 32 bytes of an Ed25519 key and a CRC-16. Immutable.
 */
final class NatsKey
{
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final int BITS_A_LETTER = 5;
    private static final int LETTERS = 56;
    private static final int USER_PREFIX = 20 << 3;
    private static final int KEY_LENGTH = 32;
    private static final int CRC_POLYNOMIAL = 0x1021;
    private static final int SIGNATURE_LENGTH = 64;
    /** What stands before a raw Ed25519 key in X.509's encoding, RFC 8410. */
    private static final byte[] X509_HEAD = {0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00};

    private final PublicKey key;

    private NatsKey(final PublicKey key)
    {
        this.key = key;
    }

    /**
     * Read a key.
     *
     * @param text that begins with U.
     * @return key.
     * @throws IllegalArgumentException when it is none; the message says why.
     */
    static NatsKey of(final String text)
    {
        final byte[] decoded = decode(text);
        if ((decoded[0] & 0xFF) != USER_PREFIX)
        {
            throw new IllegalArgumentException("nkey \"" + text + "\" is not a user's: those begin with U");
        }
        final int crc = decoded[KEY_LENGTH + 1] & 0xFF | (decoded[KEY_LENGTH + 2] & 0xFF) << 8;
        if (crc != crc16(decoded, KEY_LENGTH + 1))
        {
            throw new IllegalArgumentException("nkey \"" + text + "\" has a wrong checksum: a letter is mistyped");
        }
        final byte[] encoded = Arrays.copyOf(X509_HEAD, X509_HEAD.length + KEY_LENGTH);
        System.arraycopy(decoded, 1, encoded, X509_HEAD.length, KEY_LENGTH);
        try
        {
            return new NatsKey(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded)));
        }
        catch (final GeneralSecurityException ex)
        {
            throw new IllegalArgumentException("nkey \"" + text + "\" is not a key: " + ex.getMessage(), ex);
        }
    }

    private static byte[] decode(final String text)
    {
        if (text.length() != LETTERS || text.charAt(0) == 'S')
        {
            throw new IllegalArgumentException(text.startsWith("S") ? "an nkey of a user is its public key, which " +
                "begins with U; what is configured begins with S, and is the seed that only the client may have"
                : "nkey \"" + text + "\" is not " + LETTERS + " letters long");
        }
        final byte[] bytes = new byte[LETTERS * BITS_A_LETTER / Byte.SIZE];
        int bits = 0;
        int value = 0;
        int at = 0;
        for (int i = 0; i < LETTERS; i++)
        {
            final int digit = ALPHABET.indexOf(text.charAt(i));
            if (digit < 0)
            {
                throw new IllegalArgumentException("nkey \"" + text + "\" has a letter that no nkey has: '" +
                    text.charAt(i) + "'");
            }
            value = value << BITS_A_LETTER | digit;
            bits += BITS_A_LETTER;
            if (bits >= Byte.SIZE)
            {
                bits -= Byte.SIZE;
                bytes[at] = (byte) (value >>> bits);
                at++;
                value &= (1 << bits) - 1;
            }
        }
        return bytes;
    }

    private static int crc16(final byte[] bytes, final int length)
    {
        int crc = 0;
        for (int i = 0; i < length; i++)
        {
            crc ^= (bytes[i] & 0xFF) << 8;
            for (int bit = 0; bit < Byte.SIZE; bit++)
            {
                crc = (crc & 0x8000) != 0 ? crc << 1 ^ CRC_POLYNOMIAL : crc << 1;
            }
            crc &= 0xFFFF;
        }
        return crc;
    }

    /**
     * Whether the owner of the key has signed.
     *
     * @param nonce     that the client was sent.
     * @param signature base 64, URL's alphabet or the other one, padded or not.
     * @return true if so.
     */
    boolean hasSigned(final String nonce, final String signature)
    {
        try
        {
            final String unpadded = signature.replace("=", "").replace('+', '-').replace('/', '_');
            final byte[] bytes = Base64.getUrlDecoder().decode(unpadded);
            if (bytes.length != SIGNATURE_LENGTH)
            {
                return false;
            }
            final Signature verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(key);
            verifier.update(nonce.getBytes(US_ASCII));
            return verifier.verify(bytes);
        }
        catch (final IllegalArgumentException | GeneralSecurityException ex)
        {
            // No base 64, or no signature: not signed.
            return false;
        }
    }
}
