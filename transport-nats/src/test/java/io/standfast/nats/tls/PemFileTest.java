package io.standfast.nats.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.interfaces.ECPrivateKey;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Keys in every form that openssl writes, and what is said of those that cannot be used.
 */
class PemFileTest
{
    @TempDir
    private static Path directory;
    private static TestCertificates certificates;

    @BeforeAll
    static void make()
    {
        certificates = new TestCertificates(directory).issue("rsa", "DNS:localhost", "rsa").issue("ec",
            "DNS:localhost", "ec");
        certificates.run("rsa", "-in", "rsa.key", "-traditional", "-out", "rsa-old.key");
        certificates.run("ec", "-in", "ec.key", "-out", "ec-old.key");
        certificates.run("genpkey", "-algorithm", "ed25519", "-out", "ed.key");
        certificates.run("genpkey", "-algorithm", "x25519", "-out", "x.key");
        certificates.run("pkcs8", "-topk8", "-in", "rsa.key", "-passout", "pass:abcd", "-out", "locked.key");
        certificates.run("rsa", "-in", "rsa.key", "-traditional", "-aes128", "-passout", "pass:abcd", "-out",
            "locked-old.key");
    }

    @ParameterizedTest
    @CsvSource({"rsa.key,RSA", "rsa-old.key,RSA", "ec.key,EC", "ec-old.key,EC", "ed.key,EdDSA"})
    void shouldReadAKeyInAnyForm(final String file, final String algorithm)
    {
        assertThat(PemFile.key(directory.resolve(file)).getAlgorithm()).isIn(algorithm, "Ed25519");
    }

    @Test
    void shouldReadTheSameKeyFromBothForms()
    {
        assertThat(PemFile.key(directory.resolve("rsa-old.key"))).isEqualTo(PemFile.key(directory.resolve("rsa.key")));
        assertThat(((ECPrivateKey) PemFile.key(directory.resolve("ec-old.key"))).getS())
            .isEqualTo(((ECPrivateKey) PemFile
                .key(directory.resolve("ec.key"))).getS());
    }

    @ParameterizedTest
    @CsvSource({"locked.key,encrypted with a password", "locked-old.key,encrypted with a password",
        "x.key,of a kind that is not understood", "rsa.pem,holds no private key", "nowhere.pem,does not exist"})
    void shouldSayWhyAKeyCannotBeUsed(final String file, final String reason)
    {
        assertThatThrownBy(() -> PemFile.key(directory.resolve(file))).isInstanceOf(TlsException.class)
            .hasMessageContaining(file).hasMessageContaining(reason);
    }

    @Test
    void shouldSurviveKeysThatAreCutOffAnywhere() throws IOException
    {
        for (final String name : new String[]{"rsa.key", "rsa-old.key", "ec.key", "ec-old.key"})
        {
            final String whole = Files.readString(directory.resolve(name));
            final int end = whole.indexOf("\n-----END");
            for (int cut = whole.indexOf("KEY-----") + 10; cut < end; cut += 37)
            {
                final Path file = Files.writeString(directory.resolve("cut.key"), whole.substring(0, cut) + whole
                    .substring(end));
                assertThatThrownBy(() -> PemFile.key(file)).isInstanceOf(TlsException.class);
            }
            final Path open = Files.writeString(directory.resolve("cut.key"), whole.substring(0, end));
            assertThatThrownBy(() -> PemFile.key(open)).hasMessageContaining("in the middle of a PEM block");
        }
    }

    @Test
    void shouldRefuseAKeyOfAnotherCertificate()
    {
        final TlsFiles wrong = new TlsFiles(directory.resolve("rsa.pem"), directory.resolve("ec.key"), null);

        assertThatThrownBy(wrong::newContext).isInstanceOf(TlsException.class).hasMessageContaining(
            "does not belong to");
        assertThat(certificates.files("rsa").newContext()).isNotNull();
        assertThat(certificates.files("ec").newContext()).isNotNull();
    }
}
