package io.standfast.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The syslog of this machine. Its socket is one for datagrams, which Java does not have: the program {@code logger}
 * hands the lines on. Owned by the thread that writes log lines.
 */
final class LocalSyslog implements SyslogSink
{
    private static final Path SOCKET = Path.of("/dev/log");
    private static final long END_WAIT_S = 2;
    /** A program that ends is not started for every line. */
    private static final long RETRY_NS = TimeUnit.SECONDS.toNanos(30);

    private final List<String> command;
    private Process process;
    private long openedNs;

    /**
     * Not yet open.
     *
     * @param command that takes lines that begin with their priority.
     */
    LocalSyslog(final List<String> command)
    {
        this.command = List.copyOf(command);
    }

    static LocalSyslog of(final String tag)
    {
        return new LocalSyslog(
            List.of("logger", "--prio-prefix", "--id=" + ProcessHandle.current().pid(), "--tag", tag));
    }

    static boolean isThere()
    {
        return Files.exists(SOCKET);
    }

    /**
     * Open the way.
     *
     * @throws IOException when there is no such program.
     */
    void open() throws IOException
    {
        process = new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD).start();
        openedNs = System.nanoTime();
    }

    @Override
    public void send(final int priority, final String text) throws IOException
    {
        if (process != null && !process.isAlive() && System.nanoTime() - openedNs < RETRY_NS)
        {
            throw new IOException(command.get(0) + " has ended with " + process.exitValue());
        }
        if (process == null || !process.isAlive())
        {
            open();
        }
        final OutputStream out = process.getOutputStream();
        out.write(("<" + priority + ">" + text + "\n").getBytes(UTF_8));
        out.flush();
    }

    @Override
    public void close() throws IOException
    {
        if (process == null)
        {
            return;
        }
        process.getOutputStream().close();
        try
        {
            if (!process.waitFor(END_WAIT_S, TimeUnit.SECONDS))
            {
                process.destroy();
            }
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
        }
    }
}
