package io.standfast.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;

import org.agrona.concurrent.AgentTerminationException;
import org.junit.jupiter.api.Test;

/**
 * What a node makes of a service that cannot go on.
 */
class SupervisorTest
{
    private final List<String> failures = new ArrayList<>();
    private final Supervisor supervisor = new Supervisor(new NodeContext(), null, new Leadership(), null, (reason,
        cause) -> failures.add(reason + " / " + cause), null);

    /** It has not rolled its store as the others did: whatever it applied now would lie elsewhere than theirs. */
    @Test
    void shouldHaltBeforeTheNextEntryWhenNoSnapshotCanBeTaken()
    {
        final IllegalStateException cause = new IllegalStateException("no room");

        assertThatThrownBy(() -> supervisor.onSnapshotFailed(4711, cause)).isInstanceOf(
            AgentTerminationException.class).hasCause(cause);

        assertThat(failures).containsExactly("no snapshot can be taken at log position 4711: " +
            "java.lang.IllegalStateException: no room / java.lang.IllegalStateException: no room");
    }
}
