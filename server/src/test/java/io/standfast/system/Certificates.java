package io.standfast.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * An authority and a server's certificate for localhost and 127.0.0.1, made with openssl for a day. Owned by the test's
 * thread.
 */
final class Certificates
{
    private final Path directory;

    Certificates(final Path directory)
    {
        this.directory = directory;
        run("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", "ca.key",
            "-out", "ca.pem", "-days", "1", "-subj", "/CN=test authority");
        run("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", "server.key",
            "-out", "server.csr", "-subj", "/CN=server", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1");
        run("x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-out",
            "server.pem", "-days", "1", "-copy_extensions", "copy");
    }

    Path file(final String name)
    {
        return directory.resolve(name);
    }

    /** A map {@code tls{}} of a server. */
    String serverMap()
    {
        return "tls { cert_file: \"" + file("server.pem") + "\", key_file: \"" + file("server.key") + "\" }\n";
    }

    /** For clients that trust the authority. */
    SSLContext trusting()
    {
        try
        {
            final KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            try (var in = Files.newInputStream(file("ca.pem")))
            {
                store.setCertificateEntry("ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
            }
            final TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory
                .getDefaultAlgorithm());
            trust.init(store);
            final SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        }
        catch (final GeneralSecurityException | IOException ex)
        {
            throw new AssertionError(ex);
        }
    }

    private void run(final String... arguments)
    {
        final List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        try
        {
            final Path output = directory.resolve("openssl.log");
            final Process process = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true)
                .redirectOutput(output.toFile()).start();
            if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0)
            {
                throw new AssertionError(command + ": " + Files.readString(output));
            }
        }
        catch (final IOException ex)
        {
            throw new AssertionError(command + ": " + ex, ex);
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
            throw new AssertionError(ex);
        }
    }
}
