package io.standfast.system;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A process that a test starts, with its output in files. Owned by the test's thread; gone when closed.
 */
final class ChildProcess implements AutoCloseable
{
    /** Root of the source tree: failsafe says where it is. */
    static final Path ROOT = Path.of(System.getProperty("standfast.root", "..")).toAbsolutePath().normalize();

    /**
     * Processes live for seconds here: the optimizing compiler would take a third to a half of the processors and never
     * pay. The whole matrix runs with it.
     */
    private static final String JAVA_OPTIONS = "all".equals(System.getProperty("standfast.matrix")) ? ""
        : "-XX:TieredStopAtLevel=1";

    private static final int FIRST_PORT = 5_000;
    private static final int PORTS = 7_000;
    private static final AtomicInteger NEXT_PORT = new AtomicInteger(ThreadLocalRandom.current().nextInt(PORTS));

    private static final Pattern LISTENING = Pattern.compile("Listening for client connections on \\S*:(\\d+)");

    private final String name;
    private final Process process;
    private final Path out;
    private final Path err;

    private ChildProcess(final String name, final Process process, final Path out, final Path err)
    {
        this.name = name;
        this.process = process;
        this.out = out;
        this.err = err;
    }

    static ChildProcess start(final Path directory, final Map<String, String> environment, final List<String> command)
    {
        final String name = Path.of(command.get(0)).getFileName().toString();
        try
        {
            Files.createDirectories(directory);
            final Path out = Files.createTempFile(directory, name, ".out");
            final Path err = Files.createTempFile(directory, name, ".err");
            final ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile())
                .redirectInput(new File("/dev/null")).redirectOutput(out.toFile()).redirectError(err.toFile());
            // The server runs on the JVM that runs the test.
            builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
            builder.environment().putIfAbsent("STANDFAST_JAVA_OPTS", JAVA_OPTIONS);
            builder.environment().putAll(environment);
            return new ChildProcess(name, builder.start(), out, err);
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException("cannot start " + command, ex);
        }
    }

    /**
     * A port that nobody uses and that was not asked for before: not of those that the system gives to connections, one
     * of which may take it before the server does, nor of those that nodes get in tens.
     */
    static int freePort()
    {
        while (true)
        {
            final int port = FIRST_PORT + NEXT_PORT.getAndIncrement() % PORTS;
            try (ServerSocket socket = new ServerSocket(port))
            {
                return socket.getLocalPort();
            }
            catch (final BindException ex)
            {
                // Taken: the next one.
                continue;
            }
            catch (final IOException ex)
            {
                throw new UncheckedIOException("no free port", ex);
            }
        }
    }

    long pid()
    {
        return process.pid();
    }

    boolean isAlive()
    {
        return process.isAlive();
    }

    String out()
    {
        return read(out);
    }

    String err()
    {
        return read(err);
    }

    String output()
    {
        return out() + err();
    }

    private static String read(final Path file)
    {
        try
        {
            return Files.readString(file, StandardCharsets.UTF_8);
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    void awaitOutput(final String text)
    {
        final boolean isSeen = Await.isTrueWithin(Await.DEADLINE, () -> output().contains(text) || !isAlive()) &&
            output().contains(text);
        if (!isSeen)
        {
            throw new AssertionError(name + " did not say \"" + text + "\" (" +
                (isAlive() ? "it runs" : "exit code " + process.exitValue()) + "):\n" + output());
        }
    }

    /** The port that a NATS endpoint says it listens on; ours and nats-server say it in the same words. */
    int listeningPort()
    {
        awaitOutput("Listening for client connections on ");
        final Matcher matcher = LISTENING.matcher(output());
        Await.until(name + " names its port", matcher.reset(output())::find);
        return Integer.parseInt(matcher.group(1));
    }

    void signal(final String signal)
    {
        try
        {
            final int code = new ProcessBuilder("kill", "-" + signal, Long.toString(pid())).start().waitFor();
            if (code != 0)
            {
                throw new AssertionError("kill -" + signal + " of " + name + " failed:\n" + output());
            }
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", ex);
        }
    }

    void kill9()
    {
        process.destroyForcibly();
        awaitExit();
    }

    int awaitExit()
    {
        try
        {
            if (!process.waitFor(Await.DEADLINE.toSeconds(), TimeUnit.SECONDS))
            {
                throw new AssertionError(name + " does not end:\n" + output());
            }
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", ex);
        }
        return process.exitValue();
    }

    @Override
    public void close()
    {
        if (process.isAlive())
        {
            kill9();
        }
    }
}
