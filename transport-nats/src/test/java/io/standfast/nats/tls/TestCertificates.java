package io.standfast.nats.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Certificates and keys made with openssl, for a day. Owned by the test's thread.
 */
public final class TestCertificates
{
    private final Path directory;

    /**
     * An authority, {@code ca.pem}, and nobody else yet.
     *
     * @param directory to write to.
     */
    public TestCertificates(final Path directory)
    {
        this.directory = directory;
        run("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", "ca.key",
            "-out", "ca.pem", "-days", "1", "-subj", "/CN=test authority");
    }

    /**
     * A certificate and its key.
     *
     * @param name        of both files.
     * @param alternative name, {@code DNS:localhost}.
     * @param algorithm   {@code rsa} or {@code ec}.
     * @return this.
     */
    public TestCertificates issue(final String name, final String alternative, final String algorithm)
    {
        final List<String> request = new ArrayList<>(List.of("req", "-newkey", algorithm.equals("ec") ? "ec"
            : "rsa:2048", "-nodes", "-keyout", name + ".key", "-out", name + ".csr", "-subj", "/CN=" + name, "-addext",
            "subjectAltName=" + alternative));
        if (algorithm.equals("ec"))
        {
            request.addAll(List.of("-pkeyopt", "ec_paramgen_curve:prime256v1"));
        }
        run(request.toArray(new String[0]));
        run("x509", "-req", "-in", name + ".csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-out",
            name + ".pem", "-days", "1", "-copy_extensions", "copy");
        return this;
    }

    /**
     * A file.
     *
     * @param name of it.
     * @return path.
     */
    public Path file(final String name)
    {
        return directory.resolve(name);
    }

    /**
     * Certificate, key, and whom to trust.
     *
     * @param name of the certificate.
     * @return files.
     */
    public TlsFiles files(final String name)
    {
        return new TlsFiles(file(name + ".pem"), file(name + ".key"), file("ca.pem"));
    }

    /**
     * Run openssl in the directory.
     *
     * @param arguments for it.
     */
    public void run(final String... arguments)
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
