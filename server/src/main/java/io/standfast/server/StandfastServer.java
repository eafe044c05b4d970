package io.standfast.server;

/**
 * One server: the only place that creates the big parts and knows the order in which they start and stop. Owned by the
 * main thread.
 */
public final class StandfastServer implements AutoCloseable
{
    private final ServerContext context;

    /**
     * Nothing is started yet.
     *
     * @param context concluded.
     */
    public StandfastServer(final ServerContext context)
    {
        this.context = context;
    }

    /**
     * Start everything; returns when clients are served.
     *
     * @throws ServerException when it cannot.
     */
    public void launch()
    {
        final OperatorLines lines = context.lines();
        lines.starting(context.settings().clusterId());
        lines.serverId(context.serverId());
        context.settings().warnings().forEach(lines::warning);
        launchParts();
        lines.store(context.settings().store().type(), context.dataDirectory());
        lines.limits(context.settings().limits());
        lines.ready();
    }

    // The one place to wire node and gateway: lines.listening/connected, lines.recovering, lines.recovered.
    private void launchParts()
    {
        throw new ServerException(ExitCode.NOT_STARTED, "node and gateway are not wired into this build");
    }

    /**
     * Wait until somebody asks to stop.
     *
     * @return code to end with.
     */
    public ExitCode await()
    {
        return context.stopRequest().await();
    }

    /** Stop everything in reverse order. Survives being called twice and a launch that failed half-way. */
    @Override
    public void close()
    {
    }
}
