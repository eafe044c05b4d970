package io.standfast.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import org.agrona.concurrent.AgentTerminationException;
import org.junit.jupiter.api.Test;

import io.aeron.archive.client.ArchiveEvent;

/**
 * What ends a node and what only deserves a line.
 */
class AgentErrorsTest
{
    private final List<String> failures = new ArrayList<>();
    private boolean isStarting = true;
    private final AgentErrors errors = new AgentErrors("archive", () -> isStarting,
        (reason, cause) -> failures.add(reason));

    @Test
    void shouldGoOnWhenTheArchiveWarnsWhileTheNodeStarts()
    {
        errors.onError(new ArchiveEvent("control request for unknown session: controlSessionId=1 templateId=61"));

        assertThat(failures).isEmpty();
    }

    @Test
    void shouldEndTheNodeWhenAnErrorIsMetWhileItStarts()
    {
        errors.onError(new IllegalStateException("no room"));

        assertThat(failures).containsExactly("the archive cannot start: no room");
    }

    @Test
    void shouldGoOnWhenAnErrorIsMetLater()
    {
        isStarting = false;

        errors.onError(new IllegalStateException("a bad frame"));

        assertThat(failures).isEmpty();
    }

    @Test
    void shouldEndTheNodeWhenTheAgentEnds()
    {
        isStarting = false;

        errors.onError(new AgentTerminationException("no way"));

        assertThat(failures).containsExactly("the archive has ended: no way");
    }
}
