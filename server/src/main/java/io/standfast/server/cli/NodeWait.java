package io.standfast.server.cli;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Asks a node again and again until it is as it should be. Owned by one thread.
 */
final class NodeWait
{
    private static final int OK = 200;
    private static final long PAUSE_MS = 500;

    private final MonitorClient client;
    private final String url;
    private final ProgressLine progress;

    NodeWait(final MonitorClient client, final String url, final ProgressLine progress)
    {
        this.client = client;
        this.url = url;
        this.progress = progress;
    }

    /**
     * Wait.
     *
     * @param what      ready, leader, complete or may-stop.
     * @param timeoutNs at most.
     * @return null when it is, else what is missing.
     * @throws IllegalArgumentException when it is something else, or the URL is none.
     */
    String await(final String what, final long timeoutNs) throws InterruptedException
    {
        final long deadlineNs = System.nanoTime() + timeoutNs;
        String missing = missing(what);
        while (missing != null && System.nanoTime() - deadlineNs < 0)
        {
            progress.onWaiting(missing, System.nanoTime());
            TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
            missing = missing(what);
        }
        progress.end();
        return missing;
    }

    private String missing(final String what) throws InterruptedException
    {
        try
        {
            return switch (what.toLowerCase(Locale.ROOT))
            {
                case "ready" -> notReady();
                case "leader" -> members().stream().anyMatch(member -> member.at("role").text().equals("Leader"))
                    ? null : "nobody leads";
                case "complete" -> notComplete();
                case "may-stop" -> notStoppable();
                default -> throw new IllegalArgumentException("--for " + what + ": expected ready, leader, complete " +
                    "or may-stop");
            };
        }
        catch (final IOException ex)
        {
            return "nobody answers there (" + MonitorClient.reason(ex) + ")";
        }
    }

    private String notReady() throws IOException, InterruptedException
    {
        final HttpResponse<String> answer = client.get(url, "/healthz?ready");
        if (answer.statusCode() == OK)
        {
            return null;
        }
        final StringBuilder reasons = new StringBuilder();
        for (final JsonValue check : JsonValue.parse(answer.body()).at("checks").items())
        {
            if (!check.at("ok").isTrue())
            {
                reasons.append(reasons.isEmpty() ? "" : "; ").append(check.at("reason").text());
            }
        }
        return reasons.toString();
    }

    private String notComplete() throws IOException, InterruptedException
    {
        final List<String> away = members().stream().filter(member -> !List.of("Leader", "Follower").contains(member.at(
            "role").text())).map(member -> member.at("name").text() + ": " + member.at("phase").text()).toList();
        return away.isEmpty() ? null : String.join("; ", away);
    }

    private String notStoppable() throws IOException, InterruptedException
    {
        final JsonValue page = client.json(url, "/clusterz");
        return page.at("may_stop").isTrue() ? null : page.at("reason").text();
    }

    private List<JsonValue> members() throws IOException, InterruptedException
    {
        return client.json(url, "/clusterz").at("members").items();
    }
}
