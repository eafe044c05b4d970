package io.standfast.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.standfast.nats.gateway.GatewayCounters;
import io.standfast.server.config.ProgramName;
import io.standfast.server.config.ReadSettings;
import io.standfast.server.http.ServerFacts;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * What pages say of a server whose node is not there yet, or not any more.
 */
class MonitorLookTest
{
    private final Lifecycle life = new Lifecycle();

    private ServerFacts facts(final String... flags)
    {
        return new MonitorLook(ReadSettings.read(ProgramName.STANDFAST, List.of(flags), Map.of()).settings(), "id", Path
            .of("."), life, GatewayCounters.standalone(), null).facts();
    }

    private ServerFacts memberFacts()
    {
        return facts("-clustered", "-cluster_node_id", "a", "-cluster_members", "a=h:4300,b=h:4310,c=h:4320");
    }

    @Test
    void shouldBeCandidateWhileNobodyLeads()
    {
        assertThat(memberFacts()).extracting(ServerFacts::state, ServerFacts::role, ServerFacts::nodeId,
            ServerFacts::storeType).containsExactly("CLUSTERED", "Candidate", "a", "RAFT_FILE");
    }

    @Test
    void shouldHaveNoRoleWhenItIsAlone()
    {
        assertThat(facts()).extracting(ServerFacts::state, ServerFacts::role, ServerFacts::nodeId).containsExactly(
            "STANDALONE", "", "");
        life.ready();
        assertThat(facts().state()).isEqualTo("STANDALONE");
    }

    @Test
    void shouldSayThatItHasFailed()
    {
        life.fail(new ServerException(ExitCode.NOT_STARTED, "no port"));

        assertThat(facts().state()).isEqualTo("FAILED");
        assertThat(memberFacts().state()).isEqualTo("FAILED");
    }

    @Test
    void shouldSayThatItGoes()
    {
        life.stop();
        assertThat(facts().state()).isEqualTo("SHUTDOWN");
        life.closed();
        assertThat(memberFacts().state()).isEqualTo("SHUTDOWN");
    }
}
