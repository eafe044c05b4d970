package io.standfast.nats.link.listener;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Settings of a {@link Listener}. Not changed after it has been opened.
 */
public final class ListenerContext
{
    /** Greatest message unless set otherwise, bytes. */
    public static final int MAX_PAYLOAD_DEFAULT = 1024 * 1024;
    /** Bytes that may wait for a slow client unless set otherwise. */
    public static final int MAX_PENDING_DEFAULT = 64 * 1024 * 1024;
    /** Bytes that may wait for all clients together unless set otherwise. */
    public static final long MAX_BUFFERED_DEFAULT = 128 * 1024 * 1024;
    /** Connections unless set otherwise. */
    public static final int MAX_CONNECTIONS_DEFAULT = 64 * 1024;

    /** Questions that a quiet connection may leave without an answer unless set otherwise. */
    public static final int MAX_PINGS_OUT_DEFAULT = 2;

    private final ListenerLook look = new ListenerLook();
    private String host = "0.0.0.0";
    private int port = 4222;
    private String serverName = "standfast";
    private String advertised;
    private String user = "";
    private String password = "";
    private String token = "";
    private int maxPayload = MAX_PAYLOAD_DEFAULT;
    private int maxPendingBytes = MAX_PENDING_DEFAULT;
    private long maxBufferedBytes = MAX_BUFFERED_DEFAULT;
    private int maxConnections = MAX_CONNECTIONS_DEFAULT;
    private ListenerSecurity security;
    private int relayPort;
    private Supplier<Door> door;
    private Supplier<List<String>> connectUrls = List::of;
    private long pingIntervalNs = TimeUnit.MINUTES.toNanos(2);
    private int maxPingsOut = MAX_PINGS_OUT_DEFAULT;
    private int maxTracedBytes;

    /**
     * Shows the listener to other threads.
     *
     * @return look.
     */
    public ListenerLook look()
    {
        return look;
    }

    /**
     * Address to bind.
     *
     * @return host.
     */
    public String host()
    {
        return host;
    }

    /**
     * Address to bind.
     *
     * @param value host.
     * @return this.
     */
    public ListenerContext host(final String value)
    {
        host = value;
        return this;
    }

    /**
     * Port to bind.
     *
     * @return port, 0 for any.
     */
    public int port()
    {
        return port;
    }

    /**
     * Port to bind.
     *
     * @param value port, 0 for any.
     * @return this.
     */
    public ListenerContext port(final int value)
    {
        port = value;
        return this;
    }

    /**
     * Who may connect by user and password.
     *
     * @param name   empty for everybody.
     * @param secret of the user.
     * @return this.
     */
    public ListenerContext user(final String name, final String secret)
    {
        user = name;
        password = secret;
        return this;
    }

    /**
     * Token with which one may connect.
     *
     * @param value empty for everybody.
     * @return this.
     */
    public ListenerContext token(final String value)
    {
        token = value;
        return this;
    }

    String serverName()
    {
        return serverName;
    }

    /**
     * Name that clients are told.
     *
     * @param value without quotes.
     * @return this.
     */
    public ListenerContext serverName(final String value)
    {
        serverName = value;
        return this;
    }

    String advertised()
    {
        return advertised;
    }

    /**
     * Address that clients are told to connect to.
     *
     * @param value host or host:port, or null for what is bound.
     * @return this.
     */
    public ListenerContext advertised(final String value)
    {
        advertised = value;
        return this;
    }

    /**
     * Who may connect and how the wire is secured, instead of one user or a token.
     *
     * @param value security.
     * @return this.
     */
    public ListenerContext security(final ListenerSecurity value)
    {
        security = value;
        return this;
    }

    /**
     * Whether clients must say who they are when the listener opens.
     *
     * @return true if so.
     */
    public boolean isAuthRequired()
    {
        return security().authorization().isRequired();
    }

    ListenerSecurity security()
    {
        if (security != null)
        {
            return security;
        }
        final List<User> users = user.isEmpty() ? List.of() : List.of(User.unrestricted(user, Secret.of(password)));
        final User tokenUser = token.isEmpty() ? null : User.unrestricted("token", Secret.of(token));
        return new ListenerSecurity(new Authorization(users, List.of(), tokenUser, null, false),
            Authorization.TIMEOUT_DEFAULT_NS, null);
    }

    /**
     * Greatest message.
     *
     * @return bytes.
     */
    public int maxPayload()
    {
        return maxPayload;
    }

    /**
     * Greatest message.
     *
     * @param bytes at most what the log carries.
     * @return this.
     */
    public ListenerContext maxPayload(final int bytes)
    {
        maxPayload = bytes;
        return this;
    }

    /**
     * Bytes that may wait for one client.
     *
     * @return bytes.
     */
    public int maxPendingBytes()
    {
        return maxPendingBytes;
    }

    /**
     * Bytes that may wait for a slow client before it is disconnected.
     *
     * @param bytes at least twice the greatest message.
     * @return this.
     */
    public ListenerContext maxPendingBytes(final int bytes)
    {
        maxPendingBytes = bytes;
        return this;
    }

    long maxBufferedBytes()
    {
        return maxBufferedBytes;
    }

    /**
     * Bytes that all connections may hold together, in both directions; above it those that hold most are closed.
     *
     * @param bytes at least a few times the greatest message; for a moment a quarter more may be held.
     * @return this.
     */
    public ListenerContext maxBufferedBytes(final long bytes)
    {
        maxBufferedBytes = bytes;
        return this;
    }

    /**
     * Connections at most.
     *
     * @return connections.
     */
    public int maxConnections()
    {
        return maxConnections;
    }

    /**
     * Connections at most.
     *
     * @param value number.
     * @return this.
     */
    public ListenerContext maxConnections(final int value)
    {
        maxConnections = value;
        return this;
    }

    /**
     * Quiet time after which a connection is asked whether it lives.
     *
     * @return ns.
     */
    public long pingIntervalNs()
    {
        return pingIntervalNs;
    }

    /**
     * Quiet time after which a connection is asked whether it lives.
     *
     * @param valueNs ns.
     * @return this.
     */
    public ListenerContext pingIntervalNs(final long valueNs)
    {
        pingIntervalNs = valueNs;
        return this;
    }

    /**
     * Questions that a quiet connection may leave without an answer.
     *
     * @return number.
     */
    public int maxPingsOut()
    {
        return maxPingsOut;
    }

    /**
     * Questions that a quiet connection may leave without an answer; it is closed instead of asked once more.
     *
     * @param value number.
     * @return this.
     */
    public ListenerContext maxPingsOut(final int value)
    {
        maxPingsOut = value;
        return this;
    }

    int maxTracedBytes()
    {
        return maxTracedBytes;
    }

    /**
     * Bytes of each message that trace lines show.
     *
     * @param bytes 0 for none.
     * @return this.
     */
    public ListenerContext maxTracedBytes(final int bytes)
    {
        maxTracedBytes = bytes;
        return this;
    }

    /**
     * Port at which other nodes hand over the clients that they relay.
     *
     * @return port, 0 for none.
     */
    public int relayPort()
    {
        return relayPort;
    }

    /**
     * Port at which other nodes hand over the clients that they relay.
     *
     * @param value port, 0 for none.
     * @return this.
     */
    public ListenerContext relayPort(final int value)
    {
        relayPort = value;
        return this;
    }

    /**
     * Says whether this node serves, or who does.
     *
     * @return door, or null when this node always serves.
     */
    public Supplier<Door> door()
    {
        return door;
    }

    /**
     * Says whether this node serves, or who does.
     *
     * @param value asked by the gateway thread.
     * @return this.
     */
    public ListenerContext door(final Supplier<Door> value)
    {
        door = value;
        return this;
    }

    /**
     * Where else clients may connect to.
     *
     * @return host and port of each node.
     */
    public Supplier<List<String>> connectUrls()
    {
        return connectUrls;
    }

    /**
     * Where else clients may connect to.
     *
     * @param value asked by the gateway thread for each connection.
     * @return this.
     */
    public ListenerContext connectUrls(final Supplier<List<String>> value)
    {
        connectUrls = value;
        return this;
    }
}
