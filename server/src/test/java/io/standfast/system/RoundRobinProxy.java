package io.standfast.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What a load balancer or a Kubernetes Service is to its clients: one address, behind which each connection meets the
 * next of several nodes, or the one after it when nobody listens there. Works on threads of its own; closed by the
 * test's.
 */
final class RoundRobinProxy implements AutoCloseable
{
    private final List<URI> nodes;
    private final ServerSocket listener;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final List<Integer> met = new CopyOnWriteArrayList<>();
    // Owned by the thread that accepts.
    private int next;

    private RoundRobinProxy(final List<URI> nodes, final int first) throws IOException
    {
        this.nodes = nodes;
        next = first;
        listener = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    }

    /** Before nodes of these URLs; the first connection meets that one of them. */
    static RoundRobinProxy start(final List<String> urls, final int first)
    {
        try
        {
            final RoundRobinProxy proxy = new RoundRobinProxy(urls.stream().map(URI::create).toList(), first);
            run(proxy::accept);
            return proxy;
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    private static void run(final Runnable work)
    {
        final Thread thread = new Thread(work, "round-robin-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    String url()
    {
        return "nats://127.0.0.1:" + listener.getLocalPort();
    }

    /** Which node each connection has met, in their order. */
    List<Integer> met()
    {
        return met;
    }

    private void accept()
    {
        while (!listener.isClosed())
        {
            try
            {
                pass(listener.accept());
            }
            catch (final IOException ex)
            {
                // It is closed, or this client was in a hurry.
                continue;
            }
        }
    }

    private void pass(final Socket client) throws IOException
    {
        sockets.add(client);
        for (int attempt = 0; attempt < nodes.size(); attempt++)
        {
            final int node = next++ % nodes.size();
            final Socket server = connect(nodes.get(node));
            if (server != null)
            {
                sockets.add(server);
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                run(() -> copy(client, server));
                run(() -> copy(server, client));
                met.add(node);
                return;
            }
        }
        client.close();
    }

    private static Socket connect(final URI node)
    {
        try
        {
            return new Socket(node.getHost(), node.getPort());
        }
        catch (final IOException ex)
        {
            return null;
        }
    }

    /** Until one of both is gone: then so is the other. */
    private static void copy(final Socket from, final Socket to)
    {
        try (Socket source = from; Socket target = to)
        {
            source.getInputStream().transferTo(target.getOutputStream());
        }
        catch (final IOException ex)
        {
            // As if it had ended in order.
            return;
        }
    }

    @Override
    public void close()
    {
        try
        {
            listener.close();
            for (final Socket socket : sockets)
            {
                socket.close();
            }
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }
}
