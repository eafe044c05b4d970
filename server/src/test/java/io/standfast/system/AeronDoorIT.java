package io.standfast.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nats.streaming.SubscriptionOptions;
import io.standfast.replication.client.ClientContext;
import io.standfast.replication.client.ClientState;
import io.standfast.replication.client.DoorCredentials;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients of both ways in meet on a server alone: over NATS, and over Aeron from another process.
 */
class AeronDoorIT
{
    @TempDir
    private Path directory;
    private ServerProcess server;

    @BeforeEach
    void start()
    {
        server = ServerProcess.start(directory, "-p", "-1", "-aeron_door", "ipc", "-user", "alice", "-pass", "secret");
    }

    @AfterEach
    void stop()
    {
        server.close();
    }

    private ClientContext context(final String clientId, final String password)
    {
        return DoorPilot.context(server, clientId).credentials(DoorCredentials.user("alice", password));
    }

    private StanClient nats(final String clientId)
    {
        return StanClient.connect("nats://alice:secret@127.0.0.1:" + server.port(), clientId);
    }

    @Test
    void shouldCarryMessagesBothWaysBetweenAeronAndNats()
    {
        try (DoorPilot pilot = new DoorPilot(context("pilot", "secret"), "orders").ready();
            StanClient nats = nats("nats"))
        {
            final StanInbox inbox = nats.subscribe("orders", new SubscriptionOptions.Builder().deliverAllAvailable()
                .build());
            pilot.publish(10);
            nats.publish("orders", "over nats");
            pilot.awaitReceived("over nats");
            Await.until("all over nats", () -> inbox.texts().size() == 11);

            assertThat(inbox.texts()).isEqualTo(pilot.received());
        }
    }

    @Test
    void shouldKeepOneClientForAnIdWhateverWayItComes()
    {
        try (DoorPilot pilot = new DoorPilot(context("same", "secret"), "orders").ready())
        {
            assertThatThrownBy(() -> nats("same").close()).hasStackTraceContaining("clientID already registered");
            pilot.publish(1);
        }
        // The session is closed: the id is free.
        Await.until("the id is free", () ->
        {
            try (StanClient nats = nats("same"))
            {
                return nats.stan() != null;
            }
            catch (final IllegalStateException ex)
            {
                return false;
            }
        });
    }

    @Test
    void shouldRefuseWhoDoesNotKnowThePassword()
    {
        try (DoorPilot pilot = new DoorPilot(context("pilot", "guess"), "orders"))
        {
            Await.until("refused", () -> pilot.cycle() && pilot.client().state() == ClientState.CLOSED);
        }
    }

    @Test
    void shouldConnectAgainWhenTheServerIsKilledAndComesBack()
    {
        try (DoorPilot pilot = new DoorPilot(context("pilot", "secret"), "orders").ready())
        {
            pilot.publish(10);
            server.kill9();
            server.process().close();
            server = ServerProcess.start(directory, "-p", "-1", "-aeron_door", "ipc", "-user", "alice", "-pass",
                "secret");
            pilot.publish(10);
            pilot.awaitReceived("m19");
        }
    }
}
