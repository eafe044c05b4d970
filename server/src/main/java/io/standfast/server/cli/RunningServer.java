package io.standfast.server.cli;

import io.standfast.server.doctor.Finding;
import java.io.File;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A server that may run on this machine: its pages and its process. Owned by one thread.
 */
final class RunningServer
{
    private static final int OK = 200;
    private static final long DUMP_S = 10;
    private static final long NONE = -1;

    private final MonitorClient client = new MonitorClient();
    private final String url;
    private final long pid;
    private final HttpResponse<String> health;

    private RunningServer(final String url, final long pid) throws InterruptedException
    {
        this.url = url;
        this.pid = pid;
        health = page("/healthz?ready");
    }

    /**
     * Look for it.
     *
     * @param url of its pages.
     * @param pid of its process, null when that is not known.
     * @return server, found or not.
     */
    static RunningServer find(final String url, final Long pid) throws InterruptedException
    {
        return new RunningServer(url, pid != null ? pid : findPid());
    }

    /** The only process on this machine that looks like one. */
    private static long findPid()
    {
        final List<Long> found = SignalCommand.servers();
        return found.size() == 1 ? found.get(0) : NONE;
    }

    boolean isFound()
    {
        return health != null || pid != NONE;
    }

    /** What the kernel calls its process under /proc. */
    String process()
    {
        return pid == NONE ? "self" : Long.toString(pid);
    }

    Finding finding()
    {
        final String process = pid == NONE ? "a process that is not known" : "process " + pid;
        if (health == null)
        {
            return new Finding("server", Finding.Level.OK, process + "; nobody answers at " + url, "");
        }
        final List<String> reasons = new ArrayList<>();
        for (final JsonValue check : JsonValue.parse(health.body()).at("checks").items())
        {
            if (!check.at("ok").isTrue())
            {
                reasons.add(check.at("reason").text());
            }
        }
        return reasons.isEmpty() ? new Finding("server", Finding.Level.OK, process + " is ready at " + url, "")
            : new Finding("server", Finding.Level.WARNING, process + ", " + url + " is not ready: " + String.join("; ",
                reasons), "wait for it, or look at its log");
    }

    /**
     * Get one of its pages.
     *
     * @param page path and query.
     * @return answer, null when there is none.
     */
    HttpResponse<String> page(final String page) throws InterruptedException
    {
        try
        {
            final HttpResponse<String> answer = client.get(url, page);
            return page.startsWith("/healthz") || answer.statusCode() == OK ? answer : null;
        }
        catch (final IOException | IllegalArgumentException ex)
        {
            return null;
        }
    }

    /** What its threads do, or why that is not known. */
    String threads() throws IOException, InterruptedException
    {
        final Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        if (pid == NONE || !Files.isExecutable(jcmd))
        {
            return pid == NONE ? "no process was found: give --pid\n" : "no jcmd in this Java: kill -QUIT " + pid +
                " writes the threads to the server's log\n";
        }
        final File file = File.createTempFile("standfast-threads", ".txt");
        try
        {
            final Process process = new ProcessBuilder(jcmd.toString(), Long.toString(pid), "Thread.print")
                .redirectErrorStream(true).redirectOutput(file).start();
            if (!process.waitFor(DUMP_S, TimeUnit.SECONDS))
            {
                process.destroyForcibly();
            }
            return Files.readString(file.toPath());
        }
        finally
        {
            Files.deleteIfExists(file.toPath());
        }
    }
}
