package io.standfast.system;

import io.standfast.nats.tls.TlsFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;

/**
 * An authority, a server's certificate for localhost and 127.0.0.1, and others, made with openssl for a day. Owned by
 * the test's thread.
 */
public final class Certificates
{
    private final Path directory;

    public Certificates(final Path directory)
    {
        this.directory = directory;
        run("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", "ca.key",
            "-out", "ca.pem", "-days", "1", "-subj", "/CN=test authority");
        issue("server", "DNS:localhost,IP:127.0.0.1");
    }

    /** Another certificate and its key, for these names. */
    public Certificates issue(final String name, final String alternatives)
    {
        run("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", name + ".key",
            "-out", name + ".csr", "-subj", "/CN=" + name, "-addext", "subjectAltName=" + alternatives);
        run("x509", "-req", "-in", name + ".csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-out",
            name + ".pem", "-days", "1", "-copy_extensions", "copy");
        return this;
    }

    public Path file(final String name)
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
        return files(null).newContext();
    }

    /** For clients that trust it and have this certificate. */
    public SSLContext showing(final String name)
    {
        return files(name).newContext();
    }

    private TlsFiles files(final String name)
    {
        return new TlsFiles(name == null ? null : file(name + ".pem"), name == null ? null : file(name + ".key"), file(
            "ca.pem"));
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
