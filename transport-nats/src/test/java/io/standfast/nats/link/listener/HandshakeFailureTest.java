package io.standfast.nats.link.listener;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What an operator reads of a handshake that has failed.
 */
class HandshakeFailureTest
{
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "Empty client certificate chain | it has shown no certificate, and the listener wants one (-tlsverify,",
        "PKIX path building failed: x | its certificate is not of the authority in -tlscacert, or is not valid now (P",
        "Unsupported or unrecognized SSL message | it does not speak TLS, and the listener does: let it connect with",
        "Received fatal alert: certificate_unknown | it does not trust this server's certificate (certificate_unknown)",
        "Received fatal alert: unknown_ca | it does not trust this server's certificate (unknown_ca): give it the auth",
        "Received fatal alert: protocol_version | Received fatal alert: protocol_version"})
    void shouldSayWhatToDoAboutIt(final String reason, final String words)
    {
        assertThat(HandshakeFailure.line(" at 10.0.0.7:50123", reason)).startsWith(
            "a TLS handshake of a client at 10.0.0.7 has failed: " + words);
        assertThat(HandshakeFailure.line("", "(some_alert) " + reason)).as("of Java 25").startsWith(
            "a TLS handshake of a client has failed: " + words);
        assertThat(HandshakeFailure.line("", reason)).startsWith("a TLS handshake of a client has failed: " + words);
    }
}
