package io.standfast.engine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.agrona.concurrent.UnsafeBuffer;

import io.standfast.codecs.log.ClientHealthKind;
import io.standfast.codecs.log.CloseKind;
import io.standfast.codecs.log.StartPositionKind;

/**
 * Makes up a log by driving an engine with random commands: clients, subscriptions of every kind, publishes, acks,
 * time, limits, changes of leader. Owned by a test.
 */
final class RandomLog
{
    private static final String[] CLIENTS = {"ann", "bob", "cay", "dan"};
    private static final String[] CHANNELS = {"orders", "bills", "trips", "a.b.c", "notes"};
    private static final String[] QUEUES = {"", "", "workers"};
    private static final String[] DURABLES = {"", "keep"};
    private static final StartPositionKind[] STARTS = {StartPositionKind.NEW_ONLY, StartPositionKind.FIRST,
        StartPositionKind.LAST_RECEIVED, StartPositionKind.SEQUENCE_START, StartPositionKind.TIME_DELTA_START};
    private static final int PAYLOAD_MAX = 700;
    private static final int BATCH_MAX = 12;

    private final Random random;
    private final Commands commands = new Commands();
    private final DoorCommands door = new DoorCommands();
    private final List<RecordedLog.Entry> entries = new ArrayList<>();
    private final List<Long> subscriptionIds = new ArrayList<>();
    private final OutputRecorder output = new OutputRecorder();
    private final Engine engine;
    private long logPosition;
    private long nowNs = 1_000_000_000_000L;
    private long timerNs = Long.MAX_VALUE;
    private long termId;
    private int compactingSegment;
    private int compactions;
    private int searches;

    RandomLog(final long seed, final Path directory)
    {
        random = new Random(seed);
        engine = new Engine(new EngineContext().storeDirectory(directory).incarnation(Commands.INCARNATION)
            .segmentCapacity(TestEngine.SEGMENT_CAPACITY).output(output).timerScheduler(ns -> timerNs = ns));
    }

    /**
     * Make up a log.
     *
     * @param length            entries that are not snapshots.
     * @param snapshotIntervals entries between snapshots, taken in turn.
     * @return entries; the last one is a snapshot.
     */
    List<RecordedLog.Entry> entries(final int length, final int... snapshotIntervals)
    {
        engine.open();
        engine.start();
        apply(commands.termOpened(++termId));
        apply(commands.limits(100, 400, 0, 0));
        int untilSnapshot = snapshotIntervals[0];
        int snapshots = 0;
        while (entries.size() < length)
        {
            next();
            if (--untilSnapshot == 0)
            {
                snapshot();
                snapshots++;
                untilSnapshot = snapshotIntervals[snapshots % snapshotIntervals.length];
            }
        }
        snapshot();
        engine.close();
        return entries;
    }

    /**
     * The same log with its snapshots at other places.
     *
     * @param entries  of a log.
     * @param interval entries between snapshots.
     * @return entries; the last one is a snapshot.
     */
    static List<RecordedLog.Entry> withSnapshotsEvery(final List<RecordedLog.Entry> entries, final int interval)
    {
        final List<RecordedLog.Entry> moved = new ArrayList<>();
        int since = 0;
        for (final RecordedLog.Entry entry : entries)
        {
            if (entry.kind() != RecordedLog.SNAPSHOT)
            {
                moved.add(entry);
                since++;
                if (since == interval)
                {
                    moved.add(new RecordedLog.Entry(RecordedLog.SNAPSHOT, entry.logPosition(), entry.timestampNs(),
                        new byte[0]));
                    since = 0;
                }
            }
        }
        moved.add(entries.get(entries.size() - 1));
        return moved;
    }

    private void next()
    {
        final int dice = random.nextInt(100);
        if (random.nextInt(60) == 0)
        {
            nextOfPolicies();
        }
        if (random.nextInt(30) == 0)
        {
            nextOfOperator();
        }
        else if (random.nextInt(5) == 0)
        {
            nextOfDoor();
        }
        else if (dice < 45)
        {
            apply(commands.guid("g" + random.nextInt(30)).publish(client(), channel(), payloads()));
        }
        else if (dice < 70)
        {
            apply(commands.ack(subscriptionId(), sequences()));
        }
        else if (dice < 78)
        {
            pass(random.nextInt(4) == 0 ? 1_500_000_000L : random.nextInt(50_000_000));
        }
        else if (dice < 86)
        {
            apply(commands.subscribe(client(), channel(), pick(QUEUES), pick(DURABLES), pick(STARTS),
                random.nextInt(200), 1 + random.nextInt(40)));
            subscriptionIds.add(output.lastSubscriptionId());
        }
        else if (dice < 91)
        {
            apply(commands.closeSubscription(client(), channel(), subscriptionId(),
                random.nextInt(3) == 0 ? CloseKind.UNSUBSCRIBE : CloseKind.CLOSE));
        }
        else
        {
            seldom(dice);
        }
    }

    private void seldom(final int dice)
    {
        if (dice < 95)
        {
            apply(commands.connect(client(), "c" + random.nextInt(), random.nextInt(3) * output.lastClientKey()));
        }
        else if (dice < 96)
        {
            apply(commands.closeClient(client()));
        }
        else if (dice < 98)
        {
            apply(commands.health(output.lastClientKey(), pick(ClientHealthKind.MISSED, ClientHealthKind.ANSWERED)));
        }
        else if (dice < 99)
        {
            apply(commands.limits(100, 50 + random.nextInt(600), random.nextInt(2) * 20_000_000_000L,
                random.nextInt(2) * 40_000_000_000L));
        }
        else
        {
            openTerm();
        }
    }

    /** Messages become dead letters and durables expire by other rules. */
    private void nextOfPolicies()
    {
        final String deadLetter = pick("", "dead", "bills", "notes");
        final Policies global = new Policies(random.nextInt(4), deadLetter, random.nextInt(2) * 3_000_000_000L,
            1 + random.nextInt(40), random.nextInt(2) * 5_000_000_000L);
        apply(commands.policies(global, deadLetter.isEmpty() ? Map.of()
            : Map.of(deadLetter, new Policies(0, null, -1, -1, -1), "a.>",
                new Policies(2, "", -1, -1, 1_000_000_000L))));
        if (random.nextInt(4) == 0)
        {
            apply(commands.holdDeadLetters(random.nextBoolean()));
        }
    }

    /** An operator trims, moves or removes; now and then what is not there any more. */
    private void nextOfOperator()
    {
        final EngineLook.ChannelDetail channel = engine.look().channel(channel());
        if (channel == null)
        {
            return;
        }
        final long epoch = channel.epoch() + (random.nextInt(10) == 0 ? 1 : 0);
        final long sequence = channel.first() + random.nextInt((int) (channel.messages() + 3));
        final Commands.DurableName durable = new Commands.DurableName(channel.channelId(), epoch, client(),
            pick(QUEUES),
            pick(DURABLES));
        final boolean isForced = random.nextInt(3) > 0;
        final int dice = random.nextInt(20);
        if (dice < 9)
        {
            apply(commands.trim(channel.channelId(), epoch, sequence));
        }
        else if (dice < 15)
        {
            apply(commands.seek(durable, sequence, isForced));
        }
        else if (dice < 18)
        {
            apply(commands.removeDurable(durable, isForced));
        }
        else
        {
            apply(commands.deleteChannel(channel.channelId(), epoch, isForced));
        }
    }

    /** A session of the Aeron door sends something, now and then with a byte that is wrong, or ends. */
    private void nextOfDoor()
    {
        final long sessionId = 1 + random.nextInt(4);
        final int dice = random.nextInt(100);
        if (dice < 5)
        {
            applyOfDoor(RecordedLog.SESSION_END, sessionId, new byte[0]);
            return;
        }
        final byte[] message;
        if (dice < 20)
        {
            message = door.hello(random.nextBoolean() ? client() : "door" + sessionId);
        }
        else if (dice < 60)
        {
            message = door.publish(channel(), payloads()[0]);
        }
        else if (dice < 70)
        {
            message = door.subscribe(channel(), pick(QUEUES), pick(DURABLES), random.nextInt(5), 1 + random.nextInt(
                40));
        }
        else if (dice < 95)
        {
            message = door.ack(subscriptionId(), sequences()[0]);
        }
        else
        {
            message = door.close(subscriptionId(), random.nextInt(2));
        }
        if (random.nextInt(20) == 0)
        {
            message[random.nextInt(message.length)] ^= (byte) (1 << random.nextInt(8));
        }
        applyOfDoor(RecordedLog.DOOR, sessionId, message);
        if (!subscriptionIds.contains(output.lastSubscriptionId()))
        {
            subscriptionIds.add(output.lastSubscriptionId());
        }
    }

    private void applyOfDoor(final byte kind, final long sessionId, final byte[] message)
    {
        fireTimer(nowNs);
        final UnsafeBuffer entry = new UnsafeBuffer(new byte[Long.BYTES + message.length]);
        entry.putLong(0, sessionId);
        entry.putBytes(Long.BYTES, message);
        logPosition += entry.capacity() + 64L;
        nowNs += random.nextInt(100_000);
        entries.add(new RecordedLog.Entry(kind, logPosition, nowNs, entry.byteArray()));
        if (kind == RecordedLog.DOOR)
        {
            engine.applyDoor(sessionId, entry, Long.BYTES, message.length, logPosition, nowNs);
        }
        else
        {
            engine.onSessionClosed(sessionId, logPosition, nowNs);
        }
        output.take();
        watchCompaction();
    }

    /** Another leader, whose clock is some seconds before or behind; sometimes a timer comes first. */
    private void openTerm()
    {
        nowNs += (random.nextInt(3) - 1) * 3_000_000_000L;
        logPosition += 64;
        entries.add(new RecordedLog.Entry(RecordedLog.TERM, logPosition, nowNs, new byte[0]));
        engine.onNewTerm();
        if (random.nextBoolean())
        {
            pass(random.nextInt(2_000_000_000));
        }
        apply(commands.termOpened(++termId, random.nextInt(2) * (nowNs + random.nextInt(1_000_000_000))));
        apply(commands.featureLevel(FeatureLevel.FIRST + random.nextInt(FeatureLevel.NEWEST)));
    }

    private void apply(final byte[] command)
    {
        fireTimer(nowNs);
        logPosition += command.length + 64L;
        nowNs += random.nextInt(100_000);
        entries.add(new RecordedLog.Entry(RecordedLog.COMMAND, logPosition, nowNs, command));
        engine.apply(new UnsafeBuffer(command), 0, command.length, logPosition, nowNs);
        output.take();
        watchCompaction();
    }

    private void watchCompaction()
    {
        searches += engine.log().compactor().isMakingRoom() ? 1 : 0;
        if (engine.log().compactionSegment() != compactingSegment)
        {
            compactingSegment = engine.log().compactionSegment();
            compactions++;
        }
    }

    /** How often a segment began or ended to be copied. */
    int compactions()
    {
        return compactions;
    }

    /** After how many entries room was being made. */
    int searches()
    {
        return searches;
    }

    private void pass(final long ns)
    {
        final long endNs = nowNs + ns;
        fireTimer(endNs);
        nowNs = endNs;
    }

    private void fireTimer(final long untilNs)
    {
        int fired = 0;
        while (timerNs <= untilNs && fired < 50)
        {
            nowNs = Math.max(nowNs, timerNs);
            timerNs = Long.MAX_VALUE;
            logPosition += 64;
            entries.add(new RecordedLog.Entry(RecordedLog.TIMER, logPosition, nowNs, new byte[0]));
            engine.onTimer(logPosition, nowNs);
            output.take();
            fired++;
        }
    }

    private void snapshot()
    {
        logPosition += 64;
        entries.add(new RecordedLog.Entry(RecordedLog.SNAPSHOT, logPosition, nowNs, new byte[0]));
        engine.takeSnapshot((buffer, offset, length) ->
        {
        }, logPosition);
    }

    private String client()
    {
        return pick(CLIENTS);
    }

    private String channel()
    {
        return pick(CHANNELS);
    }

    private String[] payloads()
    {
        final String[] payloads = new String[1 + random.nextInt(BATCH_MAX)];
        for (int i = 0; i < payloads.length; i++)
        {
            final char[] text = new char[random.nextInt(PAYLOAD_MAX)];
            Arrays.fill(text, (char) ('a' + random.nextInt(26)));
            payloads[i] = new String(text);
        }
        return payloads;
    }

    private long subscriptionId()
    {
        return subscriptionIds.isEmpty() ? 1
            : subscriptionIds.get(subscriptionIds.size() - 1 - random.nextInt(Math.min(12, subscriptionIds.size())));
    }

    private long[] sequences()
    {
        final long base = 1 + random.nextInt(1 + entries.size() / 4);
        return random.longs(1 + random.nextInt(30), base, base + 40).toArray();
    }

    @SafeVarargs
    private <T> T pick(final T... values)
    {
        return values[random.nextInt(values.length)];
    }
}
