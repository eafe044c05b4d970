package io.standfast.server.cli;

import io.standfast.server.migrate.BackupServer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A running server that is backed up through its monitoring port. Waits for one that restarts, or lags behind. Owned by
 * one thread.
 */
final class BackupPages implements BackupServer
{
    private static final String PAGE = "/adminz/backup";
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int BUSY = 429;
    private static final int UNAVAILABLE = 503;
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(60);
    private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(250);

    private final MonitorApi api;

    BackupPages(final MonitorApi api)
    {
        this.api = api;
    }

    @Override
    public String catalog(final long token, final int from)
    {
        return text(PAGE + (token == NEW_CATALOG ? "" : "?token=" + token + "&from=" + from), token == NEW_CATALOG);
    }

    @Override
    public String block(final Wanted wanted)
    {
        return text(PAGE + "/messages?incarnation=" + wanted.incarnation() + "&position=" + wanted.position() +
            "&channel=" + MonitorApi.word(wanted.channel()) + "&epoch=" + wanted.epoch() + "&from=" + wanted.from() +
            "&to=" + wanted.to(), false);
    }

    /** Whether the node is whole and has caught up, else what it says of that. */
    String unready()
    {
        final HttpResponse<String> answer = api.look("/healthz?ready");
        return answer.statusCode() == OK ? "" : answer.body().strip();
    }

    /** Who cannot be reached at all is asked once: the address is wrong, or nobody runs. */
    private String text(final String page, final boolean isFirst)
    {
        final long deadlineNs = System.nanoTime() + (isFirst ? 0 : PATIENCE_NS);
        while (true)
        {
            try
            {
                final HttpResponse<String> answer = api.look(page);
                if (answer.statusCode() == OK)
                {
                    return answer.body();
                }
                if (answer.statusCode() != UNAVAILABLE && answer.statusCode() != BUSY ||
                    System.nanoTime() - deadlineNs > 0)
                {
                    throw refused(answer);
                }
            }
            catch (final CliException ex)
            {
                if (!(ex.getCause() instanceof IOException) || System.nanoTime() - deadlineNs > 0)
                {
                    throw ex;
                }
            }
            LockSupport.parkNanos(PAUSE_NS);
        }
    }

    private CliException refused(final HttpResponse<String> answer)
    {
        return answer.statusCode() != NOT_FOUND ? api.refused(answer) : new CliException(
            "this server cannot be backed up while it runs: it is no Standfast server, or an older one");
    }
}
