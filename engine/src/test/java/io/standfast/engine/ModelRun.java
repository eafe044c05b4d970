package io.standfast.engine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.agrona.concurrent.UnsafeBuffer;

import io.standfast.codecs.log.ClientHealthKind;
import io.standfast.codecs.log.CloseKind;
import io.standfast.codecs.log.StartPositionKind;

/**
 * One history, given to the engine and to the model alike. Owned by a test.
 */
final class ModelRun implements AutoCloseable
{
    private static final long TICK_NS = 100_000_000L;
    private static final String[] CLIENTS = {"ann", "bob", "cay"};
    private static final String[] CHANNELS = {"orders", "bills", "a.b", "Orders", "dead"};
    private static final String[] DEAD_LETTERS = {"", "dead", "bills", "orders"};
    private static final String[] QUEUES = {"", "", "crew", "team"};
    private static final String[] DURABLES = {"", "keep", "a:b"};
    private static final StartPositionKind[] STARTS = {StartPositionKind.NEW_ONLY, StartPositionKind.LAST_RECEIVED,
        StartPositionKind.TIME_DELTA_START, StartPositionKind.SEQUENCE_START, StartPositionKind.FIRST};

    private final Path directory;
    private final SpecModel model = new SpecModel();
    private final ModelAdmin admin = new ModelAdmin(model);
    private final Commands commands = new Commands();
    private final ModelOutput output = new ModelOutput();
    private final List<Entry> log = new ArrayList<>();
    private final List<byte[]> snapshot = new ArrayList<>();
    private Engine engine;
    private long logPosition;
    private long nowNs = 1_000_000_000_000L;
    private long timerNs = Long.MAX_VALUE;
    private long termId;
    private String last = "";

    /**
     * An entry of the log behind the snapshot; without a command it is the timer.
     */
    private record Entry(byte[] command, long position, long timeNs)
    {
    }

    ModelRun(final Path directory)
    {
        this.directory = directory;
        open();
        engine.start();
        model.now(nowNs);
        apply(commands.termOpened(++termId));
        model.termOpened();
        apply(commands.featureLevel(FeatureLevel.NEWEST));
        limits(new Commands.Bounds(3, 1000, 0, 0, 0, 0, false));
        for (final String client : CLIENTS)
        {
            apply(commands.connect(client, "", 0));
            model.connect(client, "", 0);
        }
        output.take();
        model.take();
    }

    long nowNs()
    {
        return nowNs;
    }

    String last()
    {
        return last;
    }

    List<String> expected()
    {
        return model.take();
    }

    List<String> actual()
    {
        return output.take();
    }

    void step(final EngineModelTest.Step step)
    {
        final String client = CLIENTS[step.a() % CLIENTS.length];
        final String channel = CHANNELS[step.b() % CHANNELS.length];
        final int dice = step.dice();
        if (dice < 40)
        {
            operator(step, client, channel);
        }
        else if (dice < 300)
        {
            final String connId = step.c() % 5 == 0 ? connId(client, step.b()) : "";
            publish(client, connId, channel, "g" + step.a() / 3 % 12, 1 + step.c() % 4);
        }
        else if (dice < 420)
        {
            subscribe(client, channel, step.c());
        }
        else if (dice < 650)
        {
            ack(step.a(), step.b());
        }
        else if (dice < 800)
        {
            pass(step.a() % 4 == 0 ? step.b() % 40 : step.b() % 4);
        }
        else if (dice < 860)
        {
            closeSubscription(client, step.b(), step.c() % 2 == 0);
        }
        else
        {
            rare(step, client);
        }
    }

    private void rare(final EngineModelTest.Step step, final String client)
    {
        final int dice = step.dice();
        if (dice < 900)
        {
            connect(client, step.b() % 2 == 0 ? "" : connId(client, step.b()), step.c() % 3 == 0);
        }
        else if (dice < 915)
        {
            apply(commands.closeClient(client));
            last = "close client " + client;
            model.closeClient(client);
        }
        else if (dice < 950)
        {
            health(step.a(), step.c());
        }
        else if (dice < 960)
        {
            limits(step);
        }
        else if (dice < 970)
        {
            policies(step);
        }
        else if (dice < 980)
        {
            takeSnapshot();
        }
        else
        {
            restart();
        }
    }

    private static String connId(final String client, final int choice)
    {
        return client + "-" + choice / 2 % 3;
    }

    private void publish(final String client, final String connId, final String channel, final String guid,
        final int count)
    {
        last = "publish " + client + " " + connId + " " + channel + " " + guid + " " + count;
        final String[] payloads = new String[count];
        Arrays.fill(payloads, "payload");
        apply(commands.guid(guid).publishAs(client, connId, channel, payloads));
        model.publish(client, connId, channel, guid, count);
    }

    private void subscribe(final String client, final String channel, final int choice)
    {
        final String queue = QUEUES[choice % QUEUES.length];
        final String durable = DURABLES[choice / 4 % DURABLES.length];
        final int start = choice / 12 % STARTS.length;
        final long value = start == 2 ? choice % 7 * TICK_NS - TICK_NS : choice % 7;
        final int maxInFlight = 1 + choice % 5;
        last = "subscribe " + client + " " + channel + " q=" + queue + " d=" + durable + " start=" + start + "," +
            value +
            " max=" + maxInFlight;
        apply(commands.subscribe(client, channel, queue, durable, STARTS[start], value, maxInFlight));
        model.subscribe(client, channel, queue, durable, start, value, maxInFlight);
    }

    private ModelParts.MSub anySub(final int choice)
    {
        final List<ModelParts.MSub> all = model.clients().values().stream().flatMap(client -> client.subs.stream())
            .toList();
        return all.isEmpty() ? null : all.get(choice % all.size());
    }

    private void ack(final int who, final int which)
    {
        final ModelParts.MSub sub = anySub(who);
        final List<Long> pendings = sub == null ? List.of() : List.copyOf(sub.pendings.keySet());
        final long id = sub == null ? 999 : sub.id;
        final long sequence = pendings.isEmpty() || which % 10 == 0 ? which % 20
            : pendings.get(which % pendings.size());
        last = "ack " + id + " " + sequence;
        apply(commands.ack(id, sequence));
        model.ack(id, sequence);
    }

    private void closeSubscription(final String client, final int which, final boolean isUnsubscribe)
    {
        final ModelParts.MSub sub = anySub(which);
        final boolean isOwn = which % 10 > 0;
        final String owner = sub == null || !isOwn ? client : sub.clientId;
        final String channel = sub == null ? "nowhere" : which % 17 == 0 ? "bills" : sub.channel.name;
        final long id = sub == null ? 999 : sub.id;
        last = (isUnsubscribe ? "unsubscribe " : "close ") + owner + " " + channel + " " + id;
        apply(commands.closeSubscription(owner, channel, id, isUnsubscribe ? CloseKind.UNSUBSCRIBE : CloseKind.CLOSE));
        model.closeSubscription(owner, channel, id, isUnsubscribe);
    }

    private void connect(final String client, final String connId, final boolean isReplacing)
    {
        final ModelParts.MClient holder = model.clients().get(client);
        final long replaces = isReplacing && holder != null ? holder.key : 0;
        last = "connect " + client + " " + connId + " replaces " + replaces;
        apply(commands.connect(client, connId, replaces));
        model.connect(client, connId, replaces);
    }

    private void health(final int who, final int what)
    {
        final List<ModelParts.MClient> all = List.copyOf(model.clients().values());
        if (all.isEmpty())
        {
            return;
        }
        final long key = all.get(who % all.size()).key;
        last = "health " + key + " " + what % 5;
        switch (what % 5)
        {
            case 0 -> {
                apply(commands.health(key, ClientHealthKind.FAILED));
                model.failed(key);
            }
            case 1, 2 -> {
                apply(commands.health(key, ClientHealthKind.MISSED));
                model.missed(key, true);
            }
            default -> {
                apply(commands.health(key, ClientHealthKind.ANSWERED));
                model.missed(key, false);
            }
        }
    }

    private void limits(final EngineModelTest.Step step)
    {
        // Ages and inactivity end between the ticks on which all else happens: what is due at the same instant has no
        // order in the specification.
        final int maxChannels = 2 + step.a() % 2;
        final int maxSubs = step.a() / 2 % 3 == 0 ? 1 + step.a() / 6 % 4 : 1000;
        final long maxBytes = step.b() / 6 % 3 == 0 ? 100 + step.b() % 300 : 0;
        final long maxMsgs = step.b() % 3 == 0 ? 0 : 1 + step.b() % 6;
        final long maxAgeNs = step.c() % 3 == 0 ? (1 + step.c() % 20) * TICK_NS + 37_000_000L : 0;
        final long maxInactivityNs = step.c() % 2 == 0 ? (1 + step.c() % 30) * TICK_NS + 53_000_000L : 0;
        limits(
            new Commands.Bounds(maxChannels, maxSubs, maxMsgs, maxBytes, maxAgeNs, maxInactivityNs, step.c() % 5 < 2));
    }

    private void policies(final EngineModelTest.Step step)
    {
        final String deadLetter = DEAD_LETTERS[step.a() % DEAD_LETTERS.length];
        final int maxDeliveries = step.b() % 4;
        final long idleNs = step.c() % 2 == 0 ? (1 + step.c() % 30) * TICK_NS + 71_000_000L : 0;
        // Else dead letters of a channel would go to itself.
        final boolean isExempt = !deadLetter.isEmpty() && step.b() / 4 % 7 > 0;
        final long dedupNs = step.c() % 3 == 0 ? (1 + step.c() / 3 % 20) * TICK_NS : 0;
        final Policies global = new Policies(maxDeliveries, deadLetter, dedupNs, 1 + step.b() / 28 % 8, idleNs);
        last = global + (isExempt ? " without" : " with") + " itself";
        apply(commands.policies(global, isExempt ? Map.of(deadLetter, new Policies(0, null, -1, -1, -1)) : Map.of()));
        model.policies.set(global, isExempt ? Set.of(deadLetter) : Set.of());
    }

    private void limits(final Commands.Bounds bounds)
    {
        last = bounds.toString();
        apply(commands.limits(bounds));
        model.limits(bounds);
    }

    private void pass(final int ticks)
    {
        final long endNs = nowNs + ticks * TICK_NS;
        last = "pass to " + endNs;
        while (timerNs <= endNs)
        {
            nowNs = Math.max(nowNs, timerNs);
            timerNs = Long.MAX_VALUE;
            final Entry entry = new Entry(null, logPosition += 64, nowNs);
            log.add(entry);
            apply(entry);
        }
        nowNs = endNs;
        for (Long next = model.nextNs(); next != null && next <= endNs; next = model.nextNs())
        {
            model.now(next);
            model.finish();
        }
        model.now(endNs);
    }

    private void operator(final EngineModelTest.Step step, final String client, final String name)
    {
        final ModelParts.MChannel channel = model.find(name);
        final boolean isStale = step.a() % 11 == 0;
        // Channels get their epochs as they get their numbers.
        final int id = channel == null ? 999 : (int) channel.id;
        final long epoch = id + (isStale ? 1 : 0);
        final long sequence = (channel == null ? 0 : channel.first) + step.b() % 7;
        final boolean isForced = step.c() % 2 == 0;
        final Commands.DurableName durable = new Commands.DurableName(id, epoch, client, QUEUES[step.c() / 2 %
            QUEUES.length], DURABLES[step.c() / 8 % DURABLES.length]);
        last = "operator " + step.a() % 8 + " " + name + " " + isStale + " " + sequence + " " + isForced + " " +
            durable;
        switch (step.a() % 8)
        {
            case 0, 1, 2 -> {
                apply(commands.trim(id, epoch, sequence));
                admin.trim(name, isStale, sequence);
            }
            case 3, 4 -> {
                apply(commands.seek(durable, sequence, isForced));
                admin.seek(name, isStale, durable, sequence, isForced);
            }
            case 5, 6 -> {
                apply(commands.removeDurable(durable, isForced));
                admin.remove(name, isStale, durable, isForced);
            }
            default -> {
                apply(commands.deleteChannel(id, epoch, isForced));
                admin.delete(name, isStale, isForced);
            }
        }
    }

    private void takeSnapshot()
    {
        last = "snapshot";
        snapshot.clear();
        log.clear();
        engine.takeSnapshot((buffer, offset, length) ->
        {
            final byte[] message = new byte[length];
            buffer.getBytes(offset, message);
            snapshot.add(message);
        }, logPosition);
        engine.log().force();
        engine.log().onSnapshotDurable(logPosition);
        engine.log().doFileWork(false);
    }

    private void restart()
    {
        last = "restart with " + log.size() + " entries behind the snapshot";
        engine.close();
        open();
        if (snapshot.isEmpty())
        {
            engine.start();
        }
        snapshot.forEach(message -> engine.restore(new UnsafeBuffer(message), 0, message.length));
        log.forEach(this::apply);
        output.take();
        apply(commands.termOpened(++termId));
        model.termOpened();
    }

    private void apply(final byte[] command)
    {
        final Entry entry = new Entry(command, logPosition += command.length, nowNs);
        log.add(entry);
        apply(entry);
    }

    private void apply(final Entry entry)
    {
        if (entry.command() == null)
        {
            engine.onTimer(entry.position(), entry.timeNs());
        }
        else
        {
            engine.apply(new UnsafeBuffer(entry.command()), 0, entry.command().length, entry.position(), entry
                .timeNs());
        }
    }

    private void open()
    {
        timerNs = Long.MAX_VALUE;
        engine = new Engine(new EngineContext().storeDirectory(directory).incarnation(Commands.INCARNATION)
            .segmentCapacity(TestEngine.SEGMENT_CAPACITY).output(output).timerScheduler(ns -> timerNs = ns));
        engine.open();
    }

    @Override
    public void close()
    {
        engine.close();
    }
}
