package io.standfast.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLContext;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;

/**
 * Serves the HTTP pages on threads of its own, from the first second of a start. Opened and closed by the main thread.
 */
public final class MonitorServer implements AutoCloseable
{
    private static final Logger LOG = LoggerFactory.getLogger(MonitorServer.class);
    // Whoever reads slowly, or checks passwords, keeps one of them until the limits below, and those of PasswordChecks,
    // end that.
    private static final int THREADS = 12;
    private static final int THREAD_IDLE_S = 10;
    private static final int REQUESTS_WAITING = 64;
    // The JDK's server has these for the whole process, read when its first class is loaded.
    private static final Map<String, String> LIMITS = Map.of("sun.net.httpserver.maxReqTime", "5",
        "sun.net.httpserver.maxRspTime", "30", "jdk.httpserver.maxConnections", "128");
    private static final int BACKLOG = 64;
    private static final int CLOSE_TIMEOUT_S = 5;
    /** Bytes of what may be posted. */
    private static final int BODY_LIMIT = 64 * 1024;
    /** What a socket takes at once, whether it is read or not. */
    private static final int LARGE = 32 * 1024;
    /** Threads that may wait for whoever reads slowly: the others answer probes meanwhile. */
    private static final int LARGE_AT_ONCE = 4;
    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;
    private static final int METHOD_NOT_ALLOWED = 405;
    private static final int SERVER_ERROR = 500;
    private static final int UNAVAILABLE = 503;

    private final String host;
    private final int port;
    private final Map<String, Page> pages;
    private final Semaphore large = new Semaphore(LARGE_AT_ONCE);
    private SSLContext tls;
    private HttpServer server;
    private ExecutorService threads;

    /**
     * A server that is not open.
     *
     * @param host  to bind.
     * @param port  to bind, 0 for a free one.
     * @param pages by path.
     */
    public MonitorServer(final String host, final int port, final Map<String, Page> pages)
    {
        this.host = host;
        this.port = port;
        this.pages = Map.copyOf(pages);
    }

    /**
     * Serve over TLS only.
     *
     * @param context with the server's certificate, or null for no TLS.
     * @return this.
     */
    public MonitorServer tls(final SSLContext context)
    {
        tls = context;
        return this;
    }

    /**
     * Bind the port.
     *
     * @throws IOException when it cannot be bound.
     */
    public void open() throws IOException
    {
        LIMITS.forEach((name, value) ->
        {
            if (System.getProperty(name) == null)
            {
                System.setProperty(name, value);
            }
        });
        server = newServer(new InetSocketAddress(host, port));
        // Requests beyond the queue are closed unanswered: a probe that is asked too often is no reason for a thread.
        final ThreadPoolExecutor pool = new ThreadPoolExecutor(THREADS, THREADS, THREAD_IDLE_S, TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(REQUESTS_WAITING), MonitorServer::newThread,
            new ThreadPoolExecutor.AbortPolicy());
        pool.allowCoreThreadTimeOut(true);
        threads = pool;
        server.setExecutor(threads);
        server.createContext("/", this::onExchange);
        server.start();
    }

    private HttpServer newServer(final InetSocketAddress address) throws IOException
    {
        if (tls == null)
        {
            return HttpServer.create(address, BACKLOG);
        }
        final HttpsServer secured = HttpsServer.create(address, BACKLOG);
        secured.setHttpsConfigurator(new HttpsConfigurator(tls));
        return secured;
    }

    /**
     * Port that has been bound.
     *
     * @return port.
     */
    public int boundPort()
    {
        return server.getAddress().getPort();
    }

    @Override
    public void close()
    {
        if (server != null)
        {
            server.stop(0);
            threads.shutdownNow();
            awaitThreads();
            server = null;
        }
    }

    /** The page of a path; what is administrated has one page for all paths that begin with its own. */
    private Page find(final String path)
    {
        final Page page = pages.get(path);
        if (page != null)
        {
            return page;
        }
        return path.startsWith(AdminPage.PREFIX) ? pages.get(AdminPage.PREFIX) : null;
    }

    /** What a page looks at is let go of after this. */
    private void awaitThreads()
    {
        try
        {
            threads.awaitTermination(CLOSE_TIMEOUT_S, TimeUnit.SECONDS);
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
        }
    }

    private static Thread newThread(final Runnable work)
    {
        final Thread thread = new Thread(work, "http");
        thread.setDaemon(true);
        return thread;
    }

    private void onExchange(final HttpExchange exchange) throws IOException
    {
        final PageAnswer answer = answer(exchange);
        try
        {
            send(exchange, answer);
        }
        finally
        {
            if (answer.then() != null)
            {
                answer.then().run();
            }
        }
    }

    private void send(final HttpExchange exchange, final PageAnswer answer) throws IOException
    {
        try (exchange)
        {
            final byte[] body = answer.body().getBytes(UTF_8);
            if (body.length <= LARGE)
            {
                send(exchange, answer, body);
            }
            else if (large.tryAcquire())
            {
                try
                {
                    send(exchange, answer, body);
                }
                finally
                {
                    large.release();
                }
            }
            else
            {
                final PageAnswer later = PageAnswer.text(UNAVAILABLE, LARGE_AT_ONCE +
                    " others read large pages now: ask again, or for fewer items with limit\n");
                send(exchange, later, later.body().getBytes(UTF_8));
            }
        }
    }

    /** One answer to a connection: who does not read it cannot ask for more. */
    private static void send(final HttpExchange exchange, final PageAnswer answer, final byte[] body)
        throws IOException
    {
        exchange.getResponseHeaders().set("Content-Type", answer.type());
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.getResponseHeaders().set("Connection", "close");
        answer.headers().forEach(exchange.getResponseHeaders()::set);
        final boolean isHead = "HEAD".equals(exchange.getRequestMethod());
        exchange.sendResponseHeaders(answer.status(), isHead || body.length == 0 ? -1 : body.length);
        if (!isHead)
        {
            exchange.getResponseBody().write(body);
        }
    }

    private static String body(final HttpExchange exchange)
    {
        try
        {
            final byte[] body = exchange.getRequestBody().readNBytes(BODY_LIMIT + 1);
            if (body.length > BODY_LIMIT)
            {
                throw new IllegalArgumentException("no more than " + BODY_LIMIT + " bytes may be posted");
            }
            return new String(body, UTF_8);
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    @SuppressWarnings("IllegalCatch")
    private PageAnswer answer(final HttpExchange exchange)
    {
        final String method = exchange.getRequestMethod();
        final String path = exchange.getRequestURI().getPath();
        final Page page = find(path);
        if (!(page == null ? Set.of("GET", "HEAD") : page.methods()).contains(method))
        {
            return PageAnswer.text(METHOD_NOT_ALLOWED, "only GET is served here\n");
        }
        if (page == null)
        {
            return PageAnswer.text(NOT_FOUND, "404 page not found\n");
        }
        final PageCaller caller = new PageCaller(exchange.getRemoteAddress().getAddress().getHostAddress(),
            exchange.getRequestHeaders().getFirst("Authorization"), exchange.getRequestHeaders().getFirst(
                "Content-Type"),
            "POST".equals(method) ? () -> body(exchange) : null);
        try
        {
            return page.answer(new PageRequest(path, exchange.getRequestURI().getRawQuery(), caller));
        }
        catch (final UnavailableException ex)
        {
            return PageAnswer.text(ex.status(), ex.getMessage() + "\n");
        }
        catch (final IllegalArgumentException ex)
        {
            return PageAnswer.text(BAD_REQUEST, ex.getMessage() + "\n");
        }
        catch (final RuntimeException ex)
        {
            // The edge: whatever a page meets, the server goes on and the operator sees which page it was.
            LOG.warn("The page {} cannot be shown: {}", path, ex.toString());
            return PageAnswer.text(SERVER_ERROR, "the page cannot be shown, see the server's log\n");
        }
    }
}
