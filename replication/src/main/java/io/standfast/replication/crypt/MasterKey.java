package io.standfast.replication.crypt;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What the operator's key becomes: keys of sessions are derived from it (HKDF, RFC 5869, with SHA-256), and a name and
 * a check value that give nothing of it away. Immutable; any thread may derive.
 */
public final class MasterKey
{
    /** Environment variable of the key, that of the original. */
    public static final String VARIABLE = "NATS_STREAMING_ENCRYPTION_KEY";

    private static final String MAC = "HmacSHA256";
    private static final byte[] SALT = "standfast encryption at rest 1".getBytes(US_ASCII);
    private static final byte[] SESSION = "session".getBytes(US_ASCII);
    private static final byte[] CHECK = "check".getBytes(US_ASCII);
    private static final byte[] NAME = "name".getBytes(US_ASCII);
    private static final int CHECK_LENGTH = 16;
    /** Bits of a key id that say which cipher; the others say which key. */
    private static final int CIPHER_BITS = 4;
    private static final int CIPHER_MASK = (1 << CIPHER_BITS) - 1;

    private final SecretKeySpec pseudoRandomKey;
    private final String check;
    private final long checkNumber;
    private final int name;

    private MasterKey(final byte[] userKey)
    {
        pseudoRandomKey = new SecretKeySpec(hmac(new SecretKeySpec(SALT, MAC), userKey), MAC);
        final byte[] checkBytes = Arrays.copyOf(expand(CHECK), CHECK_LENGTH);
        check = HexFormat.of().formatHex(checkBytes);
        final long number = ByteBuffer.wrap(checkBytes).getLong();
        checkNumber = (number & ~1L) == 0 ? 2 : number & ~1L;
        name = ByteBuffer.wrap(expand(NAME)).getInt() & ~CIPHER_MASK;
    }

    /**
     * The master key of an operator's key.
     *
     * @param userKey any bytes, not empty; wiped.
     * @return master key.
     */
    public static MasterKey of(final byte[] userKey)
    {
        try
        {
            return new MasterKey(userKey);
        }
        finally
        {
            Arrays.fill(userKey, (byte) 0);
        }
    }

    /**
     * The master key that the environment gives.
     *
     * @param environment of the process.
     * @return master key, null when there is none.
     */
    public static MasterKey ofEnvironment(final Map<String, String> environment)
    {
        final String key = environment.getOrDefault(VARIABLE, "");
        return key.isEmpty() ? null : of(key.getBytes(UTF_8));
    }

    /**
     * Tells this key from others without giving anything of it away.
     *
     * @return 32 hexadecimal digits.
     */
    public String check()
    {
        return check;
    }

    /**
     * What the messages themselves tell of this key: the same for both ciphers. Another key has the same name once in
     * 268 million.
     *
     * @return 8 hexadecimal digits.
     */
    public String name()
    {
        return nameOf(name);
    }

    /**
     * The name of the key that a message is encrypted with.
     *
     * @param keyId of the message, not 0.
     * @return 8 hexadecimal digits.
     */
    public static String nameOf(final int keyId)
    {
        return HexFormat.of().toHexDigits(keyId & ~CIPHER_MASK);
    }

    /**
     * The check value in short, for members to compare.
     *
     * @return number, even, never 0.
     */
    public long checkNumber()
    {
        return checkNumber;
    }

    /**
     * What a stored message says of key and cipher.
     *
     * @param cipher that seals.
     * @return id, never 0: that is plain.
     */
    int keyId(final AtRestCipher cipher)
    {
        return name | cipher.code();
    }

    boolean isOf(final int keyId)
    {
        return (keyId & ~CIPHER_MASK) == name;
    }

    static AtRestCipher cipherOf(final int keyId)
    {
        return AtRestCipher.of(keyId & CIPHER_MASK);
    }

    /**
     * The key of a session; no two sessions have the same.
     *
     * @param cipher that it is for.
     * @param high   half of the session's number.
     * @param low    half of the session's number.
     * @return key.
     */
    SecretKeySpec sessionKey(final AtRestCipher cipher, final long high, final long low)
    {
        final byte[] info = ByteBuffer.allocate(SESSION.length + 1 + 2 * Long.BYTES).put(SESSION).put((byte) cipher
            .code()).putLong(high).putLong(low).array();
        final byte[] key = expand(info);
        try
        {
            return new SecretKeySpec(key, cipher.keyAlgorithm());
        }
        finally
        {
            Arrays.fill(key, (byte) 0);
        }
    }

    /** One block of HKDF's second step: 32 bytes are all that anything here needs. */
    private byte[] expand(final byte[] info)
    {
        final byte[] block = Arrays.copyOf(info, info.length + 1);
        block[info.length] = 1;
        return hmac(pseudoRandomKey, block);
    }

    private static byte[] hmac(final SecretKeySpec key, final byte[] data)
    {
        try
        {
            final Mac mac = Mac.getInstance(MAC);
            mac.init(key);
            return mac.doFinal(data);
        }
        catch (final GeneralSecurityException ex)
        {
            throw new IllegalStateException("this Java has no " + MAC, ex);
        }
    }

    @Override
    public String toString()
    {
        return "MasterKey[hidden]";
    }
}
