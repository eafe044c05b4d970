package io.standfast.nats.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * Reads PEM files: blocks of base 64 between lines that name what it is. Stateless; what it has read of a key is wiped.
 */
final class PemFile
{
    private static final long MAX_BYTES = 4 * 1024 * 1024;
    private static final String BEGIN = "-----BEGIN ";
    private static final String END = "-----END ";
    private static final String DASHES = "-----";

    private PemFile()
    {
    }

    /**
     * The certificates of a file.
     *
     * @param file to read.
     * @return one or more, in its order.
     * @throws TlsException when there is none; the message says why.
     */
    static List<X509Certificate> certificates(final Path file)
    {
        final List<X509Certificate> certificates = new ArrayList<>();
        for (final Block block : blocks(file))
        {
            if (block.label.equals("CERTIFICATE"))
            {
                certificates.add(certificate(file, block));
            }
        }
        if (certificates.isEmpty())
        {
            throw new TlsException(file + " holds no certificate: a PEM block \"" + BEGIN + "CERTIFICATE-----\"");
        }
        return certificates;
    }

    private static X509Certificate certificate(final Path file, final Block block)
    {
        try
        {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(
                new ByteArrayInputStream(block.der));
        }
        catch (final CertificateException ex)
        {
            throw new TlsException("a certificate in " + file + " cannot be read: " + ex.getMessage(), ex);
        }
    }

    /**
     * The private key of a file.
     *
     * @param file to read.
     * @return key.
     * @throws TlsException when there is none, or it cannot be used; the message says why.
     */
    static PrivateKey key(final Path file)
    {
        final List<Block> blocks = blocks(file);
        try
        {
            for (final Block block : blocks)
            {
                if (block.label.endsWith("PRIVATE KEY"))
                {
                    return PemKey.of(block.label, block.der);
                }
            }
        }
        catch (final IllegalArgumentException ex)
        {
            throw new TlsException("the key in " + file + " cannot be used: " + ex.getMessage(), ex);
        }
        finally
        {
            blocks.forEach(block -> Arrays.fill(block.der, (byte) 0));
        }
        throw new TlsException(file + " holds no private key: a PEM block \"" + BEGIN + "PRIVATE KEY-----\"");
    }

    private static List<Block> blocks(final Path file)
    {
        final byte[] bytes = read(file);
        try
        {
            final List<Block> blocks = new ArrayList<>();
            int begin = find(bytes, BEGIN, 0);
            while (begin >= 0)
            {
                final int labelEnd = find(bytes, DASHES, begin + BEGIN.length());
                final int end = labelEnd < 0 ? -1 : find(bytes, END, labelEnd);
                if (end < 0)
                {
                    throw new TlsException(file + " ends in the middle of a PEM block");
                }
                final String label = new String(bytes, begin + BEGIN.length(), labelEnd - begin - BEGIN.length(),
                    ISO_8859_1);
                blocks.add(new Block(label, decode(file, bytes, labelEnd + DASHES.length(), end)));
                begin = find(bytes, BEGIN, end);
            }
            return blocks;
        }
        finally
        {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private static byte[] decode(final Path file, final byte[] bytes, final int begin, final int end)
    {
        final byte[] body = Arrays.copyOfRange(bytes, begin, end);
        try
        {
            if (find(body, "Proc-Type:", 0) >= 0)
            {
                throw new TlsException("the key in " + file + " is encrypted with a password; write it without: " +
                    "openssl pkcs8 -topk8 -nocrypt -in KEY -out PLAIN_KEY");
            }
            return Base64.getMimeDecoder().decode(body);
        }
        catch (final IllegalArgumentException ex)
        {
            throw new TlsException("a PEM block in " + file + " is no base 64", ex);
        }
        finally
        {
            Arrays.fill(body, (byte) 0);
        }
    }

    private static byte[] read(final Path file)
    {
        try
        {
            final long bytes = Files.size(file);
            if (bytes > MAX_BYTES)
            {
                throw new TlsException(file + " is longer than 4 MB (" + bytes + " bytes): that is no PEM file");
            }
            return Files.readAllBytes(file);
        }
        catch (final NoSuchFileException ex)
        {
            throw new TlsException(file + " does not exist", ex);
        }
        catch (final IOException ex)
        {
            throw new TlsException(file + " cannot be read: " + ex.getMessage(), ex);
        }
    }

    private static int find(final byte[] bytes, final String text, final int from)
    {
        for (int i = from; i <= bytes.length - text.length(); i++)
        {
            int matched = 0;
            while (matched < text.length() && bytes[i + matched] == text.charAt(matched))
            {
                matched++;
            }
            if (matched == text.length())
            {
                return i;
            }
        }
        return -1;
    }

    /**
     * One block.
     */
    private static final class Block
    {
        private final String label;
        private final byte[] der;

        private Block(final String label, final byte[] der)
        {
            this.label = label;
            this.der = der;
        }
    }
}
