package io.standfast.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
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
    private static final int THREADS = 2;
    private static final int REQUESTS_WAITING = 64;
    private static final int BACKLOG = 64;
    private static final int CLOSE_TIMEOUT_S = 5;
    /** Bytes of what may be posted. */
    private static final int BODY_LIMIT = 64 * 1024;
    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;
    private static final int METHOD_NOT_ALLOWED = 405;
    private static final int SERVER_ERROR = 500;

    private final String host;
    private final int port;
    private final Map<String, Page> pages;
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
        server = newServer(new InetSocketAddress(host, port));
        // Requests beyond the queue are closed unanswered: a probe that is asked too often is no reason for a thread.
        threads = new ThreadPoolExecutor(THREADS, THREADS, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(
            REQUESTS_WAITING), MonitorServer::newThread, new ThreadPoolExecutor.AbortPolicy());
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

    /** The page of a path, or the one whose path ends with a slash and begins it. */
    private Page find(final String path)
    {
        final Page page = pages.get(path);
        if (page != null)
        {
            return page;
        }
        return pages.entrySet().stream().filter(entry -> entry.getKey().length() > 1 && entry.getKey().endsWith("/") &&
            path.startsWith(entry.getKey())).map(Map.Entry::getValue).findFirst().orElse(null);
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
        try (exchange)
        {
            final PageAnswer answer = answer(exchange);
            final byte[] body = answer.body().getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", answer.type());
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            answer.headers().forEach(exchange.getResponseHeaders()::set);
            final boolean isHead = "HEAD".equals(exchange.getRequestMethod());
            exchange.sendResponseHeaders(answer.status(), isHead || body.length == 0 ? -1 : body.length);
            if (!isHead)
            {
                exchange.getResponseBody().write(body);
            }
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
