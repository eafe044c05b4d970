package io.standfast.server.doctor;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/**
 * Tries ports. Stateless.
 */
public final class PortProbe
{
    private PortProbe()
    {
    }

    /**
     * Whether a port for clients or pages is free.
     *
     * @param what uses it.
     * @param host to bind.
     * @param port to bind.
     * @return what was found.
     */
    public static Finding tcp(final String what, final String host, final int port)
    {
        final String name = "port " + port;
        try (ServerSocket socket = new ServerSocket())
        {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(host, port));
            return Finding.ok(name, "free, for " + what);
        }
        catch (final IOException | IllegalArgumentException ex)
        {
            return taken(name, what, host, ex);
        }
    }

    /**
     * Whether a node's ports are free: other nodes come by UDP, and clients that are passed on by TCP.
     *
     * @param host  to bind.
     * @param first of them.
     * @param count of them.
     * @param relay the one where clients that are passed on come in.
     * @return what was found.
     */
    public static Finding node(final String host, final int first, final int count, final int relay)
    {
        final Finding udp = udp(host, first, count);
        if (udp.level() != Finding.Level.OK)
        {
            return udp;
        }
        final Finding tcp = tcp("clients that other nodes pass on", host, relay);
        return tcp.level() == Finding.Level.OK ? udp : tcp;
    }

    static Finding udp(final String host, final int first, final int count)
    {
        final String name = "ports " + first + "-" + (first + count - 1);
        for (int port = first; port < first + count; port++)
        {
            try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(host, port)))
            {
                socket.getLocalPort();
            }
            catch (final IOException | IllegalArgumentException ex)
            {
                return taken(name, "the cluster (port " + port + ")", host, ex);
            }
        }
        return Finding.ok(name, "free, for the cluster");
    }

    private static Finding taken(final String name, final String what, final String host, final Exception ex)
    {
        return Finding.warning(name, "cannot be bound at " + host + " for " + what + ": " + ex.getMessage(),
            "does the server run already? Else stop what uses it (ss -lntup), or choose another port");
    }
}
