package io.standfast.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Who may change something, and what they may send.
 */
class AdminPageTest
{
    private final List<AdminRequest> requests = new ArrayList<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private final CountDownLatch isBusy = new CountDownLatch(1);
    private final CountDownLatch isDone = new CountDownLatch(1);
    private final AdminAccess users = AdminAccess.ofUsers(List.of(new String[]{"ops", "secret:1"}, new String[]{"dev",
        "other"}));
    private final MonitorServer server = new MonitorServer("127.0.0.1", 0, Map.of(AdminPage.PREFIX, new AdminPage(users,
        this::handle)));

    private PageAnswer handle(final AdminRequest request)
    {
        requests.add(request);
        if (request.word(0).equals("slow"))
        {
            isBusy.countDown();
            await(isDone);
        }
        return PageAnswer.json(200, "{}");
    }

    private static void await(final CountDownLatch latch)
    {
        try
        {
            latch.await();
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
        }
    }

    @BeforeEach
    void before() throws IOException
    {
        server.open();
    }

    @AfterEach
    void after()
    {
        isDone.countDown();
        server.close();
    }

    @Test
    void shouldLetOnlyAdminsIn()
    {
        assertThat(get("channels/foo", null).statusCode()).isEqualTo(401);
        assertThat(get("channels/foo", null).headers().firstValue("WWW-Authenticate")).isPresent();
        assertThat(get("channels/foo", basic("ops:wrong")).statusCode()).isEqualTo(401);
        assertThat(get("channels/foo", basic("secret:1")).statusCode()).isEqualTo(401);
        assertThat(get("channels/foo", "Basic %%%").statusCode()).isEqualTo(401);
        assertThat(get("channels/foo", "Bearer ops:secret:1").statusCode()).isEqualTo(401);
        assertThat(post("channels/foo/purge", "wrong", "application/json", "{}").statusCode()).isEqualTo(401);
        assertThat(requests).isEmpty();

        assertThat(get("channels/a%20b%C3%A4", basic("ops:secret:1")).statusCode()).isEqualTo(200);
        assertThat(get("x", basic("dev:other")).statusCode()).isEqualTo(200);

        assertThat(requests).extracting(AdminRequest::who).containsExactly("ops", "dev");
        assertThat(requests.get(0).path()).containsExactly("channels", "a b\u00e4");
    }

    @Test
    void shouldKnowTheTokenOnly()
    {
        final AdminAccess access = AdminAccess.ofToken("abc");

        assertThat(nameOf(access, "Bearer abc")).isEqualTo(AdminAccess.TOKEN_USER);
        assertThat(nameOf(access, "bearer abc ")).isEqualTo(AdminAccess.TOKEN_USER);
        assertThat(nameOf(access, "Bearer abcd")).isNull();
        assertThat(nameOf(access, "Bearer ")).isNull();
        assertThat(nameOf(access, basic("token:abc"))).isNull();
        assertThat(nameOf(access, "")).isNull();
        assertThat(nameOf(access, null)).isNull();
    }

    @Test
    void shouldKnowAPasswordByItsHash()
    {
        final AdminAccess access = AdminAccess.ofUsers(List.of(new String[]{"ops",
            "$2a$06$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i"}, new String[]{"dev", "other"}));

        for (int i = 0; i < 2; i++)
        {
            assertThat(nameOf(access, basic("ops:abc"))).isEqualTo("ops");
            assertThat(nameOf(access, basic("dev:other"))).isEqualTo("dev");
            assertThat(nameOf(access, basic("ops:abd"))).isNull();
            assertThat(nameOf(access, basic("eve:abc"))).isNull();
            assertThat(nameOf(access, basic("dev:abc"))).isNull();
            assertThat(nameOf(access, basic("abc"))).isNull();
            assertThat(nameOf(access, basic("ops:$2a$06$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i")))
                .isNull();
            assertThat(nameOf(access, "Bearer abc")).isNull();
        }
    }

    @Test
    void shouldCheckNoMoreThanAFewHashesAtOnce()
    {
        final String hash = OpenBSDBCrypt.generate("abc".toCharArray(), new byte[16], 12);
        final AdminAccess access = AdminAccess.ofUsers(List.<String[]>of(new String[]{"ops", hash}));
        assertThat(nameOf(access, basic("ops:abc"))).isEqualTo("ops");
        final ExecutorService guessers = Executors.newFixedThreadPool(8);

        final List<Future<String>> guesses = new ArrayList<>();
        for (int i = 0; i < 8; i++)
        {
            guesses.add(guessers.submit(() -> nameOf(access, basic("ops:guess"))));
        }

        assertThat(nameOf(access, basic("ops:abc"))).as("who is known does not wait").isEqualTo("ops");
        assertThat(guesses).extracting(AdminPageTest::outcome).contains("", "other passwords are being checked: try " +
            "again in a moment").doesNotContain("ops");
        guessers.shutdown();
    }

    private static String nameOf(final AdminAccess access, final String authorization)
    {
        return access.nameOf(authorization, "192.0.2.1");
    }

    private static String outcome(final Future<String> guess)
    {
        try
        {
            return Objects.toString(guess.get(), "");
        }
        catch (final ExecutionException ex)
        {
            return ex.getCause().getMessage();
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    @Test
    void shouldTakeChangesAsJsonOnly()
    {
        final String ops = basic("ops:secret:1");

        assertThat(post("x", ops, "text/plain", "{}").statusCode()).as("what a form of another site can send")
            .isEqualTo(
                415);
        assertThat(post("x", ops, "application/json", "{").statusCode()).isEqualTo(400);
        assertThat(post("x", ops, "application/json", "{\"a\":\"" + "x".repeat(70_000) + "\"}").statusCode()).isEqualTo(
            400);
        assertThat(requests).isEmpty();
        assertThat(post("x", ops, "application/json", "{\"keep\":3}").statusCode()).isEqualTo(200);
        assertThat(requests.get(0).number("keep", 0)).isEqualTo(3);
        assertThat(requests.get(0).is("dry_run")).isFalse();
    }

    @Test
    void shouldMakeOneChangeAtATime() throws InterruptedException
    {
        final String ops = basic("ops:secret:1");
        final Thread slow = new Thread(() -> post("slow", ops, "application/json", ""));
        slow.start();
        await(isBusy);

        assertThat(post("x", ops, "application/json", "").statusCode()).isEqualTo(429);
        assertThat(get("x", ops).statusCode()).as("looking goes on").isEqualTo(200);

        isDone.countDown();
        slow.join();
        assertThat(post("x", ops, "application/json", "").statusCode()).isEqualTo(200);
    }

    private static String basic(final String userAndPassword)
    {
        return "Basic " + Base64.getEncoder().encodeToString(userAndPassword.getBytes(UTF_8));
    }

    private HttpResponse<String> get(final String path, final String authorization)
    {
        return send(request(path, authorization).GET());
    }

    private HttpResponse<String> post(final String path, final String authorization, final String type,
        final String body)
    {
        return send(request(path, authorization).header("Content-Type", type).POST(HttpRequest.BodyPublishers.ofString(
            body)));
    }

    private HttpRequest.Builder request(final String path, final String authorization)
    {
        final HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.boundPort() +
            AdminPage.PREFIX + path));
        return authorization == null ? request : request.header("Authorization", authorization);
    }

    private HttpResponse<String> send(final HttpRequest.Builder request)
    {
        try
        {
            return client.send(request.build(), BodyHandlers.ofString());
        }
        catch (final IOException ex)
        {
            throw new AssertionError(ex);
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
            throw new AssertionError(ex);
        }
    }
}
