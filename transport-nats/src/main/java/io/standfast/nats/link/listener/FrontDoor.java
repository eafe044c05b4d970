package io.standfast.nats.link.listener;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.agrona.CloseHelper;

import io.standfast.nats.link.RefusalLog;

/**
 * Takes clients in: they are served here, relayed to the node that serves, or wait. What other nodes relay comes in at
 * a port of its own and is never relayed again. Owned by the gateway thread.
 */
final class FrontDoor implements AutoCloseable
{
    private static final int BACKLOG = 1024;
    private static final long LOOK_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(20);

    private final ListenerContext context;
    private final Guests guests;
    private final BufferBudget budget;
    private final RefusalLog log = new RefusalLog();
    private final AcceptPause pause = new AcceptPause();
    private Selector selector;
    // Written by the gateway thread when it opens, read by whoever asks for the port.
    private volatile ServerSocketChannel clients;
    private ServerSocketChannel relayed;
    private Relay relay;
    private Door door = Door.SERVE;
    private long lookNs;

    /**
     * Whom the clients are handed to.
     */
    interface Guests
    {
        /**
         * Serve a client.
         *
         * @param client its socket, non-blocking.
         * @throws IOException when it has gone.
         */
        void welcome(SocketChannel client) throws IOException;

        /** Close all that are being served. */
        void sendAway();
    }

    FrontDoor(final ListenerContext context, final BufferBudget budget, final Guests guests)
    {
        this.context = context;
        this.budget = budget;
        this.guests = guests;
    }

    void open(final Selector gatewaySelector) throws IOException
    {
        selector = gatewaySelector;
        relay = new Relay(gatewaySelector, budget);
        door = context.door() == null ? Door.SERVE : Door.HOLD;
        clients = bind(context.port());
        relayed = context.relayPort() == 0 ? null : bind(context.relayPort());
    }

    boolean isOpen()
    {
        return clients != null;
    }

    int boundPort()
    {
        return clients.socket().getLocalPort();
    }

    /**
     * What a client hears first.
     *
     * @param connectionId of its connection.
     * @param security     in force.
     * @param nonce        to sign, or empty.
     * @return INFO line.
     */
    String info(final long connectionId, final ListenerSecurity security, final String nonce)
    {
        return "INFO {\"server_id\":\"STANDFAST\",\"server_name\":\"" + context.serverName() +
            "\",\"version\":\"2.9.24\",\"proto\":1," +
            "\"host\":\"" + advertisedHost() + "\",\"port\":" + advertisedPort() +
            ",\"headers\":true,\"max_payload\":" + context.maxPayload() + ",\"client_id\":" + connectionId +
            ",\"auth_required\":" + security.authorization().isRequired() + (nonce.isEmpty() ? ""
                : ",\"nonce\":\"" + nonce + "\"") +
            tls(security.tls()) + connectUrls() + "} \r\n";
    }

    private static String tls(final ListenerTls tls)
    {
        return tls == null ? "" : ",\"tls_required\":true" + (tls.isVerified() ? ",\"tls_verify\":true" : "");
    }

    private String advertisedHost()
    {
        final String advertised = context.advertised();
        final int colon = advertised == null ? -1 : advertised.lastIndexOf(':');
        return advertised == null ? context.host() : advertised.substring(0, colon < 0 ? advertised.length() : colon);
    }

    private int advertisedPort()
    {
        final String advertised = context.advertised();
        final int colon = advertised == null ? -1 : advertised.lastIndexOf(':');
        return colon < 0 ? boundPort() : Integer.parseInt(advertised.substring(colon + 1));
    }

    private String connectUrls()
    {
        final List<String> urls = new ArrayList<>(context.connectUrls().get());
        if (context.advertised() != null)
        {
            urls.add(0, advertisedHost() + ":" + advertisedPort());
        }
        return urls.isEmpty() ? "" : ",\"connect_urls\":[\"" + String.join("\",\"", urls) + "\"]";
    }

    /**
     * Somebody knocks.
     *
     * @param key   of the server socket.
     * @param nowNs time of the duty cycle.
     * @throws IOException when the socket cannot be served.
     */
    void accept(final SelectionKey key, final long nowNs) throws IOException
    {
        final SocketChannel client;
        try
        {
            client = ((ServerSocketChannel) key.channel()).accept();
        }
        catch (final IOException ex)
        {
            pause.onFailed(key, ex, nowNs);
            return;
        }
        if (client == null)
        {
            return;
        }
        pause.onAccepted();
        try
        {
            client.configureBlocking(false);
            client.setOption(StandardSocketOptions.TCP_NODELAY, true);
            take(client, key.channel() == relayed, nowNs);
        }
        catch (final IOException ex)
        {
            CloseHelper.quietClose(client);
            throw ex;
        }
    }

    private void take(final SocketChannel client, final boolean isRelayed, final long nowNs) throws IOException
    {
        if (door.state() == Door.State.SERVE)
        {
            guests.welcome(client);
        }
        else if (isRelayed)
        {
            // The node that relays does not know yet that this one does not serve any more.
            client.close();
        }
        else if (relay.size() >= context.maxConnections())
        {
            client.close();
            log.refused("a client was sent away: as many as max_connections allows, " + context.maxConnections() +
                ", wait for the leader or are passed on to it", nowNs);
        }
        else
        {
            relay.accept(client, nowNs);
        }
    }

    /**
     * A socket of a relayed connection is ready.
     *
     * @param key of it.
     */
    void onRelayReady(final SelectionKey key)
    {
        relay.onReady(key);
    }

    /**
     * Look who serves, and send away who has waited too long.
     *
     * @param nowNs time of the duty cycle.
     * @return amount of work done.
     */
    int doWork(final long nowNs)
    {
        int work = pause.doWork(nowNs);
        if (context.door() == null)
        {
            return work;
        }
        work += relay.doWork(nowNs);
        if (nowNs - lookNs >= LOOK_INTERVAL_NS)
        {
            lookNs = nowNs;
            work += look();
        }
        return work;
    }

    private int look()
    {
        final Door next = context.door().get();
        if (next.equals(door))
        {
            return 0;
        }
        if (door.state() == Door.State.SERVE)
        {
            guests.sendAway();
        }
        door = next;
        relay.leader(next.leader());
        if (next.state() == Door.State.SERVE)
        {
            welcomeHeld();
        }
        return 1;
    }

    private void welcomeHeld()
    {
        SocketChannel held = relay.pollHeld();
        while (held != null)
        {
            try
            {
                guests.welcome(held);
            }
            catch (final IOException ex)
            {
                CloseHelper.quietClose(held);
            }
            held = relay.pollHeld();
        }
    }

    private ServerSocketChannel bind(final int port) throws IOException
    {
        final ServerSocketChannel channel = ServerSocketChannel.open();
        try
        {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.bind(new InetSocketAddress(context.host(), port), BACKLOG);
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_ACCEPT);
            return channel;
        }
        catch (final IOException ex)
        {
            channel.close();
            throw new IOException("cannot listen on " + context.host() + ":" + port + ": " + ex.getMessage(), ex);
        }
    }

    @Override
    public void close()
    {
        CloseHelper.quietCloseAll(relay, clients, relayed);
    }
}
