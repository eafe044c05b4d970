package io.standfast.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nats.streaming.SubscriptionOptions;
import io.standfast.server.ExitCode;
import io.standfast.server.ServerContext;
import io.standfast.server.ServerException;
import io.standfast.server.ServerState;
import io.standfast.server.StandfastServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A server in the process of its application: starts, serves, fails and ends, in whichever order.
 */
class EmbeddedServerIT
{
    private static final SubscriptionOptions ALL = new SubscriptionOptions.Builder().deliverAllAvailable().build();
    private static final int SERVERS = 5;

    @TempDir
    private Path directory;

    private static StandfastServer ready(final ServerContext context)
    {
        return awaitReady(StandfastServer.launch(context));
    }

    private static StandfastServer awaitReady(final StandfastServer server)
    {
        server.ready().orTimeout(Await.DEADLINE.toSeconds(), TimeUnit.SECONDS).join();
        return server;
    }

    private static ServerException failure(final StandfastServer server)
    {
        final AtomicReference<Throwable> reason = new AtomicReference<>();
        server.ready().whenComplete((nothing, failure) -> reason.set(failure));
        Await.until("end of the start", () -> reason.get() != null);
        assertThat(reason.get()).isInstanceOf(ServerException.class);
        return (ServerException) reason.get();
    }

    @Test
    void shouldServeClientsOnAnyPortWhenReady()
    {
        try (StandfastServer server = ready(new ServerContext().dataDirectory(directory)))
        {
            assertThat(server.state()).isEqualTo(ServerState.READY);
            assertThat(server.clientUrl()).isEqualTo("nats://127.0.0.1:" + server.clientPort());
            assertThat(server.monitorPort()).isZero();
            assertThat(server.lastError()).isEmpty();
            try (StanClient client = StanClient.connect(server.clientUrl(), "embedded"))
            {
                client.publish("orders", "one");

                assertThat(client.subscribe("orders", ALL).awaitCount(1).texts()).containsExactly("one");
            }
        }
    }

    @Test
    void shouldKeepTheirMessagesApartWhenFiveServersRunAtOnce()
    {
        final List<StandfastServer> servers = new ArrayList<>();
        try
        {
            for (int i = 0; i < SERVERS; i++)
            {
                // Some keep their messages, the others do not.
                servers.add(StandfastServer.launch(i % 2 == 0 ? new ServerContext()
                    : new ServerContext().dataDirectory(directory.resolve("data" + i))));
            }
            servers.forEach(EmbeddedServerIT::awaitReady);
            assertThat(servers).extracting(StandfastServer::clientPort).doesNotHaveDuplicates();
            for (final StandfastServer server : servers)
            {
                try (StanClient client = StanClient.connect(server.clientUrl(), "same-name"))
                {
                    client.publish("orders", server.clientUrl());

                    assertThat(client.subscribe("orders", ALL).awaitCount(1).texts()).containsExactly(server
                        .clientUrl());
                }
            }
        }
        finally
        {
            servers.forEach(StandfastServer::close);
        }
        assertThat(servers).extracting(StandfastServer::state).containsOnly(ServerState.CLOSED);
    }

    @Test
    void shouldServeThroughEveryMemberWhenAClusterOfThreeRunsInOneProcess()
    {
        final List<StandfastServer> servers = new ArrayList<>();
        try (TestCluster plan = new TestCluster(directory, 3))
        {
            for (int i = 0; i < plan.size(); i++)
            {
                servers.add(StandfastServer.launch(new ServerContext().dataDirectory(plan.data(i)).fileSync(false)
                    .flags("-clustered", "-cluster_node_id", plan.name(i), "-cluster_members", plan.members())));
            }
            servers.forEach(EmbeddedServerIT::awaitReady);
            try (StanClient client = StanClient.connect(servers.get(0).clientUrl(), "me"))
            {
                client.publish("orders", "one");
            }
            for (final StandfastServer server : servers)
            {
                try (StanClient client = StanClient.connect(server.clientUrl(), "me-again"))
                {
                    assertThat(client.subscribe("orders", ALL).awaitCount(1).texts()).containsExactly("one");
                }
            }
        }
        finally
        {
            servers.forEach(StandfastServer::close);
        }
        assertThat(servers).extracting(StandfastServer::state).containsOnly(ServerState.CLOSED);
    }

    @Test
    void shouldKeepMessagesAndDurablesWhenLaunchedAgainOnSameDirectory()
    {
        final ServerContext context = new ServerContext().dataDirectory(directory);
        final SubscriptionOptions durable = new SubscriptionOptions.Builder().deliverAllAvailable().durableName("mine")
            .build();
        try (StandfastServer server = ready(context); StanClient client = StanClient.connect(server.clientUrl(), "me"))
        {
            client.publish("kept", "one");
            final StanInbox inbox = client.subscribe("kept", durable).awaitCount(1);
            inbox.close();
            client.publish("kept", "two");
        }
        try (StandfastServer server = ready(context); StanClient client = StanClient.connect(server.clientUrl(), "me"))
        {
            assertThat(client.subscribe("kept", durable).awaitCount(1).texts()).containsExactly("two");
            assertThat(client.subscribe("kept", ALL).awaitCount(2).texts()).containsExactly("one", "two");
        }
    }

    @Test
    void shouldAskForCredentialsAndServePagesWhenTheContextSaysSo()
    {
        final ServerContext context = new ServerContext().credentials("me", "secret").monitorPort(
            ServerContext.ANY_PORT).clusterId("guarded");
        try (StandfastServer server = ready(context))
        {
            assertThat(server.clusterId()).isEqualTo("guarded");
            assertThat(server.monitorPort()).isPositive().isNotEqualTo(server.clientPort());
            assertThatThrownBy(() -> StanClient.connect(server.clientUrl(), "stranger")).hasMessageContaining(
                "Authorization Violation");
        }
    }

    @Test
    void shouldDoNothingWhenClosedAgain() throws InterruptedException
    {
        final StandfastServer server = ready(new ServerContext().dataDirectory(directory));
        final Thread other = new Thread(server::close, "another that closes");
        other.start();
        server.close();
        assertThat(server.state()).isEqualTo(ServerState.CLOSED);
        other.join(Await.DEADLINE.toMillis());
        assertThat(other.isAlive()).isFalse();
        server.close();

        assertThat(server.closed()).isCompleted();
        assertThat(server.ready()).isCompleted();
        assertThat(server.lastError()).isEmpty();
    }

    @Test
    void shouldCloseWhenAFuturesActionAsksForIt()
    {
        final StandfastServer server = StandfastServer.launch(new ServerContext());
        server.ready().thenRun(server::close);

        Await.until("end of the server", () -> server.closed().isDone());
        assertThat(server.state()).isEqualTo(ServerState.CLOSED);
    }

    @Test
    void shouldNotBeSteeredByItsFuturesWhenOthersCompleteThem()
    {
        try (StandfastServer server = StandfastServer.launch(new ServerContext()))
        {
            server.ready().cancel(true);
            server.closed().complete(null);

            awaitReady(server);
            assertThat(server.closed()).isNotDone();
        }
    }

    // What is there when it is closed: nothing, the lock, the archive, the consensus module, the message store.
    @ParameterizedTest
    @ValueSource(strings = {"", "lock", "archive", "cluster/cluster-mark.dat", "store"})
    void shouldLetGoOfEverythingWhenClosedWhileItStarts(final String file)
    {
        final ServerContext context = new ServerContext().dataDirectory(directory.resolve("data"));
        final StandfastServer server = StandfastServer.launch(context);
        Await.until(file, () -> Files.exists(directory.resolve("data").resolve(file)));
        server.close();

        assertThat(server.state()).isEqualTo(ServerState.CLOSED);
        ready(context).close();
    }

    @Test
    void shouldCloseInTimeWhenAMemberWaitsForTheOthers()
    {
        try (TestCluster plan = new TestCluster(directory, 3))
        {
            final StandfastServer server = StandfastServer.launch(new ServerContext().dataDirectory(plan.data(0)).flags(
                "-clustered", "-cluster_node_id", plan.name(0), "-cluster_members", plan.members()));
            Await.until("a start that is counted", () -> Files.exists(plan.data(0).resolve("STARTS")));
            server.close();

            assertThat(server.state()).isEqualTo(ServerState.CLOSED);
            assertThat(server.lastError()).isEmpty();
            assertThat(server.closed()).isCompleted();
        }
    }

    @Test
    void shouldSayWhyWhenClosedBeforeItWasReady()
    {
        final StandfastServer server = StandfastServer.launch(new ServerContext());
        server.close();

        assertThatThrownBy(() -> server.ready().join()).isInstanceOf(CompletionException.class).hasMessageContaining(
            "closed before it was ready");
        assertThat(server.lastError()).isEmpty();
        assertThatThrownBy(server::clientUrl).isInstanceOf(IllegalStateException.class).hasMessageContaining("CLOSED");
    }

    @Test
    void shouldFailAndLeaveTheOtherAloneWhenPortIsTaken()
    {
        try (StandfastServer first = ready(new ServerContext()))
        {
            final ServerContext context = new ServerContext().dataDirectory(directory).clientPort(first.clientPort());
            try (StandfastServer second = StandfastServer.launch(context))
            {
                final ServerException reason = failure(second);

                assertThat(reason).hasMessageContaining("cannot listen on 127.0.0.1:" + first.clientPort());
                assertThat(reason.exitCode()).isEqualTo(ExitCode.NOT_STARTED);
                assertThat(second.lastError()).containsSame(reason);
                assertThat(second.state()).isEqualTo(ServerState.FAILED);
            }
            StanClient.connect(first.clientUrl(), "still-served").close();
            // What the failed one had is free.
            ready(context.clientPort(ServerContext.ANY_PORT)).close();
        }
    }

    @Test
    void shouldFailAndLeaveTheOtherAloneWhenDirectoryIsInUse()
    {
        final ServerContext context = new ServerContext().dataDirectory(directory);
        try (StandfastServer first = ready(context); StandfastServer second = StandfastServer.launch(context))
        {
            assertThat(failure(second)).hasMessageContaining("the data directory " + directory + " is in use")
                .extracting(ServerException::exitCode).isEqualTo(ExitCode.NOT_STARTED);
            assertThat(second.state()).isEqualTo(ServerState.FAILED);
            try (StanClient client = StanClient.connect(first.clientUrl(), "still-served"))
            {
                client.publish("in-use", "first goes on");
            }
        }
    }

    @Test
    void shouldFailWithWhatTheCommandLineSaysWhenDataIsOfAnotherCluster()
    {
        ready(new ServerContext().dataDirectory(directory).clusterId("first")).close();

        try (StandfastServer server = StandfastServer.launch(new ServerContext().dataDirectory(directory).clusterId(
            "second")))
        {
            assertThat(failure(server)).hasMessageContaining(
                "cluster ID \"second\" does not match recovered value of \"first\"").extracting(
                    ServerException::exitCode)
                .isEqualTo(ExitCode.DAMAGED);
        }
    }

    @Test
    void shouldFailAndLetTheProcessLiveWhenTheStoreCannotGoOn() throws IOException
    {
        final ServerContext context = new ServerContext().dataDirectory(directory).fileSync(false);
        try (StandfastServer server = ready(context))
        {
            final Path store = directory.resolve("store");
            Files.move(store, directory.resolve("elsewhere"));
            Files.writeString(store, "no directory: the first segment cannot be made");
            final StanClient client = StanClient.connect(server.clientUrl(), "before");
            client.publish("orders", "one", (guid, failure) ->
            {
            });
            Await.until("failure", () -> server.state() == ServerState.FAILED);
            client.abandon();

            assertThat(server.lastError()).get().extracting(ServerException::exitCode).isEqualTo(ExitCode.HALTED);
            assertThatThrownBy(() -> server.closed().orTimeout(Await.DEADLINE.toSeconds(), TimeUnit.SECONDS).join())
                .hasCause(server.lastError().orElseThrow());
            Files.delete(store);
            Files.move(directory.resolve("elsewhere"), store);
        }
        try (StandfastServer server = ready(context);
            StanClient client = StanClient.connect(server.clientUrl(), "after"))
        {
            assertThat(client.subscribe("orders", ALL).awaitCount(1).texts()).containsExactly("one");
        }
    }
}
