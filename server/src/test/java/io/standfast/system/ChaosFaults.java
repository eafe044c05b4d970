package io.standfast.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.aeron.cluster.RecordingLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Makes faults happen, and heals them: what begins one returns what ends it. Owned by the test's thread.
 */
final class ChaosFaults
{
    /** What a node ends with that was not heard for too long, whose engine threw, or whose disk refused. */
    private static final int HALTED = 2;
    private static final Duration MAY_HALT = Duration.ofSeconds(4);
    /** The archive may die of a full disk at once, and the consensus module misses it ten seconds later. */
    private static final Duration MAY_HALT_OF_DISK = Duration.ofSeconds(15);
    private static final Duration REFUSED_WITHIN = Duration.ofSeconds(20);
    private static final Duration POISONED_WITHIN = Duration.ofSeconds(15);
    private static final Duration IMPATIENCE = Duration.ofMillis(1500);
    private static final int HOLD_MS = 6_000;
    /** Less than the server's reserve; more than what is written meanwhile. */
    private static final int STILL_FREE_MB = 180;
    private static final String REFUSED = "stan: publish refused, the server's disk is almost full";
    /** To be purged: two segments of the store and two of the log. */
    private static final String LARGE_CHANNEL = "large";
    private static final int LARGE_MESSAGES = 900;
    private static final byte[] LARGE = new byte[256 * 1024];
    private static final int REMADE_MESSAGES = 40;

    private final Path directory;
    private final ChaosMachines machines;
    private final TestCluster cluster;
    private final RemadeChannel remade;
    private final Map<ChaosFault, Integer> counts = new EnumMap<>(ChaosFault.class);
    private final Set<Integer> mayHalt = new TreeSet<>();
    private final List<Runnable> traces = new ArrayList<>();
    private Duration mayHaltWithin;
    private boolean isAlone;
    private Random random;

    ChaosFaults(final Path directory, final ChaosMachines machines, final RemadeChannel remade)
    {
        this.directory = directory;
        this.machines = machines;
        this.cluster = machines.cluster();
        this.remade = remade;
    }

    /** One fault, or two, from the begin until all is healed. The seed alone decides what is chosen. */
    void befall(final long seed)
    {
        random = new Random(seed);
        mayHalt.clear();
        traces.clear();
        mayHaltWithin = MAY_HALT;
        final Set<ChaosFault> possible = machines.possible();
        final ChaosFault chosen = ChaosFault.choose(random, possible);
        count(chosen);
        isAlone = chosen != ChaosFault.TWO_AT_ONCE;
        final ChaosFault first = isAlone ? chosen : ChaosFault.chooseFirst(random, possible);
        final int node = random.nextInt(3);
        if (isAlone)
        {
            System.out.println("  " + first + " " + cluster.name(node));
            final Runnable healing = begin(first, node);
            hold();
            healing.run();
        }
        else
        {
            final ChaosFault second = first.chooseSecond(random, possible);
            final int other = (node + 1 + random.nextInt(2)) % 3;
            final boolean isFirstHealedFirst = random.nextBoolean();
            System.out.println("  " + first + " " + cluster.name(node) + " and " + second + " " + cluster.name(other));
            count(first);
            count(second);
            final Runnable healing = begin(first, node);
            final Runnable healingOfOther = begin(second, other);
            hold();
            (isFirstHealedFirst ? healing : healingOfOther).run();
            (isFirstHealedFirst ? healingOfOther : healing).run();
        }
        startWhatHalted();
    }

    private void count(final ChaosFault fault)
    {
        counts.merge(fault, 1, Integer::sum);
    }

    /** When all nodes are ready: what shows that the last fault was one, and that it is over. */
    void verifyTraces()
    {
        traces.forEach(Runnable::run);
    }

    /** How often each has happened. */
    Map<ChaosFault, Integer> counts()
    {
        return counts;
    }

    private Runnable begin(final ChaosFault fault, final int node)
    {
        return switch (fault)
        {
            case STOP -> stop(node);
            case KILL -> kill(node);
            case KILL_LEADER -> kill(cluster.awaitLeader());
            case WIPE -> wipe(node);
            case LOSE_PART -> losePart(node);
            case KILL_TWO -> kill(node, (node + 1) % 3);
            case KILL_ALL -> kill(0, 1, 2);
            case KILL_WHILE_STARTING -> killWhileStarting(node);
            case STAND_STILL -> standStill(node);
            case SNAPSHOT -> snapshot();
            case KILL_DURING_SNAPSHOT -> killDuringSnapshot(node);
            case DAMAGE_SEGMENT -> damageSegment(node);
            case DAMAGE_SNAPSHOT -> damageSnapshot(node);
            case OLD_COPY -> oldCopy(node);
            case CUT_OFF -> cutOff(node);
            case ONE_WAY -> oneWay(node);
            case FLAP -> flap(node);
            case DISK_FULL -> fillDisk(node);
            case DISKS_FULL -> fillDisks();
            case CLOCK_JUMP -> jumpClock(node);
            case POISON -> poison(node);
            case REMAKE_CHANNEL -> remakeChannel(node);
            case TWO_AT_ONCE -> throw new AssertionError("they are begun one by one");
        };
    }

    private Runnable stop(final int node)
    {
        assertThat(cluster.node(node).sigint()).isZero();
        return () -> cluster.start(node);
    }

    private Runnable kill(final int... nodes)
    {
        IntStream.of(nodes).forEach(cluster::kill9);
        return () -> IntStream.of(nodes).forEach(cluster::start);
    }

    private Runnable wipe(final int node)
    {
        final Runnable start = kill(node);
        machines.wipe(node);
        return start;
    }

    private Runnable losePart(final int node)
    {
        final Runnable start = kill(node);
        TestCluster.delete(cluster.data(node).resolve(List.of("archive", "cluster", "store").get(random.nextInt(3))));
        return start;
    }

    private Runnable killWhileStarting(final int node)
    {
        final Runnable start = kill(node);
        if (random.nextBoolean())
        {
            machines.wipe(node);
        }
        start.run();
        stay(random.nextInt(3_000));
        return kill(node);
    }

    private Runnable standStill(final int node)
    {
        final ChildProcess process = cluster.node(node).process();
        process.signal("STOP");
        return () ->
        {
            process.signal("CONT");
            mayHalt.add(node);
        };
    }

    private Runnable snapshot()
    {
        cluster.snapshot();
        return () ->
        {
        };
    }

    private Runnable killDuringSnapshot(final int node)
    {
        cluster.requestSnapshot();
        stay(random.nextInt(1_500));
        return kill(node);
    }

    /** Its oldest, when it has a sealed one. */
    private Runnable damageSegment(final int node)
    {
        snapshotWhenAlone();
        final Runnable start = kill(node);
        final Path segment = cluster.segments(node)[0];
        final String damage = List.of("flipped", "deleted", "truncated").get(random.nextInt(3));
        if (Files.exists(Path.of(segment.toString().replace(".cq4", ".idx"))))
        {
            System.out.println("    " + segment.getFileName() + " is " + damage);
            TestCluster.damage(segment, damage);
        }
        return start;
    }

    /** Its newest, of the consensus module or of the engine. */
    private Runnable damageSnapshot(final int node)
    {
        snapshotWhenAlone();
        final Runnable start = kill(node);
        final boolean isOfEngine = random.nextBoolean();
        final RecordingLog.Entry entry;
        try (RecordingLog recordings = new RecordingLog(cluster.data(node).resolve("cluster").toFile(), false))
        {
            entry = recordings.getLatestSnapshot(isOfEngine ? 0 : -1);
        }
        if (entry == null)
        {
            System.out.println("    it has no snapshot yet");
            return start;
        }
        try (Stream<Path> files = Files.list(cluster.data(node).resolve("archive")))
        {
            final Path file = files.filter(each -> each.getFileName().toString().startsWith(entry.recordingId + "-"))
                .findFirst().orElseThrow();
            System.out
                .println("    " + file.getFileName() + ", of the " + (isOfEngine ? "engine" : "consensus module"));
            TestCluster.flip(file, 40);
            traces.add(() -> assertThat(cluster.node(node).process().output()).as("its snapshot is damaged").contains(
                "seeding: complete"));
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
        return start;
    }

    /** So that there is one, and a sealed segment. */
    private void snapshotWhenAlone()
    {
        if (isAlone)
        {
            cluster.snapshot();
        }
    }

    /** Its disk is put back to what it was a moment ago; the others go on. */
    private Runnable oldCopy(final int node)
    {
        final Runnable start = kill(node);
        final Path copy = directory.resolve("copy");
        ChaosMachines.copy(cluster.data(node), copy);
        start.run();
        cluster.awaitReady(node);
        stay(random.nextInt(3_000));
        cluster.awaitRemembered(node);
        cluster.kill9(node);
        machines.wipe(node);
        ChaosMachines.copy(copy, cluster.data(node));
        TestCluster.delete(copy);
        return start;
    }

    private Runnable cutOff(final int node)
    {
        machines.namespaces().cutOff(node);
        return () ->
        {
            machines.namespaces().join(node);
            mayHalt.add(node);
        };
    }

    private Runnable oneWay(final int node)
    {
        final Namespaces namespaces = machines.namespaces();
        final int way = random.nextInt(3);
        System.out.println("    " + List.of("it is not heard", "it hears nobody", "the others and it do not hear one " +
            "another, clients reach all").get(way));
        switch (way)
        {
            case 0 -> namespaces.mute(node);
            case 1 -> namespaces.deafen(node);
            default -> namespaces.separate(node);
        }
        return () ->
        {
            switch (way)
            {
                case 0 -> namespaces.unmute(node);
                case 1 -> namespaces.undeafen(node);
                default -> namespaces.unite(node);
            }
            mayHalt.add(node);
        };
    }

    private Runnable flap(final int node)
    {
        final int times = 2 + random.nextInt(4);
        for (int i = 0; i < times; i++)
        {
            machines.namespaces().cutOff(node);
            stay(random.nextInt(2_000));
            machines.namespaces().join(node);
            stay(random.nextInt(1_500));
        }
        return cutOff(node);
    }

    /** So that the leader refuses publishes, or to the last byte, faster than anything looks. */
    private Runnable fillDisk(final int node)
    {
        final boolean isToTheLastByte = random.nextInt(3) == 0;
        System.out.println("    " + (isToTheLastByte ? "to the last byte" : STILL_FREE_MB + " MB are left"));
        final Path ballast = isToTheLastByte ? machines.disk(node).fill() : ballast(node);
        if (isToTheLastByte)
        {
            cluster.node(node).mayEnd(HALTED);
        }
        else if (isAlone)
        {
            assertRefused();
        }
        return () ->
        {
            delete(ballast);
            if (isToTheLastByte)
            {
                mayHalt.add(node);
                mayHaltWithin = MAY_HALT_OF_DISK;
            }
        };
    }

    private Path ballast(final int node)
    {
        return machines.disk(node).ballast(Math.max(0, machines.disk(node).freeMegabytes() - STILL_FREE_MB));
    }

    /** Room again because a channel is purged, or because what fills the disks goes away. */
    private Runnable fillDisks()
    {
        final boolean isPurged = random.nextBoolean();
        System.out.println("    room again " + (isPurged ? "by a purge" : "because files are gone"));
        if (isPurged)
        {
            try (StanClient client = StanClient.connect(cluster.url(cluster.awaitLeader()), "writer"))
            {
                IntStream.range(0, LARGE_MESSAGES).forEach(i -> client.publish(LARGE_CHANNEL, LARGE));
            }
        }
        final List<Path> ballasts = IntStream.range(0, 3).mapToObj(this::ballast).toList();
        assertRefused();
        return () ->
        {
            if (isPurged)
            {
                cluster.order(cluster.awaitLeader(), "channel", "purge", LARGE_CHANNEL, "-f");
                final String[] last = new String[1];
                Await.until(() -> "publishes are accepted again after the purge, not " + last[0], () ->
                {
                    last[0] = refusal();
                    return last[0].isEmpty();
                });
            }
            ballasts.forEach(ChaosFaults::delete);
        };
    }

    private void assertRefused()
    {
        assertThat(Await.isTrueWithin(REFUSED_WITHIN, () -> refusal().contains(REFUSED))).as(
            "publishes are refused while a disk is almost full").isTrue();
    }

    private String refusal()
    {
        try (StanClient client = StanClient.connect(cluster.url(cluster.awaitLeader()), "prober", IMPATIENCE))
        {
            client.publish(LARGE_CHANNEL, "again".getBytes(StandardCharsets.UTF_8));
            return "";
        }
        catch (final IllegalStateException ex)
        {
            return ex.getMessage();
        }
    }

    private static void delete(final Path file)
    {
        try
        {
            Files.delete(file);
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    /** One that runs does not follow its clock: half of the time it is started again, and leads, if it can be. */
    private Runnable jumpClock(final int node)
    {
        final boolean isAhead = random.nextBoolean();
        final boolean isStartedAgain = random.nextBoolean();
        System.out.println("    " + (isAhead ? "ahead" : "behind") + (isStartedAgain ? ", started again" : ""));
        final int other = (node + 1) % 3;
        final int said = cluster.node(other).process().output().length();
        machines.jumpClock(node, isAhead);
        if (isAlone)
        {
            Await.until("the clock is named", () -> cluster.node(other).process().output().substring(said).contains(
                "clocks differ: " + cluster.name(node)));
        }
        if (isStartedAgain)
        {
            kill(node).run();
            if (isAlone)
            {
                cluster.awaitReady(node);
                final int leader = cluster.awaitLeader();
                (leader == node ? (Runnable) () ->
                {
                } : kill(leader)).run();
            }
        }
        return () ->
        {
            machines.setClock(node);
            if (isStartedAgain)
            {
                kill(node).run();
            }
            else if (isAlone)
            {
                // Set wrong again before that, it would not be named once more.
                Await.until("the clock is right again", () -> cluster.node(other).process().output().substring(said)
                    .contains("the clocks of all nodes that are there agree"));
            }
        };
    }

    /** It ends at the next message that is published; without a majority there is none. */
    private Runnable poison(final int node)
    {
        try (Debugger debugger = machines.debugger(node).arm("io.standfast.engine.PublishHandler", "onPublishBatch"))
        {
            final boolean isPoisoned = debugger.tryAwaitAndThrow(POISONED_WITHIN);
            if (isPoisoned)
            {
                cluster.node(node).awaitExit(HALTED);
                assertThat(cluster.node(node).process().output()).containsPattern(
                    "the entry at log position \\d+ cannot be applied: java.lang.ArithmeticException");
                traces.add(() -> Await.until("the entry is applied", () -> !Files.exists(cluster.data(node).resolve(
                    "POISON"))));
                return () -> cluster.start(node);
            }
        }
        assertThat(isAlone).as("no message came to be poisoned").isFalse();
        System.out.println("    no message came to be poisoned");
        return () ->
        {
        };
    }

    private Runnable remakeChannel(final int node)
    {
        remade.publish(1 + random.nextInt(REMADE_MESSAGES));
        if (random.nextBoolean())
        {
            cluster.snapshot();
        }
        final Runnable start = kill(node);
        remade.remake(1 + random.nextInt(REMADE_MESSAGES));
        return start;
    }

    /** A consensus module that finds that it has not been heard for long ends, with its node (AERON-FACTS). */
    private void startWhatHalted()
    {
        mayHalt.forEach(node -> cluster.node(node).mayEnd(HALTED));
        if (!mayHalt.isEmpty())
        {
            Await.isTrueWithin(mayHaltWithin, () -> mayHalt.stream().noneMatch(node -> cluster.node(node).process()
                .isAlive()));
        }
        startWhatEnded();
    }

    /** Nodes that have ended as they may. */
    void startWhatEnded()
    {
        cluster.verifyExits();
        IntStream.range(0, 3).filter(node -> !cluster.node(node).process().isAlive()).forEach(node ->
        {
            System.out.println("    " + cluster.name(node) + " has ended and is started again");
            cluster.start(node);
        });
    }

    private void hold()
    {
        stay(random.nextInt(3) == 0 ? 0 : random.nextInt(HOLD_MS));
    }

    /** For a random while: what happens then is what the test asks. */
    private static void stay(final int ms)
    {
        Await.isTrueWithin(Duration.ofMillis(ms), () -> false);
    }
}
