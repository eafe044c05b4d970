package io.standfast.nats.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * The PEM files of one side of TLS. Immutable; they are read each time a context is made.
 *
 * @param certificate with the chain below it, or null for none.
 * @param key         of the certificate, or null for none.
 * @param authorities whom to trust, or null for those whom Java trusts.
 */
public record TlsFiles(Path certificate, Path key, Path authorities)
{
    /** No certificate, and Java's trust. */
    public static final TlsFiles NONE = new TlsFiles(null, null, null);
    private static final byte[] PROBE = {1, 2, 3, 4};

    /**
     * Read the files.
     *
     * @return context.
     * @throws TlsException when one of them cannot be used; the message says which and why.
     */
    public SSLContext newContext()
    {
        return newContext(authorities == null ? null : trust());
    }

    /**
     * Read the files, and trust anybody.
     *
     * @return context.
     * @throws TlsException when one of them cannot be used; the message says which and why.
     */
    public SSLContext newTrustingContext()
    {
        return newContext(new TrustManager[]{new TrustAnybody()});
    }

    private SSLContext newContext(final TrustManager[] trust)
    {
        try
        {
            final SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys(), trust, new SecureRandom());
            return context;
        }
        catch (final GeneralSecurityException ex)
        {
            throw new TlsException("TLS cannot be set up with " + this + ": " + ex.getMessage(), ex);
        }
    }

    private KeyManager[] keys() throws GeneralSecurityException
    {
        if (certificate == null)
        {
            return null;
        }
        final List<X509Certificate> chain = PemFile.certificates(certificate);
        final PrivateKey privateKey = PemFile.key(key);
        requirePair(chain.get(0).getPublicKey(), privateKey);
        final byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        final char[] password = Base64.getEncoder().encodeToString(random).toCharArray();
        final KeyStore store = emptyStore();
        store.setKeyEntry("own", privateKey, password, chain.toArray(new X509Certificate[0]));
        final KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, password);
        Arrays.fill(password, '\0');
        Arrays.fill(random, (byte) 0);
        return factory.getKeyManagers();
    }

    private void requirePair(final PublicKey publicKey, final PrivateKey privateKey) throws GeneralSecurityException
    {
        final String algorithm = switch (privateKey.getAlgorithm())
        {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> "Ed25519";
        };
        final Signature signature = Signature.getInstance(algorithm);
        signature.initSign(privateKey);
        signature.update(PROBE);
        final byte[] signed = signature.sign();
        boolean isPair = false;
        if (publicKey.getAlgorithm().equals(privateKey.getAlgorithm()) || algorithm.equals("Ed25519") && publicKey
            .getAlgorithm().equals("EdDSA"))
        {
            signature.initVerify(publicKey);
            signature.update(PROBE);
            isPair = signature.verify(signed);
        }
        if (!isPair)
        {
            throw new TlsException("the key in " + key + " does not belong to the first certificate in " +
                certificate);
        }
    }

    private TrustManager[] trust()
    {
        try
        {
            final KeyStore store = emptyStore();
            final List<X509Certificate> trusted = PemFile.certificates(authorities);
            for (int i = 0; i < trusted.size(); i++)
            {
                store.setCertificateEntry("authority-" + i, trusted.get(i));
            }
            final TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory
                .getDefaultAlgorithm());
            factory.init(store);
            return factory.getTrustManagers();
        }
        catch (final GeneralSecurityException ex)
        {
            throw new TlsException("the certificates in " + authorities + " cannot be trusted: " + ex.getMessage(),
                ex);
        }
    }

    private static KeyStore emptyStore() throws GeneralSecurityException
    {
        try
        {
            final KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            return store;
        }
        catch (final IOException ex)
        {
            throw new GeneralSecurityException(ex);
        }
    }
}
