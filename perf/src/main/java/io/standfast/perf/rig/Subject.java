package io.standfast.perf.rig;

import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A server that is measured, in a process of its own, with its data in a directory that goes away. Owned by the rig's
 * thread.
 */
final class Subject implements AutoCloseable
{
    private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(120);
    private static final long POLL_NS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long CLOCK_TICKS_PER_S = 100;
    /** Of a generation or of the whole heap, not of the metaspace. */
    private static final Pattern BUFFERS = Pattern.compile("Aeron's buffers are in (/dev/shm/standfast-\\S+)");
    private static final Pattern HEAP_IN_USE = Pattern.compile(
        "(?:garbage-first heap|def new generation|tenured generation) +total \\d+K, used (\\d+)K");

    private final String name;
    private final Process process;
    private final Path directory;
    private final int port;
    private final long startNs;

    private Subject(final String name, final Process process, final Path directory, final int port, final long startNs)
    {
        this.name = name;
        this.process = process;
        this.directory = directory;
        this.port = port;
        this.startNs = startNs;
    }

    /** Ours, FILE store. */
    static Subject standfast(final Path root, final Path directory, final boolean isSynced, final String... flags)
        throws IOException
    {
        final int port = freePort();
        final List<String> command = new ArrayList<>(List.of(root.resolve("bin/standfast").toString(), "server", "-a",
            "127.0.0.1", "-p", Integer.toString(port), "-dir", directory.resolve("data").toString(), "-file_sync=" +
                isSynced));
        command.addAll(List.of(flags));
        return start("standfast", command, directory, port, "Streaming Server is ready");
    }

    /**
     * One of several nodes; it is not waited for, because it waits for the others.
     *
     * @param prefix of the command, like {@code nice}.
     */
    static Subject member(final Path root, final Path directory, final List<String> prefix, final String name,
        final List<String> flags) throws IOException
    {
        final int port = freePort();
        final List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(root.resolve("bin/standfast").toString(), "server", "-a", "127.0.0.1", "-p", Integer
            .toString(port), "-dir", directory.resolve("data").toString(), "-clustered", "-cluster_node_id", name));
        command.addAll(flags);
        return launch(name, command, directory, port);
    }

    /** Any server that takes the old one's flags. */
    static Subject legacy(final String binary, final Path directory, final boolean isSynced, final String... flags)
        throws IOException
    {
        final int port = freePort();
        final List<String> command = new ArrayList<>(List.of(binary, "-a", "127.0.0.1", "-p", Integer.toString(port),
            "-st", "FILE", "-dir", directory.resolve("data").toString(), "-file_sync=" + isSynced));
        command.addAll(List.of(flags));
        return start("nats-streaming-server", command, directory, port, "Streaming Server is ready");
    }

    /** JetStream on Debian's nats-server; it syncs every message when told so in its configuration. */
    static Subject jetStream(final Path binary, final Path directory) throws IOException
    {
        final int port = freePort();
        return start("JetStream", List.of(binary.toString(), "-a", "127.0.0.1", "-p", Integer.toString(port), "-js",
            "-sd", directory.resolve("data").toString()), directory, port, "Server is ready");
    }

    /** One of several servers of a JetStream cluster; it is not waited for. */
    static Subject jetStreamMember(final Path binary, final Path directory, final String name, final int clusterPort,
        final String routes) throws IOException
    {
        final int port = freePort();
        return launch(name, List.of(binary.toString(), "-a", "127.0.0.1", "-p", Integer.toString(port), "-js", "-sd",
            directory.resolve("data").toString(), "-n", name, "--cluster_name", "rig", "--cluster",
            "nats://127.0.0.1:" + clusterPort, "--routes", routes), directory, port);
    }

    /** Debian's, from the system or as {@code bin/verify} has unpacked it. */
    static Optional<Path> natsServer(final Path root)
    {
        return Stream.of(Path.of("/usr/sbin/nats-server"), root.resolve(".tools/usr/sbin/nats-server")).filter(
            Files::isExecutable).findFirst();
    }

    private static Subject start(final String name, final List<String> command, final Path directory, final int port,
        final String ready) throws IOException
    {
        final Subject subject = launch(name, command, directory, port);
        subject.await(ready);
        return subject;
    }

    private static Subject launch(final String name, final List<String> command, final Path directory, final int port)
        throws IOException
    {
        Files.createDirectories(directory);
        final File log = directory.resolve("log").toFile();
        final long startNs = System.nanoTime();
        final Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log).start();
        return new Subject(name, process, directory, port, startNs);
    }

    /** Wait until its log has a text. */
    void await(final String text) throws IOException
    {
        final long beginNs = System.nanoTime();
        while (!hasSaid(text))
        {
            if (!process.isAlive() || System.nanoTime() - beginNs > DEADLINE_NS)
            {
                throw new IOException(name + " does not say \"" + text + "\":\n" + Files.readString(directory.resolve(
                    "log")));
            }
            LockSupport.parkNanos(POLL_NS);
        }
    }

    boolean hasSaid(final String text) throws IOException
    {
        return Files.readString(directory.resolve("log")).contains(text);
    }

    /** What its log says at the group of an expression. */
    String said(final String expression) throws IOException
    {
        final Matcher matcher = Pattern.compile(expression).matcher(Files.readString(directory.resolve("log")));
        if (!matcher.find())
        {
            throw new IOException(name + " has not said " + expression);
        }
        return matcher.group(1);
    }

    /** How often its log has a text. */
    int count(final String text) throws IOException
    {
        return Files.readString(directory.resolve("log")).split(Pattern.quote(text), -1).length - 1;
    }

    /** The end of its log. */
    String lastLines(final int count) throws IOException
    {
        final List<String> lines = Files.readAllLines(directory.resolve("log"));
        return String.join("\n", lines.subList(Math.max(0, lines.size() - count), lines.size()));
    }

    static int freePort() throws IOException
    {
        try (ServerSocket socket = new ServerSocket(0))
        {
            return socket.getLocalPort();
        }
    }

    String name()
    {
        return name;
    }

    int port()
    {
        return port;
    }

    /** From the command to the line that says ready. */
    double readyMs()
    {
        return (System.nanoTime() - startNs) / 1e6;
    }

    boolean isPortOpen()
    {
        try (Socket socket = new Socket())
        {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 100);
            return true;
        }
        catch (final IOException ex)
        {
            return false;
        }
    }

    /** User and system time so far. */
    double cpuS() throws IOException
    {
        final String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
        final String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / (double) CLOCK_TICKS_PER_S;
    }

    /** Memory of its own: anonymous and shared, without mapped files. A page counts as often as it is mapped. */
    double ownMemoryMb() throws IOException
    {
        return memoryMb("status", "RssAnon", "RssShmem");
    }

    /** The same with each page counted once: what the machine has less. */
    double ownMemoryOnceMb() throws IOException
    {
        return memoryMb("smaps_rollup", "Pss_Anon", "Pss_Shmem");
    }

    private double memoryMb(final String file, final String anonymous, final String shared) throws IOException
    {
        double kb = 0;
        for (final String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/" + file)))
        {
            if (line.startsWith(anonymous) || line.startsWith(shared))
            {
                kb += Double.parseDouble(line.replaceAll("\\D", ""));
            }
        }
        return kb / 1024;
    }

    /** What of the heap is in use when the garbage has been collected. */
    double heapInUseMb() throws IOException, InterruptedException
    {
        jcmd("GC.run");
        double kb = 0;
        final Matcher matcher = HEAP_IN_USE.matcher(jcmd("GC.heap_info"));
        while (matcher.find())
        {
            kb += Double.parseDouble(matcher.group(1));
        }
        return kb / 1024;
    }

    private String jcmd(final String command) throws IOException, InterruptedException
    {
        final Process jcmd = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin/jcmd").toString(), Long
            .toString(process.pid()), command).start();
        final String out = new String(jcmd.getInputStream().readAllBytes());
        jcmd.waitFor();
        return out;
    }

    /** Blocks that its files take. */
    double diskMb() throws IOException, InterruptedException
    {
        final Process du = new ProcessBuilder("du", "-sk", directory.resolve("data").toString()).start();
        final String out = new String(du.getInputStream().readAllBytes());
        du.waitFor();
        return Double.parseDouble(out.split("\t")[0]) / 1024;
    }

    void kill9() throws InterruptedException
    {
        process.destroyForcibly().waitFor();
    }

    void stop() throws IOException, InterruptedException
    {
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
        process.waitFor(60, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws IOException
    {
        process.destroyForcibly();
        process.onExit().join();
        // 150 MB of memory each, which nobody else frees who does not start on the same directory.
        final Path log = directory.resolve("log");
        final Matcher buffers = BUFFERS.matcher(Files.exists(log) ? Files.readString(log) : "");
        while (buffers.find())
        {
            delete(Path.of(buffers.group(1)));
        }
    }

    static void delete(final Path directory) throws IOException
    {
        if (!Files.exists(directory))
        {
            return;
        }
        try (Stream<Path> files = Files.walk(directory))
        {
            for (final Path file : files.sorted(Comparator.reverseOrder()).toList())
            {
                Files.delete(file);
            }
        }
    }
}
