package io.standfast.system;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.agrona.IoUtil;

/**
 * Our server, started from the packaged tree the way a person does. Owned by the test's thread; killed when closed.
 */
final class ServerProcess implements AutoCloseable
{
    private static final Pattern BUFFERS = Pattern.compile("Aeron's buffers are in (/dev/shm/standfast-\\S+)");
    private static final String READY = "Streaming Server is ready";
    /** What a process that was killed with signal 9 ends with. */
    private static final int KILLED = 128 + 9;
    private static final int HALTED = 2;

    private final ChildProcess process;
    private final Set<Integer> expectedExits = new TreeSet<>();

    private ServerProcess(final ChildProcess process)
    {
        this.process = process;
    }

    /** {@code standfast server} with these flags, serving; data goes to {@code directory/data} unless they say else. */
    static ServerProcess start(final Path directory, final String... flags)
    {
        return run(directory, "standfast", prepend("server", flags)).awaitReady();
    }

    /** A command of {@code bin/}, not waited for. */
    static ServerProcess run(final Path directory, final String command, final String... arguments)
    {
        return run(directory, Map.of(), command, arguments);
    }

    /** {@code standfast} with another command before it. */
    static ServerProcess runIn(final List<String> before, final Map<String, String> environment, final Path directory,
        final List<String> arguments)
    {
        return runIn(ChildProcess.ROOT, before, environment, directory, arguments);
    }

    /** The same of a source tree with a build of its own. */
    static ServerProcess runIn(final Path tree, final List<String> before, final Map<String, String> environment,
        final Path directory, final List<String> arguments)
    {
        final List<String> all = new ArrayList<>(before);
        all.add(tree.resolve("bin/standfast").toString());
        all.addAll(arguments);
        return new ServerProcess(ChildProcess.start(directory, environment, all));
    }

    static ServerProcess run(final Path directory, final Map<String, String> environment, final String command,
        final String... arguments)
    {
        final String path = ChildProcess.ROOT.resolve("bin").resolve(command).toString();
        return new ServerProcess(ChildProcess.start(directory, environment, List.of(prepend(path, arguments))));
    }

    /** {@code java -jar}, not waited for: no launcher, no JVM flags. */
    static ServerProcess runJar(final Path directory, final String... arguments)
    {
        final Path jar = ChildProcess.ROOT.resolve("server/target/standfast-server.jar");
        if (!Files.exists(jar))
        {
            throw new AssertionError("not packaged: " + jar);
        }
        // A build that runs in the background ignores SIGINT, and hands that down.
        final List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT", System.getProperty(
            "java.home") + "/bin/java", "-jar", jar.toString()));
        command.addAll(Arrays.asList(arguments));
        return new ServerProcess(ChildProcess.start(directory, Map.of(), command));
    }

    private static String[] prepend(final String first, final String... rest)
    {
        final List<String> all = new ArrayList<>(List.of(first));
        all.addAll(Arrays.asList(rest));
        return all.toArray(new String[0]);
    }

    ServerProcess awaitReady()
    {
        process.awaitOutput(READY);
        return this;
    }

    ChildProcess process()
    {
        return process;
    }

    int port()
    {
        return process.listeningPort();
    }

    String url()
    {
        return "nats://127.0.0.1:" + port();
    }

    void kill9()
    {
        mayEnd(KILLED);
        process.kill9();
    }

    /** It may end with one of these codes, and need not. */
    void mayEnd(final int... codes)
    {
        Arrays.stream(codes).forEach(expectedExits::add);
    }

    /** It has ended by itself, as it may: a supervisor would start it again. */
    boolean hasHalted()
    {
        return expectedExits.contains(HALTED) && !process.isAlive() && process.awaitExit() == HALTED;
    }

    /** It ends by itself, with this code. */
    void awaitExit(final int code)
    {
        mayEnd(code);
        final int exit = process.awaitExit();
        if (exit != code)
        {
            throw new AssertionError("exit code " + exit + ", expected " + code + ":\n" + process.output());
        }
    }

    /** That it has ended and with a code that nobody expected, or empty. */
    String unexpectedExit()
    {
        return process.isAlive() || expectedExits.contains(process.awaitExit()) ? ""
            : "ended with " + process.awaitExit() + ", expected " + expectedExits + ":\n" + process.output();
    }

    /** Orderly stop; the exit code. */
    int sigint()
    {
        mayEnd(0);
        process.signal("INT");
        return process.awaitExit();
    }

    @Override
    public void close()
    {
        process.close();
        removeBuffers();
    }

    /** A process that is killed leaves Aeron's buffers in memory; the next one on its directory would remove them. */
    private void removeBuffers()
    {
        final Matcher matcher = BUFFERS.matcher(process.output());
        while (matcher.find())
        {
            IoUtil.delete(new File(matcher.group(1)), true);
        }
    }
}
