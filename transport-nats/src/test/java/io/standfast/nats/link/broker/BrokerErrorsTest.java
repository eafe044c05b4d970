package io.standfast.nats.link.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.util.ArrayList;
import java.util.List;

import javax.net.ssl.SSLHandshakeException;

import org.junit.jupiter.api.Test;

/**
 * What an operator reads when a link cannot be opened, and how often.
 */
class BrokerErrorsTest
{
    private final List<String> said = new ArrayList<>();
    private final BrokerErrors errors = new BrokerErrors(said::add);

    private static Exception handshake(final Throwable cause)
    {
        return new IOException("wrapped", new SSLHandshakeException("failed").initCause(cause));
    }

    @Test
    void shouldSayWhatToDoWhenACertificateIsWrong()
    {
        errors.exceptionOccurred(null, handshake(new CertPathBuilderException("no path")));
        errors.exceptionOccurred(null, handshake(new CertificateException("No subject alternative DNS name matching")));
        errors.exceptionOccurred(null, new SSLHandshakeException("Received fatal alert: certificate_required"));

        assertThat(said).hasSize(3).allMatch(line -> line.startsWith("The NATS server cannot be connected to: "));
        assertThat(said.get(0)).contains("client_ca", "(no path)");
        assertThat(said.get(1)).contains("server_name", "(No subject alternative DNS name matching)");
        assertThat(said.get(2)).contains("client_cert");
    }

    @Test
    void shouldSayTheSameOnceUntilItIsConnected()
    {
        for (int i = 0; i < 3; i++)
        {
            errors.errorOccurred(null, "Authorization Violation");
        }
        assertThat(said).singleElement().asString().contains("does not let this server in: Authorization Violation",
            "user and password");

        errors.forget();
        errors.errorOccurred(null, "Authorization Violation");

        assertThat(said).hasSize(2);
    }

    @Test
    void shouldSayNothingWhenNobodyAnswersYet()
    {
        errors.exceptionOccurred(null, new IOException("Connection refused"));

        assertThat(said).isEmpty();
    }
}
