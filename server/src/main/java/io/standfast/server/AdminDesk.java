package io.standfast.server;

import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.standfast.engine.EngineLook.ChannelDetail;
import io.standfast.engine.EngineLook.DurableView;
import io.standfast.server.http.AdminOffice;
import io.standfast.server.http.AdminRequest;
import io.standfast.server.http.JsonWriter;
import io.standfast.server.http.Lag;
import io.standfast.server.http.PageAnswer;

/**
 * What can be done under {@code /adminz/}; every change leaves a line in the log. Used by the threads that answer
 * requests.
 */
final class AdminDesk implements AdminOffice
{
    private static final Logger LOG = LoggerFactory.getLogger(AdminDesk.class);
    private static final int OK = 200;
    /** Fields of each order. */
    private static final Map<String, SortedSet<String>> FIELDS = Map.of("channels purge", fields("epoch"),
        "channels trim", fields("epoch", "before", "keep", "older_than_ns"), "channels delete", fields("epoch",
            "even_if_online"),
        "durable seek", fields("epoch", "even_if_online", "durable", "client", "queue", "sequence", "time_ns", "to"),
        "durable remove", fields("epoch", "even_if_online", "durable", "client", "queue"), "clients kick", fields(),
        "cluster snapshot", fields(), "cluster step-down", fields());

    private final AdminEngine engine;
    private final ChannelOrders channels;
    private final DurableOrders durables;
    private final MessageBrowser browser;
    private final ClusterOrders cluster;
    private final BackupDesk backup;

    /**
     * A desk.
     *
     * @param engine  to look at and to change.
     * @param browser of messages.
     * @param cluster to order about.
     * @param backup  of everything.
     */
    AdminDesk(final AdminEngine engine, final MessageBrowser browser, final ClusterOrders cluster,
        final BackupDesk backup)
    {
        this.cluster = cluster;
        this.engine = engine;
        this.channels = new ChannelOrders(engine);
        this.durables = new DurableOrders(engine);
        this.browser = browser;
        this.backup = backup;
    }

    private static SortedSet<String> fields(final String... names)
    {
        final SortedSet<String> fields = new TreeSet<>(List.of(names));
        fields.add("dry_run");
        return fields;
    }

    @Override
    public PageAnswer handle(final AdminRequest request)
    {
        if (request.order() == null)
        {
            return look(request);
        }
        final String what = String.join("/", request.path());
        try
        {
            final AdminResult result = order(request);
            if (!result.isDryRun())
            {
                audit(request, result.what(), result.text());
            }
            return result.answer();
        }
        catch (final AdminRefusal ex)
        {
            audit(request, what, "not done: " + ex.getMessage());
            return ex.answer();
        }
    }

    private PageAnswer look(final AdminRequest request)
    {
        try
        {
            if (request.path().equals(List.of("whoami")))
            {
                return PageAnswer.json(OK, new JsonWriter().beginObject().field("admin", request.who()).endObject()
                    .text());
            }
            if (request.word(0).equals("channels") && request.path().size() == 2)
            {
                return PageAnswer.json(OK, json(engine.channel(request.word(1))));
            }
            if (request.word(0).equals("channels") && request.word(2).equals("messages"))
            {
                return PageAnswer.json(OK, browser.page(request.word(1), request.query()));
            }
            if (request.word(0).equals("backup") && (request.path().size() == 1 || request.word(1).equals("messages")))
            {
                return backup.page(request);
            }
            throw notHere(request);
        }
        catch (final AdminRefusal ex)
        {
            return ex.answer();
        }
    }

    private AdminResult order(final AdminRequest request)
    {
        final boolean isChannel = request.word(0).equals("channels");
        final boolean isDurable = isChannel && request.word(2).equals("durables");
        final String verb = isDurable ? "durable " + request.word(3) : request.word(0) + " " + request
            .word(request.word(0).equals("cluster") ? 1 : 2);
        if (FIELDS.containsKey(verb))
        {
            request.requireOnly(FIELDS.get(verb));
        }
        switch (verb)
        {
            case "channels purge" :
                return channels.purge(request);
            case "channels trim" :
                return channels.trim(request);
            case "channels delete" :
                return channels.delete(request);
            case "durable seek" :
                return durables.seek(request);
            case "durable remove" :
                return durables.remove(request);
            case "clients kick" :
                return kick(request);
            case "cluster snapshot" :
                engine.requireLeader(request);
                return cluster.snapshot(request);
            case "cluster step-down" :
                engine.requireLeader(request);
                return cluster.stepDown(request);
            default :
                throw notHere(request);
        }
    }

    /** The client hears of it by its next ping: it is no longer registered. */
    private AdminResult kick(final AdminRequest request)
    {
        engine.requireLeader(request);
        final String id = request.word(1);
        engine.requireClient(id);
        final AdminResult result = new AdminResult("kick of client " + AdminResult.quote(id), request.is("dry_run"));
        if (!result.isDryRun())
        {
            engine.order(commands -> commands.closeClient(id));
        }
        return result.text("closed").with("action", "kick").with("client", id);
    }

    private static AdminRefusal notHere(final AdminRequest request)
    {
        return new AdminRefusal(AdminRefusal.NOT_FOUND, "there is no /adminz/" + String.join("/", request.path()) +
            " for " + (request.order() == null ? "GET" : "POST"));
    }

    private static String json(final ChannelDetail channel)
    {
        final JsonWriter json = new JsonWriter().beginObject().field("name", channel.name()).field("id", channel
            .channelId()).field("epoch", channel.epoch()).field("first", channel.first()).field("last", channel.last())
            .field("messages", channel.messages()).field("bytes", channel.bytes()).field("online", channel.online())
            .name("durables").beginArray();
        for (final DurableView durable : channel.durables())
        {
            json.beginObject().field("client", durable.clientId()).field("queue", durable.queueGroup()).field("durable",
                durable.durableName()).field("online", durable.isOnline()).field("last_sent", durable.lastSent())
                .field("pending", durable.pendings()).field("lag", Lag.messages(channel.first(), channel.last(),
                    durable.lastSent(), durable.pendings()))
                .endObject();
        }
        return json.endArray().endObject().text();
    }

    private static void audit(final AdminRequest request, final String what, final String result)
    {
        LOG.info("Admin {} from {}: {}: {}", AdminResult.quote(request.who()), request.where(), AdminResult.printable(
            what), AdminResult.printable(result));
    }

    /** What a list of words says, for people. */
    static String list(final List<String> words)
    {
        return words.isEmpty() ? "none" : String.join(", ", words);
    }
}
