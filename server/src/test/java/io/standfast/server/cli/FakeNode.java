package io.standfast.server.cli;

import io.standfast.server.http.MonitorServer;
import io.standfast.server.http.PageAnswer;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The monitoring port of a node, with pages that a test writes. Owned by the test's thread.
 */
final class FakeNode implements AutoCloseable
{
    private static final String HEALTHZ = "/healthz";

    private final Map<String, PageAnswer> answers = new ConcurrentHashMap<>();
    private final MonitorServer server = new MonitorServer("127.0.0.1", 0, Map.of(HEALTHZ, request -> answer(HEALTHZ),
        "/clusterz", request -> answer("/clusterz"), "/streaming/serverz", request -> answer("/streaming/serverz"),
        "/streaming/storez", request -> answer("/streaming/storez"), "/streaming/channelsz", request -> answer(
            "/streaming/channelsz" + (request.has("channel") ? "?" + request.text("channel")
                : request.number("offset") > 0 ? "@" + request.number("offset") : ""))));

    private final String url;

    FakeNode() throws IOException
    {
        server.open();
        url = "http://127.0.0.1:" + server.boundPort();
        page(HEALTHZ, 200, "{\"status\": \"ok\", \"checks\": []}");
    }

    private PageAnswer answer(final String page)
    {
        return answers.getOrDefault(page, PageAnswer.text(404, page.contains("?") ? "Channel " + page.substring(page
            .indexOf('?') + 1) + " not found" : "404 page not found\n"));
    }

    void page(final String page, final int status, final String json)
    {
        answers.put(page, PageAnswer.json(status, json));
    }

    String url()
    {
        return url;
    }

    @Override
    public void close()
    {
        server.close();
    }
}
