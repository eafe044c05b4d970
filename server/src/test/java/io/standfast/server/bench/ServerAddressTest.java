package io.standfast.server.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Addresses as typed.
 */
class ServerAddressTest
{
    @ParameterizedTest
    @CsvSource({"nats://example.org:4333,example.org,4333", "nats://example.org,example.org,4222",
        "example.org:4333,example.org,4333", "localhost,localhost,4222", "nats://[::1]:4222/,[::1],4222"})
    void shouldReadHostAndPortWhenSchemeOrPortAreMissing(final String text, final String host, final int port)
    {
        final ServerAddress address = ServerAddress.parse(text);

        assertThat(address.host()).isEqualTo(host);
        assertThat(address.port()).isEqualTo(port);
        assertThat(address.hasCredentials()).isFalse();
    }

    @Test
    void shouldKeepSecretsOutOfItsTextWhenItHasSome()
    {
        final ServerAddress user = ServerAddress.parse("nats://ann:s%40cret+1@host:1");
        final ServerAddress token = ServerAddress.parse("nats://tok3n@host:1");

        assertThat(user.user()).isEqualTo("ann");
        assertThat(user.password()).isEqualTo("s@cret+1");
        assertThat(user.token()).isNull();
        assertThat(token.token()).isEqualTo("tok3n");
        assertThat(user).hasToString("nats://host:1");
        assertThat(token).hasToString("nats://host:1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "tls://host:1", "http://host:1", "nats://", "nats://ann:secret@", "nats://host:1/path",
        "nats://ann:sec ret@host:1", "nats://host:port", "nats://host:99999"})
    void shouldRefuseWithoutTheSecretWhenItIsNoAddress(final String text)
    {
        assertThatThrownBy(() -> ServerAddress.parse(text)).isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("nats://").hasMessageNotContaining("sec");
    }
}
