package io.standfast.server;

import io.standfast.server.config.Settings;
import io.standfast.server.config.SettingsException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A server in this process: {@code bin/standfast server} without the command line. Any thread may call it. It has a
 * thread of its own, on which it starts and stops; several servers run beside one another as long as each has its data
 * directory.
 *
 * <pre>{@code
 * try (StandfastServer server = StandfastServer.launch(new ServerContext().dataDirectory(directory)))
 * {
 *     server.ready().get(10, TimeUnit.SECONDS);
 *     client.connect(server.clientUrl());
 * }
 * }</pre>
 *
 * It ends no process, handles no signal, adds no shutdown hook and prints nothing: its lines go to SLF4J. A server that
 * cannot go on lets go of all that it had and is {@link ServerState#FAILED}. The process does not end by itself
 * while a server runs.
 */
public final class StandfastServer implements AutoCloseable, Reloadable
{
    private static final String ID_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int ID_LENGTH = 22;
    private static final long AWAY_MS = 2_500;

    private final Settings settings;
    // Written by whoever reloads, read by the server's thread.
    private volatile Settings reloaded;
    // Written by the server's thread, read by whoever reloads.
    private volatile ServerParts parts;
    private final PortsFile portsFile;
    private final OperatorLines lines = new OperatorLines();
    private final Lifecycle life = new Lifecycle();
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private final Thread thread;
    // Written by the server's thread once they are bound, read by whoever asks.
    private volatile int clientPort;
    private volatile int monitorPort;

    private StandfastServer(final Settings settings)
    {
        this.settings = settings;
        this.reloaded = settings;
        this.portsFile = new PortsFile(settings.portsDirectory(), settings.program().text());
        thread = new Thread(this::run, "standfast-" + settings.clusterId());
        thread.setDaemon(false);
    }

    /**
     * Begin to start a server. Does not wait for it.
     *
     * @param context of the server; may be used again.
     * @return the server, starting: {@link #ready} tells when it serves, or why it does not.
     * @throws SettingsException when the settings are wrong: one line says which.
     * @throws ServerException   when this JVM lacks options that a server needs, or the data directory cannot be
     *                           created.
     */
    public static StandfastServer launch(final ServerContext context)
    {
        JavaMachine.requireAccess();
        JavaMachine.quieten();
        final Settings settings = context.conclude().settings();
        final StandfastServer server = new StandfastServer(settings);
        server.thread.start();
        return server;
    }

    /**
     * When it serves.
     *
     * @return done when clients are served. Fails with a {@link ServerException} when the server cannot start, or is
     *         closed before: then all that it had is free again. Its actions run on the server's thread; one that
     *         blocks there delays the end.
     */
    public CompletableFuture<Void> ready()
    {
        return view(ready);
    }

    /**
     * When nothing of it is left, be it closed or failed.
     *
     * @return done when everything has been let go of. Fails with {@link #lastError} when the server has failed. Its
     *         actions run on the server's thread; one that blocks there lets {@link #close} wait.
     */
    public CompletableFuture<Void> closed()
    {
        return view(closed);
    }

    /** Who completes or cancels what it was given changes nothing here. */
    private static CompletableFuture<Void> view(final CompletableFuture<Void> source)
    {
        final CompletableFuture<Void> view = new CompletableFuture<>();
        source.whenComplete((nothing, failure) ->
        {
            if (failure == null)
            {
                view.complete(null);
            }
            else
            {
                view.completeExceptionally(failure);
            }
        });
        return view;
    }

    /**
     * How far it is.
     *
     * @return state.
     */
    public ServerState state()
    {
        return life.state();
    }

    /**
     * Why it failed. The message is one line for people.
     *
     * @return reason, empty unless it is {@link ServerState#FAILED}.
     */
    public Optional<ServerException> lastError()
    {
        return Optional.ofNullable(life.failure());
    }

    /**
     * What it does until it is ready, one line for people. Changes from one moment to the next.
     *
     * @return what it does.
     */
    public String phase()
    {
        final ServerParts running = parts;
        return running == null ? "starts" : running.phase();
    }

    /**
     * Cluster ID, that clients give when they connect.
     *
     * @return id.
     */
    public String clusterId()
    {
        return settings.clusterId();
    }

    /**
     * Where clients connect to.
     *
     * @return {@code nats://host:port}; with a broker its URLs, as they were given, with commas between them.
     * @throws IllegalStateException when it has not been ready yet.
     */
    public String clientUrl()
    {
        return settings.hasBroker() ? String.join(",", settings.broker())
            : "nats://" + reachable(settings.listener().host()) + ":" + clientPort();
    }

    /**
     * Port that clients connect to.
     *
     * @return port, 0 with a broker.
     * @throws IllegalStateException when it has not been ready yet.
     */
    public int clientPort()
    {
        return settings.hasBroker() ? 0 : bound(clientPort, "clients");
    }

    /**
     * Port of the HTTP pages.
     *
     * @return port, 0 when none was asked for.
     * @throws IllegalStateException when it has not been bound yet.
     */
    public int monitorPort()
    {
        return settings.monitorPort() == 0 ? 0 : bound(monitorPort, "monitoring");
    }

    /** A server that listens everywhere is found here. */
    private static String reachable(final String host)
    {
        if (host.equals("0.0.0.0") || host.equals("::"))
        {
            return "127.0.0.1";
        }
        return host.indexOf(':') >= 0 && host.charAt(0) != '[' ? "[" + host + "]" : host;
    }

    private int bound(final int port, final String what)
    {
        if (port == 0)
        {
            throw new IllegalStateException("the port for " + what + " has not been bound: the server is " + state());
        }
        return port;
    }

    /**
     * Stop, and wait until everything has been let go of: threads, files, ports and locks. A server that starts is
     * stopped, too. May be called again, and after a failure. Called by a future's action on the server's own thread it
     * only asks to stop. An interrupt does not shorten it.
     */
    @Override
    public void close()
    {
        life.stop();
        if (Thread.currentThread() != thread)
        {
            life.awaitGone();
        }
    }

    /**
     * Take new limits, and whatever else may change while it runs. What cannot stays as it is.
     *
     * @param before settings in force.
     * @param after  settings to be in force.
     */
    @Override
    public void onReload(final Settings before, final Settings after)
    {
        reloaded = after;
        final ServerParts current = parts;
        if (current != null)
        {
            current.onReload(before, after);
        }
    }

    @SuppressWarnings("IllegalCatch")
    private void run()
    {
        try (ServerDirectory directory = new ServerDirectory(settings.store()))
        {
            serve(directory.open());
        }
        catch (final ServerException ex)
        {
            life.fail(ex);
        }
        catch (final Throwable ex)
        {
            // The edge: also a class that does not load is a reason, and the process is not ours to end.
            life.fail(new ServerException(ExitCode.NOT_STARTED, OneLine.of(ex), ex));
        }
        life.closed();
        complete();
        life.gone();
    }

    private void serve(final Path directory)
    {
        lines.starting(settings.clusterId());
        final String serverId = randomId();
        lines.serverId(serverId);
        settings.warnings().forEach(lines::warning);
        new AtRest(settings.security().encryption(), directory).require();
        try (portsFile)
        {
            boolean isToServe = true;
            while (isToServe)
            {
                // Who steps down stays away until the others have heard nothing for long enough and have elected one.
                isToServe = serve(directory, serverId) && !life.awaitEnding(AWAY_MS);
            }
        }
    }

    /** Until it is asked to stop, or cannot go on; true when it is to be launched again. */
    private boolean serve(final Path directory, final String serverId)
    {
        try (ServerParts running = new ServerParts(settings, directory, serverId, life))
        {
            parts = running;
            if (reloaded != settings)
            {
                running.onReload(settings, reloaded);
            }
            monitorPort = running.openMonitor();
            if (running.launch() && running.awaitServed())
            {
                clientPort = running.clientPort();
                onServed(running);
            }
            final boolean isToServeAgain = life.awaitTurn();
            // Agents are waited for when they are closed, and an interrupt would end that.
            Thread.interrupted();
            if (isToServeAgain)
            {
                lines.steppingDown();
            }
            else if (ready.isDone() || life.failure() == null)
            {
                lines.shuttingDown();
            }
            return isToServeAgain;
        }
    }

    private void onServed(final ServerParts running)
    {
        if (life.ready())
        {
            running.onServed();
            portsFile.write(clientUrl(),
                monitorPort == 0 ? null
                    : ServerParts.scheme(settings) + "://" + reachable(settings.monitorHost()) + ":" +
                        monitorPort);
            ready.complete(null);
        }
    }

    private void complete()
    {
        final ServerException failure = life.failure();
        ready.completeExceptionally(failure != null ? failure : new ServerException(ExitCode.NOT_STARTED,
            "the server was closed before it was ready"));
        if (failure == null)
        {
            closed.complete(null);
        }
        else
        {
            closed.completeExceptionally(failure);
        }
    }

    private static String randomId()
    {
        final StringBuilder id = new StringBuilder(ID_LENGTH);
        new SecureRandom().ints(ID_LENGTH, 0, ID_LETTERS.length()).forEach(i -> id.append(ID_LETTERS.charAt(i)));
        return id.toString();
    }
}
