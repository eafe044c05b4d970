package io.standfast.server.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * No secret leaves the machine.
 */
class RedactionTest
{
    @ParameterizedTest
    @ValueSource(strings = {"password: \"hunter2\"", "pass = hunter2", "token hunter2", "authorization { user: me, " +
        "password: hunter2 }", "encryption_key: 'hunter2'", "\"password\": \"hunter2\"", "PASSWORD:hunter2",
        "nats_server: \"nats://me:hunter2@host:4222\"", "routes = [nats-route://me:hunter2@host:1]",
        "users = [{user: a, pass: hunter2}, {user: b, pass: hunter2}]", "my-token: hunter2",
        "ns: \"nats://me:p@hunter2@host:4222\"", "ns: \"nats://me:p/hunter2@host\"", "ns: nats://me:p,hunter2@host",
        "ns: \"me:hunter2@host:4222\"", "nats_server = hunter2@host", "nats_server_url hunter2@host",
        "Reload: nats_server stays me:hunter2@host: it needs a restart", "servers: [\"a:hunter2@h\",\"b:hunter2@i\"]",

        "token: $T\nT: \"hunter2\"", "password: $SECRET_WORD\nSECRET_WORD = hunter2", "nkey_seed: SUhunter2"})
    void shouldTakeOutSecretWhenConfigurationHasOne(final String text)
    {
        assertThat(Redaction.configuration(text)).doesNotContain("hunter2").contains("[taken out]");
    }

    @Test
    void shouldKeepEverythingElse()
    {
        final String text = """
            port: 4222
            streaming {
                id: "test-cluster"
                dir: "/var/lib/standfast"
                cluster { node_id: "a", members: ["a=host-a:4300"] }
            }
            nats_server: "nats://host:4222,nats://other:4222"
            # ask somebody@example.com, port:4222
            """;

        assertThat(Redaction.configuration(text)).isEqualTo(text);
    }
}
