package io.standfast.engine;

import java.util.List;

import org.agrona.DirectBuffer;

import io.standfast.engine.store.ChannelIndex;
import io.standfast.engine.store.MessageLog;
import io.standfast.engine.store.StoreContext;

/**
 * The state machine. Owned by the engine thread; a function of (snapshot, log).
 */
public final class Engine implements AutoCloseable
{
    /** While a disk is low: so soon after a snapshot the store begins to make room. */
    private static final long ROOM_TICK_NS = 250_000_000L;

    private final EngineContext context;
    private final EngineClock clock = new EngineClock();
    private final DeadlineHeap deadlines = new DeadlineHeap();
    private final MessageLog log;
    private final Channels channels;
    private final FeatureLevel features;
    private final PolicyState policies = new PolicyState();
    private final Dispatcher dispatcher;
    private final Subscriptions subscriptions;
    private final DeadLetters deadLetters;
    private final Retention retention;
    private final ChannelHandler channelHandler;
    private final CommandAdapter commandAdapter;
    private final ClientHandler clientHandler;
    private final DoorAdapter doorAdapter;
    private final SnapshotWriter snapshotWriter;
    private final SnapshotReader snapshotReader;
    private final EngineLook look;
    private final EngineViews views;
    private long scheduledNs = Deadline.NULL_DEADLINE;

    /**
     * An engine without state; {@link #restore} or {@link #start} comes first.
     *
     * @param context of the engine.
     */
    public Engine(final EngineContext context)
    {
        this.context = context;
        final EngineOutput output = context.output();
        log = new MessageLog(new StoreContext().directory(context.storeDirectory())
            .segmentCapacity(context.segmentCapacity()).problems(context.problems())
            .haltingOnDamage(context.isHaltingOnDamage()).forcingEarly(context.isForcingEarly()));
        dispatcher = new Dispatcher(clock, deadlines, output);
        retention = new Retention(clock, deadlines, output);
        features = new FeatureLevel(context.supportedLevel());
        final EngineParts parts = new EngineParts(clock, deadlines, retention, output, features, policies);
        final Clients clients = new Clients();
        channels = new Channels(log, context.incarnation());
        subscriptions = new Subscriptions(dispatcher, parts);
        channelHandler = new ChannelHandler(channels, subscriptions, parts);
        final TermHandler terms = new TermHandler(clients, channels, channelHandler, dispatcher, parts);
        clientHandler = new ClientHandler(clients, subscriptions, channelHandler, output);
        final SubscribeHandler subscribeHandler = new SubscribeHandler(clients, channels, subscriptions,
            channelHandler, dispatcher, parts);
        final PublishHandler publishHandler = new PublishHandler(clients, channels, subscriptions, channelHandler,
            dispatcher, parts, log);
        deadLetters = new DeadLetters(publishHandler, log.newReader(), parts);
        dispatcher.deadLetters(deadLetters);
        commandAdapter = new CommandAdapter(context.incarnation(), clock, clientHandler, subscribeHandler,
            publishHandler, terms, new OperatorHandlers(
                new AdminHandler(channels, subscriptions, channelHandler, dispatcher, parts),
                new ImportHandler(clients, channels, subscriptions, channelHandler, parts, log)));
        doorAdapter = new DoorAdapter(clients, subscriptions, clientHandler, subscribeHandler, publishHandler, output);
        final EngineState state = new EngineState(clock, deadlines, clients, channels, subscriptions, dispatcher,
            terms, features, log, policies);
        look = new EngineLook(clients, channels);
        snapshotWriter = new SnapshotWriter(state);
        snapshotReader = new SnapshotReader(state, context.incarnation());
        views = new EngineViews(clients, channels, log, policies);
    }

    /**
     * Open the store: takes its lock and cleans up what a crash may have left.
     */
    public void open()
    {
        log.open();
    }

    /**
     * Begin with an empty state: no snapshot exists. Segments that the store holds are set aside, the replay of the log
     * writes them again.
     */
    public void start()
    {
        log.restore();
    }

    /**
     * Take one message of a snapshot.
     *
     * @param buffer that holds it.
     * @param offset of the message.
     * @param length of the message.
     * @return true when it was the last one and the state has been verified against the store.
     */
    public boolean restore(final DirectBuffer buffer, final int offset, final int length)
    {
        final boolean isRestored = snapshotReader.onMessage(buffer, offset, length);
        if (isRestored)
        {
            wantRoom();
            log.compactor().onSnapshot(log.lastSegment());
        }
        return isRestored;
    }

    /**
     * Apply one entry of the log: validate, then mutate.
     *
     * @param buffer      that holds the command.
     * @param offset      of the command.
     * @param length      of the command.
     * @param logPosition of the entry's end.
     * @param timestampNs of the entry, leader's clock.
     */
    public void apply(final DirectBuffer buffer, final int offset, final int length, final long logPosition,
        final long timestampNs)
    {
        commandAdapter.onCommand(buffer, offset, logPosition, timestampNs);
        finish(Dispatcher.BACKLOG_LIMIT, logPosition);
    }

    /**
     * Apply one entry of the log that came through the Aeron door: it may be anything.
     *
     * @param sessionId   cluster session of the client.
     * @param buffer      that holds the message.
     * @param offset      of the message.
     * @param length      of the message.
     * @param logPosition of the entry's end.
     * @param timestampNs of the entry, leader's clock.
     * @return false when the message is not well-formed, or comes before the feature level that has a door: then
     *         nothing has happened but that time has passed, and its session is to be closed.
     */
    public boolean applyDoor(final long sessionId, final DirectBuffer buffer, final int offset, final int length,
        final long logPosition, final long timestampNs)
    {
        clock.advance(timestampNs);
        final boolean isTaken = features.hasAeronDoor() && doorAdapter.onMessage(sessionId, buffer, offset, length,
            logPosition);
        finish(Dispatcher.BACKLOG_LIMIT, logPosition);
        return isTaken;
    }

    /**
     * A session of the Aeron door ends at this place of the log; so does its client.
     *
     * @param sessionId   cluster session.
     * @param logPosition of the entry's end.
     * @param timestampNs of the entry, leader's clock.
     */
    public void onSessionClosed(final long sessionId, final long logPosition, final long timestampNs)
    {
        if (features.hasAeronDoor())
        {
            clock.advance(timestampNs);
            clientHandler.onSessionClosed(sessionId);
            finish(Dispatcher.BACKLOG_LIMIT, logPosition);
        }
    }

    /**
     * Another term of leadership begins at this place of the log: the clock of the entries that follow is another one,
     * and the timer that was asked for is on the clock of before.
     */
    public void onNewTerm()
    {
        clock.hold();
        scheduledNs = Deadline.NULL_DEADLINE;
    }

    /**
     * The engine's timer fired at this place of the log.
     *
     * @param logPosition of the entry's end.
     * @param timestampNs of the entry, leader's clock.
     */
    public void onTimer(final long logPosition, final long timestampNs)
    {
        clock.advance(timestampNs);
        scheduledNs = Deadline.NULL_DEADLINE;
        log.compactor().doTimerWork(log);
        finish(Dispatcher.BACKLOG_TIMER_LIMIT, logPosition);
    }

    /**
     * Write a snapshot: rolls the store, so that everything that it lists is sealed.
     *
     * @param sink        for the messages.
     * @param logPosition of the snapshot.
     * @return digest: equal on all members for the same position.
     */
    public long takeSnapshot(final SnapshotSink sink, final long logPosition)
    {
        log.roll();
        dispatcher.onSnapshot();
        final long digest = snapshotWriter.write(sink, context.incarnation(), logPosition);
        log.compactor().onSnapshot(log.lastSegment());
        return digest;
    }

    /**
     * The message store, for readers on other threads and for file work.
     *
     * @return store.
     */
    public MessageLog log()
    {
        return log;
    }

    /**
     * Channels that exist. Read by another thread it may lag behind.
     *
     * @return number of channels.
     */
    public int channelCount()
    {
        return channels.size();
    }

    /**
     * Where a message lies now. Called by the engine thread.
     *
     * @param channelId number of the channel.
     * @param sequence  of the message.
     * @return location in the store, or {@link ChannelIndex#NULL_LOCATION} when it is not stored any more.
     */
    public long location(final int channelId, final long sequence)
    {
        final Channel channel = channels.byId(channelId);
        return channel == null ? ChannelIndex.NULL_LOCATION : channel.index().location(sequence);
    }

    /**
     * Looks at the engine for other threads.
     *
     * @return views; the sessions that they make are stepped by the engine thread, between two entries.
     */
    public EngineViews views()
    {
        return views;
    }

    /**
     * Where messages of a channel lie now. Called by the engine thread.
     *
     * @param channelId number of the channel.
     * @param from      first sequence that is wanted.
     * @param limit     most that are wanted.
     * @return locations from that sequence on, up to the channel's last; empty when there is no such channel.
     */
    public long[] locations(final int channelId, final long from, final int limit)
    {
        final Channel channel = channels.byId(channelId);
        final long count = channel == null ? 0 : Math.max(0, Math.min(limit, channel.last() + 1 - from));
        final long[] locations = new long[(int) count];
        for (int i = 0; i < locations.length; i++)
        {
            locations[i] = channel.index().location(from + i);
        }
        return locations;
    }

    /**
     * Look at the durables of a channel. Called by the engine thread between two entries.
     *
     * @param channelId number of the channel.
     * @return views, groups last.
     */
    public List<DurableView> viewDurables(final int channelId)
    {
        final Channel channel = channels.byId(channelId);
        return channel == null ? List.of() : ImportHandler.view(channel);
    }

    /**
     * Highest epoch that a channel ever had. Called by the engine thread.
     *
     * @return epoch, 0 before the first.
     */
    public long lastEpoch()
    {
        return channels.lastEpoch();
    }

    /**
     * For questions of people. Used by the engine thread between two entries.
     *
     * @return look at the state.
     */
    public EngineLook look()
    {
        return look;
    }

    /**
     * Rules that are followed. May be asked by any thread.
     *
     * @return feature level.
     */
    public int featureLevel()
    {
        return features.level();
    }

    /**
     * Whether the log has ever set the limits. May be asked by any thread.
     *
     * @return false for a state that is new.
     */
    public boolean hasLimits()
    {
        return channels.limits().isConfigured();
    }

    /**
     * Settings of this engine.
     *
     * @return context.
     */
    public EngineContext context()
    {
        return context;
    }

    @Override
    public void close()
    {
        log.close();
    }

    /**
     * What every entry ends with: what is due is done, the backlog gets its slice, and the next timer is asked for.
     */
    private void finish(final int backlogLimit, final long logPosition)
    {
        deadLetters.logPosition(logPosition);
        Deadline due = deadlines.pollDue(clock.nowNs());
        while (due != null)
        {
            onDue(due);
            due = deadlines.pollDue(clock.nowNs());
        }
        dispatcher.sendBacklog(backlogLimit);
        wantRoom();
        log.compactor().doWork(log);
        final long nextNs = nextTimerNs();
        if (nextNs < scheduledNs && !clock.isHeld())
        {
            scheduledNs = nextNs;
            context.timerScheduler().schedule(nextNs - clock.offsetNs());
        }
    }

    /** The leader says in the log when a disk is low: dead letters are held then. */
    private void wantRoom()
    {
        log.compactor().wantRoom(features.hasMakingRoom() && policies.areDeadLettersHeld());
    }

    private long nextTimerNs()
    {
        if (dispatcher.hasBacklog() || log.compactor().isMakingRoom())
        {
            return clock.nowNs();
        }
        return log.compactor().isRoomWanted() ? Math.min(deadlines.earliestNs(), clock.nowNs() + ROOM_TICK_NS)
            : deadlines.earliestNs();
    }

    private void onDue(final Deadline due)
    {
        switch (due.kind())
        {
            case EXPIRY :
                retention.onExpiryDue((Channel) due.owner());
                break;
            case INACTIVITY :
                channelHandler.onInactivityDue((Channel) due.owner());
                break;
            case REDELIVERY :
                dispatcher.onRedeliveryDue((Subscription) due.owner());
                break;
            case IDLE :
                subscriptions.onIdleDue((Subscription) due.owner());
                break;
        }
    }
}
