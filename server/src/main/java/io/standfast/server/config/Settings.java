package io.standfast.server.config;

import java.nio.file.Path;
import java.util.List;

import javax.net.ssl.SSLContext;

import io.standfast.nats.link.broker.BrokerContext;
import io.standfast.nats.link.broker.BrokerCredentials;
import io.standfast.nats.link.listener.ListenerContext;
import io.standfast.nats.link.listener.ListenerSecurity;
import io.standfast.replication.crypt.AtRestCipher;
import io.standfast.replication.crypt.MasterKey;

/**
 * All that the operator decides, checked and with defaults applied. Immutable.
 *
 * @param program    name that the server was started by.
 * @param clusterId  cluster ID, part of every STAN subject.
 * @param discoverPrefix subject that clients connect at, without the cluster ID.
 * @param store      where messages live.
 * @param limits     store limits.
 * @param channels   limits of single channels and wildcards.
 * @param isDurableReplaced whether a durable that is in use is taken over by who asks for it.
 * @param heartbeats to the clients.
 * @param monitorHost address that the HTTP pages are bound to.
 * @param monitorPort port of the HTTP pages, 0 for none, -1 for a free one.
 * @param metricsChannels channels that have samples of their own in /metrics.
 * @param listener   the NATS endpoint in this process, used when there is no broker.
 * @param broker     NATS servers to connect to instead; empty for the listener.
 * @param credentials asked of the listener's clients, or shown to the broker.
 * @param admins     who may change channels, durables and clients through the monitoring port.
 * @param security   users, certificates, and what is shown to the broker.
 * @param cluster    this node's place among others, or null for a server alone.
 * @param aeronDoor  {@link #DOOR_IPC}, {@link #DOOR_UDP}, or host and port for clients over Aeron; null for none.
 * @param threading  how the agents share processors.
 * @param log        what is logged and where.
 * @param pidFile    file for the process id, or null.
 * @param portsDirectory directory for the file that lists the ports, or null.
 * @param warnings   lines for the operator: what was accepted and has no effect here.
 */
public record Settings(ProgramName program, String clusterId, String discoverPrefix, Store store, Limits limits,
    List<ChannelLimits> channels, boolean isDurableReplaced, Heartbeats heartbeats, String monitorHost, int monitorPort,
    int metricsChannels, Listener listener, List<String> broker,
    Credentials credentials, List<Credentials> admins, Security security, Cluster cluster, String aeronDoor,
    Threading threading, Log log, Path pidFile, Path portsDirectory, List<String> warnings)
{
    /** The Aeron door is for processes of this machine. */
    public static final String DOOR_IPC = "ipc";
    /** The Aeron door is the port that a node of a cluster has for it. */
    public static final String DOOR_UDP = "udp";

    /**
     * Whether the server is a client of a NATS server elsewhere instead of listening itself.
     *
     * @return true if so.
     */
    public boolean hasBroker()
    {
        return !broker.isEmpty();
    }

    /**
     * Where messages live.
     *
     * @param type      MEMORY or FILE.
     * @param directory root directory for FILE, null for MEMORY.
     * @param isSynced  whether a publish is acknowledged only after it was forced to disk.
     */
    public record Store(StoreType type, Path directory, boolean isSynced)
    {
    }

    /**
     * Heartbeats to the clients.
     *
     * @param intervalNs between two heartbeats.
     * @param timeoutNs  wait for the answer.
     * @param failCount  failures in a row after which a client is closed.
     */
    public record Heartbeats(long intervalNs, long timeoutNs, int failCount)
    {
    }

    /**
     * The NATS endpoint in this process.
     *
     * @param host to bind.
     * @param port to bind, {@link #RANDOM_PORT} for a free one.
     * @param name that clients are told.
     * @param advertised host and port that clients are told to connect to, or null for what is bound.
     * @param limits     of its clients.
     */
    public record Listener(String host, int port, String name, String advertised, ListenerLimits limits)
    {
        /** Port that means: take a free one. */
        public static final int RANDOM_PORT = -1;

        /**
         * With the limits that count when nobody says anything.
         *
         * @param host       to bind.
         * @param port       to bind.
         * @param name       that clients are told.
         * @param advertised that clients are told to connect to, or null.
         */
        public Listener(final String host, final int port, final String name, final String advertised)
        {
            this(host, port, name, advertised, ListenerLimits.DEFAULT);
        }

        /**
         * What a listener is opened with.
         *
         * @return new context.
         */
        public ListenerContext newContext()
        {
            return limits.applyTo(new ListenerContext().host(host).port(Math.max(0, port)).serverName(name).advertised(
                advertised));
        }
    }

    /**
     * User and password, or a token; null where not given.
     *
     * @param user     name.
     * @param password of the user.
     * @param token    instead of both.
     */
    public record Credentials(String user, String password, String token)
    {
        @Override
        public String toString()
        {
            return "Credentials[" + (user != null || token != null ? "set" : "none") + "]";
        }
    }

    /**
     * What protects the wire, and who may come in.
     *
     * @param listener  of clients.
     * @param broker    what is shown to it.
     * @param brokerTls TLS to it, or null.
     * @param monitor   TLS of the HTTP pages, or null for none.
     * @param encryption of messages at rest.
     */
    public record Security(ListenerSecurity listener, BrokerCredentials broker, BrokerContext.Tls brokerTls,
        SSLContext monitor, Encryption encryption)
    {
        /**
         * Whether files were read that may be others by now although the settings are the same.
         *
         * @return true if so.
         */
        public boolean hasFiles()
        {
            return listener.tls() != null;
        }

        @Override
        public String toString()
        {
            return "Security[" + listener.authorization() + ", tls=" + (listener.tls() != null) + "]";
        }
    }

    /**
     * How messages are encrypted at rest.
     *
     * @param isOn   whether new ones are.
     * @param cipher for new ones.
     * @param key    for all of them, null for none: then it is not on.
     */
    public record Encryption(boolean isOn, AtRestCipher cipher, MasterKey key)
    {
    }

    /**
     * A node among others.
     *
     * @param nodeId      name of this node.
     * @param members     all nodes, this one too, sorted by name.
     * @param isBootstrap whether this node begins a cluster although not all others answer.
     * @param featureLevel highest feature level that this node follows.
     * @param copyRate    bytes of segments that are sent to other nodes in a second, 0 for any.
     * @param setAsideLimit bytes that are kept of this node's data while another's is copied, -1 for as much as the
     *                    disk has free.
     */
    public record Cluster(String nodeId, List<Node> members, boolean isBootstrap, int featureLevel, long copyRate,
        long setAsideLimit)
    {
        /**
         * Place of this node in the list.
         *
         * @return index.
         */
        public int own()
        {
            for (int i = 0; i < members.size(); i++)
            {
                if (members.get(i).name().equals(nodeId))
                {
                    return i;
                }
            }
            throw new IllegalStateException(nodeId + " is not in " + members);
        }
    }

    /**
     * How the agents share processors.
     *
     * @param isLowLatency whether each has a thread that never sleeps.
     * @param cores        processors that these are bound to, in the order of consensus module, archive, engine,
     *                     gateway, and media driver; empty for any.
     */
    public record Threading(boolean isLowLatency, List<Integer> cores)
    {
        /** Threads that are bound; with two more the media driver has three. */
        public static final int CORES_MIN = 5;
    }

    /**
     * Where a node is.
     *
     * @param name of the node.
     * @param host that the others reach it at.
     * @param port first of its ten ports.
     */
    public record Node(String name, String host, int port)
    {
    }

    /**
     * What is logged and where.
     *
     * @param target     where lines go.
     * @param isDebug    whether debug lines of the streaming part are shown.
     * @param isTrace    whether trace lines of the streaming part are shown.
     * @param isNatsDebug whether debug lines of the NATS endpoint are shown.
     * @param isNatsTrace whether trace lines of the NATS endpoint are shown.
     * @param hasTime    whether lines begin with the time.
     * @param isUtc      whether that time is UTC.
     */
    public record Log(LogTarget target, boolean isDebug, boolean isTrace, boolean isNatsDebug, boolean isNatsTrace,
        boolean hasTime, boolean isUtc)
    {
    }
}
