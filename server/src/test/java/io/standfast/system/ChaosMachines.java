package io.standfast.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.agrona.CloseHelper;

/**
 * What three nodes run on, so that more than their processes can fail: a network, a small disk and a clock for each,
 * as far as they may be had here. Owned by the test's thread, gone when closed.
 */
final class ChaosMachines implements AutoCloseable
{
    private static final int SIZE = 3;
    /** Room for what a copy sets aside, and for much more than the reserve. */
    private static final int DISK_MEGABYTES = 1_600;
    private static final Duration HOUR = Duration.ofHours(1);

    private final Namespaces namespaces;
    private final TestCluster cluster;
    private final SmallDisk[] disks = new SmallDisk[SIZE];
    private final FakeClock[] clocks = new FakeClock[SIZE];
    private final int[] debugPorts = IntStream.range(0, SIZE).map(i -> ChildProcess.freePort()).toArray();
    private final Set<ChaosFault> possible = EnumSet.allOf(ChaosFault.class);
    private final Duration maxAge;

    ChaosMachines(final Path directory, final Duration duration)
    {
        // A clock that jumps ahead would expire all, and nothing else does.
        maxAge = duration.plusMinutes(20);
        final String[] flags = Stream.concat(Stream.of(TestCluster.admins(directory)), Stream.of("-ma", maxAge
            .toMinutes() + "m")).toArray(String[]::new);
        namespaces = Namespaces.create(SIZE);
        cluster = namespaces == null ? new TestCluster(directory, SIZE, flags)
            : new TestCluster(directory, namespaces, flags);
        if (namespaces == null)
        {
            leaveOut("network namespaces are not allowed here", ChaosFault.CUT_OFF, ChaosFault.ONE_WAY,
                ChaosFault.FLAP);
        }
        if (!mountDisks())
        {
            leaveOut("mounts are not allowed here", ChaosFault.DISK_FULL, ChaosFault.DISKS_FULL);
        }
        if (!FakeClock.isInstalled())
        {
            leaveOut("libfaketime is missing (run bin/verify)", ChaosFault.CLOCK_JUMP);
        }
        for (int node = 0; node < SIZE; node++)
        {
            Map<String, String> environment = new HashMap<>(Debugger.environment(host(node), debugPorts[node]));
            if (FakeClock.isInstalled())
            {
                clocks[node] = new FakeClock(directory.resolve("clock-" + cluster.name(node)));
                environment = clocks[node].environment(environment);
            }
            cluster.environment(node, environment);
        }
    }

    private boolean mountDisks()
    {
        for (int node = 0; node < SIZE; node++)
        {
            disks[node] = SmallDisk.tryMount(cluster.data(node), DISK_MEGABYTES);
            if (disks[node] == null)
            {
                return false;
            }
        }
        return true;
    }

    private void leaveOut(final String reason, final ChaosFault... faults)
    {
        System.out.println("left out: " + Arrays.toString(faults) + ": " + reason);
        Arrays.asList(faults).forEach(possible::remove);
    }

    /** Those that can happen here. */
    Set<ChaosFault> possible()
    {
        return possible;
    }

    TestCluster cluster()
    {
        return cluster;
    }

    Namespaces namespaces()
    {
        return namespaces;
    }

    SmallDisk disk(final int node)
    {
        return disks[node];
    }

    private String host(final int node)
    {
        return URI.create(cluster.url(node)).getHost();
    }

    Debugger debugger(final int node)
    {
        return Debugger.attach(host(node), debugPorts[node]);
    }

    /** By an hour, or by so much more that messages would expire. */
    void jumpClock(final int node, final boolean isAhead)
    {
        final Duration enough = maxAge.plusMinutes(20);
        clocks[node].ahead((isAhead ? "+" : "-") + (enough.compareTo(HOUR) > 0 ? enough : HOUR).toMinutes() + "m");
    }

    void setClock(final int node)
    {
        clocks[node].ahead("+0");
    }

    /** It has another disk, without a file. */
    void wipe(final int node)
    {
        for (final Path child : children(cluster.data(node)))
        {
            TestCluster.delete(child);
        }
    }

    static void copy(final Path from, final Path to)
    {
        try
        {
            Files.createDirectories(to);
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
        for (final Path child : children(from))
        {
            TestCluster.copy(child, to.resolve(child.getFileName().toString()));
        }
    }

    private static Path[] children(final Path directory)
    {
        try (Stream<Path> children = Files.list(directory))
        {
            return children.toArray(Path[]::new);
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    /** Room on all disks. */
    void empty()
    {
        for (final SmallDisk disk : disks)
        {
            if (disk != null)
            {
                disk.removeBallasts();
            }
        }
    }

    @Override
    public void close()
    {
        CloseHelper.closeAll(disks);
        CloseHelper.close(namespaces);
    }
}
