package io.standfast.server.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import org.agrona.CloseHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The pages as a probe sees them.
 */
class MonitorServerTest
{
    private final Map<HealthQuestion, HealthReport> reports = new EnumMap<>(HealthQuestion.class);
    private final HttpClient client = HttpClient.newHttpClient();
    private final MonitorServer server = new MonitorServer("127.0.0.1", 0, Map.of("/healthz", new HealthPage(
        reports::get), "/broken", request ->
        {
            throw new IllegalStateException("on purpose");
        }, "/large", request -> PageAnswer.text(200, "x".repeat(32 * 1024 * 1024)), "/later", request ->
        {
            throw new UnavailableException("not yet");
        }));

    @BeforeEach
    void setUp() throws IOException
    {
        for (final HealthQuestion question : HealthQuestion.values())
        {
            reports.put(question, new HealthReport("Follower", List.of(new HealthCheck("test", true, "as \"is\""))));
        }
        server.open();
    }

    @AfterEach
    void tearDown()
    {
        server.close();
    }

    @Test
    void shouldAnswer200WithRoleAndReasonsWhenAllIsWell() throws IOException, InterruptedException
    {
        final HttpResponse<String> response = get("/healthz?live");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(response.body()).isEqualTo("""
            {
              "status": "ok",
              "role": "Follower",
              "checks": [
                {
                  "name": "test",
                  "ok": true,
                  "reason": "as \\"is\\""
                }
              ]
            }
            """);
    }

    @Test
    void shouldAnswer503OnlyToTheQuestionThatFails() throws IOException, InterruptedException
    {
        reports.put(HealthQuestion.READY, new HealthReport("Follower", List.of(new HealthCheck("restore", false,
            "segments 3 of 7 from b"))));

        assertThat(get("/healthz?live").statusCode()).isEqualTo(200);
        assertThat(get("/healthz?leader").statusCode()).isEqualTo(200);
        assertThat(get("/healthz?ready").statusCode()).isEqualTo(503);
        assertThat(get("/healthz").body()).contains("unavailable", "segments 3 of 7 from b");
    }

    @Test
    void shouldSayWhatIsWrongWhenItCannotAnswer() throws IOException, InterruptedException
    {
        assertThat(get("/nowhere").statusCode()).isEqualTo(404);
        assertThat(get("/broken").statusCode()).isEqualTo(500);
        assertThat(post("/healthz").statusCode()).isEqualTo(405);
        assertThat(get("/healthz?live").statusCode()).as("it goes on").isEqualTo(200);
    }

    @Test
    void shouldAnswerProbesWhenOthersDoNotReadWhatTheyAskedFor() throws IOException, InterruptedException
    {
        final List<Socket> sockets = new ArrayList<>();
        try
        {
            for (int i = 0; i < 12; i++)
            {
                sockets.add(ask("GET /large HTTP/1.1\r\nHost: x\r\n\r\n"));
            }

            int refused = 0;
            while (refused == 0)
            {
                refused += get("/large").statusCode() == 503 ? 1 : 0;
            }
            assertThat(get("/healthz?live").statusCode()).isEqualTo(200);
        }
        finally
        {
            CloseHelper.closeAll(sockets);
        }
    }

    @Test
    void shouldEndTheConnectionWhenARequestNeverEnds() throws IOException, InterruptedException
    {
        try (Socket socket = ask("GET /"))
        {
            final byte[] more = new byte[1024 * 1024];
            Arrays.fill(more, (byte) 'a');
            assertThatThrownBy(() ->
            {
                for (int i = 0; i < 64; i++)
                {
                    socket.getOutputStream().write(more);
                }
            }).isInstanceOf(IOException.class);
        }
        assertThat(get("/healthz?live").statusCode()).isEqualTo(200);
    }

    @Test
    void shouldCloseTheConnectionAfterOneAnswer() throws IOException
    {
        try (Socket socket = ask("GET /later HTTP/1.1\r\nHost: x\r\n\r\nGET /later HTTP/1.1\r\nHost: x\r\n\r\n"))
        {
            final String answer = new String(socket.getInputStream().readAllBytes(), US_ASCII);

            assertThat(answer).startsWith("HTTP/1.1 503").endsWith("not yet\n").containsOnlyOnce("not yet")
                .containsIgnoringCase("connection: close");
        }
    }

    private Socket ask(final String text) throws IOException
    {
        final Socket socket = new Socket("127.0.0.1", server.boundPort());
        socket.setSoTimeout(20_000);
        socket.getOutputStream().write(text.getBytes(US_ASCII));
        return socket;
    }

    private HttpResponse<String> get(final String path) throws IOException, InterruptedException
    {
        return client.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(final String path) throws IOException, InterruptedException
    {
        return client.send(HttpRequest.newBuilder(uri(path)).POST(HttpRequest.BodyPublishers.noBody()).build(),
            BodyHandlers.ofString());
    }

    private URI uri(final String path)
    {
        return URI.create("http://127.0.0.1:" + server.boundPort() + path);
    }
}
