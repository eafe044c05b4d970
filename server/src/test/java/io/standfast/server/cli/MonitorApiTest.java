package io.standfast.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/**
 * Where orders are sent on to.
 */
class MonitorApiTest
{
    @Test
    void shouldFollowToTheLeader()
    {
        assertThat(MonitorApi.leader("http://a:8222", "http://b:8222/adminz/clients/me/kick")).isEqualTo(
            "http://b:8222/");
        assertThat(MonitorApi.leader("http://a:8222", "https://b:8222/adminz/x")).isEqualTo("https://b:8222/");
        assertThat(MonitorApi.leader("https://a:8222", "HTTPS://b:8222/adminz/x")).isEqualTo("HTTPS://b:8222/");
    }

    @Test
    void shouldNotFollowToAnAddressThatIsNotEncrypted()
    {
        assertThatThrownBy(() -> MonitorApi.leader("https://a:8222", "http://b:8222/adminz/x")).isInstanceOf(
            CliException.class)
            .hasMessage("https://a:8222 follows, and names http://b:8222/ as the leader's address, " +
                "which is not encrypted: nothing was sent there. Give --server with the https:// address of " +
                "the leader");
    }
}
