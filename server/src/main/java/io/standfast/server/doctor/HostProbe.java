package io.standfast.server.doctor;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Looks at the machine: memory, limits and switches of the kernel. Reads files only; what cannot be read is no fault.
 * Owned by one thread.
 */
public final class HostProbe
{
    private static final long MB = 1024 * 1024;
    /** What Aeron's buffers need; with less they lie beside the data. */
    private static final long SHM_NEEDED_MB = 256;
    private static final long MEMORY_LEAST_MB = 384;
    private static final long MEMORY_WELL_MB = 1024;
    private static final long FILES_LEAST = 1_024;
    private static final long FILES_WELL = 16_384;
    private static final long MAPS_WELL = 65_530;
    private static final int JAVA_LEAST = 17;
    private static final int NUMBER_LENGTH = 18;
    private static final int FILE_LENGTH = 64 * 1024;
    private static final Pattern OPEN_FILES = Pattern.compile("Max open files\\s+(\\S+)\\s+(\\S+)");
    private static final Pattern MEMORY = Pattern.compile("MemTotal:\\s+(\\d+) kB");
    private static final Set<String> SLOW_CLOCKS = Set.of("hpet", "acpi_pm", "jiffies", "refined-jiffies", "pit");

    private final Path root;
    private final String process;

    /**
     * Of this machine.
     *
     * @param root    of its file system, {@code /}.
     * @param process whose limits are looked at, {@code self} or a number.
     */
    public HostProbe(final Path root, final String process)
    {
        this.root = root;
        this.process = process;
    }

    /**
     * Look.
     *
     * @return everything that was looked at.
     */
    public List<Finding> look()
    {
        return List.of(java(), processors(), memory(), sharedMemory(), openFiles(), maps(), hugePages(), governor(),
            clockSource(), clock(ClockState.isSynchronized()));
    }

    private static Finding java()
    {
        final String found = "Java " + Runtime.version() + " of " + System.getProperty("java.vendor") + " at " + System
            .getProperty("java.home");
        return Runtime.version().feature() >= JAVA_LEAST ? Finding.ok("java", found)
            : Finding.failure("java", found, "install Java 17 or newer and set JAVA_HOME");
    }

    private static Finding processors()
    {
        final int count = Runtime.getRuntime().availableProcessors();
        return count >= 2 ? Finding.ok("processors", count + " processors") : Finding.warning("processors",
            "one processor", "give it two: consensus and the clients' threads wait for one another");
    }

    Finding memory()
    {
        final Matcher matcher = MEMORY.matcher(read("proc/meminfo"));
        if (!matcher.find())
        {
            return Finding.ok("memory", "not known");
        }
        final long machineMb = Long.parseLong(matcher.group(1)) / 1024;
        final long groupMb = number(read("sys/fs/cgroup/memory.max"), Long.MAX_VALUE) / MB;
        final long mb = Math.min(machineMb, groupMb);
        final String found = mb + " MB" + (groupMb < machineMb ? ", the limit of the control group" : "");
        if (mb < MEMORY_LEAST_MB)
        {
            return Finding.failure("memory", found, "give it " + MEMORY_WELL_MB + " MB: the heap alone may take 256");
        }
        return mb < MEMORY_WELL_MB ? Finding.warning("memory", found, "give it " + MEMORY_WELL_MB +
            " MB: what the page cache holds is not read from the disk") : Finding.ok("memory", found);
    }

    Finding sharedMemory()
    {
        final Path shm = root.resolve("dev/shm");
        try
        {
            final long freeMb = Files.getFileStore(shm).getUsableSpace() / MB;
            final String found = freeMb + " MB free in " + shm;
            return freeMb >= SHM_NEEDED_MB ? Finding.ok("shared memory", found) : Finding.warning("shared memory",
                found + ": Aeron's buffers will lie in the data directory, and cost disk writes",
                "mount -o remount,size=512m /dev/shm; for a container --shm-size=512m, in Kubernetes an emptyDir of " +
                    "medium Memory at /dev/shm");
        }
        catch (final IOException ex)
        {
            return Finding.warning("shared memory", "no " + shm + ": Aeron's buffers will lie in the data directory",
                "mount a tmpfs at /dev/shm");
        }
    }

    Finding openFiles()
    {
        final Matcher matcher = OPEN_FILES.matcher(read("proc/" + process + "/limits"));
        if (!matcher.find())
        {
            return Finding.ok("open files", "limit not known");
        }
        // A JVM raises its soft limit to the hard one.
        final long limit = number(matcher.group(2), Long.MAX_VALUE);
        final String found = limit == Long.MAX_VALUE ? "unlimited" : limit + " at most";
        final String advice = "each client takes one: set LimitNOFILE=65536 in the unit, or ulimit -n 65536";
        if (limit < FILES_LEAST)
        {
            return Finding.failure("open files", found, advice);
        }
        return limit < FILES_WELL ? Finding.warning("open files", found, advice) : Finding.ok("open files", found);
    }

    Finding maps()
    {
        final long limit = number(read("proc/sys/vm/max_map_count"), Long.MAX_VALUE);
        return limit >= MAPS_WELL ? Finding.ok("mapped files", limit == Long.MAX_VALUE ? "limit not known"
            : limit + " mappings at most")
            : Finding.warning("mapped files", limit + " mappings at most",
                "sysctl -w vm.max_map_count=262144: every segment of the store is a mapped file");
    }

    Finding hugePages()
    {
        final String switches = read("sys/kernel/mm/transparent_hugepage/enabled").strip();
        return switches.contains("[always]") ? Finding.warning("huge pages", "transparent huge pages are always used",
            "echo madvise > /sys/kernel/mm/transparent_hugepage/enabled: the kernel stops threads to make them")
            : Finding.ok("huge pages", switches.isEmpty() ? "none" : switches);
    }

    Finding governor()
    {
        final Set<String> governors = new TreeSet<>();
        try (Stream<Path> processors = Files.list(root.resolve("sys/devices/system/cpu")))
        {
            processors.filter(path -> path.getFileName().toString().matches("cpu\\d+")).forEach(path -> governors.add(
                read(root.relativize(path) + "/cpufreq/scaling_governor").strip()));
        }
        catch (final IOException ex)
        {
            return Finding.ok("cpu governor", "not known");
        }
        governors.remove("");
        final String found = governors.isEmpty() ? "the machine does not say" : String.join(", ", governors);
        return governors.contains("powersave") || governors.contains("conservative") ? Finding.warning("cpu governor",
            found, "cpupower frequency-set -g performance: a processor that sleeps answers late")
            : Finding.ok(
                "cpu governor", found);
    }

    Finding clockSource()
    {
        final String source = read("sys/devices/system/clocksource/clocksource0/current_clocksource").strip();
        return SLOW_CLOCKS.contains(source) ? Finding.warning("clock source", source + ": reading the time is slow",
            "boot with clocksource=tsc if the machine has one (dmesg says why the kernel does not use it)")
            : Finding
                .ok("clock source", source.isEmpty() ? "not known" : source);
    }

    static Finding clock(final Boolean isSynchronized)
    {
        if (isSynchronized == null)
        {
            return Finding.ok("clock", "the kernel does not say whether it is set by the network");
        }
        return isSynchronized ? Finding.ok("clock", "set by the network") : Finding.warning("clock",
            "nothing sets this machine's clock", "run chrony or systemd-timesyncd: messages are stamped with it, and " +
                "expire by it");
    }

    private String read(final String path)
    {
        // In one piece: the kernel's switches end after the first read, and Files.readString begins with one byte.
        try (InputStream in = Files.newInputStream(root.resolve(path)))
        {
            final byte[] bytes = new byte[FILE_LENGTH];
            int length = 0;
            int read = in.read(bytes);
            while (read > 0)
            {
                length += read;
                read = in.read(bytes, length, bytes.length - length);
            }
            return new String(bytes, 0, length, UTF_8);
        }
        catch (final IOException ex)
        {
            return "";
        }
    }

    private static long number(final String text, final long otherwise)
    {
        final String digits = text.strip().toLowerCase(Locale.ROOT);
        return digits.matches("\\d+") && digits.length() <= NUMBER_LENGTH ? Long.parseLong(digits) : otherwise;
    }
}
