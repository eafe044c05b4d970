package io.standfast.nats.tls;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Map;

/**
 * Private keys in the forms that PEM files have them: PKCS #8, and the older ones of RSA and EC, which are wrapped into
 * it. Stateless.
 */
final class PemKey
{
    private static final byte[] ZERO = {0x02, 0x01, 0x00};
    private static final byte[] NULL = {0x05, 0x00};
    private static final byte[] RSA = {0x06, 0x09, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 0x01, 0x01,
        0x01};
    private static final byte[] EC = {0x06, 0x07, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x02, 0x01};
    private static final byte[] ED25519 = {0x06, 0x03, 0x2b, 0x65, 0x70};
    private static final Map<String, byte[]> ALGORITHMS = Map.of("RSA", RSA, "EC", EC, "Ed25519", ED25519);
    /** Where a key in the older form says which curve it is of. */
    private static final int CURVE_TAG = 0xa0;

    private PemKey()
    {
    }

    /**
     * Read a key.
     *
     * @param label of the PEM block.
     * @param der   what stands in it.
     * @return key.
     * @throws IllegalArgumentException when it cannot be used; the message says why, and what to do.
     */
    static PrivateKey of(final String label, final byte[] der)
    {
        return switch (label)
        {
            case "PRIVATE KEY" -> pkcs8(der);
            case "RSA PRIVATE KEY" -> generate("RSA", DerWriter.value(DerWriter.SEQUENCE, ZERO,
                DerWriter.value(DerWriter.SEQUENCE, RSA, NULL), DerWriter.value(DerWriter.OCTET_STRING, der)));
            case "EC PRIVATE KEY" -> generate("EC", DerWriter.value(DerWriter.SEQUENCE, ZERO,
                DerWriter.value(DerWriter.SEQUENCE, EC, curve(der)), DerWriter.value(DerWriter.OCTET_STRING, der)));
            case "ENCRYPTED PRIVATE KEY" -> throw new IllegalArgumentException("the key is encrypted with a " +
                "password; write it without: openssl pkcs8 -in KEY -out PLAIN_KEY");
            default -> throw new IllegalArgumentException("a key in the form \"" + label + "\" is not understood; " +
                "write it anew: openssl pkcs8 -topk8 -nocrypt -in KEY -out NEW_KEY");
        };
    }

    private static PrivateKey pkcs8(final byte[] der)
    {
        final DerReader key = new DerReader(der).next(DerWriter.SEQUENCE).inside();
        final byte[] identifier = key.next(DerWriter.INTEGER).next(DerWriter.SEQUENCE).inside().next(
            DerWriter.OBJECT_IDENTIFIER).content();
        for (final Map.Entry<String, byte[]> algorithm : ALGORITHMS.entrySet())
        {
            if (Arrays.equals(DerWriter.value(DerWriter.OBJECT_IDENTIFIER, identifier), algorithm.getValue()))
            {
                return generate(algorithm.getKey(), der);
            }
        }
        throw new IllegalArgumentException("the key is of a kind that is not understood: RSA, EC and Ed25519 are");
    }

    private static byte[] curve(final byte[] der)
    {
        final DerReader key = new DerReader(der).next(DerWriter.SEQUENCE).inside();
        while (key.hasNext())
        {
            if (key.next().tag() == CURVE_TAG)
            {
                return key.content();
            }
        }
        throw new IllegalArgumentException("the key does not say of which curve it is; write it anew: openssl pkcs8 " +
            "-topk8 -nocrypt -in KEY -out NEW_KEY");
    }

    private static PrivateKey generate(final String algorithm, final byte[] pkcs8)
    {
        try
        {
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        }
        catch (final GeneralSecurityException ex)
        {
            throw new IllegalArgumentException("this is no " + algorithm + " key", ex);
        }
        finally
        {
            Arrays.fill(pkcs8, (byte) 0);
        }
    }
}
