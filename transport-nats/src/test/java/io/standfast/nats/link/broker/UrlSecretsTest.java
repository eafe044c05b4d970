package io.standfast.nats.link.broker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Nobody sees a password.
 */
class UrlSecretsTest
{
    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {"nats://h:4222;nats://h:4222", "h:4222;h:4222", "a:1,b:2;a:1,b:2",
        "nats://u:p@h:1;nats://X@h:1", "nats://token@h;nats://X@h", "tls://u:p@h;tls://X@h", "u:p@h:1;X@h:1",
        "token@h;X@h", "nats://u:p@ss@h;nats://X@h", "nats://u:p/w@h;nats://X@h", "nats://u:p,w@h;nats://X@h",
        "u:p://w@h;X@h", "nats://u:p@h:1,nats://v:q@g:2;nats://X@h:1,nats://X@g:2", "nats://h,nats://v:q@g;nats://h," +
            "nats://X@g",
        "nats://u:p@h, nats://v:q@g;nats://X@h, nats://X@g", "u:p@h,v:q@g;X@g",
        "nats://u:p@h,v:q@g;nats://X@g"})
    void shouldTakeOutEverythingBeforeTheHost(final String urls, final String shown)
    {
        assertThat(UrlSecrets.replaced(urls, "X@")).isEqualTo(shown);
    }
}
