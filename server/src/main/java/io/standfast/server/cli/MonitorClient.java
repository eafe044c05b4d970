package io.standfast.server.cli;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * Asks a node's monitoring port. Owned by one thread.
 */
final class MonitorClient
{
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int OK = 200;
    /** id, epoch, first, last, digest, name. */
    private static final int FIELDS = 6;

    private final HttpClient client;
    private final String authorization;

    /** Says nothing of who asks, and trusts whom Java trusts. */
    MonitorClient()
    {
        this(HttpClient.newBuilder().connectTimeout(TIMEOUT).build(), null);
    }

    /**
     * Asks as somebody.
     *
     * @param client        with its trust.
     * @param authorization header that proves who asks, or null.
     */
    MonitorClient(final HttpClient client, final String authorization)
    {
        this.client = client;
        this.authorization = authorization;
    }

    /** With the scheme that somebody in a hurry leaves out. */
    static String address(final String url)
    {
        return url.contains("://") ? url : "http://" + url;
    }

    /** Why nobody answers; the JDK's client says nothing of a connection that was refused. */
    static String reason(final Exception ex)
    {
        if (ex.getMessage() != null)
        {
            return ex.getMessage();
        }
        return ex instanceof ConnectException ? "cannot connect" : ex.getClass().getSimpleName();
    }

    /**
     * Get a page.
     *
     * @param url  of the node.
     * @param page path and query.
     * @return answer.
     * @throws IOException when nobody answers in time.
     */
    HttpResponse<String> get(final String url, final String page) throws IOException, InterruptedException
    {
        final HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address(url)).resolve(page))
            .timeout(TIMEOUT);
        if (authorization != null)
        {
            request.header("Authorization", authorization);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /**
     * Get a page of JSON.
     *
     * @param url  of the node.
     * @param page path and query.
     * @return what it says.
     * @throws IOException when nobody answers in time, or with something else: the message says what.
     */
    JsonValue json(final String url, final String page) throws IOException, InterruptedException
    {
        final HttpResponse<String> answer = get(url, page);
        if (answer.statusCode() != OK)
        {
            throw new IOException(url + page + " answers " + answer.statusCode() + " " + answer.body().strip());
        }
        try
        {
            return JsonValue.parse(answer.body());
        }
        catch (final IllegalArgumentException ex)
        {
            throw new IOException(url + page + ": " + ex.getMessage(), ex);
        }
    }

    /**
     * What a node holds of its channels, page by page.
     *
     * @param url of the node.
     * @return rows by name.
     * @throws IOException when nobody answers in time, or the node cannot say.
     */
    Map<String, ChannelComparison.Row> channels(final String url) throws IOException, InterruptedException
    {
        final Map<String, ChannelComparison.Row> rows = new TreeMap<>();
        String last = "0";
        while (true)
        {
            final HttpResponse<String> answer = get(url, "/clusterz/channels?text&after=" + last);
            if (answer.statusCode() != OK)
            {
                throw new IOException(answer.statusCode() + " " + answer.body().strip());
            }
            if (answer.body().isEmpty())
            {
                return rows;
            }
            for (final String line : answer.body().split("\n"))
            {
                final String[] fields = line.split(" ", FIELDS);
                last = fields[0];
                rows.put(fields[5], new ChannelComparison.Row(Long.parseLong(fields[1]), Long.parseLong(fields[2]), Long
                    .parseLong(fields[3]), fields[4]));
            }
        }
    }
}
