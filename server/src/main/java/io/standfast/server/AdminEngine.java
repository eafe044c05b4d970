package io.standfast.server;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

import io.standfast.engine.Engine;
import io.standfast.engine.EngineLook;
import io.standfast.engine.EngineLook.ChannelDetail;
import io.standfast.engine.FeatureLevel;
import io.standfast.nats.gateway.AdminOutcome;
import io.standfast.nats.gateway.AdminProxy;
import io.standfast.replication.Node;
import io.standfast.replication.identity.Identity;
import io.standfast.replication.log.AdminOrder;
import io.standfast.server.config.Nearest;
import io.standfast.server.http.AdminPage;
import io.standfast.server.http.AdminRequest;
import io.standfast.server.http.PageAnswer;

/**
 * The engine as admins meet it: looked at on any node, changed through the one that leads. Used by the threads that
 * answer requests; blocks.
 */
final class AdminEngine
{
    private static final long LOOK_TIMEOUT_MS = 2_000;
    private static final long ORDER_TIMEOUT_MS = 10_000;
    private static final int REDIRECT = 307;
    private static final int NAMES_MAX = 10_000;

    private final Supplier<Node> node;
    private final AdminProxy orders;
    private final BooleanSupplier serving;
    private final Supplier<String> leaderUrl;

    /**
     * An engine.
     *
     * @param node      that runs it, null while it does not.
     * @param orders    into the log.
     * @param serving   whether this node leads and serves.
     * @param leaderUrl monitoring address of the node that leads, null when it is not known.
     */
    AdminEngine(final Supplier<Node> node, final AdminProxy orders, final BooleanSupplier serving,
        final Supplier<String> leaderUrl)
    {
        this.node = node;
        this.orders = orders;
        this.serving = serving;
        this.leaderUrl = leaderUrl;
    }

    <T> Optional<T> ask(final Function<EngineLook, T> look)
    {
        return askAt((engine, position) -> Optional.ofNullable(look.apply(engine.look())));
    }

    /** What is seen of it when it has applied the log up to a position. */
    <T> T askAt(final BiFunction<Engine, Long, T> look)
    {
        final Node current = node.get();
        final T seen = current == null || current.service() == null ? null
            : current.service().askAt(look, LOOK_TIMEOUT_MS);
        if (seen == null)
        {
            throw silent();
        }
        return seen;
    }

    /** Whose data it is. */
    Identity identity()
    {
        final Node current = node.get();
        if (current == null)
        {
            throw silent();
        }
        return current.identity();
    }

    private static AdminRefusal silent()
    {
        return new AdminRefusal(AdminRefusal.UNAVAILABLE, "the engine of this node does not answer: the node " +
            "starts, or is busy; see /healthz?ready");
    }

    ChannelDetail channel(final String name)
    {
        return ask(look -> look.channel(name)).orElseThrow(() -> noChannel(name));
    }

    AdminRefusal noChannel(final String name)
    {
        return unknown("channel", name, ask(look -> look.channelNames(NAMES_MAX)).orElseThrow());
    }

    void requireClient(final String id)
    {
        if (!ask(look -> look.hasClient(id)).orElseThrow())
        {
            throw unknown("client", id, ask(look -> look.clientIds(NAMES_MAX)).orElseThrow());
        }
    }

    static AdminRefusal unknown(final String what, final String name, final List<String> known)
    {
        final String near = Nearest.to(name, known);
        return new AdminRefusal(AdminRefusal.NOT_FOUND, "no " + what + " \"" + name + "\"" + (near == null ? ""
            : "; did you mean \"" + near + "\"?"));
    }

    /**
     * Changes are made where the log is written.
     */
    void requireLeader(final AdminRequest request)
    {
        if (serving.getAsBoolean())
        {
            return;
        }
        final String url = leaderUrl.get();
        if (url == null)
        {
            throw new AdminRefusal(AdminRefusal.UNAVAILABLE,
                "this node does not serve, and it knows of no monitoring " +
                    "port of one that does: try again in a moment, or another node; the leader needs -m");
        }
        final String text = "this node follows: the leader's monitoring port is at " + url;
        final PageAnswer answer = AdminPage.error(REDIRECT, text);
        throw new AdminRefusal(text, answer.with("Location", url + encoded(request.query().path())));
    }

    private static String encoded(final String path)
    {
        try
        {
            return new URI(null, null, path, null).toASCIIString();
        }
        catch (final URISyntaxException ex)
        {
            throw new IllegalArgumentException(path + " is no path", ex);
        }
    }

    void requireLevel()
    {
        final int level = node.get().engine().featureLevel();
        if (level < FeatureLevel.ADMINISTRATION)
        {
            throw new AdminRefusal(AdminRefusal.CONFLICT, FeatureLevel.administrationMissing(level));
        }
    }

    /**
     * Put something into the log and wait until it is applied.
     *
     * @param order to write.
     * @return what it did.
     * @throws AdminRefusal when it is not applied, or nobody knows.
     */
    AdminOutcome order(final AdminOrder order)
    {
        final AdminOutcome outcome = orders.order(order, ORDER_TIMEOUT_MS);
        switch (outcome.kind())
        {
            case DONE :
                return outcome;

            case REFUSED :
                throw new AdminRefusal(AdminRefusal.CONFLICT, outcome.text());

            case NOT_SERVING :
                throw new AdminRefusal(AdminRefusal.UNAVAILABLE, "this node has just ceased to serve, nothing was " +
                    "changed: try again in a moment");

            case UNKNOWN :
                throw new AdminRefusal(AdminRefusal.NO_ANSWER,
                    "it may have been done or not, the answer got lost with " +
                        "the leader or takes long: look, and try again when it was not done");
        }
        throw new IllegalStateException("unknown outcome: " + outcome);
    }
}
