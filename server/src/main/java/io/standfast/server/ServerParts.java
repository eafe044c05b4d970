package io.standfast.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.agrona.CloseHelper;

import io.standfast.engine.store.StoreDamagedException;
import io.standfast.engine.store.StoreReader;
import io.standfast.nats.gateway.AdminProxy;
import io.standfast.nats.gateway.GatewayAgent;
import io.standfast.nats.gateway.GatewayContext;
import io.standfast.nats.gateway.GatewayCounters;
import io.standfast.nats.gateway.GatewayState;
import io.standfast.nats.link.LinkRefusedException;
import io.standfast.nats.link.NatsLink;
import io.standfast.nats.link.broker.BrokerContext;
import io.standfast.nats.link.broker.BrokerLink;
import io.standfast.nats.link.listener.Door;
import io.standfast.nats.link.listener.Listener;
import io.standfast.nats.link.listener.ListenerContext;
import io.standfast.replication.AgentThreads;
import io.standfast.replication.DoorAccess;
import io.standfast.replication.Member;
import io.standfast.replication.Node;
import io.standfast.replication.NodeAgreement;
import io.standfast.replication.NodeContext;
import io.standfast.replication.NodeStoppedException;
import io.standfast.replication.identity.DataInUseException;
import io.standfast.replication.identity.NodeRefusedException;
import io.standfast.replication.log.ClusterIngress;
import io.standfast.replication.log.EngineView;
import io.standfast.replication.log.Outbox;
import io.standfast.replication.peer.PeerStatus;
import io.standfast.server.config.Settings;
import io.standfast.server.config.StoreType;
import io.standfast.server.http.ChannelsPage;
import io.standfast.server.http.ClusterPage;
import io.standfast.server.http.ClusterReport;
import io.standfast.server.http.HealthPage;
import io.standfast.server.http.MonitorServer;
import io.standfast.server.http.Page;

/**
 * Node, gateway and pages put together. Launched and closed by the server's thread; the only place that creates the big
 * parts.
 */
final class ServerParts implements AutoCloseable, Reloadable
{
    private static final long PROGRESS_INTERVAL_S = 5;
    private static final long STOP_CHECK_MS = 50;
    private static final int SERVING = GatewayState.SERVING.code();
    private static final long SNAPSHOT_TIMEOUT_MS = 10_000;
    private static final long VIEW_TIMEOUT_MS = 2_000;

    private final Settings settings;
    private final MonitorLook look;
    private final Path directory;
    private final Lifecycle life;
    private final OperatorLines lines = new OperatorLines();
    private final CountDownLatch readyOrFailed = new CountDownLatch(1);
    private final List<Member> members;
    private final Outbox outbox = new Outbox(Outbox.CAPACITY_DEFAULT);
    private final GatewayCounters counters = GatewayCounters.standalone();
    private final AdminProxy orders = new AdminProxy(this::ringGateway);
    private final AdminParts admin;
    private final AgentThreads threads;
    private final AtRest atRest;
    // Written by whoever reloads, read by the server's thread and the gateway's.
    private volatile ConfiguredLimits limits;
    // Written by whoever reloads, read by the server's thread.
    private volatile Settings reloaded;
    private NatsLink link;
    // Written by the server's thread once it has been launched, read by whoever asks for health.
    private volatile Node node;
    private ClusterIngress ingress;
    private StoreReader reader;
    private MessageAges ages;
    private GatewayThread gateway;
    private boolean isServed;
    private MonitorServer monitor;
    private int monitorPort;
    // Written by the server's thread, read by the peer thread.
    private volatile GatewayContext gatewayContext;
    // Written by the server's thread, read by the gateway and the peer thread.
    private volatile Listener listener;
    // Written by the server's thread, read by whoever asks for health.
    private volatile GatewayAgent gatewayAgent;
    private volatile BrokerLink broker;
    // Written by the server's thread, read by whoever asks for the cluster.
    private volatile Node started;
    // Written by the server's thread, read by whoever asks for health.
    private volatile String phase = "the node starts; clients are not served yet";

    /**
     * Parts that are not running.
     *
     * @param settings  of the server.
     * @param directory of all data, created.
     * @param serverId  of this run.
     * @param life      to be told when a part cannot go on.
     */
    ServerParts(final Settings settings, final Path directory, final String serverId, final Lifecycle life)
    {
        this.settings = settings;
        this.look = new MonitorLook(settings, serverId, directory, life, counters, outbox);
        this.reloaded = settings;
        this.directory = directory;
        this.life = life;
        limits = new ConfiguredLimits(settings);
        threads = ThreadPlan.of(settings.threading(), Runtime.getRuntime().availableProcessors(), lines::warning);
        members = members(settings.cluster());
        atRest = new AtRest(settings.security().encryption(), directory);
        admin = new AdminParts(settings, directory, orders, () -> node, this::isServing,
            () -> ClusterLook.leaderUrl(node, members), new ClusterOrders(settings, life, () -> node,
                this::clusterReport));
    }

    private static List<Member> members(final Settings.Cluster cluster)
    {
        final List<Member> members = new ArrayList<>();
        for (final Settings.Node each : cluster == null ? List.<Settings.Node>of() : cluster.members())
        {
            members.add(new Member(members.size(), each.name(), each.host(), each.port()));
        }
        return List.copyOf(members);
    }

    /**
     * Open the pages, that tell how the start goes on.
     *
     * @return port that has been bound, 0 for none.
     */
    int openMonitor()
    {
        final int port = settings.monitorPort();
        if (port == 0)
        {
            return 0;
        }
        final ServerHealth health = new ServerHealth(this::failureText, this::look, look::replay, System::nanoTime);
        monitor = new MonitorServer(settings.monitorHost(), Math.max(0, port), pages(health)).tls(settings
            .security().monitor());
        try
        {
            monitor.open();
        }
        catch (final IOException ex)
        {
            throw new ServerException(ExitCode.NOT_STARTED, "cannot listen for monitoring on port " + port + ": " +
                OneLine.of(ex), ex);
        }
        monitorPort = monitor.boundPort();
        look.pages(health, monitorPort);
        lines.monitoring(scheme(settings), settings.monitorHost(), monitorPort);
        return monitorPort;
    }

    /** Of the pages' addresses. */
    static String scheme(final Settings settings)
    {
        return settings.security().monitor() == null ? "http" : "https";
    }

    /**
     * Start everything else.
     *
     * @return false when somebody asked to stop, or a part failed, while a member waited.
     */
    boolean launch()
    {
        try
        {
            launchParts();
        }
        catch (final NodeStoppedException ex)
        {
            return false;
        }
        if (settings.cluster() != null)
        {
            lines.member(settings.cluster(), settings.store().directory());
        }
        return true;
    }

    /**
     * Wait until clients are served, as long as it takes, saying for what.
     *
     * @return false when somebody asked to stop, or a part failed, before.
     */
    boolean awaitServed()
    {
        try
        {
            final long startNs = System.nanoTime();
            long saidS = 0;
            while (!readyOrFailed.await(STOP_CHECK_MS, TimeUnit.MILLISECONDS) && !isFollowing())
            {
                if (life.isEnding())
                {
                    return false;
                }
                final long passedS = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNs);
                if (passedS >= saidS + PROGRESS_INTERVAL_S)
                {
                    saidS = passedS;
                    phase = waitingFor();
                    lines.waiting(passedS, phase);
                }
            }
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
            return false;
        }
        return life.failure() == null;
    }

    /** What it does until it is ready. Any thread may ask. */
    String phase()
    {
        return phase;
    }

    /** It is ready: say so, and to whom it matters. */
    void onServed()
    {
        isServed = true;
        node.served();
        gateway.join(node);
        if (node.engine().channelCount() == 0)
        {
            lines.noRecoveredState();
        }
        else
        {
            lines.recovered(node.engine().channelCount());
        }
        lines.store(settings.store().type(), directory);
        lines.limits(reloaded.limits(), reloaded.channels());
        lines.aeronDoor(settings, node.aeronDirectory());
        if (settings.cluster() == null)
        {
            lines.ready();
        }
    }

    /**
     * Port that clients connect to.
     *
     * @return port, 0 while it is not bound. Any thread may ask.
     */
    int clientPort()
    {
        final Listener current = listener;
        return current == null || !current.isUp() ? 0 : current.boundPort();
    }

    /** The gateway proposes limits that are new as soon as all nodes have the same. */
    @Override
    public void onReload(final Settings before, final Settings after)
    {
        onSecurityReloaded(before, after);
        final ConfiguredLimits next = new ConfiguredLimits(after);
        if (next.hash() != limits.hash())
        {
            onLimitsReloaded(next, after);
        }
    }

    private void onSecurityReloaded(final Settings before, final Settings after)
    {
        reloaded = after;
        final Listener current = listener;
        if (current != null)
        {
            current.reload(after.security().listener());
        }
        if ((settings.hasBroker() || settings.aeronDoor() != null) && !before.credentials().equals(after.credentials()))
        {
            lines.warning("User, password and token of the " + (settings.hasBroker() ? "link to the broker"
                : "Aeron door") + " stay as they were until the next start");
        }
    }

    private void onLimitsReloaded(final ConfiguredLimits next, final Settings after)
    {
        limits = next;
        final Node current = node;
        if (current != null)
        {
            current.agreement().configurationHash(next.hash());
        }
        lines.limits(after.limits(), after.channels());
    }

    @Override
    public void close()
    {
        CloseHelper.quietClose(gateway);
        // A member has others that bring it up to date, and only a leader could ask for one.
        if (isServed && life.failure() == null && settings.cluster() == null && settings.store()
            .type() == StoreType.FILE)
        {
            node.snapshot(SNAPSHOT_TIMEOUT_MS);
        }
        // The pages look at the node's counters, which are gone with it.
        CloseHelper.quietCloseAll(monitor, admin, ingress, reader, ages, node);
    }

    private void launchParts()
    {
        lines.recovering();
        // Before the node: its engine rings the link as soon as it leads.
        if (settings.hasBroker())
        {
            broker = new BrokerLink(brokerContext());
            link = broker;
        }
        else
        {
            final ListenerContext endpoint = listenerContext();
            listener = new Listener(endpoint);
            link = listener;
            look.listener(listener, endpoint);
            listener.reload(reloaded.security().listener());
        }
        node = launchNode();
        look.node(node);
        // It may have changed while the log was replayed.
        node.agreement().configurationHash(limits.hash());
        ingress = node.newIngress();
        reader = node.engine().log().newReader();
        admin.launched(node);
        ages = new MessageAges(node.engine().log().newReader());
        look.ages(ages);
        gatewayContext = gatewayContext();
        gatewayAgent = new GatewayAgent(gatewayContext, orders);
        gateway = new GatewayThread(gatewayAgent, threads, link, outbox, this::onGatewayError);
    }

    private Map<String, Page> pages(final ServerHealth health)
    {
        return ServerPages.of(new HealthPage(health), look, settings.cluster() == null ? null : new ClusterPage(
            this::clusterReport), new ChannelsPage(this::view), admin.page(), settings.metricsChannels());
    }

    private EngineView view(final int afterId, final int limit)
    {
        final Node current = started;
        return current == null ? null : current.numbers().view(afterId, limit, VIEW_TIMEOUT_MS);
    }

    private ClusterReport clusterReport()
    {
        final Node current = started;
        return current == null ? new ClusterReport(List.of(), List.of(), false, phase)
            : ClusterLook.report(settings.cluster(), current.status(), current.board().present(), current
                .agreement().skewedClocks());
    }

    private NodeLook look()
    {
        final boolean isMember = settings.cluster() != null;
        final boolean isUp = node != null;
        final boolean isFollowing = isUp && isFollowing();
        final boolean isServing = isMember ? isServing() : life.isReady();
        final GatewayAgent agent = gatewayAgent;
        return new NodeLook(isUp ? null : phase, isServing, isFollowing, isMember, isUp && life.isReady() && node
            .isDiskLow(), isServing || isFollowing || isUp && look.isLeaderKnown(), missingLink(),
            agent == null ? 0 : agent.quietNs(), look.progress() ^ phase.hashCode());
    }

    private String missingLink()
    {
        if (settings.hasBroker())
        {
            return broker != null && broker.isConnected() ? null : "no NATS server answers";
        }
        return clientPort() != 0 ? null : "the port for clients is not open yet";
    }

    private String failureText()
    {
        final ServerException current = life.failure();
        return current == null ? null : current.getMessage();
    }

    private Node launchNode()
    {
        try
        {
            final NodeContext nodeContext = new NodeContext().dataDirectory(directory)
                .clusterId(settings.clusterId()).fileSync(settings.store().isSynced())
                .configurationHash(limits.hash()).gauges(counters.gauges()).outbox(outbox).door(doorAccess(settings))
                .gatewayDoorbell(this::ringGateway).keyCheck(atRest.checkNumber()).threads(threads)
                .stopping(life::isEnding).failure(this::onFailure);
            return Node.launch(settings.cluster() == null ? nodeContext : member(nodeContext, settings.cluster()));
        }
        catch (final DataInUseException ex)
        {
            throw new ServerException(ExitCode.NOT_STARTED, ex.getMessage(), ex);
        }
        catch (final NodeRefusedException ex)
        {
            throw new ServerException(ExitCode.DAMAGED, ex.getMessage(), ex);
        }
    }

    private static DoorAccess doorAccess(final Settings settings)
    {
        if (settings.aeronDoor() == null)
        {
            return null;
        }
        final Settings.Credentials credentials = settings.credentials();
        final boolean isOwnPort = settings.cluster() == null && !settings.aeronDoor().equals(Settings.DOOR_IPC);
        return new DoorAccess(isOwnPort ? settings.aeronDoor() : null, credentials.user(), credentials
            .token() == null ? credentials.password() : credentials.token());
    }

    private NodeContext member(final NodeContext nodeContext, final Settings.Cluster cluster)
    {
        return nodeContext.members(members, cluster.own()).bootstrap(cluster.isBootstrap())
            .supportedLevel(cluster.featureLevel()).copies(cluster.copyRate(), cluster.setAsideLimit())
            .serving(this::isServing)
            .ports(() -> new PeerStatus.Ports(clientPort(), monitorPort, settings.security().monitor() != null))
            .phase(text -> phase = text).started(this::onStarted);
    }

    private void onStarted(final Node member)
    {
        started = member;
        look.node(member);
    }

    private boolean isServing()
    {
        final GatewayContext current = gatewayContext;
        return life.isReady() && current != null && current.counters().state().get() == SERVING;
    }

    private Door door()
    {
        if (gatewayContext.counters().state().get() == SERVING)
        {
            return Door.SERVE;
        }
        final PeerStatus leader = node.board().leader();
        if (leader == null || !leader.term().isServing())
        {
            return Door.HOLD;
        }
        final Member where = members.get(leader.memberId());
        return Door.relay(new InetSocketAddress(where.host(), where.relayPort()));
    }

    private List<String> connectUrls()
    {
        // Clients of the others are relayed to here; what is advertised is named without that.
        final List<String> urls = new ArrayList<>(settings.listener().advertised() != null ? List.of()
            : List.of(members.get(settings.cluster().own()).host() + ":" + clientPort()));
        for (final PeerStatus status : node.board().present())
        {
            if (status.clientPort() > 0)
            {
                urls.add(members.get(status.memberId()).host() + ":" + status.clientPort());
            }
        }
        return urls;
    }

    private GatewayContext gatewayContext()
    {
        final Settings.Heartbeats heartbeats = settings.heartbeats();
        final NodeAgreement agreement = node.agreement();
        return new GatewayContext().clusterId(settings.clusterId()).discoverPrefix(settings.discoverPrefix())
            .incarnation(node.identity().incarnation())
            .heartbeatIntervalNs(heartbeats.intervalNs()).heartbeatTimeoutNs(heartbeats.timeoutNs())
            .heartbeatFailCount(heartbeats.failCount()).proposals(new NodeProposals(() -> limits, agreement))
            .counters(counters).wallClock(agreement::clockNs).link(link).ingress(ingress).diskLow(node::isDiskLow)
            .stateSplit(agreement::isStateSplit).ingressWork(this::pollIngress)
            .leadershipTermId(this::servedTermId).outbox(outbox)
            .messageSource(atRest.newSource(reader)).errorHandler(this::onRequestError).onReady(this::onReady);
    }

    private long servedTermId()
    {
        return ingress.isConnected() ? node.leadership().leadershipTermId() : GatewayContext.NULL_TERM_ID;
    }

    private int pollIngress(final long nowNs)
    {
        reader.publishEpoch();
        return ingress.doWork(nowNs);
    }

    private ListenerContext listenerContext()
    {
        final ListenerContext endpoint = settings.listener().newContext().security(settings.security().listener());
        if (settings.cluster() != null)
        {
            endpoint.door(this::door).connectUrls(this::connectUrls).relayPort(members.get(settings.cluster().own())
                .relayPort());
        }
        return endpoint;
    }

    private BrokerContext brokerContext()
    {
        // The other members of a cluster have the same id, and one of them may be serving.
        return new BrokerContext(settings.broker().toArray(new String[0]), settings.security().broker(), settings
            .security().brokerTls(), "_NSS-" + settings.clusterId() + "-general",
            settings.cluster() == null ? settings
                .clusterId() : null);
    }

    /** A member that follows is ready when its log is where the leader's is. */
    private boolean isFollowing()
    {
        if (settings.cluster() == null)
        {
            return false;
        }
        final PeerStatus leader = node.board().leader();
        return leader != null && leader.term().isServing() && node.commitPosition() >= leader.log().commit() &&
            (settings.hasBroker() || clientPort() != 0);
    }

    private String waitingFor()
    {
        if (servedTermId() == GatewayContext.NULL_TERM_ID)
        {
            return "the log in " + directory + " is read back";
        }
        return settings.hasBroker() ? OperatorLines.noBroker(settings) : "the gateway opens";
    }

    private void ringGateway()
    {
        link.wakeup();
    }

    private void onReady()
    {
        readyOrFailed.countDown();
        if (settings.cluster() != null)
        {
            lines.promoted();
        }
    }

    private void onRequestError(final Throwable error)
    {
        lines.warning("A request could not be handled; its client gets no answer: " + OneLine.of(error));
        lines.detail(error);
    }

    private void onGatewayError(final Throwable error)
    {
        onFailure(error instanceof LinkRefusedException ? error.getMessage()
            : "the gateway has failed: " + OneLine.of(error), error);
    }

    private void onFailure(final String reason, final Throwable cause)
    {
        final ServerState before = life.fail(failureOf(reason, cause));
        if (before == ServerState.READY || before == ServerState.CLOSING)
        {
            lines.warning(reason);
        }
        readyOrFailed.countDown();
    }

    /**
     * Data that is not whole has an exit code of its own: starting again will not help.
     */
    private ServerException failureOf(final String reason, final Throwable cause)
    {
        final boolean isDamage = Stream.iterate(cause, Objects::nonNull, Throwable::getCause).anyMatch(
            link -> link instanceof StoreDamagedException || link instanceof NodeRefusedException);
        return isDamage
            ? new ServerException(ExitCode.DAMAGED, reason + "; nothing was changed, see 'standfast recover " +
                directory + "'", cause)
            : new ServerException(ExitCode.NOT_STARTED, reason, cause);
    }
}
