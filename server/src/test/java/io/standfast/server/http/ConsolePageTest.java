package io.standfast.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The console as it is served: whole, alone, and with a policy that lets nothing else run.
 */
class ConsolePageTest
{
    /** The name of a language, not an address. */
    private static final String SVG = "http://www.w3.org/2000/svg";

    private final HttpClient client = HttpClient.newHttpClient();
    private final MonitorServer server = new MonitorServer("127.0.0.1", 0, Map.of(ConsolePage.PATH, ConsolePage
        .load()));

    @BeforeEach
    void open() throws IOException
    {
        server.open();
    }

    @AfterEach
    void close()
    {
        server.close();
    }

    private HttpResponse<String> send(final String method, final String path) throws IOException, InterruptedException
    {
        return client.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.boundPort() + path)).method(
            method, BodyPublishers.noBody()).build(), BodyHandlers.ofString());
    }

    private String body() throws IOException, InterruptedException
    {
        return send("GET", ConsolePage.PATH).body();
    }

    @Test
    void shouldServeOneWholePage() throws IOException, InterruptedException
    {
        final HttpResponse<String> page = send("GET", ConsolePage.PATH);

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
        assertThat(page.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(page.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(page.headers().firstValue("X-Frame-Options")).contains("DENY");
        assertThat(page.headers().firstValue("Referrer-Policy")).contains("no-referrer");
        assertThat(page.body()).startsWith("<!DOCTYPE html>").endsWith("</html>\n").doesNotContain("/*style*/",
            "/*script*/").containsOnlyOnce("<script").containsOnlyOnce("</script").containsOnlyOnce("</style");
    }

    @Test
    void shouldServeNothingElseBesideIt() throws IOException, InterruptedException
    {
        assertThat(send("HEAD", ConsolePage.PATH).statusCode()).isEqualTo(200);
        assertThat(send("POST", ConsolePage.PATH).statusCode()).isEqualTo(405);
        assertThat(send("GET", "/console/").statusCode()).isEqualTo(404);
        assertThat(send("GET", "/console/main.js").statusCode()).isEqualTo(404);
        assertThat(send("GET", "/console/../console.css").statusCode()).isEqualTo(404);
    }

    @Test
    void shouldAllowItsOwnScriptAndStyleOnly() throws IOException, InterruptedException
    {
        final HttpResponse<String> page = send("GET", ConsolePage.PATH);
        final String policy = page.headers().firstValue("Content-Security-Policy").orElseThrow();

        assertThat(List.of(policy.split("; "))).containsExactlyInAnyOrder("default-src 'none'", "script-src " + digest(
            between(page.body(), "<script>", "</script>")), "style-src " +
                digest(between(page.body(), "<style>",
                    "</style>")),
            "connect-src 'self'", "img-src data:", "base-uri 'none'", "form-action 'none'",
            "frame-ancestors 'none'", "require-trusted-types-for 'script'", "trusted-types 'none'");
    }

    @Test
    void shouldAskNobodyElse() throws IOException, InterruptedException
    {
        final String own = body().replace(SVG, "");

        assertThat(own).doesNotContainPattern("[a-z]+://\\w").doesNotContainPattern("(src|action)\\s*=\\s*\"")
            .doesNotContain("@import", "url(", "import(", "importScripts");
    }

    @ParameterizedTest
    @ValueSource(strings = {"innerHTML", "outerHTML", "insertAdjacentHTML", "createContextualFragment",
        "document.write",
        "DOMParser", "srcdoc", "eval(", "new Function", "setTimeout('", "localStorage", "sessionStorage", "indexedDB",
        "document.cookie", "javascript:", "postMessage"})
    void shouldNeitherMakeHtmlOfTextNorKeepSecrets(final String forbidden) throws IOException, InterruptedException
    {
        assertThat(body()).doesNotContain(forbidden);
    }

    private static String between(final String text, final String from, final String to)
    {
        return text.substring(text.indexOf(from) + from.length(), text.indexOf(to));
    }

    private static String digest(final String text)
    {
        try
        {
            return "'sha256-" + Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256").digest(text
                .getBytes(UTF_8))) + "'";
        }
        catch (final NoSuchAlgorithmException ex)
        {
            throw new IllegalStateException(ex);
        }
    }
}
