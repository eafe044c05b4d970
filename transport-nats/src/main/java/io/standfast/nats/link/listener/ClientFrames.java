package io.standfast.nats.link.listener;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.function.Consumer;

import io.standfast.codecs.stan.GoQuote;
import io.standfast.nats.link.RefusalLog;

/**
 * What becomes of the frames of clients: who they are, what they may do, what they get for it. Texts are nats-server's.
 * Owned by the gateway thread.
 */
final class ClientFrames implements FrameHandler
{
    private final Authenticator authenticator;
    private final Exchange exchange;
    private final Consumer<Connection> touched;
    private final Consumer<Connection> resumed;
    private final RefusalLog log = new RefusalLog();
    private Authorization authorization;
    private long cycleNs;
    private boolean isAsking;

    /**
     * For one listener.
     *
     * @param authorization who may connect.
     * @param authenticator finds out whose a connection is.
     * @param exchange      of the listener.
     * @param touched       hears of connections that have something to flush.
     * @param resumed       hears of connections that have waited and can go on.
     */
    ClientFrames(final Authorization authorization, final Authenticator authenticator, final Exchange exchange,
        final Consumer<Connection> touched, final Consumer<Connection> resumed)
    {
        this.authorization = authorization;
        this.exchange = exchange;
        this.touched = touched;
        this.resumed = resumed;
        this.authenticator = authenticator;
    }

    void cycle(final long nowNs)
    {
        cycleNs = nowNs;
    }

    String newNonce()
    {
        return authenticator.newNonce();
    }

    /**
     * Somebody else decides who may what.
     *
     * @param next        who may connect from now on.
     * @param connections that are there: those that would not come in any more are ended, those that may do less lose
     *                    the subscriptions that they may not have any more.
     */
    void reload(final Authorization next, final List<Connection> connections)
    {
        authorization = next;
        authenticator.authorization(next);
        for (int i = 0; i < connections.size(); i++)
        {
            final Connection connection = connections.get(i);
            if (connection.isConnected() && !connection.isClosing() && next.isRequired())
            {
                reload(connection, next.successor(connection.user()));
            }
            else if (connection.isConnected())
            {
                connection.user(null);
            }
        }
    }

    private void reload(final Connection connection, final User user)
    {
        if (user == null)
        {
            refuse(connection, "Authorization Violation");
            connection.closeAfterFlush();
            return;
        }
        connection.user(user);
        for (final Interest interest : connection.allInterests())
        {
            if (user.subscribe().isSubscribable(interest.subject(), interest.queue()))
            {
                interest.filtered(user.subscribe().isFiltered(interest.subject()));
            }
            else
            {
                exchange.end(interest);
                refuseSubscription(connection, interest);
            }
        }
    }

    @Override
    public boolean onConnect(final Connection connection, final ConnectOptions options)
    {
        if (!authorization.isRequired())
        {
            welcome(connection, options, null);
            return !connection.isClosing();
        }
        connection.waiting(true);
        isAsking = true;
        final boolean isAsked = authenticator.tryAuthenticate(options, connection.nonce(), connection.certifiedNames(),
            user -> onVerdict(connection, options, user));
        isAsking = false;
        if (isAsked)
        {
            return !connection.isClosing();
        }
        refuse(connection, "Authentication Timeout");
        return false;
    }

    private void onVerdict(final Connection connection, final ConnectOptions options, final User user)
    {
        if (connection.isClosed() || connection.isClosing())
        {
            return;
        }
        connection.waiting(false);
        if (user == null)
        {
            refuse(connection, "Authorization Violation");
            connection.closeAfterFlush();
            final String key = options.text("nkey");
            final String name = key.isEmpty() ? options.text("user") : key;
            log.refused("a client" + connection.address() + " was not let in: " + (name.isEmpty()
                ? "it gave no user, or a wrong token" : "user " + GoQuote.quote(name) + " has given no valid proof"),
                cycleNs);
            return;
        }
        welcome(connection, options, user);
        if (!isAsking && !connection.isClosing())
        {
            resumed.accept(connection);
        }
    }

    private void welcome(final Connection connection, final ConnectOptions options, final User user)
    {
        final String refusal = options.refusal();
        if (refusal != null)
        {
            refuse(connection, refusal);
            connection.closeAfterFlush();
            return;
        }
        connection.user(user);
        connection.onConnect(options);
        answer(connection);
    }

    @Override
    public void onPing(final Connection connection)
    {
        connection.pong();
        touched.accept(connection);
    }

    @Override
    public void onSubscribe(final Connection connection, final Interest interest)
    {
        final User user = connection.user();
        if (user != null && !user.subscribe().isSubscribable(interest.subject(), interest.queue()))
        {
            refuseSubscription(connection, interest);
            return;
        }
        final String sid = new String(interest.sid(), UTF_8);
        if (!connection.interests().containsKey(sid))
        {
            interest.filtered(user != null && user.subscribe().isFiltered(interest.subject()));
            connection.interests().put(sid, interest);
            exchange.add(interest);
        }
        answer(connection);
    }

    @Override
    public void onInvalidSubject(final Connection connection)
    {
        refuse(connection, "Invalid Subject");
    }

    @Override
    public void onUnsubscribe(final Connection connection, final String sid, final int max)
    {
        final Interest interest = connection.interests().get(sid);
        if (interest != null)
        {
            interest.max(max);
            if (max <= interest.delivered())
            {
                exchange.end(interest);
            }
        }
        answer(connection);
    }

    @Override
    public void onPublish(final Connection connection, final Publication publication)
    {
        if (connection.isPedantic() && !SubjectTree.isLiteral(publication.buffer(), publication.subjectOffset(),
            publication.subjectLength()))
        {
            // It is only told: the message goes its way.
            refuse(connection, "Invalid Publish Subject");
        }
        if (!connection.mayPublish(publication, cycleNs))
        {
            refusePublish(connection, publication);
            return;
        }
        answer(connection);
        connection.countPublish(publication.payloadLength());
        exchange.publish(connection, publication);
    }

    @Override
    public boolean isStranger(final Connection connection)
    {
        if (!connection.isConnected() && authorization.isRequired())
        {
            refuse(connection, "Authorization Violation");
            return true;
        }
        return false;
    }

    private void refusePublish(final Connection connection, final Publication publication)
    {
        final String subject = GoQuote.quote(publication.buffer().getStringWithoutLengthUtf8(publication
            .subjectOffset(), publication.subjectLength()));
        refuse(connection, "Permissions Violation for Publish to " + subject);
        log.refused("user " + GoQuote.quote(connection.user().name()) + " may not publish to subject " + subject,
            cycleNs);
    }

    private void refuseSubscription(final Connection connection, final Interest interest)
    {
        final String subject = GoQuote.quote(new String(interest.subject(), UTF_8)) + (interest.queue() == null ? ""
            : " using queue " + GoQuote.quote(interest.queue()));
        refuse(connection, "Permissions Violation for Subscription to " + subject);
        log.refused("user " + GoQuote.quote(connection.user().name()) + " may not subscribe to subject " + subject,
            cycleNs);
    }

    private void refuse(final Connection connection, final String text)
    {
        connection.error(text);
        touched.accept(connection);
    }

    private void answer(final Connection connection)
    {
        connection.ok();
        touched.accept(connection);
    }
}
