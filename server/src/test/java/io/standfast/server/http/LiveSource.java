package io.standfast.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

import org.agrona.ExpandableArrayBuffer;

import io.standfast.codecs.log.BooleanType;
import io.standfast.codecs.log.ConfigureLimitsEncoder;
import io.standfast.codecs.log.ConnectClientEncoder;
import io.standfast.codecs.log.MessageHeaderEncoder;
import io.standfast.codecs.log.PublishBatchEncoder;
import io.standfast.codecs.log.StartPositionKind;
import io.standfast.codecs.log.SubscribeEncoder;
import io.standfast.codecs.log.TermOpenedEncoder;
import io.standfast.engine.Engine;
import io.standfast.engine.EngineContext;
import io.standfast.engine.EngineViews;
import io.standfast.engine.view.MessagePlace;
import io.standfast.engine.view.StoreView;
import io.standfast.engine.view.ViewSession;
import io.standfast.nats.gateway.GatewayCounters;
import io.standfast.nats.link.listener.ConnectionView;
import io.standfast.nats.link.listener.ConnectionView.InterestView;
import io.standfast.nats.link.listener.ListenerView;
import io.standfast.replication.NodeNumbers;
import io.standfast.replication.log.DoorCounters;
import io.standfast.server.http.metrics.MetricsSource;

/**
 * A real engine behind pages, without the rest of a server. Owned by a test.
 */
public final class LiveSource implements MetricsSource, AutoCloseable
{
    private static final long INCARNATION = 0x5AFE;
    private static final long BEGIN_NS = 1_000_000_000_000L;

    private final Engine engine;
    private final GatewayCounters counters = GatewayCounters.standalone();
    private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(4096);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final OffsetDateTime startTime = OffsetDateTime.parse("2026-11-30T01:02:03.5Z");
    private long commandId;
    private long logPosition;
    private ListenerView listener;
    private ListenerFacts listenerFacts = new ListenerFacts("stan-1", "127.0.0.1", 4222, true, false, 65536, 1048576,
        67108864, 120_000_000_000L, 2, 8222, 0);
    private int interestsLooked;
    private boolean isAnswering = true;

    /**
     * An engine in a term.
     *
     * @param directory of its store.
     */
    public LiveSource(final Path directory)
    {
        engine = new Engine(new EngineContext().storeDirectory(directory).incarnation(INCARNATION).segmentCapacity(
            512 * 1024));
        engine.open();
        engine.start();
        final TermOpenedEncoder encoder = new TermOpenedEncoder().wrapAndApplyHeader(buffer, 0, header);
        apply(encoder.incarnation(INCARNATION).commandId(++commandId).leadershipTermId(1).wallClockNs(0)
            .configurationHash(0).encodedLength());
    }

    /**
     * Register a client.
     *
     * @param clientId of it.
     */
    public void connect(final String clientId)
    {
        final ConnectClientEncoder encoder = new ConnectClientEncoder().wrapAndApplyHeader(buffer, 0, header);
        encoder.incarnation(INCARNATION).commandId(++commandId).replacesClientKey(0).protocol(1).pingIntervalS(5)
            .pingMaxOut(3);
        apply(encoder.clientId(clientId).connId(clientId + ".c").heartbeatInbox("hb." + clientId).encodedLength());
    }

    /**
     * Publish.
     *
     * @param clientId of the publisher.
     * @param channel  to publish to.
     * @param text     of the message.
     */
    public void publish(final String clientId, final String channel, final String text)
    {
        final byte[] body = text.getBytes(UTF_8);
        final PublishBatchEncoder encoder = new PublishBatchEncoder().wrapAndApplyHeader(buffer, 0, header);
        encoder.incarnation(INCARNATION).commandId(++commandId).itemsCount(1).next().nonceHigh(0).nonceLow(0).keyId(0)
            .clientId(clientId).connId("").channel(channel).guid("guid").reply("").headers("").putPayload(body, 0,
                body.length);
        apply(encoder.encodedLength());
    }

    /**
     * Subscribe from the first message on.
     *
     * @param clientId    of the client.
     * @param channel     of the subscription.
     * @param group       empty for none.
     * @param durable     empty for none.
     * @param maxInFlight of it.
     */
    public void subscribe(final String clientId, final String channel, final String group, final String durable,
        final int maxInFlight)
    {
        final SubscribeEncoder encoder = new SubscribeEncoder().wrapAndApplyHeader(buffer, 0, header);
        encoder.incarnation(INCARNATION).commandId(++commandId).startSequence(0).startTimeDeltaNs(0).maxInFlight(
            maxInFlight).ackWaitS(30).startPosition(StartPositionKind.FIRST);
        apply(encoder.clientId(clientId).channel(channel).queueGroup(group).durableName(durable).inbox(
            "inbox." + clientId).encodedLength());
    }

    /**
     * Set limits: five messages, and for one channel one.
     *
     * @param channel or wildcard.
     */
    public void limits(final String channel)
    {
        final ConfigureLimitsEncoder encoder = new ConfigureLimitsEncoder().wrapAndApplyHeader(buffer, 0, header);
        encoder.incarnation(INCARNATION).commandId(++commandId).maxMsgs(5).maxBytes(1000).maxAgeNs(3_600_000_000_000L)
            .maxInactivityNs(0).maxChannels(9).maxSubscriptions(8).segmentCapacity(0).replaceDurable(
                BooleanType.FALSE)
            .channelsCount(1).next().maxMsgs(1).maxBytes(-1).maxAgeNs(-1).maxInactivityNs(-1)
            .maxSubscriptions(-1).name(channel);
        apply(encoder.encodedLength());
    }

    private void apply(final int bodyLength)
    {
        logPosition += 64;
        engine.apply(buffer, 0, MessageHeaderEncoder.ENCODED_LENGTH + bodyLength, logPosition, BEGIN_NS + logPosition);
    }

    /**
     * What the listener shows.
     *
     * @param view of it.
     */
    public void listener(final ListenerView view)
    {
        listener = view;
    }

    /**
     * How the listener was set up.
     *
     * @param facts of it.
     */
    void listenerFacts(final ListenerFacts facts)
    {
        listenerFacts = facts;
    }

    /** Subjects that were copied for pages. */
    int interestsLooked()
    {
        return interestsLooked;
    }

    /** The engine is busy from now on. */
    public void silence()
    {
        isAnswering = false;
    }

    @Override
    public ServerFacts facts()
    {
        return new ServerFacts("test-cluster", "SERVER", "0.1.0", "java17", "STANDALONE", "", "", startTime, "FILE",
            new ServerFacts.Traffic(1, 2, 3, 4));
    }

    @Override
    public <T> T look(final Function<EngineViews, ViewSession<T>> question)
    {
        if (!isAnswering)
        {
            throw new UnavailableException("the engine does not answer");
        }
        final ViewSession<T> session = question.apply(engine.views());
        while (!session.doWork())
        {
            Thread.onSpinWait();
        }
        return session.view();
    }

    @Override
    public StoreView store(final int limit)
    {
        return engine.views().store(limit);
    }

    @Override
    public ListenerView listener(final Set<Long> close)
    {
        if (listener == null)
        {
            throw new UnavailableException(404, "no listener");
        }
        // As a listener does: subjects of those that are wanted only.
        final List<ConnectionView> connections = new ArrayList<>();
        for (final ConnectionView each : listener.connections())
        {
            final List<InterestView> interests = close.contains(each.id()) ? each.interests() : List.of();
            interestsLooked += interests.size();
            connections.add(new ConnectionView(each.id(), each.host(), each.port(), each.startMs(), each.idleNs(), each
                .pendingBytes(), each.traffic(), each.about(), each.interestCount(), interests));
        }
        return new ListenerView(connections, listener.totalConnections(), listener.traffic(), listener.slowConsumers(),
            listener.interests());
    }

    @Override
    public ListenerFacts listenerFacts()
    {
        return listenerFacts;
    }

    @Override
    public String ackInbox(final long subscriptionId)
    {
        return "_INBOX.ack." + subscriptionId;
    }

    @Override
    public NodeFacts nodeFacts()
    {
        return new NodeFacts(true, true, false, 10, 20, 30, true, 4, 500, 3, 2, true, 1, Map.of("b", 60L));
    }

    @Override
    public GatewayCounters gateway()
    {
        return counters;
    }

    @Override
    public NodeNumbers node()
    {
        return null;
    }

    @Override
    public DoorCounters door()
    {
        return new DoorCounters();
    }

    @Override
    public long timestampNs(final MessagePlace place)
    {
        return place.sequence();
    }

    @Override
    public void close()
    {
        engine.close();
    }

    static List<String> lines(final String text)
    {
        return text.lines().map(String::strip).toList();
    }
}
