package io.standfast.replication.client;

import java.util.concurrent.TimeUnit;

import org.agrona.ErrorHandler;

/**
 * Settings of a {@link StandfastClient}. Not changed after the client was made.
 */
public final class ClientContext
{
    /** Bytes of one term of the streams; an eighth of it is the longest message. */
    public static final int TERM_LENGTH_DEFAULT = 16 * 1024 * 1024;

    private String clientId;
    private String aeronDirectory;
    private String[] endpoints = {};
    private String egressHost = "localhost";
    private DoorCredentials credentials = DoorCredentials.none();
    private ClientListener listener;
    private int termLength = TERM_LENGTH_DEFAULT;
    private long registerTimeoutNs = TimeUnit.SECONDS.toNanos(30);
    private long newLeaderTimeoutNs = TimeUnit.SECONDS.toNanos(20);
    private Runnable doorbell = () ->
    {
    };
    private ErrorHandler errorHandler = error ->
    {
    };

    /**
     * Id of the client.
     *
     * @return letters, digits, - and _.
     */
    public String clientId()
    {
        return clientId;
    }

    /**
     * Id of the client, as in NATS Streaming: one at a time, durables belong to it.
     *
     * @param id letters, digits, - and _.
     * @return this.
     */
    public ClientContext clientId(final String id)
    {
        clientId = id;
        return this;
    }

    /**
     * Directory of the media driver.
     *
     * @return directory, or null for a driver of the client's own.
     */
    public String aeronDirectory()
    {
        return aeronDirectory;
    }

    /**
     * Directory of the media driver. Over IPC it is the server's; over UDP that of any driver on this machine, or null
     * for one of the client's own, in this process.
     *
     * @param directory of the driver.
     * @return this.
     */
    public ClientContext aeronDirectory(final String directory)
    {
        aeronDirectory = directory;
        return this;
    }

    /**
     * Where the nodes are.
     *
     * @return host and port of each, none for IPC.
     */
    public String[] endpoints()
    {
        return endpoints.clone();
    }

    /**
     * Where the nodes are; without it the client goes over IPC to the server whose media driver it uses.
     *
     * @param hostsAndPorts of all nodes, in any order.
     * @return this.
     */
    public ClientContext endpoints(final String... hostsAndPorts)
    {
        endpoints = hostsAndPorts.clone();
        return this;
    }

    /**
     * Host of this machine that the nodes reach.
     *
     * @return host, or host and port.
     */
    public String egressHost()
    {
        return egressHost;
    }

    /**
     * Host of this machine that the nodes reach over UDP.
     *
     * @param host or host and port; a free port is taken without one.
     * @return this.
     */
    public ClientContext egressHost(final String host)
    {
        egressHost = host;
        return this;
    }

    /**
     * What the client shows.
     *
     * @return credentials.
     */
    public DoorCredentials credentials()
    {
        return credentials;
    }

    /**
     * What the client shows.
     *
     * @param value credentials.
     * @return this.
     */
    public ClientContext credentials(final DoorCredentials value)
    {
        credentials = value;
        return this;
    }

    /**
     * Who hears.
     *
     * @return listener.
     */
    public ClientListener listener()
    {
        return listener;
    }

    /**
     * Who hears.
     *
     * @param value listener.
     * @return this.
     */
    public ClientContext listener(final ClientListener value)
    {
        listener = value;
        return this;
    }

    /**
     * Bytes of one term of the streams in and out.
     *
     * @return power of two.
     */
    public int termLength()
    {
        return termLength;
    }

    /**
     * Bytes of one term of the streams in and out: three terms of each are mapped, and an eighth of one is the longest
     * message that can be sent and received.
     *
     * @param bytes power of two, at least 64 KB.
     * @return this.
     */
    public ClientContext termLength(final int bytes)
    {
        termLength = bytes;
        return this;
    }

    /**
     * How long a client id that is in use is asked for again.
     *
     * @return ns.
     */
    public long registerTimeoutNs()
    {
        return registerTimeoutNs;
    }

    /**
     * How long a client id that is in use is asked for again: the session of a client that was killed ends after
     * 10 s.
     *
     * @param ns 0 for one attempt.
     * @return this.
     */
    public ClientContext registerTimeoutNs(final long ns)
    {
        registerTimeoutNs = ns;
        return this;
    }

    /**
     * How long a session waits for a new leader before it is given up.
     *
     * @return ns.
     */
    public long newLeaderTimeoutNs()
    {
        return newLeaderTimeoutNs;
    }

    /**
     * How long a session waits for a new leader before it is given up.
     *
     * @param ns to wait.
     * @return this.
     */
    public ClientContext newLeaderTimeoutNs(final long ns)
    {
        newLeaderTimeoutNs = ns;
        return this;
    }

    /**
     * Rung when something was sent.
     *
     * @return doorbell.
     */
    public Runnable doorbell()
    {
        return doorbell;
    }

    /**
     * Rung when something was sent: a client in the server's process wakes its agents by it.
     *
     * @param value to run; must not block.
     * @return this.
     */
    public ClientContext doorbell(final Runnable value)
    {
        doorbell = value;
        return this;
    }

    /**
     * Hears what Aeron says beside.
     *
     * @return handler.
     */
    public ErrorHandler errorHandler()
    {
        return errorHandler;
    }

    /**
     * Hears what Aeron says beside.
     *
     * @param value handler; whatever ends the session is told to the listener, too.
     * @return this.
     */
    public ClientContext errorHandler(final ErrorHandler value)
    {
        errorHandler = value;
        return this;
    }

    boolean isIpc()
    {
        return endpoints.length == 0;
    }

    /** What is missing is said when the client is made. */
    void check()
    {
        if (clientId == null || listener == null)
        {
            throw new IllegalStateException("a client needs an id and a listener");
        }
        if (isIpc() && aeronDirectory == null)
        {
            throw new IllegalStateException("without endpoints the server's Aeron directory must be known");
        }
    }

    String ingressEndpoints()
    {
        if (isIpc())
        {
            return null;
        }
        final StringBuilder text = new StringBuilder();
        for (int i = 0; i < endpoints.length; i++)
        {
            text.append(i == 0 ? "" : ",").append(i).append('=').append(endpoints[i]);
        }
        return text.toString();
    }

    String ingressChannel()
    {
        return (isIpc() ? "aeron:ipc" : "aeron:udp") + "?term-length=" + termLength;
    }

    String egressChannel()
    {
        if (isIpc())
        {
            return "aeron:ipc?term-length=" + termLength;
        }
        return "aeron:udp?endpoint=" + (egressHost.indexOf(':') < 0 ? egressHost + ":0" : egressHost) +
            "|term-length=" + termLength;
    }
}
