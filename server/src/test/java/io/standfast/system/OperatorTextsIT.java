package io.standfast.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.nats.streaming.SubscriptionOptions;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The lines that operators know from the old server's log, and their scripts look for (STAN-SPEC 9).
 */
class OperatorTextsIT
{
    private static final String PASSWORD = "s3cret-of-ivy";

    @TempDir
    private Path directory;
    private ServerProcess server;

    @BeforeEach
    void start()
    {
        server = ServerProcess.run(directory, Map.of("TZ", "Asia/Kathmandu"), "standfast", "server", "-p", "-1", "-SDV",
            "-DVV", "-user", "ivy", "-pass", PASSWORD, "-hbi", "200ms", "-hbt", "200ms", "-hbf", "1", "-mm", "2",
            "-logtime_utc").awaitReady();
    }

    private String url()
    {
        return server.url().replace("nats://", "nats://ivy:" + PASSWORD + "@");
    }

    @AfterEach
    void stop()
    {
        server.close();
    }

    @Test
    void shouldSayInUtcWhenAClientIsGoneForGood()
    {
        assertTimesAreInUtc();
        StanClient.connect(url(), "crashed").abandon();

        server.process().awaitOutput("[INF] STREAM: [Client:crashed] Timed out on heartbeats");
    }

    private void assertTimesAreInUtc()
    {
        final String time = server.process().output().replaceFirst("(?s).*\\] (\\S+ \\S+)\\.\\d+ \\[INF\\] STREAM: " +
            "Streaming Server is ready.*", "$1");

        assertThat(LocalDateTime.parse(time, DateTimeFormatter.ofPattern("yyyy/MM/dd HH:mm:ss"))).isCloseTo(
            LocalDateTime.now(ZoneOffset.UTC), within(1, ChronoUnit.HOURS));
    }

    @Test
    void shouldTellOfClientsAndSubscriptionsWhenDebugging()
    {
        try (StanClient client = StanClient.connect(url(), "me"))
        {
            server.process().awaitOutput("[DBG] STREAM: [Client:me] Connected (Inbox=_INBOX.");
            assertThatThrownBy(() -> StanClient.connect(url(), "me")).hasMessageContaining(
                "stan: clientID already registered");
            server.process().awaitOutput("[DBG] STREAM: [Client:me] Connect failed; already connected");
            final StanInbox inbox = client.subscribe("orders", new SubscriptionOptions.Builder().durableName("keep")
                .deliverAllAvailable().build());
            server.process()
                .awaitOutput("[DBG] STREAM: [Client:me] Started new durable subscription, subject=orders, " +
                    "inbox=_INBOX.");
            server.process().awaitOutput(", sending from beginning, seq=1");
            inbox.close();
            server.process().awaitOutput("[Client:me] Suspended durable subscription, subject=orders, inbox=_INBOX.");
        }
        server.process().awaitOutput("[DBG] STREAM: [Client:me] Closed (Inbox=_INBOX.");
    }

    @Test
    void shouldSayOnceThatLimitsAreReached()
    {
        try (StanClient client = StanClient.connect(url(), "me"))
        {
            client.publish("orders", "1");
            client.publish("orders", "2");
            client.publish("orders", "3");

            showWhatWasSaid();
            server.process().awaitOutput("[WRN] STREAM: Reached limits for store \"orders\" (msgs=3/2 bytes=");
            server.process().awaitOutput("), dropping old messages to make room for new ones");
        }
    }

    private void showWhatWasSaid()
    {
        server.process().awaitOutput("cid:1 - <<- [PUB _STAN.pub.");
        server.process().awaitOutput("[TRC] STREAM: [Client:me] Received message, subject=orders, guid=");
        assertThat(server.process().output()).contains("[TRC] STREAM: Acknowledged message, guid=",
            "[DBG] STREAM: 127.0.0.1:", " - cid:1 - Client connection created", "\"user\":\"ivy\"").doesNotContain(
                PASSWORD);
    }
}
