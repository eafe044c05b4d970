package io.standfast.replication.crypt;

import java.security.GeneralSecurityException;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Locale;

import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;

/**
 * The ciphers that payloads can be sealed with; their codes are stored and never renumbered.
 */
public enum AtRestCipher
{
    /** AES-256-GCM: fast where the processor helps. */
    AES(1, "AES/GCM/NoPadding", "AES")
    {
        @Override
        AlgorithmParameterSpec parameters(final byte[] nonce)
        {
            return new GCMParameterSpec(TAG_LENGTH * Byte.SIZE, nonce);
        }
    },
    /** ChaCha20-Poly1305: fast everywhere. */
    CHACHA(2, "ChaCha20-Poly1305", "ChaCha20")
    {
        @Override
        AlgorithmParameterSpec parameters(final byte[] nonce)
        {
            return new IvParameterSpec(nonce);
        }
    };

    /** Bytes of a nonce. */
    static final int NONCE_LENGTH = 12;
    /** Bytes of a tag. */
    static final int TAG_LENGTH = 16;

    private static final AtRestCipher[] ALL = values();

    private final int code;
    private final String transformation;
    private final String keyAlgorithm;

    AtRestCipher(final int code, final String transformation, final String keyAlgorithm)
    {
        this.code = code;
        this.transformation = transformation;
        this.keyAlgorithm = keyAlgorithm;
    }

    /**
     * The cipher that an operator named.
     *
     * @param name as the original's flag had it, in any case; empty for what suits the processor.
     * @return cipher, null when there is no such one.
     */
    public static AtRestCipher named(final String name)
    {
        return switch (name.toUpperCase(Locale.ROOT))
        {
            case "" -> forProcessor(System.getProperty("os.arch", ""));
            case "AES" -> AES;
            case "CHACHA" -> CHACHA;
            default -> null;
        };
    }

    /**
     * The cipher that suits a processor, as the original chose it.
     *
     * @param architecture as Java names it.
     * @return cipher.
     */
    static AtRestCipher forProcessor(final String architecture)
    {
        return architecture.equals("amd64") || architecture.equals("x86_64") ? AES : CHACHA;
    }

    /**
     * The cipher of a stored message.
     *
     * @param code stored.
     * @return cipher, null when this build does not know it.
     */
    static AtRestCipher of(final int code)
    {
        for (final AtRestCipher each : ALL)
        {
            if (each.code == code)
            {
                return each;
            }
        }
        return null;
    }

    int code()
    {
        return code;
    }

    String keyAlgorithm()
    {
        return keyAlgorithm;
    }

    abstract AlgorithmParameterSpec parameters(byte[] nonce);

    Cipher newCipher()
    {
        try
        {
            return Cipher.getInstance(transformation);
        }
        catch (final GeneralSecurityException ex)
        {
            throw new IllegalStateException("this Java has no " + transformation, ex);
        }
    }
}
