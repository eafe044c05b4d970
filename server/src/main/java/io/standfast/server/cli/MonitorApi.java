package io.standfast.server.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.standfast.server.config.Nearest;
import io.standfast.server.http.JsonReader;
import io.standfast.server.http.JsonWriter;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A server's monitoring port as the commands see it: looks at pages, posts orders, follows to the node that leads.
 * Owned by one thread.
 */
final class MonitorApi
{
    private static final int HOPS_MAX = 3;
    private static final int OK = 200;
    private static final int REDIRECT = 307;
    private static final int UNAUTHORIZED = 401;
    private static final int NOT_FOUND = 404;
    private static final int PAGE = 1024;

    private final HttpClient client;
    private final String authorization;
    private final Duration timeout;
    private String server;

    MonitorApi(final HttpClient client, final String server, final String authorization, final long timeoutNs)
    {
        this.client = client;
        this.server = MonitorClient.address(server);
        this.authorization = authorization;
        this.timeout = Duration.ofNanos(timeoutNs);
    }

    /** A name as part of a path. */
    static String word(final String name)
    {
        return URLEncoder.encode(name, UTF_8).replace("+", "%20");
    }

    Map<String, Object> get(final String page)
    {
        return find(page).orElseThrow(() -> new CliException(server + " has no page " + page + ": it is no Standfast " +
            "server, or an older one"));
    }

    /** What a page says, empty when the server says that there is no such thing. */
    Optional<Map<String, Object>> find(final String page)
    {
        final HttpResponse<String> answer = send(request(page).GET().build());
        if (answer.statusCode() == NOT_FOUND)
        {
            if (answer.body().startsWith("{"))
            {
                throw refused(answer);
            }
            return Optional.empty();
        }
        return Optional.of(object(answer));
    }

    /** What a page says, whatever it is. */
    HttpResponse<String> look(final String page)
    {
        return send(request(page).GET().build());
    }

    /** Let something be done, by the node that leads. */
    Map<String, Object> post(final String page, final Order order)
    {
        HttpResponse<String> answer = null;
        for (int hop = 0; hop < HOPS_MAX; hop++)
        {
            answer = send(request(page).header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers
                .ofString(order.json())).build());
            final String leader = answer.headers().firstValue("Location").orElse(null);
            if (answer.statusCode() != REDIRECT || leader == null)
            {
                return object(answer);
            }
            server = leader(server, leader);
        }
        throw refused(answer);
    }

    /** Where an order goes on; what is secret on its way to one node stays so on its way to the next. */
    static String leader(final String server, final String location)
    {
        final URI from = URI.create(server);
        final URI to = from.resolve(location).resolve("/");
        if ("https".equalsIgnoreCase(from.getScheme()) && !"https".equalsIgnoreCase(to.getScheme()))
        {
            throw new CliException(server + " follows, and names " + to + " as the leader's address, which is not " +
                "encrypted: nothing was sent there. Give --server with the https:// address of the leader");
        }
        return to.toString();
    }

    private HttpRequest.Builder request(final String page)
    {
        try
        {
            final HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server).resolve(page)).timeout(
                timeout);
            return authorization == null ? request : request.header("Authorization", authorization);
        }
        catch (final IllegalArgumentException ex)
        {
            throw new CliException("--server " + server + " is no URL like http://127.0.0.1:8222", ex);
        }
    }

    private HttpResponse<String> send(final HttpRequest request)
    {
        try
        {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        }
        catch (final IOException ex)
        {
            throw new CliException("nobody answers at " + server + " (" + MonitorClient.reason(ex) +
                "): start the server with -m PORT, or give --server URL", ex);
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
            throw new CliException("interrupted", ex);
        }
    }

    private Map<String, Object> object(final HttpResponse<String> answer)
    {
        if (answer.statusCode() != OK)
        {
            throw refused(answer);
        }
        try
        {
            return JsonReader.readObject(answer.body());
        }
        catch (final IllegalArgumentException ex)
        {
            throw new CliException(server + " does not answer with JSON: is it the monitoring port of a Standfast " +
                "server?", ex);
        }
    }

    /** Why a page does not say what it was asked for. */
    CliException refused(final HttpResponse<String> answer)
    {
        if (answer.statusCode() == UNAUTHORIZED)
        {
            return new CliException(authorization == null
                ? server + " does this for admins only: give --dir with the " +
                    "data directory of that server, --token-file, or --user (STANDFAST_ADMIN_USER)"
                : server +
                    " does not take these credentials: a token is of one node and ends with its process (give " +
                    "--dir or --token-file of that node), users are in the configuration of every node");
        }
        try
        {
            return new CliException(String.valueOf(JsonReader.readObject(answer.body()).get("error")));
        }
        catch (final IllegalArgumentException ex)
        {
            return new CliException(server + " says " + answer.statusCode() + ": " + answer.body().strip());
        }
    }

    /** All channels, with what they hold and who listens. */
    List<ChannelRow> channels()
    {
        final List<ChannelRow> channels = new ArrayList<>();
        for (final Map<String, Object> channel : list("/streaming/channelsz?subs=1", "channels"))
        {
            channels.add(ChannelRow.of(channel));
        }
        return channels;
    }

    /** One of them, or an error that names a similar one. */
    ChannelRow channel(final String name)
    {
        final Optional<Map<String, Object>> found = find("/streaming/channelsz?subs=1&channel=" + word(name));
        return ChannelRow.of(found.orElseThrow(() -> unknown("channel", name, channels().stream().map(ChannelRow::name)
            .toList())));
    }

    static CliException unknown(final String what, final String name, final List<String> known)
    {
        final String near = Nearest.to(name, known);
        return new CliException("no " + what + " \"" + name + "\"" + (near == null ? "" : "; did you mean \"" + near +
            "\"?"));
    }

    /** All pages of a list. */
    List<Map<String, Object>> list(final String page, final String name)
    {
        final List<Map<String, Object>> all = new ArrayList<>();
        while (true)
        {
            final Map<String, Object> answer = get(page + (page.contains("?") ? "&" : "?") + "offset=" + all.size() +
                "&limit=" + PAGE);
            final List<Map<String, Object>> some = objects(answer.get(name));
            all.addAll(some);
            if (some.isEmpty() || answer.get("total") instanceof final Long total && all.size() >= total)
            {
                return all;
            }
        }
    }

    @SuppressWarnings("unchecked")
    static List<Map<String, Object>> objects(final Object value)
    {
        return value == null ? List.of() : (List<Map<String, Object>>) value;
    }

    static long number(final Map<String, Object> object, final String name)
    {
        return object.get(name) instanceof final Long number ? number : 0;
    }

    static String text(final Map<String, Object> object, final String name)
    {
        return object.get(name) instanceof final String text ? text : "";
    }

    /** What is posted. */
    static final class Order
    {
        private final Map<String, Object> fields = new LinkedHashMap<>();

        Order with(final String name, final String value)
        {
            if (value != null && !value.isEmpty())
            {
                fields.put(name, value);
            }
            return this;
        }

        Order with(final String name, final Long value)
        {
            if (value != null)
            {
                fields.put(name, value);
            }
            return this;
        }

        Order with(final String name, final boolean value)
        {
            if (value)
            {
                fields.put(name, true);
            }
            return this;
        }

        /** The same, to be looked at only. */
        Order dryRun()
        {
            final Order dry = new Order();
            dry.fields.putAll(fields);
            return dry.with("dry_run", true);
        }

        private String json()
        {
            final JsonWriter json = new JsonWriter().beginObject();
            fields.forEach((name, value) ->
            {
                if (value instanceof final Long number)
                {
                    json.field(name, number);
                }
                else if (value instanceof final Boolean flag)
                {
                    json.field(name, flag);
                }
                else
                {
                    json.field(name, (String) value);
                }
            });
            return json.endObject().text();
        }
    }
}
