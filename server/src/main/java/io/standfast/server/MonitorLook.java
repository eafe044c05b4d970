package io.standfast.server;

import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

import io.standfast.engine.EngineViews;
import io.standfast.engine.view.MessagePlace;
import io.standfast.engine.view.StoreView;
import io.standfast.engine.view.ViewSession;
import io.standfast.nats.gateway.AckInboxes;
import io.standfast.nats.gateway.GatewayCounters;
import io.standfast.nats.gateway.GatewayState;
import io.standfast.nats.link.listener.Listener;
import io.standfast.nats.link.listener.ListenerContext;
import io.standfast.nats.link.listener.ListenerView;
import io.standfast.replication.Leadership;
import io.standfast.replication.Node;
import io.standfast.replication.NodeNumbers;
import io.standfast.replication.log.DoorCounters;
import io.standfast.replication.log.Outbox;
import io.standfast.replication.peer.PeerStatus;
import io.standfast.replication.restore.RestoreProgress;
import io.standfast.server.config.ProgramName;
import io.standfast.server.config.Settings;
import io.standfast.server.http.HealthQuestion;
import io.standfast.server.http.HealthSource;
import io.standfast.server.http.ListenerFacts;
import io.standfast.server.http.ServerFacts;
import io.standfast.server.http.UnavailableException;
import io.standfast.server.http.metrics.MetricsSource;

/**
 * Where the pages get what they show, out of the parts of a server that run. Any thread asks; the server's thread tells
 * it of the parts as they come to be.
 */
final class MonitorLook implements MetricsSource
{
    private static final long TIMEOUT_MS = 5_000;
    private static final int NOT_FOUND = 404;
    private static final String NO_ANSWER = "the engine does not answer: the node starts, or is busy";
    private static final DoorCounters NO_DOOR = new DoorCounters();

    private final Settings settings;
    private final String serverId;
    private final Path directory;
    private final Lifecycle life;
    private final GatewayCounters counters;
    private final Outbox outbox;
    private final OffsetDateTime startTime = OffsetDateTime.now();
    // Written by the server's thread, all of them, and read by whoever asks.
    private volatile HealthSource health;
    private volatile int monitorPort;
    private volatile Node node;
    private volatile MessageAges ages;
    private volatile ListenerContext listenerContext;
    private volatile Listener listener;

    MonitorLook(final Settings settings, final String serverId, final Path directory, final Lifecycle life,
        final GatewayCounters counters, final Outbox outbox)
    {
        this.settings = settings;
        this.serverId = serverId;
        this.directory = directory;
        this.life = life;
        this.counters = counters;
        this.outbox = outbox;
    }

    /** The pages are open. */
    void pages(final HealthSource source, final int port)
    {
        health = source;
        monitorPort = port;
    }

    /** The node is there, a member's while it starts. */
    void node(final Node started)
    {
        node = started;
    }

    /** The store can be read. */
    void ages(final MessageAges source)
    {
        ages = source;
    }

    /** There is a listener. */
    void listener(final Listener created, final ListenerContext context)
    {
        listenerContext = context;
        listener = created;
    }

    @Override
    public ServerFacts facts()
    {
        final boolean isMember = settings.cluster() != null;
        final String type = settings.store().type().name();
        return new ServerFacts(settings.clusterId(), serverId, ProgramName.VERSION, "java" + Runtime.version()
            .feature(), stateText(isMember), isMember ? role() : "", isMember ? settings.cluster().nodeId() : "",
            startTime, isMember ? "RAFT_" + type : type, traffic());
    }

    private String stateText(final boolean isMember)
    {
        return switch (life.state())
        {
            case FAILED -> "FAILED";
            case CLOSING, CLOSED -> "SHUTDOWN";
            case STARTING, READY -> isMember ? "CLUSTERED" : "STANDALONE";
        };
    }

    private String role()
    {
        final Node current = node;
        if (current != null && isLeading(current))
        {
            return "Leader";
        }
        return current == null || leader(current) == null ? "Candidate" : "Follower";
    }

    private static boolean isLeading(final Node node)
    {
        return node.leadership().leadershipTermId() != Leadership.NULL_TERM;
    }

    private static PeerStatus leader(final Node node)
    {
        return node.board() == null ? null : node.board().leader();
    }

    private ServerFacts.Traffic traffic()
    {
        final DoorCounters door = door();
        return new ServerFacts.Traffic(counters.publishes().get() + door.publishes(), counters.bytesIn().get() + door
            .publishedBytes(), counters.deliveries().get() + door.deliveries(), counters.bytesOut().get() +
                door
                    .deliveredBytes());
    }

    @Override
    public <T> T look(final Function<EngineViews, ViewSession<T>> question)
    {
        final Node current = node;
        final T view = current == null ? null : current.numbers().look(question, TIMEOUT_MS);
        if (view == null)
        {
            throw new UnavailableException(NO_ANSWER);
        }
        return view;
    }

    @Override
    public StoreView store(final int limit)
    {
        final Node current = node;
        final EngineViews views = current == null ? null : current.numbers().views();
        if (views == null)
        {
            throw new UnavailableException(NO_ANSWER);
        }
        return views.store(limit);
    }

    @Override
    public ListenerView listener(final Set<Long> close)
    {
        if (settings.hasBroker())
        {
            throw new UnavailableException(NOT_FOUND, "this server has no NATS listener, it is a client of a NATS " +
                "server: ask that one");
        }
        final Listener current = listener;
        // Before its port is open nobody turns it: whoever waited for it would hear nothing else in time.
        final ListenerView view = current == null || !current.isUp() ? null : listenerContext.look().view(close,
            TIMEOUT_MS);
        if (view == null)
        {
            throw new UnavailableException("the listener does not answer: the node starts, or is busy");
        }
        return view;
    }

    @Override
    public ListenerFacts listenerFacts()
    {
        final ListenerContext context = listenerContext;
        final Settings.Security security = settings.security();
        final boolean isHttps = security.monitor() != null;
        return new ListenerFacts(settings.listener().name(), context.host(), listener.isUp() ? listener.boundPort() : 0,
            context.isAuthRequired(), security.listener().tls() != null, context.maxConnections(), context
                .maxPayload(),
            context.maxPendingBytes(), context.pingIntervalNs(), context.maxPingsOut(),
            isHttps ? 0 : monitorPort, isHttps ? monitorPort : 0);
    }

    @Override
    public String ackInbox(final long subscriptionId)
    {
        return new AckInboxes(node.identity().incarnation()).of(subscriptionId);
    }

    /** A number that moves as long as a start goes on. Who waits for others is not stuck. */
    long progress()
    {
        final NodeNumbers numbers = node();
        if (numbers == null)
        {
            return 0;
        }
        return numbers.progress().phase() == RestoreProgress.Phase.WAITING ? System.nanoTime() : numbers.moved();
    }

    /** How far a member's replay of its log is, null when there is none, or none any more. */
    String replay()
    {
        final NodeNumbers numbers = node();
        return numbers == null || numbers.progress().phase() != RestoreProgress.Phase.REPLAY ? null
            : numbers.progress().launched(System.nanoTime());
    }

    /** Whether this node leads, or knows who does. */
    boolean isLeaderKnown()
    {
        final Node current = node;
        return current != null && (isLeading(current) || leader(current) != null);
    }

    @Override
    public NodeFacts nodeFacts()
    {
        final Node current = node;
        final HealthSource source = health;
        final boolean isServing = life.isReady() && counters.state().get() == GatewayState.SERVING.code();
        final List<PeerStatus> others = current == null || current.board() == null ? List.of() : current.board()
            .present();
        final boolean isMember = settings.cluster() != null;
        final long commit = current == null ? PeerStatus.NO_POSITION : current.commitPosition();
        return new NodeFacts(source != null && source.health(HealthQuestion.READY).isOk(), isServing,
            current != null && current.isDiskLow(), directory.toFile().getUsableSpace(), directory.toFile()
                .getTotalSpace(),
            outbox.waitingBytes(), isMember, current == null ? -1 : current.leadership().latestTermId(),
            commit, isMember ? settings.cluster().members().size() : 1, others.size() + 1,
            isLeaderKnown(), current == null || !isMember ? 0
                : current.agreement().skewedClocks().size(),
            lags(others, commit));
    }

    private static Map<String, Long> lags(final List<PeerStatus> others, final long commit)
    {
        final Map<String, Long> lags = new TreeMap<>();
        others.stream().filter(other -> commit >= 0 && other.log().commit() >= 0).forEach(other -> lags.put(other
            .name(), Math.max(0, commit - other.log().commit())));
        return lags;
    }

    @Override
    public GatewayCounters gateway()
    {
        return counters;
    }

    @Override
    public NodeNumbers node()
    {
        final Node current = node;
        return current == null ? null : current.numbers();
    }

    @Override
    public DoorCounters door()
    {
        final Node current = node;
        return current == null ? NO_DOOR : current.doorCounters();
    }

    @Override
    public long timestampNs(final MessagePlace place)
    {
        final MessageAges current = ages;
        return current == null ? 0 : current.timestampNs(place);
    }
}
